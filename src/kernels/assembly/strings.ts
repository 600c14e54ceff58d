/**
 * RDB strings and the plain collections made of them, many at a call. Source: rdb-format.md 2.1, 2.2, 3.2.
 */
import { lzfInflate } from './lzf';
import { putI64 } from './integer';
import { readDouble } from './double';
import {
  faultAt, freeAfter, FAULT_FIELD_TIME, FAULT_LENGTH, FAULT_LZF, FAULT_SCORE, FAULT_STRING_ENCODING, NOTICE_ENCODED_COUNT, NOTICE_SLOW_NUMBER, putRow, ROW,
  setFree, setNeed, setNotice, setPos, setRows, stopAt, STOP_DONE, STOP_FAULT, STOP_INPUT, STOP_ROWS, STOP_SCRATCH,
} from './status';

// What one element consists of; the numbers stand once more in src/kernels/kernels.ts.
const SHAPE_STRING: u32 = 0;
const SHAPE_PAIR: u32 = 1;
const SHAPE_SCORE: u32 = 2;
const SHAPE_TEXT_SCORE: u32 = 3;
const SHAPE_TTL_PAIR: u32 = 4;
const SHAPE_PAIR_TIME: u32 = 5;
const SHAPE_TRIPLE: u32 = 6;

/** No string of this size can be held; longer ones need the caller's slices. */
const LONGEST_STRING: u64 = 0x7fff0000;
/** Field expiries take 48 bits. Source: redis src/ebuckets.h, EB_EXPIRE_TIME_MAX. */
const LAST_FIELD_TIME: f64 = 281474976710655;
/** Characters of a 64-bit integer at most. */
export const LONGEST_INTEGER: u64 = 20;
/** Room behind an inflated string, for copies in vectors. */
const SLACK: u64 = 512;
/** 264 bytes of output for three of input is the most LZF can do. */
const LZF_RATIO: u64 = 88;

/** Behind the string that was taken last. */
export let cursor: usize = 0;
let number: u64 = 0;
let encoded: bool = false;
let need: f64 = 0;
export let spanStart: usize = 0;
export let spanEnd: usize = 0;
let free: usize = 0;

/** Read a length at `cursor`. False: the window is short by `need` bytes, or (need 0) the byte is no length. */
function readLength(end: usize): bool {
  if (cursor >= end) {
    need = 1;
    return false;
  }
  const first = load<u8>(cursor);
  encoded = false;
  if (first < 0x40) {
    number = first as u64;
    cursor += 1;
    return true;
  }
  if (first < 0x80) {
    if (cursor + 2 > end) {
      need = 2;
      return false;
    }
    number = (((first & 0x3f) as u64) << 8) | (load<u8>(cursor, 1) as u64);
    cursor += 2;
    return true;
  }
  if (first >= 0xc0) {
    number = (first & 0x3f) as u64;
    encoded = true;
    cursor += 1;
    return true;
  }
  if (first > 0x81) {
    need = 0;
    return false;
  }
  const size: usize = first == 0x80 ? 5 : 9;
  if (cursor + size > end) {
    need = size as f64;
    return false;
  }
  number = first == 0x80 ? (bswap<u32>(load<u32>(cursor, 1)) as u64) : bswap<u64>(load<u64>(cursor, 1));
  cursor += size;
  return true;
}

// @ts-ignore: decorator
@inline function lengthStop(): u32 {
  return need == 0 ? faultAt(FAULT_LENGTH, cursor) : STOP_INPUT;
}

/**
 * Read a string at `cursor`: its bytes are then at spanStart..spanEnd, in the window or (numbers, LZF) in scratch at `free`.
 * `lengths`: LZF of what is too long for an integer is not inflated, and the span, from address 0, tells only its length.
 */
