/**
 * The order in which fields of a Valkey hash expire: nothing beside the hash for one field, a vector of pointers for up to 127;
 * for more a radix tree of windows of time by the end of each, which hold a field, a vector or a hash table. Source: valkey 9
 * src/vset.c; measured on 9.1.2.
 */
import type { Account } from './account.ts';
import { RaxCounter, sharedTimeBytes } from './rax.ts';
import { addHashtable } from './table-size.ts';
import { POINTER } from './struct-size.ts';

/** Vectors begin with room for two. */
const PAIR = 24;
const LONGEST_VECTOR = 127;
/** A window of time is made this long, in milliseconds, and becomes shorter when its vector is full; not shorter than the other. */
const LONGEST_MS = 8192;
const SHORTEST_MS = 16;
const TREE = 32;
const KEY_BYTES = 8;
const TABLE = 80;

interface Window {
  /** Past the last expiry that it is for. */
  end: number;
  times: number[];
  /** It is a hash table: a vector was full that all expires at once. */
  hashed: boolean;
}

export class ExpirySet {
  private readonly account: Account;
  private readonly tree: RaxCounter;
  /** In the order in which fields come. */
  private times = new Float64Array(LONGEST_VECTOR + 1);
  private count = 0;

  constructor(account: Account) {
    this.account = account;
    this.tree = new RaxCounter(account.allocator);
  }

  clear(): void {
    this.count = 0;
  }

  add(time: number): void {
    if (this.count === this.times.length) {
      const larger = new Float64Array(2 * this.count);
      larger.set(this.times);
      this.times = larger;
    }
    this.times[this.count++] = time;
  }

  /** Add what it takes to the account. */
  finish(): void {
    if (this.count > LONGEST_VECTOR) this.addTree();
    else this.addVector(this.count);
  }

  private addVector(count: number): void {
    const { account } = this;
    if (count === 2) account.add(PAIR, account.allocator.usable(PAIR));
    else if (count > 1) account.block(POINTER + POINTER * count);
  }

  private addTree(): void {
    const times = this.times.subarray(0, this.count);
    // What was in the vector comes into the tree in order.
    times.subarray(0, LONGEST_VECTOR).sort();
    const sorted = times.toSorted();
    const full = this.fullWindows(sorted, times);
    let before = NaN;
    for (let i = 0; i < sorted.length;) {
      const end = endOf(sorted[i] ?? 0, LONGEST_MS);
      const first = i;
      while (i < sorted.length && (sorted[i] ?? 0) < end) i++;
      for (const window of full.get(end) ?? [])
        before = this.addWindow(window.end, before, window.times.length, window);
      if (!full.has(end)) before = this.addWindow(end, before, i - first);
    }
    this.account.block(TREE);
    const { allocated } = this.tree.finish();
    this.account.add(allocated, allocated);
  }

  /** @returns its end */
  private addWindow(end: number, before: number, count: number, window?: Window): number {
    this.tree.add(sharedTimeBytes(before, end), KEY_BYTES);
    if (window?.hashed === true) addHashtable(this.account, TABLE, count, 1);
    else this.addVector(count);
    return end;
  }

  /** What becomes of windows that have more than a vector takes, by their end. */
  private fullWindows(sorted: Float64Array, times: Float64Array): ReadonlyMap<number, readonly Window[]> {
    const full = new Map<number, Window[]>();
    for (let i = 0; i + LONGEST_VECTOR < sorted.length; i++) {
      const end = endOf(sorted[i] ?? 0, LONGEST_MS);
      if ((sorted[i + LONGEST_VECTOR] ?? 0) < end) full.set(end, []);
    }
    if (full.size === 0) return full;
    for (const time of times) {
      const end = endOf(time, LONGEST_MS);
      const windows = full.get(end);
      if (windows !== undefined) insert(windows, time, end);
    }
    return full;
  }
}

/** @param windows - those of one window of the longest kind, in order; @param end - of that */
function insert(windows: Window[], time: number, end: number): void {
  for (;;) {
    const at = windows.findIndex((one) => one.end > time);
    const window = windows[at];
    if (window === undefined) {
      windows.push({ end, times: [time], hashed: false });
      return;
    }
    if (window.hashed || window.times.length < LONGEST_VECTOR || !makeRoom(windows, at, window)) {
      window.times.push(time);
      return;
    }
  }
}

/** Shorten a full window, or make two of it. @returns false: it is a hash table now */
function makeRoom(windows: Window[], at: number, window: Window): boolean {
  const times = window.times.toSorted((a, b) => a - b);
  const last = endOf(times.at(-1) ?? 0, SHORTEST_MS);
  if (last < window.end) {
    window.end = last;
    return true;
  }
  const split = splitOf(times);
  if (split === undefined) {
    window.hashed = true;
    return false;
  }
  windows.splice(at, 0, {
    end: endOf(times[split - 1] ?? 0, SHORTEST_MS),
    times: times.slice(0, split),
    hashed: false,
  });
  window.times = times.slice(split);
  return true;
}

/** The place nearest to the middle where one of the shortest windows ends and another begins; of two, the one before it. */
function splitOf(times: readonly number[]): number | undefined {
  const begins = (at: number): boolean =>
    at > 0 && at < times.length && endOf(times[at - 1] ?? 0, SHORTEST_MS) < endOf(times[at] ?? 0, SHORTEST_MS);
  const middle = Math.floor(times.length / 2);
  for (let offset = 0; offset <= middle + 1; offset++) {
    if (begins(middle - offset)) return middle - offset;
    if (begins(middle + offset)) return middle + offset;
  }
  return undefined;
}

function endOf(time: number, length: number): number {
  return Math.floor(time / length) * length + length;
}
