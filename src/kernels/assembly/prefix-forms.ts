/**
 * Forms of keys that were counted lately. Keys that differ only in their digits, or in one hexadecimal id, have one form, and so
 * one pattern, which need not be found again. Only of short keys, and not where a digit stands before an x: what follows 0x is
 * hexadecimal.
 *
 * A form is 48 bytes: the key with zeros for its digits and the letter a for all of a hexadecimal id (32 bytes), u32 its length
 * (0: free), u32 the number of its row.
 */
import { digitLanes, hexBits, wordBits } from './prefix-pattern';

const FORMS: usize = 64;
/** Of a hash, what tells its form from the others. */
const HASH_SHIFT: u64 = 58;
const LONGEST: usize = 32;
const BYTES: usize = 48;
const LENGTH: usize = 32;
const NUMBER: usize = 36;

const ZERO: i8 = 0x30;
const A: i8 = 0x61;
const X: i8 = 0x78;

/** Forms are not looked at for a while where they seldom come again. */
let trust: i32 = 0;
let passed: i32 = 0;
const MOST_TRUST: i32 = 64;
const PAUSE: i32 = 2048;

/** The form of the key that was looked at last, and its place; 0: it has none. */
let low: v128 = i64x2.splat(0);
let high: v128 = i64x2.splat(0);
let at: usize = 0;

/** The row of the key of `n` bytes, by its form; -1: it is not known. `forms` are where all of them are. */
export function recentRow(forms: usize, start: usize, n: usize): i32 {
  at = 0;
  if (passed > 0) {
    passed--;
    return -1;
  }
  if (n - 1 >= LONGEST || start + LONGEST > (memory.size() as usize) << 16 || !findForm(start, n)) return -1;
  at = forms + ((hashOf(n) >> HASH_SHIFT) as usize) * BYTES;
  const other = v128.or(v128.xor(v128.load(at), low), v128.xor(v128.load(at, 16), high));
  const known = load<u32>(at, LENGTH) == (n as u32) && !v128.any_true(other);
  trust = known ? min(trust + 1, MOST_TRUST) : trust - 1;
  if (trust < -MOST_TRUST) {
    trust = 0;
    passed = PAUSE;
  }
  return known ? (load<u32>(at, NUMBER) as i32) : -1;
}

/** Remember the row of the key that was looked at last. */
// @ts-ignore: decorator
@inline export function remember(n: usize, number: u32): void {
  if (at == 0) return;
  v128.store(at, low);
  v128.store(at, high, 16);
  store<u32>(at, n as u32, LENGTH);
  store<u32>(at, number, NUMBER);
}

export function forgetForms(forms: usize): void {
  memory.fill(forms, 0, FORMS * BYTES);
}

/** Put the form into `low` and `high`; false: there is none. */
// @ts-ignore: decorator
@inline function findForm(start: usize, n: usize): bool {
  const place = places();
  const first = v128.and(v128.load(start), i8x16.lt_u(place, i8x16.splat(n as i8)));
  const second = n > 16 ? v128.and(v128.load(start, 16), i8x16.lt_u(place, i8x16.splat((n - 16) as i8))) : i64x2.splat(0);
  const firstDigits = digitLanes(first);
  const secondDigits = digitLanes(second);
  const digits = both(i8x16.bitmask(firstDigits), i8x16.bitmask(secondDigits));
  const exes = both(i8x16.bitmask(i8x16.eq(first, i8x16.splat(X))), i8x16.bitmask(i8x16.eq(second, i8x16.splat(X))));
  if (((digits << 1) & exes) != 0) return false;
  low = v128.bitselect(i8x16.splat(ZERO), first, firstDigits);
  high = v128.bitselect(i8x16.splat(ZERO), second, secondDigits);
  const hexes = both(hexBits(first), hexBits(second));
  if (hexes == 0) return true;
  const words = both(wordBits(first, firstDigits), wordBits(second, secondDigits));
  return foldHex(digits, hexes, words);
}

/**
 * Put the letter a for the one word that is a hexadecimal id, if there is one. False where that cannot be told by it alone: of
 * several such words, or part of a word.
 */
// @ts-ignore: decorator
@inline function foldHex(digits: u64, hexes: u64, words: u64): bool {
  // Where eight in a row begin, then all that are in such rows.
  let run = digits | hexes;
  run &= run >> 1;
  run &= run >> 2;
  run &= run >> 4;
  run |= run << 1;
  run |= run << 2;
  run |= run << 4;
  if ((run & digits) == 0 || (run & hexes) == 0) return true;
  if ((run & (run + (run & (0 - run)))) != 0) return false;
  if ((((run << 1) | (run >> 1)) & ~run & words) != 0) return false;
  const from = i8x16.splat(ctz(run) as i8);
  const to = i8x16.splat((64 - clz(run)) as i8);
  const place = places();
  const behind = i8x16.add(place, i8x16.splat(16));
  const letter = i8x16.splat(A);
  low = v128.bitselect(letter, low, v128.and(i8x16.ge_u(place, from), i8x16.lt_u(place, to)));
  high = v128.bitselect(letter, high, v128.and(i8x16.ge_u(behind, from), i8x16.lt_u(behind, to)));
  return true;
}

// @ts-ignore: decorator
@inline function places(): v128 {
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// @ts-ignore: decorator
@inline function both(first: u32, second: u32): u64 {
  return (first as u64) | ((second as u64) << 16);
}

// @ts-ignore: decorator
@inline function hashOf(n: usize): u64 {
  let hash = (i64x2.extract_lane(low, 0) as u64) * 0x9e3779b97f4a7c15 + (n as u64);
  hash = (hash ^ (i64x2.extract_lane(low, 1) as u64)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 32) ^ (i64x2.extract_lane(high, 0) as u64)) * 0xc2b2ae3d27d4eb4f;
  return (hash ^ (hash >> 32) ^ (i64x2.extract_lane(high, 1) as u64)) * 0xc4ceb9fe1a85ec53;
}
