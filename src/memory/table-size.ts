/** Hash tables: how many buckets they have. Source: redis src/dict.c, _dictNextExp(); valkey src/hashtable.c, nextBucketIndex(). */
import type { Account } from './account.ts';
import { BUCKET, KEY_ENTRY, POINTER } from './struct-size.ts';

/** Buckets of a dict that nothing is known of. */
export const SMALLEST_DICT = 4;
/** Entries in a bucket of Valkey's hash table, and in one that has a child in the place of the last. */
const FULL_BUCKET = 7;
const WITH_CHILD = 6;

/** Of a dict that is made for `count` entries. */
export function dictBuckets(count: number): number {
  return count <= SMALLEST_DICT ? SMALLEST_DICT : nextPowerOfTwo(count);
}

/** Of Valkey's hash table made for `count` entries, of which 32 are meant for five buckets. */
export function hashtableBuckets(count: number): number {
  return nextPowerOfTwo(Math.ceil((count * 5) / 32));
}

/** Of Valkey's hash table that was not told how many entries come: it grows when there are more than all buckets hold. */
export function grownHashtableBuckets(count: number): number {
  return nextPowerOfTwo(Math.ceil(count / FULL_BUCKET));
}

/**
 * Children that buckets of Valkey's hash table are to be expected to have: entries fall into buckets at random, and one with
 * more than seven has a child for every six of the others.
 */
export function expectedChildren(count: number, buckets: number): number {
  if (count <= FULL_BUCKET) return 0;
  if (buckets === 1) return Math.ceil((count - FULL_BUCKET) / WITH_CHILD);
  const p = 1 / buckets;
  // Binomial, by logarithms: the first terms are too small for a double where there are many.
  let term = Math.exp(count * Math.log1p(-p));
  let children = 0;
  for (let k = 0; k <= count; k++) {
    if (k > FULL_BUCKET) children += term * Math.ceil((k - FULL_BUCKET) / WITH_CHILD);
    term *= ((count - k) / (k + 1)) * (p / (1 - p));
    if (k > FULL_BUCKET && term < 1e-12) break;
  }
  return children * buckets;
}

/** Entries that are to be expected to come into a bucket that holds one already. */
export function expectedCollisions(count: number, buckets: number): number {
  // That is, all but one for each bucket that is taken; without losing the digits that count.
  return count + buckets * Math.expm1(count * Math.log1p(-1 / buckets));
}

function nextPowerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}

/** The struct and the buckets of a dict. @returns what is counted */
export function addDict(account: Account, struct: number, buckets: number): number {
  const { allocator } = account;
  const counted = struct + POINTER * buckets;
  account.add(counted, allocator.usable(struct) + allocator.usable(POINTER * buckets));
  return counted;
}

/** The entries of a dict that has keys only, which MEMORY USAGE counts otherwise. */
export function addKeyEntries(account: Account, collisions: number): void {
  account.add(0, collisions * account.allocator.usable(KEY_ENTRY));
}

/**
 * Buckets of Valkey's hash table that elements are added to one by one: it grows when all buckets together are full, and moves
 * a bucket with each addition. @param presized - elements that it is made for
 */
function grownBuckets(count: number, presized: number): { readonly buckets: number; readonly moving: number } {
  let buckets = hashtableBuckets(presized);
  let moving = 0;
  while (FULL_BUCKET * buckets < count) {
    const full = FULL_BUCKET * buckets;
    moving = count - full - 1 < buckets ? buckets : 0;
    buckets = hashtableBuckets(full + 1);
  }
  return { buckets, moving };
}

/**
 * The struct, the buckets and their children of Valkey's hash table.
 * @param presized - elements that it was made for, if not for all of them
 * @returns what is counted
 */
export function addHashtable(account: Account, struct: number, count: number, presized = count): number {
  const { allocator } = account;
  const { buckets, moving } = grownBuckets(count, presized);
  const children = expectedChildren(count, buckets) + moving;
  if (children > 0 && buckets > 1) account.determined = false;
  const counted = struct + BUCKET * (buckets + children);
  account.add(
    counted,
    allocator.usable(struct) + allocator.usable(BUCKET * buckets) + allocator.usable(BUCKET) * children,
  );
  return counted;
}
