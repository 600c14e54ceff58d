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
  let best: ListPlan | undefined;
  let least = sizes.between(0, sizes.bLength) + sizes.renewalBytes;
  /** Of the hunks before `last`, item by item. */
  let itemByItem = 0;
  /** Where the head had best end, and what it costs more than what is before it item by item. */
  let start = { first: 0, cost: Infinity };
  for (let last = 0; last <= hunks.length; last++) {
    const here = { first: last, cost: headCost(hunks[last - 1], sizes) - itemByItem };
    const tail = tailCost(hunks[last], sizes);
    for (const { first, cost } of [start, here]) {
      const whole = cost + itemByItem + tail;
      // An item at least stays: a list without any is no key.
      if (whole >= least || !keepsItem(hunks, first, last, sizes)) continue;
      least = whole;
      best = { first, last };
    }
    if (here.cost < start.cost) start = here;
    const hunk = hunks[last];
    if (hunk !== undefined) itemByItem += itemCost(hunk, sizes.aLength, sizes);
  }
  return best;
}

/** Whether there is anything of b between a head and a tail that are written anew. */
function keepsItem(hunks: readonly ItemsChange[], first: number, last: number, { bLength }: ListSizes): boolean {
  const head = hunks[first - 1];
  const from = head === undefined ? 0 : bEnd(head);
  return from < (hunks[last]?.bIndex ?? bLength);
}

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
