/**
 * The order in which fields of a Redis hash expire, of which MEMORY USAGE knows nothing: a list within the fields for up to 16; for
 * more a radix tree of buckets by the first time of each. Source: redis 7.4 src/ebuckets.c, ebAddToRax(), ebTrySegSplit().
 */
import type { Account } from './account.ts';
import { RaxCounter, sharedTimeBytes } from './rax.ts';

/** Fields of a list, and of a segment of a bucket. */
const SEGMENT = 16;
const FIRST_SEGMENT_HEAD = 16;
const NEXT_SEGMENT_HEAD = 24;
/** What it adds to the dict's own struct. */
const DICT_METADATA = 32;
/** Of the tree: how many fields there are. */
const TREE_METADATA = 8;
const KEY_BYTES = 6;
/** The highest of 64 bits that keys of 48 lack. */
const UNUSED_BYTES = 2;
/** What more fields take is taken to be as with these: buckets are kept in an array. */
const MOST = 1 << 16;

interface Bucket {
  /** In order; all of one time, if there are more than a segment holds. */
  readonly times: number[];
}

export class ExpiryBuckets {
  private readonly account: Account;
  private readonly tree: RaxCounter;
  private readonly treeHead: number;
  private buckets: Bucket[] = [];
  private count = 0;

  /** @param rax - bytes of the head of a radix tree */
  constructor(account: Account, rax: number) {
    this.account = account;
    this.tree = new RaxCounter(account.allocator);
    this.treeHead = rax + TREE_METADATA;
  }

  clear(): void {
    this.buckets = [];
    this.count = 0;
  }

  add(time: number): void {
    this.count++;
    if (this.count <= MOST) this.insert(time);
  }

  /** Add what it takes to the account. @param dict - bytes of the dict's struct */
  finish(dict: number): void {
    const { account, buckets, count } = this;
    const { allocator } = account;
    if (count === 0) return;
    account.add(0, allocator.usable(dict + DICT_METADATA) - allocator.usable(dict));
    if (count <= SEGMENT) return;
    let heads = 0;
    let before = NaN;
    for (const { times } of buckets) {
      const key = times[0] ?? 0;
      this.tree.add(Math.max(0, sharedTimeBytes(before, key) - UNUSED_BYTES), KEY_BYTES);
      before = key;
      const more = Math.ceil(times.length / SEGMENT) - 1;
      heads += allocator.usable(FIRST_SEGMENT_HEAD) + more * allocator.usable(NEXT_SEGMENT_HEAD);
    }
    const { allocated } = this.tree.finish();
    account.add(0, allocator.usable(this.treeHead) + ((heads + allocated) * count) / Math.min(count, MOST));
  }

  private insert(time: number): void {
    const { buckets } = this;
    const at = Math.max(0, lastNotAfter(buckets, time));
    const bucket = buckets[at];
    if (bucket === undefined) {
      buckets.push({ times: [time] });
      return;
    }
    const { times } = bucket;
    if (times.length < SEGMENT) {
      insertInto(times, time);
      return;
    }
    const split = splitOf(times);
    if (split !== undefined) {
      buckets.splice(at + 1, 0, { times: times.splice(split) });
      this.insert(time);
    } else if (time === times[0]) times.push(time);
    else buckets.splice(time < (times[0] ?? 0) ? at : at + 1, 0, { times: [time] });
  }
}

/** The last bucket that begins at `time` or before it; -1: none does. */
function lastNotAfter(buckets: readonly Bucket[], time: number): number {
  let low = 0;
  let high = buckets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle]?.times[0] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Behind those of the same time. */
function insertInto(times: number[], time: number): void {
  let at = times.length;
  while (at > 0 && (times[at - 1] ?? 0) > time) at--;
  times.splice(at, 0, time);
}

/** Where a full segment is split: the place nearest to the middle between two times. */
function splitOf(times: readonly number[]): number | undefined {
  const middle = SEGMENT / 2;
  let best: number | undefined;
  for (let at = 1; at < SEGMENT; at++) {
    if ((times[at] ?? 0) <= (times[at - 1] ?? 0)) continue;
    if (best === undefined || at <= middle || at - middle < middle - best + 1) best = at;
    if (at > middle) break;
  }
  return best;
}
