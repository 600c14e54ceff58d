/**
 * Rows into entries of the packed encodings: what packed.ts reads. Heads and terminators are the caller's.
 * Source: rdb-format.md 4.1, 4.2; redis src/listpack.c, src/ziplist.c.
 */
import { copyExact } from './copy';
import { putDouble } from './double';
import { integer, parseInteger } from './rdb-strings';
import { ROW, setFree, setNotice, setPos, setRows, STOP_DONE, STOP_OUTPUT } from './status';

const LISTPACK: u32 = 0;
/** Head of an entry, its back length or the length of the one before it, and vectors that reach over the end. */
const ENTRY_ROOM: usize = 16;
/** Room for a score. */
const SCORE_ROOM: usize = 48;
const SCORE: usize = memory.data(64);
/** Texts longer than this are no integers to a ziplist. Source: redis src/ziplist.c, zipTryEncoding(). */
const LONGEST_INTEGER: usize = 31;

/** Where the last entry begins, and how many bytes it takes. */
let last: usize = 0;
let previous: usize = 0;

// @ts-ignore: decorator
@inline function copyBytes(out: usize, start: usize, n: usize): usize {
  if (n < 64) copyExact(out, start, n);
  else memory.copy(out, start, n);
  return out + n;
}

/** Seven bits a byte, the highest first; limits are "<" 2^n - 1. Source: redis src/listpack.c, lpEncodeBacklen(). */
function putBackLength(size: usize, out: usize): usize {
  if (size <= 127) {
    store<u8>(out, size as u8);
    return out + 1;
  }
  const width: usize = size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
  for (let i: usize = 0; i < width; i++) {
    const bits = (size >> (7 * (width - 1 - i))) & 127;
    store<u8>(out + i, (i == 0 ? bits : bits | 128) as u8);
  }
  return out + width;
}

function putListpackInteger(value: i64, out: usize): usize {
  if (value >= 0 && value < 128) {
    store<u8>(out, value as u8);
    return out + 1;
  }
  if (value >= -4096 && value < 4096) {
    const bits = (value as u32) & 0x1fff;
    store<u8>(out, (0xc0 | (bits >> 8)) as u8);
    store<u8>(out, bits as u8, 1);
    return out + 2;
  }
  const code: u8 = value == ((value as i16) as i64) ? 0xf1 : value == ((value << 40) >> 40) ? 0xf2 : value == ((value as i32) as i64) ? 0xf3 : 0xf4;
  store<u8>(out, code);
  store<i64>(out, value, 1);
  return out + (code == 0xf4 ? 9 : ((code - 0xef) as usize) + 1);
}

/** An entry of a listpack. */
export function putListpackEntry(start: usize, end: usize, out: usize): usize {
  const n = end - start;
  let o: usize;
  if (n <= 20 && parseInteger(start, end)) o = putListpackInteger(integer, out);
  else {
    if (n < 64) {
      store<u8>(out, (0x80 | n) as u8);
      o = out + 1;
    } else if (n < 4096) {
      store<u8>(out, (0xe0 | (n >> 8)) as u8);
      store<u8>(out, n as u8, 1);
      o = out + 2;
    } else {
      store<u8>(out, 0xf0);
      store<u32>(out, n as u32, 1);
      o = out + 5;
    }
    o = copyBytes(o, start, n);
  }
  return putBackLength(o - out, o);
}

/** An integer as an entry of a listpack. */
export function putListpackNumber(value: i64, out: usize): usize {
  const o = putListpackInteger(value, out);
  return putBackLength(o - out, o);
}

function putZiplistEntry(start: usize, end: usize, out: usize): usize {
  const n = end - start;
  let o = out;
  if (previous < 254) store<u8>(o++, previous as u8);
  else {
    store<u8>(o, 0xfe);
    store<u32>(o, previous as u32, 1);
    o += 5;
  }
  if (n <= LONGEST_INTEGER && parseInteger(start, end)) {
    const value = integer;
    if (value >= 0 && value <= 12) store<u8>(o++, 0xf1 + (value as u8));
    else {
      const size: usize =
        value == ((value as i8) as i64) ? 1 : value == ((value as i16) as i64) ? 2 : value == ((value << 40) >> 40) ? 3 : value == ((value as i32) as i64) ? 4 : 8;
      store<u8>(o, size == 1 ? 0xfe : size == 2 ? 0xc0 : size == 3 ? 0xf0 : size == 4 ? 0xd0 : 0xe0);
      store<i64>(o, value, 1);
      o += 1 + size;
    }
  } else {
    if (n < 64) store<u8>(o++, n as u8);
    else if (n < 16384) {
      store<u8>(o, (0x40 | (n >> 8)) as u8);
      store<u8>(o, n as u8, 1);
      o += 2;
    } else {
      store<u8>(o, 0x80);
      store<u32>(o, bswap<u32>(n as u32), 1);
      o += 5;
    }
    o = copyBytes(o, start, n);
  }
  last = out;
  previous = o - out;
  return o;
}