function readString(end: usize, scratchEnd: usize, lengths: bool): u32 {
  const at = cursor;
  if (!readLength(end)) return lengthStop();
  if (!encoded) {
    if (number > ((end - cursor) as u64)) {
      need = ((cursor - at) as f64) + (number as f64);
      cursor = at;
      return STOP_INPUT;
    }
    spanStart = cursor;
    cursor += number as usize;
    spanEnd = cursor;
    return STOP_DONE;
  }
  if (number < 3) {
    const size: usize = 1 << (number as usize);
    if (cursor + size > end) {
      need = (1 + size) as f64;
      cursor = at;
      return STOP_INPUT;
    }
    if (free + 24 > scratchEnd) {
      need = 24;
      return STOP_SCRATCH;
    }
    const value: i64 = size == 1 ? (load<i8>(cursor) as i64) : size == 2 ? (load<i16>(cursor) as i64) : (load<i32>(cursor) as i64);
    cursor += size;
    spanStart = free;
    free = putI64(value, free);
    spanEnd = free;
    return STOP_DONE;
  }
  if (number != 3) return faultAt(FAULT_STRING_ENCODING, at);
  if (!readLength(end)) return lengthStop();
  const packed = number;
  if (encoded) return faultAt(FAULT_LZF, at);
  if (!readLength(end)) return lengthStop();
  const size = number;
  if (encoded || packed > LONGEST_STRING || size > packed * LZF_RATIO || size > LONGEST_STRING) return faultAt(FAULT_LZF, at);
  if (packed > ((end - cursor) as u64)) {
    need = ((cursor - at) as f64) + (packed as f64);
    cursor = at;
    return STOP_INPUT;
  }
  if (lengths && size > LONGEST_INTEGER) {
    cursor += packed as usize;
    spanStart = 0;
    spanEnd = size as usize;
    return STOP_DONE;
  }
  if (size + SLACK > ((scratchEnd - free) as u64)) {
    need = (size + SLACK) as f64;
    return STOP_SCRATCH;
  }
  const packedEnd = cursor + (packed as usize);
  const stop = lzfInflate(cursor, packedEnd, end, free, free, free + (size as usize), scratchEnd, true);
  if (stop != STOP_DONE || freeAfter() != ((free + (size as usize)) as u32)) return faultAt(FAULT_LZF, at);
  cursor += packed as usize;
  spanStart = free;
  free += size as usize;
  spanEnd = free;
  return STOP_DONE;
}

/** Read the string at `pos` as readString has it; false if it is cut, broken, or too long for scratch. */
export function takeString(pos: usize, end: usize, scratch: usize, scratchEnd: usize, lengths: bool): bool {
  cursor = pos;
  free = scratch;
  return readString(end, scratchEnd, lengths) == STOP_DONE;
}

/** A double as text with a length byte in front (type 3). NaN with NOTICE_SLOW_NUMBER set where the caller has to parse. */
let slow: bool = false;
function readTextScore(end: usize): u32 {
  if (cursor >= end) {
    need = 1;
    return STOP_INPUT;
  }
  const size = load<u8>(cursor) as usize;
  if (size == 253) return faultAt(FAULT_SCORE, cursor);
  if (size > 253) {
    cursor++;
    score = size == 254 ? Infinity : -Infinity;
    return STOP_DONE;
  }
  if (size == 0) return faultAt(FAULT_SCORE, cursor);
  if (cursor + 1 + size > end) {
    need = (1 + size) as f64;
    return STOP_INPUT;
  }
  score = readDouble(cursor + 1, cursor + 1 + size);
  slow = score != score;
  scoreStart = cursor + 1;
  cursor += 1 + size;
  return STOP_DONE;
}
let score: f64 = 0;
let scoreStart: usize = 0;

/** One length at `pos`: its 64 bits go to `need`'s register as an integer, `pos` moves on. For the rare places that TypeScript reads. */
export function scanLength(pos: usize, end: usize): u64 {
  cursor = pos;
  if (!readLength(end)) {
    setNeed(need);
    setPos(pos);
    setRows(need == 0 ? STOP_FAULT : STOP_INPUT);
    return 0;
  }
  setPos(cursor);
  setRows(STOP_DONE);
  setNotice(encoded ? NOTICE_ENCODED_COUNT : 0);
  return number;
}

