/**
 * How a list becomes another one at the least cost: changes near an end by writing that end anew, those between by commands for
 * single items. Costs are bytes that are sent; time that the server takes for a search counts as well.
 */
import type { ItemsChange } from '../../../diff/change.ts';

export interface ListSizes {
  /** Items of a, and of b. */
  readonly aLength: number;
  readonly bLength: number;
  /** Bytes of a command without its items. */
  readonly commandBytes: number;
  /** To write b anew: what has to be written beside its items. */
  readonly renewalBytes: number;
  /** Bytes of items of b, as they are sent. */
  between(start: number, end: number): number;
}

/** Hunks before `first` are done by writing the head anew, those from `last` on by writing the tail. */
export interface ListPlan {
  readonly first: number;
  readonly last: number;
}

/** Of a mark, as it is sent, and of what an item costs beside its bytes. */
const MARK_BYTES = 20;
export const ITEM_BYTES = 8;
/** LINSERT looks for its place from the head: measured against sending items, which takes a server 100 ns each. */
const SEARCHED_BYTES = 0.5;

/** Those that touch, as one. */
export function joinHunks(hunks: readonly ItemsChange[]): ItemsChange[] {
  const joined: ItemsChange[] = [];
  for (const hunk of hunks) {
    const last = joined.at(-1);
    if (last !== undefined && aEnd(last) === hunk.aIndex && bEnd(last) === hunk.bIndex) {
      joined[joined.length - 1] = { ...last, a: [...last.a, ...hunk.a], b: [...last.b, ...hunk.b] };
    } else joined.push(hunk);
  }
  return joined;
}

export const aEnd = ({ aIndex, a }: ItemsChange): number => aIndex + a.length;
export const bEnd = ({ bIndex, b }: ItemsChange): number => bIndex + b.length;

/** @param hunks - ascending, with an item between them that both have. @returns undefined: to write b anew is cheaper */
export function planList(hunks: readonly ItemsChange[], sizes: ListSizes): ListPlan | undefined {
  const { aLength, bLength } = sizes;
  // Of b, what stands between hunk i - 1 and hunk j.
  const keptFrom = (i: number): number => (hunks[i - 1] === undefined ? 0 : bEnd(hunks[i - 1] ?? NOTHING));
  const keptTo = (j: number): number => hunks[j]?.bIndex ?? bLength;
  let best: ListPlan | undefined;
  let least = sizes.between(0, bLength) + sizes.renewalBytes;
  let inPlace = 0;
  let first = 0;
  let firstCost = Infinity;
  for (let j = 0; j <= hunks.length; j++) {
    const head = headCost(hunks[j - 1], sizes) - inPlace;
    // An item at least stays: a list without any is no key.
    const from = keptFrom(j) < keptTo(j) && head < firstCost ? j : first;
    const tail = tailCost(hunks[j], sizes) + inPlace;
    if (keptFrom(from) < keptTo(j)) {
      const cost = tail + (from === j ? head : firstCost);
      if (cost < least) {
        least = cost;
        best = { first: from, last: j };
      }
    }
    if (head < firstCost) {
      firstCost = head;
      first = j;
    }
    const hunk = hunks[j];
    if (hunk !== undefined) inPlace += itemCost(hunk, aLength, sizes);
  }
  return best;
}

const NOTHING: ItemsChange = { kind: 'items', aIndex: 0, a: [], bIndex: 0, b: [] };

/** All of b up to the end of a hunk. */
function headCost(hunk: ItemsChange | undefined, sizes: ListSizes): number {
  if (hunk === undefined) return 0;
  const trim = aEnd(hunk) > 0 ? sizes.commandBytes : 0;
  return trim + pushCost(0, bEnd(hunk), sizes);
}

/** All of b from a hunk on. */
function tailCost(hunk: ItemsChange | undefined, sizes: ListSizes): number {
  if (hunk === undefined) return 0;
  const trim = hunk.aIndex < sizes.aLength ? sizes.commandBytes : 0;
  return trim + pushCost(hunk.bIndex, sizes.bLength, sizes);
}

function pushCost(start: number, end: number, sizes: ListSizes): number {
  return start === end ? 0 : sizes.commandBytes + sizes.between(start, end);
}

/** A hunk by commands for its items. */
function itemCost(hunk: ItemsChange, aLength: number, sizes: ListSizes): number {
  const { aIndex, a, bIndex, b } = hunk;
  const { commandBytes } = sizes;
  const set = Math.min(a.length, b.length);
  const more = b.length - a.length;
  const items = commandBytes * b.length + sizes.between(bIndex, bEnd(hunk));
  if (more === 0) return items;
  if (more < 0) return items + commandBytes - more * (commandBytes + MARK_BYTES);
  // There is no item to insert before.
  if (set === 0 && aIndex === aLength) return Infinity;
  return items + 2 * (commandBytes + MARK_BYTES) + more * (MARK_BYTES + SEARCHED_BYTES * aIndex);
}
