/**
 * The packed encodings: listpack, ziplist, zipmap, intset. Each has an `open` that checks the header and leaves `pos` at the
 * first entry, and a `rows` that turns entries into rows until the table or scratch is full or the end is reached. Packed
 * integers become the digits Redis would answer, in scratch, and their value stands in the row's number.
 * Source: rdb-format.md 4.1-4.4.
 */
import { putI64 } from './integer';
import { readDouble } from './double';
import {
  faultAt, FAULT_INTSET_ORDER, FAULT_INTSET_SIZE, FAULT_LISTPACK_ENCODING, FAULT_LISTPACK_END, FAULT_LISTPACK_ENTRY, FAULT_LISTPACK_SIZE,
  FAULT_SCORE, FAULT_ZIPLIST_ENCODING, FAULT_ZIPLIST_ENTRY, FAULT_ZIPLIST_SIZE, FAULT_ZIPMAP_ENTRY, FAULT_ZIPMAP_LENGTH,
  FAULT_ZIPMAP_SIZE, NOTICE_BACKLEN, NOTICE_SLOW_NUMBER, putRow, ROW, setFree, setNeed, setNotice, setRows, stopAt, STOP_DONE, STOP_ROWS,
  STOP_SCRATCH,
} from './status';

/** An integer in digits takes at most this much scratch. */
const DIGITS_ROOM: usize = 20;

let free: usize = 0;

// @ts-ignore: decorator
@inline function putInteger(row: usize, value: i64): void {
  const start = free;
  free = putI64(value, free);
  putRow(row, start, free, value as f64);
}

function finish(stop: u32, pos: usize, first: usize, row: usize, notice: u32): u32 {
  setRows(((row - first) / ROW) as u32);
  setFree(free);
  setNotice(notice);
  if (stop == STOP_SCRATCH) setNeed(DIGITS_ROOM as f64);
  return stopAt(stop, pos);
}

/** The rows before a fault tell which entry it is in. */
function broken(fault: u32, at: usize, first: usize, row: usize): u32 {
  setRows(((row - first) / ROW) as u32);
  return faultAt(fault, at);
}

export function listpackOpen(start: usize, end: usize): u32 {
  if (end - start < 7 || load<u32>(start) != ((end - start) as u32)) return faultAt(FAULT_LISTPACK_SIZE, start);
  if (load<u8>(end - 1) != 0xff) return faultAt(FAULT_LISTPACK_END, end - 1);
  setRows(load<u16>(start, 4) as u32);
  return stopAt(STOP_DONE, start + 6);
}

export function listpackRows(pos: usize, end: usize, rows: usize, rowsEnd: usize, scratch: usize, scratchEnd: usize): u32 {
  const last = end - 1;
  free = scratch;
  let row = rows;
  let p = pos;
  let notice: u32 = 0;
  while (p < last) {
    if (row + ROW > rowsEnd) return finish(STOP_ROWS, p, rows, row, notice);
    if (free + DIGITS_ROOM > scratchEnd) return finish(STOP_SCRATCH, p, rows, row, notice);
    const first = load<u8>(p);
    let size: usize = 0;
    if (first < 0x80) {
      putInteger(row, first as i64);
      size = 1;
    } else if (first < 0xc0) {
      const n = (first & 0x3f) as usize;
      putRow(row, p + 1, p + 1 + n, NaN);
      size = 1 + n;
    } else if (first < 0xe0) {
      if (p + 2 > last) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
      let v = (((first & 0x1f) as i32) << 8) | (load<u8>(p, 1) as i32);
      if (v >= 4096) v -= 8192;
      putInteger(row, v as i64);
      size = 2;
    } else if (first < 0xf0) {
      if (p + 2 > last) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
      const n = (((first & 0x0f) as usize) << 8) | (load<u8>(p, 1) as usize);
      putRow(row, p + 2, p + 2 + n, NaN);
      size = 2 + n;
    } else if (first == 0xf0) {
      if (p + 5 > last) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
      const n = load<u32>(p, 1) as usize;
      if (n > last - p) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
      putRow(row, p + 5, p + 5 + n, NaN);
      size = 5 + n;
    } else if (first < 0xf5) {
      size = first == 0xf1 ? 3 : first == 0xf2 ? 4 : first == 0xf3 ? 5 : 9;
      if (p + size > last) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
      let v: i64 = 0;
      if (first == 0xf1) v = load<i16>(p, 1) as i64;
      else if (first == 0xf2) v = ((load<u16>(p, 1) as i32) | ((load<i8>(p, 3) as i32) << 16)) as i64;
      else if (first == 0xf3) v = load<i32>(p, 1) as i64;
      else v = load<i64>(p, 1);
      putInteger(row, v);
    } else {
      return broken(first == 0xff ? FAULT_LISTPACK_END : FAULT_LISTPACK_ENCODING, p, rows, row);
    }
    const back = p + size;
    const width: usize = size <= 127 ? 1 : size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
    if (back + width > last) return broken(FAULT_LISTPACK_ENTRY, p, rows, row);
    if (width == 1 ? load<u8>(back) != (size as u8) : !backlenHolds(back, width, size)) notice |= NOTICE_BACKLEN;
    p = back + width;
    row += ROW;
  }
  return finish(STOP_DONE, p, rows, row, notice);
}

