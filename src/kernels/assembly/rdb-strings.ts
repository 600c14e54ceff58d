/** RDB primitives written back: lengths, strings, and the plain collections made of them. Source: rdb-format.md 2.1, 2.2, 2.4. */
import { lzfDeflate } from './deflate';
import { putDouble } from './double';
import { copyExact } from './copy';
import { ROW, setFree, setRows, STOP_DONE, STOP_OUTPUT } from './status';

// What one element consists of; the numbers stand once more in src/kernels/kernels.ts.
const SHAPE_STRING: u32 = 0;
const SHAPE_SCORE: u32 = 2;
const SHAPE_TEXT_SCORE: u32 = 3;
const SHAPE_TTL_PAIR: u32 = 4;
const SHAPE_PAIR_TIME: u32 = 5;

/** Strings up to this length may be integers, and shorter ones than the next are not worth deflating. */
const LONGEST_INTEGER: usize = 11;
const SHORTEST_LZF: usize = 20;
/** What LZF has to save. */
const GAIN: usize = 4;
/** Room beside a string's own bytes: its heads, and vectors that reach over the end. */
const STRING_HEAD: usize = 24;
/** Room for a score, a length and an expiry beside an element's strings. */
const ELEMENT_HEAD: usize = 48;

/** The number that `parseInteger` found. */
export let integer: i64 = 0;

/** Whether the bytes are the decimal text of a 64-bit integer as a server prints it: no `+`, no leading zero, no `-0`. */
export function parseInteger(start: usize, end: usize): bool {
  const negative = start < end && load<u8>(start) == 45;
  let p = negative ? start + 1 : start;
  const digits = end - p;
  if (digits - 1 > 18) return false;
  const lead = load<u8>(p);
  if (lead == 48) {
    integer = 0;
    return digits == 1 && !negative;
  }
  let value: u64 = 0;
  for (; p < end; p++) {
    const digit = (load<u8>(p) - 48) as u8;
    if (digit > 9) return false;
    value = value * 10 + (digit as u64);
  }
  // Nineteen digits may be too much, but never for 64 bits without a sign.
  if (value > 0x7fffffffffffffff + (negative as u64)) return false;
  integer = negative ? 0 - (value as i64) : (value as i64);
  return true;
}

export function putLength(value: u64, out: usize): usize {
  if (value < 0x40) {
    store<u8>(out, value as u8);
    return out + 1;
  }
  if (value < 0x4000) {
    store<u8>(out, 0x40 | ((value >> 8) as u8));
    store<u8>(out, value as u8, 1);
    return out + 2;
  }
  if (value <= 0xffffffff) {
    store<u8>(out, 0x80);
    store<u32>(out, bswap<u32>(value as u32), 1);
    return out + 5;
  }
  store<u8>(out, 0x81);
  store<u64>(out, bswap<u64>(value), 1);
  return out + 9;
}

/**
 * A string in the form a server would choose: an integer, LZF (if `compress`), or raw. Room for its bytes and 24 more is the
 * caller's to make. Returns the end.
 */
export function putRdbString(start: usize, end: usize, out: usize, compress: bool): usize {
  const n = end - start;
  if (n <= LONGEST_INTEGER && parseInteger(start, end) && integer >= -0x80000000 && integer <= 0x7fffffff) {
    const value = integer as i32;
    if (value == ((value << 24) >> 24)) {
      store<u8>(out, 0xc0);
      store<u8>(out, value as u8, 1);
      return out + 2;
    }
    if (value == ((value << 16) >> 16)) {
      store<u8>(out, 0xc1);
      store<u16>(out, value as u16, 1);
      return out + 3;
    }
    store<u8>(out, 0xc2);
    store<u32>(out, value, 1);
    return out + 5;
  }
  if (compress && n > SHORTEST_LZF) {
    const packed = out + STRING_HEAD - GAIN;
    const packedEnd = lzfDeflate(start, end, packed, packed + n - GAIN);
    if (packedEnd != 0) {
      store<u8>(out, 0xc3);
      const body = putLength(n as u64, putLength((packedEnd - packed) as u64, out + 1));
      memory.copy(body, packed, packedEnd - packed);
      return body + (packedEnd - packed);
    }
  }
  const body = putLength(n as u64, out);
  if (n < 64) copyExact(body, start, n);
  else memory.copy(body, start, n);
  return body + n;
}

/** A score as text behind its length (type 3). */
function putTextScore(score: f64, out: usize): usize {
  if (score != score || score == Infinity || score == -Infinity) {
    store<u8>(out, score != score ? 253 : score > 0 ? 254 : 255);
    return out + 1;
  }
  const end = putDouble(score, out + 1);
  store<u8>(out, (end - out - 1) as u8);
  return end;
}

/**
 * `count` elements of `shape` from rows (a pair has two, its expiry in the first). `base` is what field times count from
 * (SHAPE_TTL_PAIR). Stops DONE or OUTPUT; `rows` tells the elements done, `free` the end of the output.
 */
export function putElements(
  rows: usize, count: u32, shape: u32, base: f64, compress: bool, out: usize, outEnd: usize,
): u32 {
  const scored = shape == SHAPE_SCORE || shape == SHAPE_TEXT_SCORE;
  const pair = shape != SHAPE_STRING && !scored;
  let row = rows;
  let o = out;
  let done: u32 = 0;
  let stop: u32 = STOP_DONE;
  for (; done < count; done++) {
    const start = load<u32>(row) as usize;
    const end = load<u32>(row, 4) as usize;
    const number = load<f64>(row, 8);
    const start2 = pair ? (load<u32>(row, ROW) as usize) : 0;
    const end2 = pair ? (load<u32>(row, ROW + 4) as usize) : 0;
    if (o + (end - start) + (end2 - start2) + ELEMENT_HEAD + STRING_HEAD > outEnd) {
      stop = STOP_OUTPUT;
      break;
    }
    if (shape == SHAPE_TTL_PAIR) o = putLength(number == number ? ((number - base) as u64) : 0, o);
    o = putRdbString(start, end, o, compress);
    if (shape == SHAPE_SCORE) {
      store<f64>(o, number);
      o += 8;
    } else if (shape == SHAPE_TEXT_SCORE) o = putTextScore(number, o);
    else if (pair) {
      o = putRdbString(start2, end2, o, compress);
      if (shape == SHAPE_PAIR_TIME) {
        store<i64>(o, number == number ? (number as i64) : -1);
        o += 8;
      }
    }
    row += pair ? 2 * ROW : ROW;
  }
  setRows(done);
  setFree(o);
  return stop;
}

/** The integers that `count` rows are the text of, eight bytes each; false if one is none. */
export function readIntegers(rows: usize, count: u32, out: usize): bool {
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 4);
    if (!parseInteger(load<u32>(row) as usize, load<u32>(row, 4) as usize)) return false;
    store<i64>(out + ((i as usize) << 3), integer);
  }
  return true;
}
