/** Sizes of runs of string keys, as `SizedStrings` has them: two rows a key, the second u32 encoding, u32 length, f64 bytes. */
import { ROW } from './status';

/**
 * A tally: what bands count from, the ends of the bands (times left, in ms), and a cell for each encoding and band.
 *
 *   f64 now | 5 × f64 end | … | cell*        cell = f64 bytes | f64 largest | u32 keys | u32 lowest | u32 highest | … | u32 keys*
 *
 * The last of a cell are keys by bucket; `lowest` and `highest` are the buckets with keys. Same numbers as TALLY in kernels.ts.
 */
const TALLY_NOW: usize = 0;
const TALLY_ENDS: usize = 8;
const TALLY_CELLS: usize = 64;
const TALLY_CELL: usize = 3968;
const TALLY_BANDS: usize = 8;
const TALLY_LARGEST: usize = 8;
const TALLY_KEYS: usize = 16;
const TALLY_LOWEST: usize = 20;
const TALLY_HIGHEST: usize = 24;
const TALLY_BUCKETS: usize = 32;

/** As src/report/size-buckets.ts has it. */
// @ts-ignore: decorator
@inline function bucketOf(bytes: f64): u32 {
  const n = bytes as u64;
  if (n < 256) return n as u32;
  const bits = 63 - clz(n);
  return 256 + ((((bits - 8) << 4) + ((n >> (bits - 4)) & 15)) as u32);
}

/** As src/report/bands.ts has it. */
// @ts-ignore: decorator
@inline function bandOf(expireAt: f64, tally: usize): usize {
  if (expireAt != expireAt) return 0;
  const left = expireAt - load<f64>(tally, TALLY_NOW);
  if (left < 0) return 1;
  return (
    2 +
    ((left > load<f64>(tally, TALLY_ENDS)) as usize) +
    ((left > load<f64>(tally, TALLY_ENDS + 8)) as usize) +
    ((left > load<f64>(tally, TALLY_ENDS + 16)) as usize) +
    ((left > load<f64>(tally, TALLY_ENDS + 24)) as usize) +
    ((left > load<f64>(tally, TALLY_ENDS + 32)) as usize)
  );
}

/** Count the keys of a run in their cells. */
export function tallySizes(tally: usize, rows: usize, count: u32): void {
  const end = rows + ((count as usize) << 5);
  for (let row = rows; row < end; row += 2 * ROW) {
    const bytes = load<f64>(row, 24);
    const bucket = bucketOf(bytes);
    const cell = tally + TALLY_CELLS + ((load<u32>(row, 16) as usize) * TALLY_BANDS + bandOf(load<f64>(row, 8), tally)) * TALLY_CELL;
    store<f64>(cell, load<f64>(cell) + bytes);
    store<f64>(cell, max(bytes, load<f64>(cell, TALLY_LARGEST)), TALLY_LARGEST);
    store<u32>(cell, load<u32>(cell, TALLY_KEYS) + 1, TALLY_KEYS);
    store<u32>(cell, min(bucket, load<u32>(cell, TALLY_LOWEST)), TALLY_LOWEST);
    store<u32>(cell, max(bucket, load<u32>(cell, TALLY_HIGHEST)), TALLY_HIGHEST);
    const at = cell + TALLY_BUCKETS + ((bucket as usize) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Whether the bytes of `a` come before those of `b`. */
function isBefore(a: usize, aEnd: usize, b: usize, bEnd: usize): bool {
  const n = min(aEnd - a, bEnd - b);
  let i: usize = 0;
  for (; i + 8 <= n; i += 8) {
    const x = load<u64>(a + i);
    const y = load<u64>(b + i);
    if (x != y) return bswap(x) < bswap(y);
  }
  for (; i < n; i++) {
    const x = load<u8>(a + i);
    const y = load<u8>(b + i);
    if (x != y) return x < y;
  }
  return aEnd - a < bEnd - b;
}

/**
 * The first key of a run, from number `from` on, that has more than `least` bytes, or as many and comes before `key`. `count` if
 * there is none.
 */
export function nextLarge(rows: usize, from: u32, count: u32, least: f64, key: usize, keyEnd: usize): u32 {
  for (let i = from; i < count; i++) {
    const row = rows + ((i as usize) << 5);
    const bytes = load<f64>(row, 24);
    if (bytes < least) continue;
    if (bytes > least || isBefore(load<u32>(row) as usize, load<u32>(row, 4) as usize, key, keyEnd)) return i;
  }
  return count;
}
