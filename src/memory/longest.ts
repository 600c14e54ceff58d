/** The longest of many spans. */
import { ROW_BYTES } from '../kernels/kernels.ts';

/** Bytes of the longest of `count` rows. */
export function longestOf(u32: Uint32Array, rows: number, count: number): number {
  let longest = 0;
  for (let i = rows >>> 2, end = (rows + ROW_BYTES * count) >>> 2; i < end; i += 4) {
    const length = (u32[i + 1] ?? 0) - (u32[i] ?? 0);
    if (length > longest) longest = length;
  }
  return longest;
}
