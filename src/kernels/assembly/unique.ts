/** Duplicates in a table of rows, by hash and then byte by byte, so that the answer is exact. */
import { ROW } from './status';

/** Open addressing; twice the rows of a table. */
const SLOTS: u32 = 4096;
const TABLE: usize = memory.data(4096 * 4);

// @ts-ignore: decorator
@inline function hashOf(start: usize, end: usize): u32 {
  let h: u64 = 0x9e3779b97f4a7c15 ^ ((end - start) as u64);
  let p = start;
  while (p + 8 <= end) {
    h = (h ^ load<u64>(p)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
    p += 8;
  }
  // What is left, by loads that overlap what has been read: no loop over bytes.
  let tail: u64 = 0;
  const n = end - start;
  if (n >= 8) tail = load<u64>(end - 8);
  else if (n >= 4) tail = ((load<u32>(start) as u64) << 32) | (load<u32>(end - 4) as u64);
  else while (p < end) tail = (tail << 8) | (load<u8>(p++) as u64);
  h = (h ^ tail) * 0xff51afd7ed558ccd;
  return ((h >> 32) ^ h) as u32;
}

function same(a: usize, b: usize): bool {
  const start = load<u32>(a) as usize;
  const other = load<u32>(b) as usize;
  const size = (load<u32>(a, 4) as usize) - start;
  if ((load<u32>(b, 4) as usize) - other != size) return false;
  return memory.compare(start, other, size) == 0;
}

/**
 * The number (from 1) of the first element that stands earlier too, 0 if there is none. An element is the first of `step`
 * rows. Tables of more than 2048 elements are not looked at: 0.
 */
export function firstDuplicate(rows: usize, elements: u32, step: u32): u32 {
  if (elements > SLOTS / 2) return 0;
  let slots: u32 = 16;
  while (slots < elements * 2) slots <<= 1;
  memory.fill(TABLE, 0, (slots as usize) << 2);
  const stride = (step as usize) * ROW;
  for (let i: u32 = 0; i < elements; i++) {
    const row = rows + (i as usize) * stride;
    let slot = hashOf(load<u32>(row) as usize, load<u32>(row, 4) as usize) & (slots - 1);
    for (;;) {
      const at = TABLE + ((slot as usize) << 2);
      const other = load<u32>(at);
      if (other == 0) {
        store<u32>(at, i + 1);
        break;
      }
      if (same(row, rows + ((other - 1) as usize) * stride)) return i + 1;
      slot = (slot + 1) & (slots - 1);
    }
  }
  return 0;
}
