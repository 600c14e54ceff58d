/**
 * Keys with what they take, as CSV and as NDJSON: what follows a key, and runs of string keys many at a call. Numbers come as
 * doubles, NaN where there is none. Layout of a run: src/memory/sized-key.ts, SizedStrings.
 */
import { copyExact } from './copy';
import { putI64 } from './integer';
import { ROW, setFree, setRows, STOP_DONE, STOP_OUTPUT } from './status';
import { base64, putString, utf8End } from './text';

const COMMA: u8 = 44;
const QUOTE: u8 = 34;
/** Numbers, names of fields and an ISO time; the encoding, head and tail come on top. */
const SIZES_ROOM: usize = 512;

/** base64: */
const BASE64_MARK: usize = memory.data<u8>([98, 97, 115, 101, 54, 52, 58]);

// @ts-ignore: decorator
@inline function isMarked(start: usize, end: usize): bool {
  if (end - start < 7) return false;
  return load<u32>(start) == load<u32>(BASE64_MARK) && load<u32>(start, 3) == load<u32>(BASE64_MARK, 3);
}

/** A bit for each byte that is no ASCII, or wants quotes. */
// @ts-ignore: decorator
@inline function specials(v: v128): i32 {
  const quoted = v128.or(
    v128.or(v128.eq<i8>(v, i8x16.splat(44)), v128.eq<i8>(v, i8x16.splat(34))),
    v128.or(v128.eq<i8>(v, i8x16.splat(10)), v128.eq<i8>(v, i8x16.splat(13))),
  );
  return i8x16.bitmask(v128.or(quoted, v));
}

/** Copy 16 bytes or more; false if one of them is special. */
// @ts-ignore: decorator
@inline function copyPlain(start: usize, end: usize, out: usize): bool {
  const last = end - 16;
  let o = out;
  for (let p = start; p < last; p += 16, o += 16) {
    const v = v128.load(p);
    if (specials(v)) return false;
    v128.store(o, v);
  }
  const v = v128.load(last);
  if (specials(v)) return false;
  v128.store(out + (last - start), v);
  return true;
}

/**
 * Bytes as a field: text as it is, in quotes where RFC 4180 wants them; what is not UTF-8, or begins with `base64:`, behind
 * that word. Needs 2 * length + 16 bytes of room. Returns the end.
 */
export function putCsvField(start: usize, end: usize, out: usize): usize {
  const n = end - start;
  const marked = isMarked(start, end);
  let quotes = false;
  let ascii = true;
  if (n >= 16) {
    if (!marked && copyPlain(start, end, out)) return out + n;
    ascii = false;
    for (let p = start; p < end; p++) {
      const c = load<u8>(p);
      if (c == COMMA || c == QUOTE || c == 10 || c == 13) quotes = true;
    }
  } else {
    for (let p = start, o = out; p < end; p++, o++) {
      const c = load<u8>(p);
      store<u8>(o, c);
      if (c >= 0x80) ascii = false;
      else if (c == COMMA || c == QUOTE || c == 10 || c == 13) quotes = true;
    }
  }
  if (marked || (!ascii && utf8End(start, end) != end)) {
    copyExact(out, BASE64_MARK, 7);
    return base64(start, end, out + 7);
  }
  if (!quotes) {
    if (n >= 16) copyExact(out, start, n);
    return out + n;
  }
  let o = out;
  store<u8>(o++, QUOTE);
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    store<u8>(o++, c);
    if (c == QUOTE) store<u8>(o++, QUOTE);
  }
  store<u8>(o++, QUOTE);
  return o;
}

/** Times beyond are not what a calendar has. Source: ECMA-262, time range. */
const LAST_TIME: f64 = 8640000000000000;
const DAY_MS: f64 = 86400000;
/** The date that was printed last: keys that expire on the same day are many. */
let cachedDay: i32 = i32.MIN_VALUE;
let cachedLength: usize = 0;
const CACHED: usize = memory.data(16);

// @ts-ignore: decorator
@inline function putPair(value: u32, out: usize): void {
  store<u8>(out, 48 + ((value / 10) as u8));
  store<u8>(out, 48 + ((value % 10) as u8), 1);
}

/**
 * The date of a day since 1970 as `2030-01-01`, years past 9999 or before 0 with their sign and six digits. By the calendar
 * of 400 years of 146097 days each, which begin in March, so that the day a leap year has more is the last.
 */
function putDate(day: i32, out: usize): usize {
  const shifted = day + 719468;
  const era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const ofEra = shifted - era * 146097;
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const month = (5 * ofYear + 2) / 153;
  const dayOfMonth = ofYear - (153 * month + 2) / 5 + 1;
  const year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
  let o = out;
  let digits: u32 = year < 0 ? 0 - year : year;
  if (year < 0 || year > 9999) {
    store<u8>(o++, year < 0 ? 45 : 43);
    putPair(digits / 10000, o);
    digits %= 10000;
    o += 2;
  }
  putPair(digits / 100, o);
  putPair(digits % 100, o + 2);
  store<u8>(o, 45, 4);
  putPair(month < 10 ? month + 3 : month - 9, o + 5);
  store<u8>(o, 45, 7);
  putPair(dayOfMonth, o + 8);
  return o + 10;
}

/**
 * Unix ms as Python's datetime.isoformat() prints it: `2030-01-01T00:00:00`, with six digits behind the point only where they
 * are not all zero. Nothing for a time that no calendar has. Needs 40 bytes of room. Returns the end.
 */