/**
 * Read up to `count` elements of `shape` at `pos` into rows. A pair takes two rows, a triple three. `base` is what field
 * times count from (SHAPE_TTL_PAIR). `pos`, `rows` and `free` tell what was done and where scratch goes on, in whole elements.
 * `lengths`: as readString has it.
 */
export function scanElements(
  pos: usize, end: usize, count: u32, shape: u32, base: f64, rows: usize, rowsEnd: usize, scratch: usize, scratchEnd: usize, lengths: bool,
): u32 {
  cursor = pos;
  free = scratch;
  need = 0;
  let row = rows;
  let done: u32 = 0;
  let at = pos;
  let kept = scratch;
  let stop: u32 = STOP_DONE;
  let notice: u32 = 0;
  const width: usize = shape == SHAPE_TRIPLE ? 3 * ROW : shape == SHAPE_PAIR || shape >= SHAPE_TTL_PAIR ? 2 * ROW : ROW;
  while (done < count) {
    at = cursor;
    kept = free;
    if (row + width > rowsEnd) {
      stop = STOP_ROWS;
      break;
    }
    let value: f64 = NaN;
    if (shape == SHAPE_TTL_PAIR) {
      if (!readLength(end)) {
        stop = lengthStop();
        break;
      }
      if (encoded) {
        stop = faultAt(FAULT_LENGTH, at);
        break;
      }
      if (number != 0) {
        value = base + (number as f64);
        if (value > LAST_FIELD_TIME) {
          stop = faultAt(FAULT_FIELD_TIME, at);
          break;
        }
      }
    }
    stop = readString(end, scratchEnd, lengths);
    if (stop != STOP_DONE) break;
    putRow(row, spanStart, spanEnd, value);
    if (shape == SHAPE_SCORE) {
      if (cursor + 8 > end) {
        need = 8;
        stop = STOP_INPUT;
        break;
      }
      const value = load<f64>(cursor);
      if (value != value) {
        stop = faultAt(FAULT_SCORE, cursor);
        break;
      }
      store<f64>(row, value, 8);
      cursor += 8;
    } else if (shape == SHAPE_TEXT_SCORE) {
      slow = false;
      stop = readTextScore(end);
      if (stop != STOP_DONE) break;
      store<f64>(row, score, 8);
      if (slow) {
        // As in pairScores: the NaN holds the text's length and place, for the caller to parse.
        store<u64>(row, 0x7ff8000000000000 | (((cursor - scoreStart) as u64) << 32) | (scoreStart as u64), 8);
        notice |= NOTICE_SLOW_NUMBER;
      }
    } else if (shape != SHAPE_STRING) {
      stop = readString(end, scratchEnd, lengths);
      if (stop != STOP_DONE) break;
      putRow(row + ROW, spanStart, spanEnd, NaN);
      if (shape == SHAPE_TRIPLE) {
        stop = readString(end, scratchEnd, lengths);
        if (stop != STOP_DONE) break;
        putRow(row + 2 * ROW, spanStart, spanEnd, NaN);
      } else if (shape == SHAPE_PAIR_TIME) {
        if (cursor + 8 > end) {
          need = 8;
          stop = STOP_INPUT;
          break;
        }
        const time = load<i64>(cursor);
        if (time < -1) {
          stop = faultAt(FAULT_FIELD_TIME, cursor);
          break;
        }
        if (time != -1) store<f64>(row, time as f64, 8);
        cursor += 8;
      }
    }
    row += width;
    done++;
  }
  // `need` counts from the string that was cut or found no room; what its element took before that comes on top.
  if (stop == STOP_INPUT) need += (cursor - at) as f64;
  else if (stop == STOP_SCRATCH) need += (free - kept) as f64;
  setNeed(need);
  if (stop != STOP_FAULT) setPos(stop == STOP_DONE ? cursor : at);
  setRows(done);
  setFree(stop == STOP_DONE ? free : kept);
  setNotice(notice);
  return stop;
}

/**
 * Read of the string at `pos` its length, as the number of a row at `rows`, and its first `head` bytes, as the span; fewer if it
 * is shorter. `pos` is its end.
 */
