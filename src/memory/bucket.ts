/**
 * How many buckets a table of a server has, and what is to be expected of how its entries share them: that hangs on the seed of
 * the hash function, which every process draws anew.
 */

/** A dict never has fewer. Source: redis src/dict.h, DICT_HT_INITIAL_SIZE. */
const FEWEST_DICT_BUCKETS = 4;
/** Entries of a bucket of Valkey's hash table, of one cache line. Source: valkey 8.1 src/hashtable.c, ENTRIES_PER_BUCKET. */
const BUCKET_ENTRIES = 7;
/** A bucket is made for that many entries, when it is known how many will come. Source: ″, BUCKET_DIVISOR / BUCKET_FACTOR. */
const ENTRIES_PLANNED = 32 / 5;

/** The smallest power of two that is not below `n`. */
function powerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(n, 1)));
}

/** Buckets of a dict, once it has moved all its entries to its last size. */
export function dictBuckets(entries: number): number {
  return powerOfTwo(Math.max(entries, FEWEST_DICT_BUCKETS));
}

/** Buckets of a Valkey hash table, children aside. @param presized - it was told how many entries would come */
export function hashtableBuckets(entries: number, presized: boolean): number {
  return powerOfTwo(entries / (presized ? ENTRIES_PLANNED : BUCKET_ENTRIES));
}

/** How many entries do not come first in their bucket: for these a dict that puts keys right into buckets makes entries. */
export function expectedCollisions(entries: number, buckets: number): number {
  // 1 - (1 - 1/buckets)^entries, without losing the digits that count.
  return entries + buckets * Math.expm1(entries * Math.log1p(-1 / buckets));
}

/**
 * How many child buckets a Valkey hash table has. A bucket that overflows gives the place of an entry to the pointer to its
 * child, so that six more entries take one child more.
 */
export function expectedChildren(entries: number, buckets: number): number {
  const childrenOf = (count: number): number => Math.ceil(Math.max(0, count - BUCKET_ENTRIES) / (BUCKET_ENTRIES - 1));
  if (buckets === 1) return childrenOf(entries);
  const mean = entries / buckets;
  const NEGLIGIBLE = 1e-15;
  /** That a bucket has `count` entries: a term of the binomial distribution. */
  let probability = Math.exp(entries * Math.log1p(-1 / buckets));
  let children = 0;
  for (let count = 0; count <= entries; count++) {
    children += probability * childrenOf(count);
    if (count > mean && probability < NEGLIGIBLE) break;
    probability *= (entries - count) / ((count + 1) * (buckets - 1));
  }
  return buckets * children;
}
