/** LZF deflate: the longest of what the last place of the same three bytes gives. Source: rdb-format.md 2.3; redis src/lzf_c.c. */
import { copyExact } from './copy';

const HASH_BITS: u32 = 15;
const TABLE: usize = memory.data(4 << 15);
/** A back reference reaches this far, and is this long at most. */
const FARTHEST: u32 = 8192;
const LONGEST: usize = 264;
const LITERALS: usize = 32;
/** Bytes that a back reference takes at most. */
const REFERENCE: usize = 3;

/**
 * Places are counted on from string to string, so that what a former string left in the table is known to be old: the table
 * need not be cleared, and a string always gives the same bytes.
 */
let epoch: u32 = FARTHEST;

// @ts-ignore: decorator
@inline function slotOf(at: usize): usize {
  const three = (load<u16>(at) as u32) | ((load<u8>(at, 2) as u32) << 16);
  return TABLE + (((three * 0x9e3779b1) >> (32 - HASH_BITS)) << 2) as usize;
}

/** Length of what is the same from `a` and `b` (behind it) on, up to `most`. */
// @ts-ignore: decorator
@inline function sameLength(a: usize, b: usize, most: usize): usize {
  let n: usize = 3;
  while (n + 8 <= most) {
    const different = load<u64>(a + n) ^ load<u64>(b + n);
    if (different != 0) return n + ((ctz(different) >> 3) as usize);
    n += 8;
  }
  while (n < most && load<u8>(a + n) == load<u8>(b + n)) n++;
  return n;
}

/** Literals from `from` to `to`, in runs; 0 if they do not fit. */
function putLiterals(from: usize, to: usize, out: usize, outEnd: usize): usize {
  let p = from;
  let o = out;
  while (p < to) {
    const n = min(to - p, LITERALS);
    if (o + n + 1 > outEnd) return 0;
    store<u8>(o, (n - 1) as u8);
    copyExact(o + 1, p, n);
    o += n + 1;
    p += n;
  }
  return o;
}

/** Deflate the bytes from `start` to `end` into `out`. Returns the end of what was written, 0 if `outEnd` comes first. */
export function lzfDeflate(start: usize, end: usize, out: usize, outEnd: usize): usize {
  const size = (end - start) as u32;
  if (epoch > 0x7fffffff - size) {
    memory.fill(TABLE, 0, 4 << HASH_BITS);
    epoch = FARTHEST;
  }
  const first = epoch;
  epoch += size + FARTHEST;
  let p = start;
  let literals = start;
  let o = out;
  // A match is of three bytes at least.
  const last = size < 3 ? start : end - 2;
  while (p < last) {
    const slot = slotOf(p);
    const place = first + ((p - start) as u32);
    const distance = place - load<u32>(slot);
    store<u32>(slot, place);
    // What a former string left is farther away than the string's own beginning.
    if (distance > FARTHEST || distance > place - first) {
      p++;
      continue;
    }
    const match = p - (distance as usize);
    if (load<u16>(match) != load<u16>(p) || load<u8>(match, 2) != load<u8>(p, 2)) {
      p++;
      continue;
    }
    const n = sameLength(match, p, min(end - p, LONGEST));
    if (literals < p) {
      o = putLiterals(literals, p, o, outEnd);
      if (o == 0) return 0;
    }
    if (o + REFERENCE > outEnd) return 0;
    const back = distance - 1;
    if (n < 9) store<u8>(o++, (((n - 2) << 5) | ((back >> 8) as usize)) as u8);
    else {
      store<u8>(o, (0xe0 | (back >> 8)) as u8);
      store<u8>(o + 1, (n - 9) as u8);
      o += 2;
    }
    store<u8>(o++, back as u8);
    p += n;
    // The match's last places are found later, too; all of them would save little and take long.
    if (p < last) {
      store<u32>(slotOf(p - 2), first + ((p - 2 - start) as u32));
      store<u32>(slotOf(p - 1), first + ((p - 1 - start) as u32));
    }
    literals = p;
  }
  return literals < end ? putLiterals(literals, end, o, outEnd) : o;
}
