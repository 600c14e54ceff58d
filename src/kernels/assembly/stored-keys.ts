/**
 * Runs of keys that are a string or one packed blob each, by how they are stored: what takes no look at values, or only at their
 * lengths. Whatever else comes, or is odd in any way, ends the run. Source: rdb-format.md 1.1, 2.2, 3.2 to 3.5.
 */
import { parseInteger, integer } from './rdb-strings';
import { intsetLongest, listpackLongest } from './packed-longest';
import { cursor, LONGEST_INTEGER, scanHead, spanEnd, spanStart, takeString } from './strings';
import { putRow, ROW, setNotice, setRows, stopAt, STOP_DONE } from './status';

// How a type is stored; the numbers stand once more in src/kernels/kernels.ts.
const FORM_NONE: u32 = 0;
const FORM_STRING: u32 = 1;
const FORM_LISTPACK: u32 = 2;
const FORM_INTSET: u32 = 3;
const FORM_NODE: u32 = 4;

const EXPIRETIME_MS: u8 = 0xfc;
/** QUICKLIST_NODE_CONTAINER_PACKED. */
const PACKED: u8 = 2;
/** As much of a listpack or an intset as tells its size and its entries. */
const HEAD: u32 = 8;
/** A listpack without entries. */
const LEAST: u32 = 7;
const UNKNOWN_COUNT: u32 = 65535;
/** Keys up to this length. */
const LONGEST_KEY: usize = 4096;

/** Of the value at hand: its entries, its longest element, its size. */
let entries: u32 = 0;
let longest: u32 = 0;
let size: u32 = 0;
let number: f64 = 0;

/** Read a string value at `at`: its length, and the integer it is the text of. */
// @ts-ignore: decorator
@inline function readValue(at: usize, end: usize, scratch: usize, scratchEnd: usize): bool {
  if (!takeString(at, end, scratch, scratchEnd, true)) return false;
  size = (spanEnd - spanStart) as u32;
  entries = 0;
  longest = size;
  number = NaN;
  if (spanStart != 0 && ((spanEnd - spanStart) as u64) <= LONGEST_INTEGER && parseInteger(spanStart, spanEnd)) number = integer as f64;
  return true;
}

/** Read a blob at `at`, with at most `most` entries. `form` is a row of the table of forms. */
// @ts-ignore: decorator
@inline function readBlob(at: usize, end: usize, form: usize, look: bool, row: usize, scratch: usize, scratchEnd: usize): bool {
  let head = spanStart;
  if (look) {
    if (!takeString(at, end, scratch, scratchEnd, false)) return false;
    head = spanStart;
    size = (spanEnd - spanStart) as u32;
  } else {
    if (scanHead(at, end, HEAD, row, scratch, scratchEnd) != STOP_DONE) return false;
    head = load<u32>(row) as usize;
    size = load<f64>(row, 8) as u32;
  }
  if (size < LEAST) return false;
  number = NaN;
  longest = 0;
  const isIntset = (load<u8>(form) as u32) == FORM_INTSET;
  if (isIntset) {
    if (size < HEAD) return false;
    entries = load<u32>(head, 4);
    const width = load<u32>(head);
    if ((width != 2 && width != 4 && width != 8) || (8 + (entries as u64) * (width as u64)) != (size as u64)) return false;
  } else {
    entries = load<u16>(head, 4) as u32;
    if (load<u32>(head) != size || entries == UNKNOWN_COUNT) return false;
  }
  if (entries == 0 || entries > load<u32>(form, 4)) return false;
  if (look) {
    const found = isIntset
      ? intsetLongest(spanStart, spanEnd)
      : listpackLongest(spanStart, spanEnd, entries, load<u8>(form, 1) as u32, load<u8>(form, 2) as u32);
    if (found < 0) return false;
    longest = found as u32;
  }
  return true;
}

/**
 * Three rows a key: the key with its expiry (NaN: none); its entries (0 of a string), the bytes of its longest element (of a
 * string, its own; of a blob 0 unless `look`) and the address of the record; its type byte, the bytes of the value and the
 * integer that a string is the text of (NaN: none). The first two stand side by side from `rows` on, as scanStringKeys has
 * them, the third in a table of its own at `facts`. `forms` has 8 bytes for each type byte: its form, how many of how many
 * entries are elements (period first), and as u32 the most entries. `pos` is behind the run, `rows` the number of keys, `notice`
 * that of strings among them.
 */
export function scanStoredKeys(
  pos: usize, end: usize, forms: usize, look: bool, rows: usize, facts: usize, most: u32, scratch: usize, scratchEnd: usize,
): u32 {
  let record = pos;
  let count: u32 = 0;
  let strings: u32 = 0;
  for (; count < most; count++) {
    const row = rows + ((count as usize) << 5);
    const fact = facts + ((count as usize) << 4);
    let at = record;
    let expireAt: f64 = NaN;
    if (at + 10 > end) break;
    if (load<u8>(at) == EXPIRETIME_MS) {
      const time = load<i64>(at, 1);
      // Times that are odd in any way are for the decoder to judge.
      if (time < 0 || time > 9007199254740991) break;
      expireAt = time as f64;
      at += 9;
    }
    const type = load<u8>(at++);
    const form = forms + ((type as usize) << 3);
    const kind = load<u8>(form) as u32;
    if (kind == FORM_NONE || at >= end || load<u8>(at) >= 0x80) break;
    if (!takeString(at, end, scratch, scratchEnd, true)) break;
    const key = spanStart;
    const keyEnd = spanEnd;
    if (keyEnd - key > LONGEST_KEY) break;
    at = cursor;
    if (kind == FORM_STRING) {
      if (!readValue(at, end, scratch, scratchEnd)) break;
      strings++;
    } else {
      if (kind == FORM_NODE) {
        if (at + 2 > end || load<u8>(at) != 1 || load<u8>(at, 1) != PACKED) break;
        at += 2;
      }
      if (!readBlob(at, end, form, look, fact, scratch, scratchEnd)) break;
    }
    putRow(row, key, keyEnd, expireAt);
    store<u32>(row + ROW, entries);
    store<u32>(row + ROW, longest, 4);
    store<f64>(row + ROW, record as f64, 8);
    store<u32>(fact, type as u32);
    store<u32>(fact, size, 4);
    store<f64>(fact, number, 8);
    record = cursor;
  }
  setRows(count);
  setNotice(strings);
  return stopAt(STOP_DONE, record);
}
