/**
 * Sizes sorted into buckets: each below 256 has one of its own, and from there on each power of two has sixteen, so that the
 * bound of a bucket is right to 1/16.
 */

const EXACT_BITS = 8;
const EXACT = 1 << EXACT_BITS;
const STEP_BITS = 4;
const STEPS = 1 << STEP_BITS;
/** What a 32-bit shift can do; sizes above are first made smaller by this much. */
const WORD = 2 ** 31;
const SHIFT_BITS = 22;
/** Sizes are whole numbers that a double holds. */
const MOST_BITS = 53;

/** How many there are. */
export const BUCKETS = EXACT + (MOST_BITS - EXACT_BITS) * STEPS;

/** The bucket of a number of bytes; a part of one does not count. */
export function bucketOf(bytes: number): number {
  if (bytes < EXACT) return bytes | 0;
  if (bytes >= WORD) return bucketOf(Math.floor(bytes / 2 ** SHIFT_BITS)) + SHIFT_BITS * STEPS;
  const bits = 31 - Math.clz32(bytes);
  return EXACT + (bits - EXACT_BITS) * STEPS + ((bytes >>> (bits - STEP_BITS)) & (STEPS - 1));
}

/** The largest size in a bucket. */
export function boundOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const bits = EXACT_BITS + ((bucket - EXACT) >> STEP_BITS);
  const step = 2 ** (bits - STEP_BITS);
  return 2 ** bits + (((bucket - EXACT) & (STEPS - 1)) + 1) * step - 1;
}
