/**
 * The pattern of a key: what ids stand in it is folded, so that keys of one kind have one pattern.
 *
 *   user:1042:cart      user:<n>:cart      a word of digits
 *   user1042            user<n>            digits at the end of a word
 *   tmp-4fd0c3a17b      tmp-<hex>          8 or more hexadecimal digits, letters and decimal ones among them; after 0x, too
 *   job/0f8…-…-….json   job/<uuid>.json    hexadecimal digits, 8-4-4-4-12
 *
 * A word is a run of ASCII letters, digits, and bytes that are no ASCII (so no character is cut). All else stays as it is.
 *
 * `classes` has a byte for each byte: what it is in a word, or else the number of the separator it is, from 1, in the upper half.
 */
import { copyExact } from './copy';

// Same numbers as BYTE_CLASS in kernels.ts.
const DIGIT: u32 = 1;
const HEX: u32 = 2;
const WORD: u32 = 7;
const SEPARATOR_SHIFT: u32 = 4;

/** Patterns are not longer. Same number as LONGEST_PREFIX in kernels.ts. */
const LONGEST: usize = 255;

const FEWEST_HEX: usize = 8;
const UUID: usize = 36;
const HYPHEN: u32 = 45;
/** "0x", "<n>", "<hex>", "<uuid>", lowest byte first. */
const ZERO_X: u32 = 0x7830;
const FOLDED_N: u32 = 0x3e6e3c;
const FOLDED_HEX: u64 = 0x3e7865683c;
const FOLDED_UUID: u64 = 0x3e646975753c;

/** The last pattern is only the beginning of one that is too long. */
let isCut: bool = false;

// @ts-ignore: decorator
@inline function classOf(classes: usize, p: usize): u32 {
  return load<u8>(classes + (load<u8>(p) as usize)) as u32;
}

function isHex(p: usize, end: usize, classes: usize): bool {
  for (; p < end; p++) {
    if ((classOf(classes, p) & (DIGIT | HEX)) == 0) return false;
  }
  return true;
}

/** Whether a UUID stands there, and its last word ends with it. Its first word is known. */
function isUuid(p: usize, end: usize, classes: usize): bool {
  if (end - p < UUID || load<u8>(p, 8) != HYPHEN) return false;
  if (load<u8>(p, 13) != HYPHEN || load<u8>(p, 18) != HYPHEN || load<u8>(p, 23) != HYPHEN) return false;
  if (end - p > UUID && (classOf(classes, p + UUID) & WORD) != 0) return false;
  return (
    isHex(p + 9, p + 13, classes) && isHex(p + 14, p + 18, classes) && isHex(p + 19, p + 23, classes) && isHex(p + 24, p + UUID, classes)
  );
}

/** Fold a key to `out`, which has room for 65 bytes more than a pattern; returns the end. */
function fold(start: usize, end: usize, classes: usize, out: usize): usize {
  const limit = out + LONGEST;
  let o = out;
  let p = start;
  isCut = false;
  while (p < end) {
    let c = classOf(classes, p);
    if ((c & WORD) == 0) {
      if (o == limit) break;
      store<u8>(o++, load<u8>(p++));
      continue;
    }
    const word = p;
    let all: u32 = 0;
    /** Behind the last byte that is no digit. */
    let digits = p;
    do {
      all |= c;
      p++;
      if (c != DIGIT) digits = p;
      if (p == end) break;
      c = classOf(classes, p);
    } while ((c & WORD) != 0);

    const size = p - word;
    // What is folded never is longer than six bytes behind the limit, for which there is room.
    if (size == 8 && (all & ~(DIGIT | HEX)) == 0 && isUuid(word, end, classes)) {
      store<u64>(o, FOLDED_UUID);
      o += 6;
      p = word + UUID;
    } else if (all == DIGIT) {
      store<u32>(o, FOLDED_N);
      o += 3;
    } else if (all == (DIGIT | HEX) && size >= FEWEST_HEX) {
      store<u64>(o, FOLDED_HEX);
      o += 5;
    } else if (size >= FEWEST_HEX + 2 && load<u16>(word) == ZERO_X && isHex(word + 2, p, classes)) {
      store<u16>(o, ZERO_X as u16);
      store<u64>(o + 2, FOLDED_HEX);
      o += 7;
    } else {
      const kept = digits - word;
      if (kept > (limit - o)) {
        isCut = true;
        return o;
      }
      copyExact(o, word, kept);
      o += kept;
      if (digits < p) {
        store<u32>(o, FOLDED_N);
        o += 3;
      }
    }
    if (o > limit) {
      isCut = true;
      return o;
    }
  }
  isCut = p < end;
  return o;
}

/** The separator that splits a pattern: of those in it the one with the lowest number; 0 if there is none. */
function separatorOf(start: usize, end: usize, classes: usize): u32 {
  let lowest: u32 = 16;
  for (let p = start; p < end; p++) {
    const number = classOf(classes, p) >> SEPARATOR_SHIFT;
    if (number != 0 && number < lowest) {
      lowest = number;
      if (number == 1) break;
    }
  }
  return lowest;
}

// @ts-ignore: decorator
@inline function separates(classes: usize, p: usize, separator: u32): bool {
  return classOf(classes, p) >> SEPARATOR_SHIFT == separator;
}

/** Where the prefix ends that a pattern is in; several separators side by side are one. `start`: it is in no other. */
export function parentEnd(start: usize, end: usize, classes: usize): usize {
  const separator = separatorOf(start, end, classes);
  let p = end;
  while (p > start && separates(classes, p - 1, separator)) p--;
  while (p > start && !separates(classes, p - 1, separator)) p--;
  return p;
}

/** Whether there is a separator before an address. */
// @ts-ignore: decorator
@inline export function endsOpen(end: usize, classes: usize): bool {
  return classOf(classes, end - 1) >> SEPARATOR_SHIFT != 0;
}

/** Where a pattern ends after `depth` segments. */
function depthEnd(start: usize, end: usize, classes: usize, depth: u32): usize {
  const separator = separatorOf(start, end, classes);
  let p = start;
  for (let i: u32 = 0; i < depth && p < end; i++) {
    while (p < end && !separates(classes, p, separator)) p++;
    while (p < end && separates(classes, p, separator)) p++;
  }
  return p;
}

/**
 * Fold a key to `out`, as `fold` does, and leave out segments behind the first `depth`. Of a pattern that is too long the
 * segment is left out that it is cut in. Returns the end.
 */
export function foldKey(start: usize, end: usize, classes: usize, depth: u32, out: usize): usize {
  let o = fold(start, end, classes, out);
  if (isCut) {
    const separator = separatorOf(out, o, classes);
    while (o > out && !separates(classes, o - 1, separator)) o--;
  }
  if (depth != u32.MAX_VALUE) o = depthEnd(out, o, classes, depth);
  return o;
}
