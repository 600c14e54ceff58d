/**
 * Runs of plain string keys, the commonest records of all, many at a call: an expiry perhaps, type 0, a short raw key, a
 * short raw or integer value. Whatever else comes ends the run. Source: rdb-format.md 1.1, 2.2.
 */
import { putI64, putU64 } from './integer';
import { copyExact } from './copy';
import { putKeyFrame, putString } from './text';
import { putRow, ROW, setFree, setRows, stopAt, STOP_DONE, STOP_OUTPUT } from './status';

const EXPIRETIME_MS: u8 = 0xfc;
const TYPE_STRING: u8 = 0;
/** Keys and values up to this length, so that the longest record fits any output region. */
const LONGEST: usize = 4096;
const DIGITS_ROOM: usize = 12;
/** Text of a record beside its key and value, with room for whole vector stores. */
const FRAME_ROOM: usize = 512;

let at: usize = 0;

/** A plain length at `at`, which moves behind it; LONGEST + 1 for any that is longer, cut or encoded. */
// @ts-ignore: decorator
@inline function shortLength(end: usize): usize {
  if (at >= end) return LONGEST + 1;
  const first = load<u8>(at);
  if (first < 0x40) {
    at++;
    return first as usize;
  }
  if (first >= 0x80 || at + 2 > end) return LONGEST + 1;
  const n = (((first & 0x3f) as usize) << 8) | (load<u8>(at, 1) as usize);
  at += 2;
  return n;
}

/**
 * Two rows a key: key with its expiry (NaN: none), value with the address of the record. All values of a run are raw, or all
 * are integers (`integers`; their digits go to scratch). `pos` is behind the run, `rows` the number of keys.
 */
export function scanStringKeys(
  pos: usize, end: usize, integers: bool, rows: usize, rowsEnd: usize, scratch: usize, scratchEnd: usize,
): u32 {
  let row = rows;
  let count: u32 = 0;
  let free = scratch;
  let record = pos;
  for (; row + 2 * ROW <= rowsEnd; row += 2 * ROW, count++) {
    at = record;
    let expireAt: f64 = NaN;
    if (at + 10 > end) break;
    if (load<u8>(at) == EXPIRETIME_MS) {
      const time = load<i64>(at, 1);
      // Times that are odd in any way are for the decoder to judge.
      if (time < 0 || time > 9007199254740991) break;
      expireAt = time as f64;
      at += 9;
    }
    if (load<u8>(at) != TYPE_STRING) break;
    at++;
    const keyLength = shortLength(end);
    if (keyLength > LONGEST || keyLength > end - at) break;
    const key = at;
    at += keyLength;
    if (at >= end) break;
    let value: usize = 0;
    let valueEnd: usize = 0;
    if (integers) {
      const encoding = load<u8>(at);
      if (encoding < 0xc0 || encoding > 0xc2 || free + DIGITS_ROOM > scratchEnd) break;
      const size: usize = 1 << ((encoding & 3) as usize);
      if (at + 1 + size > end) break;
      value = free;
      free = putI64(
        size == 1 ? (load<i8>(at, 1) as i64) : size == 2 ? (load<i16>(at, 1) as i64) : (load<i32>(at, 1) as i64),
        free,
      );
      valueEnd = free;
      at += 1 + size;
    } else {
      const length = shortLength(end);
      if (length > LONGEST || length > end - at) break;
      value = at;
      at += length;
      valueEnd = at;
    }
    putRow(row, key, key + keyLength, expireAt);
    putRow(row + ROW, value, valueEnd, record as f64);
    record = at;
  }
  setRows(count);
  setFree(free);
  return stopAt(STOP_DONE, record);
}

/** {"record":"key","offset": */
const RECORD: usize = memory.data<u8>([
  123, 34, 114, 101, 99, 111, 114, 100, 34, 58, 34, 107, 101, 121, 34, 44, 34, 111, 102, 102, 115, 101, 116, 34, 58,
]);

/**
 * A run of keys as NDJSON key records; `head` and `tail` as putKeyFrame has them. `offset` is the source's offset of address
 * 0, NaN: no record and offset fields. Stops DONE or OUTPUT; `rows` tells the keys done, `free` the end of the output.
 */
export function jsonStringKeys(
  rows: usize, count: u32, head: usize, headLength: usize, tail: usize, tailLength: usize, valued: bool, offset: f64, bytes: u32,
  out: usize, outEnd: usize,
): u32 {
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
    if (o + 6 * (end - start + (to - from)) + FRAME_ROOM + headLength + tailLength > outEnd) {
      stop = STOP_OUTPUT;
      break;
    }
    if (offset == offset) {
      copyExact(o, RECORD, 25);
      o = putU64((offset + load<f64>(value, 8)) as u64, o + 25);
      store<u8>(o++, 44);
    }
    o = putKeyFrame(head, headLength, start, end, tail, tailLength, load<f64>(key, 8), valued, o, bytes);
    if (valued) o = putString(from, to, o, bytes);
    store<u16>(o, 0x0a7d);
    o += 2;
  }
  setRows(i);
  setFree(o);
  return stop;
}
