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
 * `separators` tells of each byte which separator it is: its number, from 1; 0 for all others. No part of a word is one.
 */
import { copyExact } from './copy';

/** Patterns are not longer. Same number in kernels.ts. */
const LONGEST_PREFIX: usize = 255;

const FEWEST_HEX: usize = 8;
const UUID: usize = 36;
const HYPHEN: u32 = 45;
/** "0x", "<n>", "<hex>", "<uuid>", lowest byte first. */
const ZERO_X: u32 = 0x7830;
const FOLDED_N: u32 = 0x3e6e3c;
const FOLDED_HEX: u64 = 0x3e7865683c;
const FOLDED_UUID: u64 = 0x3e646975753c;

/** Up to 64 bytes of a key, a bit for each: where words are, their digits, their letters that are hexadecimal digits. */
let base: usize = 0;
let words: u64 = 0;
let digits: u64 = 0;
let hexes: u64 = 0;
const BLOCK: usize = 64;
const LAST_BYTES: usize = memory.data(16);

/** 16 bytes, those behind `end` being anything. */
// @ts-ignore: decorator
@inline function load16(p: usize, end: usize): v128 {
  if (p + 16 <= (memory.size() as usize) << 16) return v128.load(p);
  memory.copy(LAST_BYTES, p, end - p);
  return v128.load(LAST_BYTES);
}

/** Of 16 bytes those that are decimal digits, as lanes of all ones. */
// @ts-ignore: decorator
@inline export function digitLanes(bytes: v128): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
}

/** Those that are among the first `letters` of the alphabet. */
// @ts-ignore: decorator
@inline function letterLanes(bytes: v128, letters: i8): v128 {
  return i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(letters));
}

/** A bit for each that is a hexadecimal digit and a letter. */
// @ts-ignore: decorator
@inline export function hexBits(bytes: v128): u32 {
  return i8x16.bitmask(letterLanes(bytes, 6));
}

/** A bit for each that is part of a word. */
// @ts-ignore: decorator
@inline export function wordBits(bytes: v128, digit: v128): u32 {
  return i8x16.bitmask(v128.or(v128.or(digit, bytes), letterLanes(bytes, 26)));
}

function look(p: usize, end: usize): void {
  const size = min(end - p, BLOCK);
  base = p;
  words = 0;
  digits = 0;
  hexes = 0;
  for (let i: usize = 0; i < size; i += 16) {
    const bytes = load16(p + i, end);
    const digit = digitLanes(bytes);
    digits |= (i8x16.bitmask(digit) as u64) << i;
    hexes |= (hexBits(bytes) as u64) << i;
    words |= (wordBits(bytes, digit) as u64) << i;
  }
  words &= u64.MAX_VALUE >> (BLOCK - size);
}

// @ts-ignore: decorator
@inline function separatorAt(separators: usize, p: usize): u32 {
  return load<u8>(separators + (load<u8>(p) as usize)) as u32;
}