// @ts-ignore: decorator
@inline function putIsoTime(ms: f64, out: usize): usize {
  if (ms > LAST_TIME || ms < -LAST_TIME) return out;
  const day = Math.floor(ms / DAY_MS) as i32;
  let rest = (ms - (day as f64) * DAY_MS) as u32;
  if (day != cachedDay) {
    cachedLength = putDate(day, CACHED) - CACHED;
    cachedDay = day;
  }
  copyExact(out, CACHED, cachedLength);
  let o = out + cachedLength;
  const millis = rest % 1000;
  rest /= 1000;
  store<u8>(o, 84);
  putPair(rest / 3600, o + 1);
  store<u8>(o, 58, 3);
  putPair((rest / 60) % 60, o + 4);
  store<u8>(o, 58, 6);
  putPair(rest % 60, o + 7);
  o += 9;
  if (millis == 0) return o;
  store<u8>(o, 46);
  store<u8>(o, 48 + ((millis / 100) as u8), 1);
  putPair(millis % 100, o + 2);
  store<u8>(o, 48, 4);
  store<u16>(o, 0x3030, 5);
  return o + 7;
}

/** A comma, and digits unless it is NaN. */
// @ts-ignore: decorator
@inline function putColumn(value: f64, out: usize): usize {
  store<u8>(out, COMMA);
  return value == value ? putI64(value as i64, out + 1) : out + 1;
}

/**
 * What follows a key: size_in_bytes, encoding, num_elements, len_largest_element, expiry, idle_seconds, freq, expire_at_ms, each
 * behind a comma. Needs 256 bytes of room and the encoding's. Returns the end.
 */
export function putCsvSizes(
  encoding: usize, encodingLength: usize, bytes: f64, elements: f64, largest: f64, expireAt: f64, idle: f64, freq: f64, out: usize,
): usize {
  let o = putColumn(bytes, out);
  store<u8>(o++, COMMA);
  copyExact(o, encoding, encodingLength);
  o = putColumn(elements, o + encodingLength);
  o = putColumn(largest, o);
  store<u8>(o++, COMMA);
  if (expireAt == expireAt) o = putIsoTime(expireAt, o);
  o = putColumn(idle, o);
  o = putColumn(freq, o);
  return putColumn(expireAt, o);
}

/** ,"bytes": ,"elements": ,"largest": ,"expireAt": ,"idle": ,"freq": */
const BYTES: usize = memory.data<u8>([44, 34, 98, 121, 116, 101, 115, 34, 58]);
const ELEMENTS: usize = memory.data<u8>([44, 34, 101, 108, 101, 109, 101, 110, 116, 115, 34, 58]);
const LARGEST: usize = memory.data<u8>([44, 34, 108, 97, 114, 103, 101, 115, 116, 34, 58]);
const EXPIRE_AT: usize = memory.data<u8>([44, 34, 101, 120, 112, 105, 114, 101, 65, 116, 34, 58]);
const IDLE: usize = memory.data<u8>([44, 34, 105, 100, 108, 101, 34, 58]);
const FREQ: usize = memory.data<u8>([44, 34, 102, 114, 101, 113, 34, 58]);

// @ts-ignore: decorator
@inline function putNamed(name: usize, length: usize, value: f64, out: usize): usize {
  if (value != value) return out;
  copyExact(out, name, length);
  return putI64(value as i64, out + length);
}

/** What follows `"encoding":"…"` of a key: `,"bytes":…` and the like, those that are there. Needs 256 bytes of room. Returns the end. */
export function putJsonSizes(bytes: f64, elements: f64, largest: f64, expireAt: f64, idle: f64, freq: f64, out: usize): usize {
  let o = putNamed(BYTES, 9, bytes, out);
  o = putNamed(ELEMENTS, 12, elements, o);
  o = putNamed(LARGEST, 11, largest, o);
  o = putNamed(EXPIRE_AT, 12, expireAt, o);
  o = putNamed(IDLE, 8, idle, o);
  return putNamed(FREQ, 8, freq, o);
}

/**
 * A run of string keys, a line each: `head`, the key, then its sizes and `tail`, a line end in it. `encodings` is a table of
 * rows, one for each encoding a string can have: with `csv` its name, else what stands between key and sizes. Stops DONE or
 * OUTPUT; `rows` tells the keys done, `free` the end of the output.
 */
export function putSizedStrings(
  rows: usize, count: u32, csv: bool, head: usize, headLength: usize, encodings: usize, tail: usize, tailLength: usize, out: usize,
  outEnd: usize,
): u32 {
  let o = out;
  let i: u32 = 0;
  let stop: u32 = STOP_DONE;
  const room = SIZES_ROOM + headLength + tailLength;
  for (; i < count; i++) {
    const key = rows + ((i as usize) << 5);
    const value = key + ROW;
    const start = load<u32>(key) as usize;
    const end = load<u32>(key, 4) as usize;
    const encoding = encodings + ((load<u32>(value) as usize) << 4);
    const from = load<u32>(encoding) as usize;
    const length = (load<u32>(encoding, 4) as usize) - from;
    // In 64 bits: six times the longest string has more than 32.
    if (((end - start) as u64) * 6 + ((room + length) as u64) > ((outEnd - o) as u64)) {
      stop = STOP_OUTPUT;
      break;
    }
    copyExact(o, head, headLength);
    o += headLength;
    const bytes = load<f64>(value, 8);
    const size = load<u32>(value, 4) as f64;
    const expireAt = load<f64>(key, 8);
    if (csv) {
      o = putCsvField(start, end, o);
      o = putCsvSizes(from, length, bytes, size, size, expireAt, NaN, NaN, o);
    } else {
      o = putString(start, end, o, 0);
      copyExact(o, from, length);
      o = putJsonSizes(bytes, NaN, size, expireAt, NaN, NaN, o + length);
    }
    copyExact(o, tail, tailLength);
    o += tailLength;
  }
  setRows(i);
  setFree(o);
  return stop;
}
