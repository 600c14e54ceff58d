/**
 * The order in which fields of a Valkey hash expire: nothing beside the hash for one field, a vector of pointers for up to 127;
 * for more a radix tree of windows of time, each with a field, a vector or a hash table. Source: valkey 9 src/vset.c; measured
 * on 9.1.2.
 */
import type { Account } from './account.ts';
import { expectedChildren, hashtableBuckets } from './table-size.ts';

const POINTER = 8;
/** Vectors begin with room for two. */
const PAIR = 24;
const LONGEST_VECTOR = 127;
/** What a window of time is at most, in milliseconds, and what it takes in the tree. */
const WINDOW_MS = 8192;
const WINDOW = 43;
/** Windows are not made shorter than this. */
const SHORTEST_MS = 16;
const TREE = 128;
const TABLE = 80;
const BUCKET = 64;

/**
 * @param count - fields that expire, more than one
 * @param span - milliseconds from the first to the last expiry
 */
export function addExpirySet(account: Account, count: number, span: number): void {
  const { allocator } = account;
  if (count === 2) account.add(PAIR, allocator.usable(PAIR));
  else if (count <= LONGEST_VECTOR) account.block(POINTER + POINTER * count);
  else {
    const expected = TREE + expectedWindows(count, span);
    account.add(expected, expected);
    account.determined = false;
  }
}

/** Expiries are taken to be spread evenly: where they are is not kept. */
function expectedWindows(count: number, span: number): number {
  if (span < SHORTEST_MS) {
    const buckets = hashtableBuckets(count);
    return WINDOW + TABLE + BUCKET * (buckets + expectedChildren(count, buckets));
  }
  const windows = Math.floor(span / WINDOW_MS) + 1;
  const empty = (1 - 1 / windows) ** count;
  const single = (count / windows) * (1 - 1 / windows) ** (count - 1);
  const used = Math.max(windows * (1 - empty), count / LONGEST_VECTOR);
  const inVectors = count - windows * single;
  return WINDOW * used + POINTER * (used - windows * single + inVectors);
}