export function scanHead(pos: usize, end: usize, head: u32, rows: usize, scratch: usize, scratchEnd: usize): u32 {
  cursor = pos;
  free = scratch;
  need = 0;
  let stop = readString(end, scratchEnd, true);
  if (stop == STOP_DONE) {
    const size = spanEnd - spanStart;
    if (spanStart == 0) {
      // LZF writes whole runs and copies, so there has to be room for more than is wanted.
      const room = scratch + (head as usize) + (SLACK as usize);
      if (room + (SLACK as usize) > scratchEnd) {
        need = (head as f64) + 2 * (SLACK as f64);
        stop = STOP_SCRATCH;
      } else {
        cursor = pos + 1;
        readLength(end);
        const packedEnd = number as usize;
        readLength(end);
        const stopped = lzfInflate(cursor, cursor + packedEnd, end, scratch, scratch, room, scratchEnd, false);
        if (stopped == STOP_FAULT) stop = faultAt(FAULT_LZF, pos);
        cursor += packedEnd;
        spanStart = scratch;
        spanEnd = freeAfter() as usize;
      }
    }
    putRow(rows, spanStart, min(spanStart + (head as usize), spanEnd), size as f64);
  }
  setNeed(need);
  if (stop != STOP_FAULT) setPos(stop == STOP_DONE ? cursor : pos);
  return stop;
}

/** Pass over up to `count` elements of `shape`; `pos` and `rows` tell how far. The last string may reach past `end`: `need` then says by how much. */
export function skipElements(pos: usize, end: usize, count: u32, shape: u32): u32 {
  const strings: u32 = shape == SHAPE_STRING || shape == SHAPE_SCORE || shape == SHAPE_TEXT_SCORE ? 1 : shape == SHAPE_TRIPLE ? 3 : 2;
  const tail: usize = shape == SHAPE_SCORE || shape == SHAPE_PAIR_TIME ? 8 : 0;
  let p = pos;
  let done: u32 = 0;
  while (done < count) {
    let q = p;
    if (shape == SHAPE_TTL_PAIR) {
      cursor = q;
      if (!readLength(end)) return skipStop(p, done);
      q = cursor;
    }
    for (let i: u32 = 0; i < strings; i++) {
      if (q < end && load<u8>(q) < 0x40) {
        q += 1 + (load<u8>(q) as usize);
        continue;
      }
      cursor = q;
      if (!readLength(end)) return skipStop(p, done);
      let size = number;
      if (encoded) {
        if (number < 3) size = (1 << (number as usize)) as u64;
        else if (number == 3) {
          if (!readLength(end)) return skipStop(p, done);
          size = number;
          if (encoded) return skipFault(FAULT_LZF, q, done);
          if (!readLength(end)) return skipStop(p, done);
          // Divided, not multiplied: `size` is whatever the file says.
          if (encoded || (number != 0 && (number - 1) / LZF_RATIO >= size)) return skipFault(FAULT_LZF, q, done);
        } else return skipFault(FAULT_STRING_ENCODING, q, done);
      }
      if (size > ((end - cursor) as u64)) {
        need = ((cursor - p) as f64) + (size as f64);
        cursor = p;
        return skipStop(p, done);
      }
      q = cursor + (size as usize);
    }
    if (shape == SHAPE_TEXT_SCORE) {
      if (q < end) {
        const size = load<u8>(q);
        q += size < 253 ? 1 + (size as usize) : 1;
      } else q++;
    }
    q += tail;
    if (q > end) {
      need = (q - p) as f64;
      cursor = p;
      return skipStop(p, done);
    }
    p = q;
    done++;
  }
  setRows(done);
  return stopAt(STOP_DONE, p);
}

function skipFault(fault: u32, at: usize, done: u32): u32 {
  setRows(done);
  return faultAt(fault, at);
}

function skipStop(p: usize, done: u32): u32 {
  if (need == 0) return skipFault(FAULT_LENGTH, cursor, done);
  setRows(done);
  setNeed(((cursor - p) as f64) + need);
  return stopAt(STOP_INPUT, p);
}