function isHex(p: usize, end: usize): bool {
  for (; p < end; p++) {
    const byte = load<u8>(p);
    if (byte - 0x30 > 9 && (byte | 0x20) - 0x61 > 5) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline function isOfWord(byte: u8): bool {
  return byte >= 0x80 || byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 26;
}

/** Whether a UUID stands there, and its last word ends with it. Its first word is known. */
function isUuid(p: usize, end: usize): bool {
  if (end - p < UUID || load<u8>(p, 8) != HYPHEN) return false;
  if (load<u8>(p, 13) != HYPHEN || load<u8>(p, 18) != HYPHEN || load<u8>(p, 23) != HYPHEN) return false;
  if (!isHex(p + 9, p + 13) || !isHex(p + 14, p + 18) || !isHex(p + 19, p + 23) || !isHex(p + 24, p + UUID)) return false;
  return end - p == UUID || !isOfWord(load<u8>(p, UUID));
}

/** Fold a key to `out`; returns the end, or one byte more than a pattern has for one that is too long. */
function fold(start: usize, end: usize, out: usize): usize {
  const limit = out + LONGEST_PREFIX;
  let o = out;
  let p = start;
  /** What is not yet copied. */
  let from = start;
  look(p, end);
  while (p < end) {
    if (p - base >= BLOCK) look(p, end);
    const rest = words >> ((p - base) as u64);
    if (rest == 0) {
      p = base + BLOCK;
      continue;
    }
    p += ctz(rest) as usize;

    const word = p;
    /** Behind the last byte that is no digit. */
    let tail = p;
    let decimal: u64 = 0;
    let hex: u64 = 0;
    let other: u64 = 0;
    for (;;) {
      const at = p - base;
      const size = ctz(~(words >> (at as u64))) as usize;
      const mask = (u64.MAX_VALUE >> (BLOCK - size)) << (at as u64);
      const letters = mask & ~digits;
      decimal |= mask & digits;
      hex |= letters & hexes;
      other |= letters & ~hexes;
      if (letters != 0) tail = base + BLOCK - (clz(letters) as usize);
      p += size;
      if (at + size < BLOCK || p >= end) break;
      look(p, end);
      if ((words & 1) == 0) break;
    }

    // What the word is folded to, and how much of it is kept before that.
    let kept: usize = 0;
    let folded: u64 = FOLDED_N;
    let length: usize = 3;
    if (p - word == 8 && other == 0 && isUuid(word, end)) {
      folded = FOLDED_UUID;
      length = 6;
      p = word + UUID;
    } else if (other == 0 && hex != 0 && decimal != 0 && p - word >= FEWEST_HEX) {
      folded = FOLDED_HEX;
      length = 5;
    } else if (p - word >= FEWEST_HEX + 2 && load<u16>(word) == ZERO_X && isHex(word + 2, p)) {
      kept = 2;
      folded = FOLDED_HEX;
      length = 5;
    } else if (tail == p) {
      continue;
    } else {
      kept = tail - word;
    }

    const size = word + kept - from;
    if (size > limit - o) {
      copyExact(o, from, limit - o);
      return limit + 1;
    }
    copyExact(o, from, size);
    o += size;
    store<u64>(o, folded);
    o += length;
    if (o > limit) return limit + 1;
    from = p;
  }
  const size = min(end - from, limit - o);
  copyExact(o, from, size);
  return end - from > size ? limit + 1 : o + size;
}

/** The separator that splits a pattern: of those in it the one with the lowest number; 0 if there is none. */
function separatorOf(start: usize, end: usize, separators: usize): u32 {
  let lowest: u32 = 256;
  for (let p = start; p < end; p++) {
    const number = separatorAt(separators, p);
    if (number != 0 && number < lowest) {
      lowest = number;
      if (number == 1) break;
    }
  }
  return lowest;
}

// @ts-ignore: decorator
@inline function separates(separators: usize, p: usize, separator: u32): bool {
  return separatorAt(separators, p) == separator;
}

/** Where the prefix ends that a pattern is in; several separators side by side are one. `start`: it is in no other. */
export function parentEnd(start: usize, end: usize, separators: usize): usize {
  const separator = separatorOf(start, end, separators);
  let p = end;
  while (p > start && separates(separators, p - 1, separator)) p--;
  while (p > start && !separates(separators, p - 1, separator)) p--;
  return p;
}

/** Whether there is a separator before an address. */
// @ts-ignore: decorator
@inline export function endsOpen(end: usize, separators: usize): bool {
  return separatorAt(separators, end - 1) != 0;
}

/** Where a pattern ends after `depth` segments. */
function depthEnd(start: usize, end: usize, separators: usize, depth: u32): usize {
  const separator = separatorOf(start, end, separators);
  let p = start;
  for (let i: u32 = 0; i < depth && p < end; i++) {
    while (p < end && !separates(separators, p, separator)) p++;
    while (p < end && separates(separators, p, separator)) p++;
  }
  return p;
}

/**
 * Fold a key to `out`, which has room for 65 bytes more than a pattern, and leave out segments behind the first `depth`. Of a pattern that is too long the
 * segment is left out that it is cut in. Returns the end.
 */
export function foldKey(start: usize, end: usize, separators: usize, depth: u32, out: usize): usize {
  let o = fold(start, end, out);
  if (o > out + LONGEST_PREFIX) {
    o = out + LONGEST_PREFIX;
    const separator = separatorOf(out, o, separators);
    while (o > out && !separates(separators, o - 1, separator)) o--;
  }
  if (depth != u32.MAX_VALUE) o = depthEnd(out, o, separators, depth);
  return o;
}
