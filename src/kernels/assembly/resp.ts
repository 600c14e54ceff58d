/**
 * Commands as RESP arrays of bulk strings: `*n`, then `$length`, the bytes, each with CRLF. Source: aof-replication-resp.md 1.5.
 */
import { copyExact } from './copy';
import { DOUBLE_ROOM, putDouble } from './double';
import { putI64, putU64 } from './integer';
import { NOTICE_TIMES, ROW, setFree, setNotice, setRows, STOP_DONE, STOP_OUTPUT } from './status';

/** Room for a bulk string beside its bytes: `$`, ten digits, twice CRLF. */
const BULK_ROOM: usize = 16;
/** From this length on leaving the sandbox for a copy pays. */
const LONG_COPY: usize = 2048;
const CRLF: u16 = 0x0a0d;

/** `$length` with its CRLF. */
// @ts-ignore: decorator
@inline function putLength(length: usize, out: usize): usize {
  if (length < 10) {
    store<u32>(out, 0x0a0d3024 + ((length as u32) << 8));
    return out + 4;
  }
  if (length < 100) {
    // Up to 99 the tens are n * 103 / 1024.
    const tens = ((length as u32) * 103) >> 10;
    store<u32>(out, 0x0d303024 + (tens << 8) + (((length as u32) - tens * 10) << 16));
    store<u8>(out, 10, 4);
    return out + 5;
  }
  store<u8>(out, 36);
  const end = putU64(length as u64, out + 1);
  store<u16>(end, CRLF);
  return end + 2;
}

/** One bulk string. Needs BULK_ROOM beside the bytes; returns the end. */
export function putBulk(start: usize, end: usize, out: usize): usize {
  const length = end - start;
  const o = putLength(length, out);
  if (length < LONG_COPY) copyExact(o, start, length);
  else memory.copy(o, start, length);
  store<u16>(o + length, CRLF);
  return o + length + 2;
}

/** The text of a score. Source: redis src/util.c, string2d(): it reads `inf` and `-inf`. */
function putScore(value: f64, out: usize): usize {
  const text = out + 4;
  let length: usize;
  if (value == Infinity) {
    store<u32>(text, 0x00666e69);
    length = 3;
  } else if (value == -Infinity) {
    store<u32>(text, 0x666e692d);
    length = 4;
  } else length = putDouble(value, text) - text;
  if (length < 10) store<u32>(out, 0x0a0d3024 + ((length as u32) << 8));
  else {
    // Two digits: the text moves on by one. It has at most 25 bytes, as -0.0000012345678901234567 does.
    const head = v128.load(text);
    const tail = v128.load(text, 16);
    v128.store(text + 1, head);
    v128.store(text + 17, tail);
    putLength(length, out);
    length++;
  }
  store<u16>(text + length, CRLF);
  return text + length + 2;
}

// What rows are printed as; the numbers stand once more in src/kernels/kernels.ts.
const ARGUMENTS_PAIRS: u32 = 1;
const ARGUMENTS_SCORES: u32 = 2;

/**
 * Rows as arguments: each its bytes; PAIRS: two rows at a time, both or none; SCORES: the score, then the bytes. Stops DONE or
 * OUTPUT; `rows` tells the rows done, `free` the end of the output; NOTICE_TIMES that the first row of a pair had a number.
 */
export function respRows(rows: usize, count: u32, layout: u32, out: usize, outEnd: usize): u32 {
  const pairs = layout == ARGUMENTS_PAIRS;
  const step: u32 = pairs ? 2 : 1;
  let o = out;
  let i: u32 = 0;
  let stop: u32 = STOP_DONE;
  let notice: u32 = 0;
  for (; i < count; i += step) {
    const row = rows + ((i as usize) << 4);
    const start = load<u32>(row) as usize;
    const end = load<u32>(row, 4) as usize;
    // In 64 bits: two strings of the longest have more than 32.
    let room = ((end - start) as u64) + ((BULK_ROOM + DOUBLE_ROOM) as u64);
    if (pairs) room += (load<u32>(row + ROW, 4) - load<u32>(row + ROW)) as u64;
    if (o > outEnd || room > ((outEnd - o) as u64)) {
      stop = STOP_OUTPUT;
      break;
    }
    if (layout == ARGUMENTS_SCORES) o = putScore(load<f64>(row, 8), o);
    o = putBulk(start, end, o);
    if (pairs) {
      const time = load<f64>(row, 8);
      if (time == time) notice = NOTICE_TIMES;
      o = putBulk(load<u32>(row + ROW) as usize, load<u32>(row + ROW, 4) as usize, o);
    }
  }
  setRows(i);
  setFree(o);
  setNotice(notice);
  return stop;
}