export function backlenHolds(at: usize, width: usize, size: usize): bool {
  for (let i: usize = 0; i < width; i++) {
    const group = ((size >> (7 * (width - 1 - i))) & 127) as u8;
    if (load<u8>(at + i) != (i == 0 ? group : group | 128)) return false;
  }
  return true;
}

/** rows: the count of the header; need: the tail offset. */
export function ziplistOpen(start: usize, end: usize): u32 {
  if (end - start < 11 || load<u32>(start) != ((end - start) as u32) || load<u8>(end - 1) != 0xff) {
    return faultAt(FAULT_ZIPLIST_SIZE, start);
  }
  if (load<u32>(start, 4) >= ((end - start) as u32)) return faultAt(FAULT_ZIPLIST_SIZE, start + 4);
  setRows(load<u16>(start, 8) as u32);
  setNeed(load<u32>(start, 4) as f64);
  return stopAt(STOP_DONE, start + 10);
}

/** `previous` is the size of the entry before `pos` (0 for the first); it comes back in the register of `need`. */
export function ziplistRows(
  pos: usize, end: usize, previous: u32, rows: usize, rowsEnd: usize, scratch: usize, scratchEnd: usize,
): u32 {
  const last = end - 1;
  free = scratch;
  let row = rows;
  let p = pos;
  let before = previous;
  let notice: u32 = 0;
  while (p < last) {
    const full = row + ROW > rowsEnd;
    if (full || free + DIGITS_ROOM > scratchEnd) {
      const stop = finish(full ? STOP_ROWS : STOP_SCRATCH, p, rows, row, notice);
      setNeed(before as f64);
      return stop;
    }
    let prevlen = load<u8>(p) as u32;
    let q = p + 1;
    if (prevlen == 0xff) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
    if (prevlen == 0xfe) {
      if (p + 5 > last) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
      prevlen = load<u32>(p, 1);
      q = p + 5;
    }
    if (prevlen != before) notice |= NOTICE_BACKLEN;
    if (q >= last) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
    const first = load<u8>(q);
    if (first < 0xc0) {
      let n: usize = 0;
      if (first < 0x40) {
        n = (first & 0x3f) as usize;
        q += 1;
      } else if (first < 0x80) {
        if (q + 2 > last) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
        n = (((first & 0x3f) as usize) << 8) | (load<u8>(q, 1) as usize);
        q += 2;
      } else {
        if (q + 5 > last) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
        n = bswap<u32>(load<u32>(q, 1)) as usize;
        q += 5;
      }
      if (n > last - q) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
      putRow(row, q, q + n, NaN);
      q += n;
    } else {
      let size: usize = 0;
      if (first == 0xc0) size = 2;
      else if (first == 0xd0) size = 4;
      else if (first == 0xe0) size = 8;
      else if (first == 0xf0) size = 3;
      else if (first == 0xfe) size = 1;
      else if (first <= 0xf0 || first == 0xff) return broken(FAULT_ZIPLIST_ENCODING, q, rows, row);
      q += 1;
      if (q + size > last) return broken(FAULT_ZIPLIST_ENTRY, p, rows, row);
      let v: i64 = 0;
      if (size == 0) v = ((first & 0x0f) as i64) - 1;
      else if (size == 1) v = load<i8>(q) as i64;
      else if (size == 2) v = load<i16>(q) as i64;
      else if (size == 3) v = ((load<u16>(q) as i32) | ((load<i8>(q, 2) as i32) << 16)) as i64;
      else if (size == 4) v = load<i32>(q) as i64;
      else v = load<i64>(q);
      putInteger(row, v);
      q += size;
    }
    before = (q - p) as u32;
    p = q;
    row += ROW;
  }
  const stop = finish(STOP_DONE, p, rows, row, notice);
  setNeed(before as f64);
  return stop;
}

export function zipmapOpen(start: usize, end: usize): u32 {
  if (end - start < 2 || load<u8>(end - 1) != 0xff) return faultAt(FAULT_ZIPMAP_SIZE, start);
  setRows(load<u8>(start) as u32);
  return stopAt(STOP_DONE, start + 1);
}

let length: usize = 0;

/** A zipmap length at `p`: its size in bytes, 0 if it is broken. Short strings must use the short form. */
function zipmapLength(p: usize, last: usize): usize {
  if (p >= last) return 0;
  const first = load<u8>(p);
  if (first < 254) {
    length = first as usize;
    return 1;
  }
  if (first == 255 || p + 5 > last) return 0;
  length = load<u32>(p, 1) as usize;
  return length < 254 ? 0 : 5;
}

