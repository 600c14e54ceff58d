/** Intsets: u32 width, u32 count, ascending integers of that width. Source: rdb-format.md 4.3. */
import type { Arena, Region } from '../../../bytes/arena.ts';

const HEAD_BYTES = 8;
const INTEGER_BYTES = 8;

/**
 * `count` rows as an intset in `region`, which is grown as needed.
 * @returns the end of the blob; undefined if a row is no integer
 */
export function encodeIntset(arena: Arena, rows: number, count: number, region: Region): number | undefined {
  const size = HEAD_BYTES + count * INTEGER_BYTES;
  if (region.end - region.start < size) arena.grow(region, size);
  const { start } = region;
  if (arena.kernels.readIntegers(rows, count, start + HEAD_BYTES) === 0) return undefined;
  const integers = new BigInt64Array(arena.u8.buffer, start + HEAD_BYTES, count).sort();
  const width = Math.max(widthOf(integers[0] ?? 0n), widthOf(integers[count - 1] ?? 0n));
  const { view } = arena;
  view.setUint32(start, width, true);
  view.setUint32(start + 4, count, true);
  // Narrower integers overtake none that is still to be read.
  for (let i = 0, at = start + HEAD_BYTES; i < count; i++, at += width) {
    const value = integers[i] ?? 0n;
    if (width === 8) view.setBigInt64(at, value, true);
    else if (width === 4) view.setInt32(at, Number(value), true);
    else view.setInt16(at, Number(value), true);
  }
  return start + HEAD_BYTES + count * width;
}

function widthOf(value: bigint): 2 | 4 | 8 {
  if (value === BigInt.asIntN(16, value)) return 2;
  return value === BigInt.asIntN(32, value) ? 4 : 8;
}
