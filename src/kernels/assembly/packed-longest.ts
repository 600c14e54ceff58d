/** The longest element of a packed value, without a row for each. Source: rdb-format.md 4.2, 4.3. */
import { lengthOfI64 } from './integer';
import { backlenHolds, intsetOpen, listpackOpen } from './packed';
import { STOP_DONE } from './status';

/** How long the text of the entry is that `entrySize` was asked of last. */
let textSize: usize = 0;

/** Bytes of the listpack entry at `p` without its back length, of which `left` are there at most; 0 if it is none. */
// @ts-ignore: decorator
@inline function entrySize(p: usize, left: usize): usize {
  const first = load<u8>(p);
  if (first < 0x80) {
    textSize = lengthOfI64(first as i64);
    return 1;
  }
  if (first < 0xc0) {
    textSize = (first & 0x3f) as usize;
    return 1 + textSize;
  }
  if (left < 2) return 0;
  if (first < 0xe0) {
    const v = (((first & 0x1f) as i32) << 8) | (load<u8>(p, 1) as i32);
    textSize = lengthOfI64((v >= 4096 ? v - 8192 : v) as i64);
    return 2;
  }
  if (first < 0xf0) {
    textSize = (((first & 0x0f) as usize) << 8) | (load<u8>(p, 1) as usize);
    return 2 + textSize;
  }
  const size: usize = first == 0xf1 ? 3 : first == 0xf2 ? 4 : first == 0xf4 ? 9 : first < 0xf5 ? 5 : 0;
  if (size == 0 || size > left) return 0;
  if (first == 0xf0) {
    textSize = load<u32>(p, 1) as usize;
    return textSize > left ? 0 : 5 + textSize;
  }
  let v: i64 = 0;
  if (first == 0xf1) v = load<i16>(p, 1) as i64;
  else if (first == 0xf2) v = ((load<u16>(p, 1) as i32) | ((load<i8>(p, 3) as i32) << 16)) as i64;
  else if (first == 0xf3) v = load<i32>(p, 1) as i64;
  else v = load<i64>(p, 1);
  textSize = lengthOfI64(v);
  return size;
}

/**
 * How long the longest text is among the entries of a listpack: of every `period` of them the first `wanted` are looked at.
 * -1 if the listpack is not as it should be with so many `entries`; what is wrong listpackRows tells.
 */
export function listpackLongest(start: usize, end: usize, entries: u32, period: u32, wanted: u32): i32 {
  if (listpackOpen(start, end) != STOP_DONE) return -1;
  const last = end - 1;
  let p = start + 6;
  let longest: usize = 0;
  let count: u32 = 0;
  let turn: u32 = 0;
  while (p < last) {
    const size = entrySize(p, last - p);
    const width: usize = size <= 127 ? 1 : size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
    if (size == 0 || size + width > last - p) return -1;
    if (width == 1 ? load<u8>(p + size) != (size as u8) : !backlenHolds(p + size, width, size)) return -1;
    if (turn < wanted && textSize > longest) longest = textSize;
    if (++turn == period) turn = 0;
    p += size + width;
    count++;
  }
  return count == entries ? (longest as i32) : -1;
}

/** As listpackLongest, of an intset: its integers ascend, so the longest text is that of the first or the last. */
export function intsetLongest(start: usize, end: usize): i32 {
  if (intsetOpen(start, end) != STOP_DONE) return -1;
  const width = load<u32>(start) as usize;
  let previous: i64 = 0;
  let longest: usize = 0;
  for (let p = start + 8; p < end; p += width) {
    const v: i64 = width == 2 ? (load<i16>(p) as i64) : width == 4 ? (load<i32>(p) as i64) : load<i64>(p);
    if (p == start + 8) longest = lengthOfI64(v);
    else if (v <= previous) return -1;
    previous = v;
  }
  return max(longest, lengthOfI64(previous)) as i32;
}