/** Two rows a pair. */
export function zipmapRows(pos: usize, end: usize, rows: usize, rowsEnd: usize): u32 {
  const last = end - 1;
  free = 0;
  let row = rows;
  let p = pos;
  while (p < last) {
    if (row + 2 * ROW > rowsEnd) return finish(STOP_ROWS, p, rows, row, 0);
    const at = p;
    let size = zipmapLength(p, last);
    if (size == 0) return broken(FAULT_ZIPMAP_LENGTH, p, rows, row);
    p += size;
    if (length > last - p) return broken(FAULT_ZIPMAP_ENTRY, at, rows, row);
    putRow(row, p, p + length, NaN);
    p += length;
    size = zipmapLength(p, last);
    if (size == 0) return broken(FAULT_ZIPMAP_LENGTH, p, rows, row);
    p += size;
    if (p >= last) return broken(FAULT_ZIPMAP_ENTRY, at, rows, row);
    const spare = load<u8>(p) as usize;
    p += 1;
    // Not their sum, which can wrap.
    if (length > last - p || spare > last - p - length) return broken(FAULT_ZIPMAP_ENTRY, at, rows, row);
    putRow(row + ROW, p, p + length, NaN);
    p += length + spare;
    row += 2 * ROW;
  }
  return finish(STOP_DONE, p, rows, row, 0);
}

/** rows: the number of integers. */
export function intsetOpen(start: usize, end: usize): u32 {
  if (end - start < 8) return faultAt(FAULT_INTSET_SIZE, start);
  const width = load<u32>(start);
  const count = load<u32>(start, 4);
  if ((width != 2 && width != 4 && width != 8) || 8 + (width as u64) * (count as u64) != ((end - start) as u64) || count == 0) {
    return faultAt(FAULT_INTSET_SIZE, start);
  }
  setRows(count);
  return stopAt(STOP_DONE, start + 8);
}

export function intsetRows(pos: usize, end: usize, width: u32, rows: usize, rowsEnd: usize, scratch: usize, scratchEnd: usize): u32 {
  free = scratch;
  let row = rows;
  let p = pos;
  let previous: i64 = i64.MIN_VALUE;
  let any = false;
  while (p < end) {
    const v: i64 = width == 2 ? (load<i16>(p) as i64) : width == 4 ? (load<i32>(p) as i64) : load<i64>(p);
    // Before the room is looked at: the next call does not know what came before its first.
    if (any && v <= previous) return broken(FAULT_INTSET_ORDER, p, rows, row);
    if (row + ROW > rowsEnd) return finish(STOP_ROWS, p, rows, row, 0);
    if (free + DIGITS_ROOM > scratchEnd) return finish(STOP_SCRATCH, p, rows, row, 0);
    previous = v;
    any = true;
    putInteger(row, v);
    p += width as usize;
    row += ROW;
  }
  return finish(STOP_DONE, p, rows, row, 0);
}

/**
 * Rows of member, score, member, score … become one row a member with its score as number, in place. A score that has to
 * be parsed elsewhere is a NaN that holds the text's length (bits 32-47) and place (bits 0-31), and NOTICE_SLOW_NUMBER is set.
 */
export function pairScores(rows: usize, pairs: u32): u32 {
  let notice: u32 = 0;
  for (let i: u32 = 0; i < pairs; i++) {
    const from = rows + ((i as usize) << 5);
    const to = rows + ((i as usize) << 4);
    const start = load<u32>(from, 16) as usize;
    const end = load<u32>(from, 20) as usize;
    let score = load<f64>(from, 24);
    if (score != score) score = readDouble(start, end);
    const member = load<u64>(from);
    store<u64>(to, member);
    if (score == score) store<f64>(to, score, 8);
    else {
      if (end == start || end - start > 0xffff) return faultAt(FAULT_SCORE, start);
      store<u64>(to, 0x7ff8000000000000 | (((end - start) as u64) << 32) | (start as u64), 8);
      notice |= NOTICE_SLOW_NUMBER;
    }
  }
  setNotice(notice);
  return STOP_DONE;
}

/** The fields of `pairs` pairs have no expiry: what stands as their number are packed integers. */
export function clearTimes(rows: usize, pairs: u32): void {
  for (let i: u32 = 0; i < pairs; i++) store<f64>(rows + ((i as usize) << 5), NaN, 8);
}

/** Rows of field, value, expiry … become field (with the expiry as number, NaN for 0), value, in place. False: an expiry is no integer. */
export function tripleTimes(rows: usize, triples: u32): bool {
  for (let i: u32 = 0; i < triples; i++) {
    const from = rows + (i as usize) * 48;
    const to = rows + ((i as usize) << 5);
    const time = load<f64>(from, 40);
    if (time != time || time < 0) return false;
    const field = load<u64>(from);
    const value = load<u64>(from, 16);
    store<u64>(to, field);
    store<f64>(to, time == 0 ? NaN : time, 8);
    store<u64>(to, value, 16);
    store<f64>(to, NaN, 24);
  }
  return true;
}