/** *3 $3 SET and *5 $3 SET */
const SET: usize = memory.data<u8>([42, 51, 13, 10, 36, 51, 13, 10, 83, 69, 84, 13, 10]);
const TIMED_SET: usize = memory.data<u8>([42, 53, 13, 10, 36, 51, 13, 10, 83, 69, 84, 13, 10]);
/** $4 PXAT, and *3 $9 PEXPIREAT */
const PXAT: usize = memory.data<u8>([36, 52, 13, 10, 80, 88, 65, 84, 13, 10]);
const PEXPIREAT: usize = memory.data<u8>([
  42, 51, 13, 10, 36, 57, 13, 10, 80, 69, 88, 80, 73, 82, 69, 65, 84, 13, 10,
]);
/** All of a record but its key, once or twice, and its value. */
const SET_ROOM: usize = 160;

/** A time in ms as a bulk string; at most sixteen digits. */
function putTime(time: f64, out: usize): usize {
  const text = out + 5;
  const end = putI64(time as i64, text);
  const length = end - text;
  if (length < 10) {
    store<u32>(out, 0x0a0d3024 + ((length as u32) << 8));
    copyExact(out + 4, text, length);
    store<u16>(out + 4 + length, CRLF);
    return out + length + 6;
  }
  putLength(length, out);
  store<u16>(end, CRLF);
  return end + 2;
}

/**
 * A run of string keys as SET, with the expiry as PXAT (`pxat`) or by a PEXPIREAT. PXAT takes no time before 1970. Stops DONE
 * or OUTPUT; `rows` tells the keys done, `free` the end of the output.
 */
export function respStringKeys(rows: usize, count: u32, pxat: bool, out: usize, outEnd: usize): u32 {
  let o = out;
  let i: u32 = 0;
  let stop: u32 = STOP_DONE;
  for (; i < count; i++) {
    const key = rows + ((i as usize) << 5);
    const value = key + ROW;
    const start = load<u32>(key) as usize;
    const end = load<u32>(key, 4) as usize;
    const from = load<u32>(value) as usize;
    const to = load<u32>(value, 4) as usize;
    if (o + 2 * (end - start) + (to - from) + SET_ROOM > outEnd) {
      stop = STOP_OUTPUT;
      break;
    }
    const time = load<f64>(key, 8);
    const timed = time == time;
    const inside = pxat && time > 0;
    copyExact(o, inside ? TIMED_SET : SET, 13);
    o = putBulk(start, end, o + 13);
    o = putBulk(from, to, o);
    if (!timed) continue;
    if (inside) {
      copyExact(o, PXAT, 10);
      o = putTime(time, o + 10);
    } else {
      copyExact(o, PEXPIREAT, 19);
      o = putTime(time, putBulk(start, end, o + 19));
    }
  }
  setRows(i);
  setFree(o);
  return stop;
}

/**
 * A command that takes all of its arguments at once: `*n`, the bytes `head` (name and key, `headCount` bulk strings), the
 * span as one more, then the rows. Stops DONE, or OUTPUT with nothing of it counted. `free` is the end.
 */
export function respCommand(
  head: usize, headLength: usize, headCount: u32, start: usize, end: usize, rows: usize, count: u32, out: usize, outEnd: usize,
): u32 {
  if (out + headLength + (end - start) + 2 * BULK_ROOM > outEnd) return STOP_OUTPUT;
  store<u8>(out, 42);
  let o = putU64((headCount + 1 + count) as u64, out + 1);
  store<u16>(o, CRLF);
  o += 2;
  if (headLength < LONG_COPY) copyExact(o, head, headLength);
  else memory.copy(o, head, headLength);
  o = putBulk(start, end, o + headLength);
  return respRows(rows, count, 0, o, outEnd) == STOP_DONE ? STOP_DONE : STOP_OUTPUT;
}