/** A score's text as servers read it. Gives its end; it stands at SCORE. */
function scoreText(score: f64): usize {
  if (score == Infinity || score == -Infinity) {
    const sign: usize = score < 0 ? 1 : 0;
    store<u8>(SCORE, 45);
    // "inf"
    store<u32>(SCORE + sign, 0x666e69);
    return SCORE + sign + 3;
  }
  return putDouble(score, SCORE);
}

/**
 * `count` rows as entries of `form`; `scored`: behind each its score. `before` is the size of a ziplist's entry before the
 * first (0: there is none). Stops DONE or OUTPUT; `rows` tells the rows done, `free` the end of the output, `pos` where the
 * last entry of a ziplist begins, `notice` its size.
 */
export function packRows(
  rows: usize, count: u32, form: u32, scored: bool, before: usize, out: usize, outEnd: usize,
): u32 {
  let o = out;
  let done: u32 = 0;
  let stop: u32 = STOP_DONE;
  previous = before;
  last = out;
  for (; done < count; done++) {
    const row = rows + ((done as usize) << 4);
    const start = load<u32>(row) as usize;
    const end = load<u32>(row, 4) as usize;
    if (o + (end - start) + ENTRY_ROOM + (scored ? SCORE_ROOM : 0) > outEnd) {
      stop = STOP_OUTPUT;
      break;
    }
    o = form == LISTPACK ? putListpackEntry(start, end, o) : putZiplistEntry(start, end, o);
    if (!scored) continue;
    const scoreEnd = scoreText(load<f64>(row, 8));
    o = form == LISTPACK ? putListpackEntry(SCORE, scoreEnd, o) : putZiplistEntry(SCORE, scoreEnd, o);
  }
  setRows(done);
  setFree(o);
  setPos(last);
  setNotice(previous as u32);
  return stop;
}

/** Whether row `a` stands before row `b`: the smaller number, then the lower bytes. */
function isBefore(a: usize, b: usize): bool {
  const x = load<f64>(a, 8);
  const y = load<f64>(b, 8);
  if (x != y) return x < y;
  let p = load<u32>(a) as usize;
  let q = load<u32>(b) as usize;
  const n = load<u32>(a, 4) as usize - p;
  const m = load<u32>(b, 4) as usize - q;
  for (let i: usize = 0; i < min(n, m); i++) {
    const left = load<u8>(p + i);
    const right = load<u8>(q + i);
    if (left != right) return left < right;
  }
  return n < m;
}

/** Sort a small sorted set's rows by score, then by bytes. Files have them in that order, or in its reverse. */
export function sortRows(rows: usize, count: u32): void {
  const end = rows + ((count as usize) << 4);
  if (count > 1 && isBefore(end - ROW, rows)) {
    let low = rows;
    let high = end - ROW;
    while (low < high) {
      const row = v128.load(low);
      v128.store(low, v128.load(high));
      v128.store(high, row);
      low += ROW;
      high -= ROW;
    }
  }
  for (let at = rows + ROW; at < end; at += ROW) {
    if (!isBefore(at, at - ROW)) continue;
    const row = v128.load(at);
    v128.store(HELD, row);
    let to = at;
    while (to > rows && isBefore(HELD, to - ROW)) {
      v128.store(to, v128.load(to - ROW));
      to -= ROW;
    }
    v128.store(to, row);
  }
}
const HELD: usize = memory.data(16);

/** Copy `count` rows and their bytes. Returns the end of the bytes: they are at most `bytesEnd`, or 0 and nothing is done. */
export function keepRows(rows: usize, count: u32, out: usize, bytes: usize, bytesEnd: usize): usize {
  let total: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 4);
    total += (load<u32>(row, 4) - load<u32>(row)) as usize;
  }
  if (bytes + total > bytesEnd) return 0;
  let o = bytes;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 4);
    const kept = out + ((i as usize) << 4);
    const start = load<u32>(row) as usize;
    const n = (load<u32>(row, 4) as usize) - start;
    store<u32>(kept, o as u32);
    o = copyBytes(o, start, n);
    store<u32>(kept, o as u32, 4);
    store<f64>(kept, load<f64>(row, 8), 8);
  }
  return o;
}

/** The length of the longest of `count` rows. */
export function longestRow(rows: usize, count: u32): u32 {
  let longest: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 4);
    longest = max(longest, load<u32>(row, 4) - load<u32>(row));
  }
  return longest;
}
