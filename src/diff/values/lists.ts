/** Items of lists: runs that are in the place of others. */
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { ListIndex } from '../../keyspace/values/list-index.ts';
import type { ListValue } from '../../keyspace/values/list.ts';
import type { ItemsChange } from '../change.ts';
import { numberItems, type ListPart } from './list-numbers.ts';
import { findEdits, type Edits } from './sequence.ts';

/** Ascending, and as few items as can be; of lists that differ in very many of them, one run with all that do. */
export function diffLists(a: ListValue, b: ListValue, tell: (change: ItemsChange) => void): void {
  const [left, right] = withoutCommonEnds(a.index(), b.index());
  if (left.start === left.end && right.start === right.end) return;
  tellRuns(left, right, editsOf(left, right), tell);
}

function withoutCommonEnds(a: ListIndex, b: ListIndex): [ListPart, ListPart] {
  const most = Math.min(a.count, b.count);
  let start = 0;
  while (start < most && equalSpans(a.at(start), b.at(start))) start++;
  let end = 0;
  while (end < most - start && equalSpans(a.at(a.count - 1 - end), b.at(b.count - 1 - end))) end++;
  return [
    { list: a, start, end: a.count - end },
    { list: b, start, end: b.count - end },
  ];
}

/** What only one list has is known to be an edit; the search is among the rest. */
function editsOf(left: ListPart, right: ListPart): Edits {
  const numbers = numberItems(left, right);
  const inA = presence(numbers.a, numbers.count);
  const inB = presence(numbers.b, numbers.count);
  const a = sharedOf(numbers.a, inB);
  const b = sharedOf(numbers.b, inA);
  const edits = findEdits(a.numbers, b.numbers);
  return { removed: atPlaces(edits.removed, a, numbers.a.length), added: atPlaces(edits.added, b, numbers.b.length) };
}

function presence(numbers: Uint32Array, count: number): Uint8Array {
  const there = new Uint8Array(count);
  for (const number of numbers) there[number] = 1;
  return there;
}

/** The items that the other list has, too, and where they are. */
interface Shared {
  readonly numbers: Uint32Array;
  readonly places: Uint32Array;
}

function sharedOf(all: Uint32Array, inOther: Uint8Array): Shared {
  let count = 0;
  for (const number of all) count += inOther[number] ?? 0;
  const numbers = new Uint32Array(count);
  const places = new Uint32Array(count);
  let at = 0;
  for (let place = 0; place < all.length; place++) {
    const number = all[place] ?? 0;
    if (inOther[number] !== 1) continue;
    numbers[at] = number;
    places[at++] = place;
  }
  return { numbers, places };
}

function atPlaces(edits: Uint8Array, { places }: Shared, length: number): Uint8Array {
  const whole = new Uint8Array(length).fill(1);
  for (let i = 0; i < places.length; i++) whole[places[i] ?? 0] = edits[i] ?? 1;
  return whole;
}

function tellRuns(
  left: ListPart,
  right: ListPart,
  { removed, added }: Edits,
  tell: (change: ItemsChange) => void,
): void {
  let x = 0;
  let y = 0;
  while (x < removed.length || y < added.length) {
    const fromX = x;
    const fromY = y;
    while (removed[x] === 1) x++;
    while (added[y] === 1) y++;
    if (x === fromX && y === fromY) {
      x++;
      y++;
      continue;
    }
    const aIndex = left.start + fromX;
    const bIndex = right.start + fromY;
    tell({
      kind: 'items',
      aIndex,
      a: itemsOf(left.list, aIndex, left.start + x),
      bIndex,
      b: itemsOf(right.list, bIndex, right.start + y),
    });
  }
}

function itemsOf(list: ListIndex, start: number, end: number): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let index = start; index < end; index++) items.push(viewOf(list.at(index)));
  return items;
}
