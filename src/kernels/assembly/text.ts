/**
 * Bytes to JSON text: S of record-schema.md, one at a call or a table of rows at a call.
 */
import { copyExact } from './copy';
import { putDouble, DOUBLE_ROOM } from './double';
import { putI64 } from './integer';
import { NOTICE_TIMES, setFree, setNotice, setRows, STOP_DONE, STOP_NAME, STOP_OUTPUT } from './status';

// How bytes are printed; the numbers stand once more in src/kernels/kernels.ts.
const BYTES_AUTO: u32 = 0;
const BYTES_BASE64: u32 = 1;
const BYTES_LATIN1: u32 = 2;

/** "0123456789abcdef" */
const HEX: usize = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);
/** For each byte below 32 the letter of its short escape, or 0. */
const SHORT: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 98, 116, 110, 0, 102, 114, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);
/** Two base64 characters for each 12 bits. */
const BASE64: usize = memory.data(4096 * 2);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Init(): void {
  for (let i = 0; i < 4096; i++) {
    store<u8>(BASE64 + (i << 1), ALPHABET.charCodeAt(i >> 6) as u8);
    store<u8>(BASE64 + (i << 1), ALPHABET.charCodeAt(i & 63) as u8, 1);
  }
}

/** The end of the UTF-8 sequence at `p` whose first byte is over 0x7f, or 0 if it is none. Source: RFC 3629, table 3-7 of Unicode. */
function sequenceEnd(p: usize, end: usize): usize {
  const a = load<u8>(p);
  if (a < 0xc2 || a > 0xf4) return 0;
  if (p + 1 >= end) return 0;
  const b = load<u8>(p, 1);
  if (a < 0xe0) return (b & 0xc0) == 0x80 ? p + 2 : 0;
  if (p + 2 >= end || (load<u8>(p, 2) & 0xc0) != 0x80) return 0;
  if (a < 0xf0) {
    if ((b & 0xc0) != 0x80 || (a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f)) return 0;
    return p + 3;
  }
  if (p + 3 >= end || (load<u8>(p, 3) & 0xc0) != 0x80) return 0;
  if ((b & 0xc0) != 0x80 || (a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f)) return 0;
  return p + 4;
}

/** The first byte from `start` on that does not continue valid UTF-8 before `end`; `end` if there is none. */
export function utf8End(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    while (p + 16 <= end) {
      const high = i8x16.bitmask(v128.load(p));
      if (high) {
        p += ctz(high) as usize;
        break;
      }
      p += 16;
    }
    while (p < end && load<u8>(p) < 0x80) p++;
    while (p < end && load<u8>(p) >= 0x80) {
      const next = sequenceEnd(p, end);
      if (next == 0) return p;
      p = next;
    }
  }
  return p;
}

// @ts-ignore: decorator
@inline function putEscape(c: u8, out: usize): usize {
  if (c >= 0x20) {
    store<u16>(out, ((c as u16) << 8) | 92);
    return out + 2;
  }
  const short = load<u8>(SHORT + (c as usize));
  if (short) {
    store<u16>(out, ((short as u16) << 8) | 92);
    return out + 2;
  }
  store<u32>(out, 0x3030755c);
  store<u8>(out, load<u8>(HEX + ((c >> 4) as usize)), 4);
  store<u8>(out, load<u8>(HEX + ((c & 15) as usize)), 5);
  return out + 6;
}

/** Whether any byte has to be escaped, or is over 0x7f. */
// @ts-ignore: decorator
@inline function hasSpecial(v: v128): bool {
  const special = v128.or(
    v128.or(v128.eq<i8>(v, i8x16.splat(34)), v128.eq<i8>(v, i8x16.splat(92))),
    v128.or(v128.lt<u8>(v, i8x16.splat(32)), v),
  );
  return i8x16.bitmask(special) != 0;
}

/** Copy up to 32 bytes if none of them is special: two overlapping loads, whatever the length. */
// @ts-ignore: decorator
@inline function copyPlain(p: usize, end: usize, out: usize): bool {
  const n = end - p;
  if (n >= 16) {
    const a = v128.load(p);
    const b = v128.load(end - 16);
    if (hasSpecial(a) || hasSpecial(b)) return false;
    v128.store(out, a);
    v128.store(out + n - 16, b);
    return true;
  }
  if (n >= 8) {
    const a = load<u64>(p);
    const b = load<u64>(end - 8);
    if (hasSpecial(i64x2.replace_lane(i64x2.splat(a), 1, b))) return false;
    store<u64>(out, a);
    store<u64>(out + n - 8, b);
    return true;
  }
  if (n >= 4) {
    const a = load<u32>(p);
    const b = load<u32>(end - 4);
    if (hasSpecial(i32x4.replace_lane(i32x4.splat(a), 1, b))) return false;
    store<u32>(out, a);
    store<u32>(out + n - 4, b);
    return true;
  }
  return false;
}

/** Longest text for n bytes: six for each, quotes, room for a whole vector store. */
const STRING_ROOM: usize = 40;

/**
 * The bytes with JSON escapes, no quotes, at `out`; returns the end, or 0 if they are no UTF-8 (`utf8`: refuse; else every
 * byte from 0x80 on is printed as it is). Needs 6 * length + 16 bytes of room.
 */
export function escapeText(start: usize, end: usize, out: usize, utf8: bool): usize {
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  const space = i8x16.splat(32);
  let p = start;
  let o = out;
  // A block of 16 with all its specials in one look: their places come from one mask, so that no load waits for the last
  // one. The copies start anywhere in the block, hence 32 bytes of input.
  while (p + 32 <= end) {
    const v = v128.load(p);
    v128.store(o, v);
    const special = v128.or(v128.or(v128.eq<i8>(v, quote), v128.eq<i8>(v, backslash)), v128.lt<u8>(v, space));
    let bits = i8x16.bitmask(utf8 ? v128.or(special, v) : special);
    if (bits == 0) {
      p += 16;
      o += 16;
      continue;
    }
    let from: usize = 0;
    do {
      const k = ctz(bits) as usize;
      v128.store(o, v128.load(p + from));
      o += k - from;
      const c = load<u8>(p + k);
      if (c >= 0x80) {
        p += k;
        do {
          const next = sequenceEnd(p, end);
          if (next == 0) return 0;
          while (p < next) store<u8>(o++, load<u8>(p++));
        } while (p < end && load<u8>(p) >= 0x80);
        break;
      }
      o = putEscape(c, o);
      from = k + 1;
      bits &= bits - 1;
    } while (bits);
    if (bits) continue;
    v128.store(o, v128.load(p + from));
    o += 16 - from;
    p += 16;
  }
  if (copyPlain(p, end, o)) return o + (end - p);
  while (p < end) {
    const c = load<u8>(p);
    if (c < 0x80) {
      if (c < 0x20 || c == 34 || c == 92) o = putEscape(c, o);
      else store<u8>(o++, c);
      p++;
    } else if (utf8) {
      const next = sequenceEnd(p, end);
      if (next == 0) return 0;
      while (p < next) store<u8>(o++, load<u8>(p++));
    } else {
      store<u8>(o++, c);
      p++;
    }
  }
  return o;
}

/** Each byte as the code point of the same number, escaped. Needs 6 * length bytes of room. */
export function escapeLatin1(start: usize, end: usize, out: usize): usize {
  let o = out;
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c >= 0x80) {
      store<u8>(o, 0xc0 | (c >> 6));
      store<u8>(o, 0x80 | (c & 0x3f), 1);
      o += 2;
    } else if (c < 0x20 || c == 34 || c == 92) o = putEscape(c, o);
    else store<u8>(o++, c);
  }
  return o;
}

/** Base64 with padding at `out`; returns the end. */
export function base64(start: usize, end: usize, out: usize): usize {
  let p = start;
  let o = out;
  while (p + 3 <= end) {
    const a = (load<u8>(p) as usize) << 16 | (load<u8>(p, 1) as usize) << 8 | (load<u8>(p, 2) as usize);
    store<u16>(o, load<u16>(BASE64 + ((a >> 12) << 1)));
    store<u16>(o, load<u16>(BASE64 + ((a & 0xfff) << 1)), 2);
    p += 3;
    o += 4;
  }
  if (p < end) {
    const two = p + 1 < end;
    const a = (load<u8>(p) as usize) << 16 | (two ? (load<u8>(p, 1) as usize) << 8 : 0);
    store<u16>(o, load<u16>(BASE64 + ((a >> 12) << 1)));
    store<u16>(o, load<u16>(BASE64 + ((a & 0xfff) << 1)), 2);
    store<u8>(o, 61, 3);
    if (!two) store<u8>(o, 61, 2);
    o += 4;
  }
  return o;
}

/** {"$base64":"…"} */
function putBase64(start: usize, end: usize, out: usize): usize {
  store<u64>(out, 0x36657361_6224227b); // {"$base6
  store<u32>(out, 0x223a2234, 8); // 4":"
  const o = base64(start, end, out + 12);
  store<u16>(o, 0x7d22); // "}
  return o + 2;
}

/** S at `out`; returns the end. Needs 6 * length + STRING_ROOM bytes of room. */
export function putString(start: usize, end: usize, out: usize, bytes: u32): usize {
  if (bytes == BYTES_BASE64) return putBase64(start, end, out);
  store<u8>(out, 34);
  const o = bytes == BYTES_LATIN1 ? escapeLatin1(start, end, out + 1) : escapeText(start, end, out + 1, true);
  if (o == 0) return putBase64(start, end, out);
  store<u8>(o, 34);
  return o + 1;
}

/** S as a name of a JSON object; 0 if it is no text or begins with `$`. */
// @ts-ignore: decorator
@inline function putName(start: usize, end: usize, out: usize, bytes: u32): usize {
  if (bytes == BYTES_BASE64 || (start < end && load<u8>(start) == 36)) return 0;
  store<u8>(out, 34);
  const o = bytes == BYTES_LATIN1 ? escapeLatin1(start, end, out + 1) : escapeText(start, end, out + 1, true);
  if (o == 0) return 0;
  store<u16>(o, 0x3a22); // ":
  return o + 2;
}

/** Whether each `step`th row can be a name of a JSON object. */
export function rowsAreNames(rows: usize, count: u32, step: u32, bytes: u32): bool {
  if (bytes == BYTES_BASE64) return count == 0;
  for (let i: u32 = 0; i < count; i += step) {
    const row = rows + ((i as usize) << 4);
    const start = load<u32>(row) as usize;
    const end = load<u32>(row, 4) as usize;
    if (start < end && load<u8>(start) == 36) return false;
    if (bytes != BYTES_LATIN1 && utf8End(start, end) != end) return false;
  }
  return true;
}

// What rows are printed as; the numbers stand once more in src/kernels/kernels.ts.
const LAYOUT_ITEMS: u32 = 0; // S,S
const LAYOUT_OBJECT: u32 = 1; // "field":S
const LAYOUT_PAIRS: u32 = 2; // [S,S]
const LAYOUT_SCORES: u32 = 3; // [S,number]
const LAYOUT_TIME_OBJECT: u32 = 4; // "field":ms, of pairs whose first row has a number
const LAYOUT_TIME_PAIRS: u32 = 5; // [S,ms], likewise

/**
 * Print rows as JSON, each element followed by a comma. Stops DONE, OUTPUT (room) or NAME; `rows` tells the rows done,
 * `free` the end of the output; NOTICE_TIMES that a pair's first row had a number.
 */
export function jsonRows(rows: usize, count: u32, layout: u32, bytes: u32, out: usize, outEnd: usize): u32 {
  const step: u32 = layout == LAYOUT_ITEMS || layout == LAYOUT_SCORES ? 1 : 2;
  let o = out;
  let i: u32 = 0;
  let stop: u32 = STOP_DONE;
  let notice: u32 = 0;
  for (; i < count; i += step) {
    const row = rows + ((i as usize) << 4);
    const start = load<u32>(row) as usize;
    const end = load<u32>(row, 4) as usize;
    // In 64 bits: six times the longest string has more than 32.
    let room = ((end - start) as u64) * 6 + ((STRING_ROOM + DOUBLE_ROOM) as u64);
    const second = row + 16;
    if (layout == LAYOUT_OBJECT || layout == LAYOUT_PAIRS) {
      const time = load<f64>(row, 8);
      if (time == time) notice = NOTICE_TIMES;
      room += ((load<u32>(second, 4) - load<u32>(second)) as u64) * 6 + (STRING_ROOM as u64);
    }
    if (room > ((outEnd - o) as u64)) {
      stop = STOP_OUTPUT;
      break;
    }
    if (layout == LAYOUT_ITEMS) {
      o = putString(start, end, o, bytes);
    } else if (layout == LAYOUT_OBJECT) {
      const name = putName(start, end, o, bytes);
      if (name == 0) {
        stop = STOP_NAME;
        break;
      }
      o = putString(load<u32>(second) as usize, load<u32>(second, 4) as usize, name, bytes);
    } else if (layout == LAYOUT_PAIRS) {
      store<u8>(o, 91);
      o = putString(start, end, o + 1, bytes);
      store<u8>(o, 44);
      o = putString(load<u32>(second) as usize, load<u32>(second, 4) as usize, o + 1, bytes);
      store<u8>(o++, 93);
    } else if (layout == LAYOUT_SCORES) {
      store<u8>(o, 91);
      o = putString(start, end, o + 1, bytes);
      store<u8>(o, 44);
      o = putDouble(load<f64>(row, 8), o + 1);
      store<u8>(o++, 93);
    } else {
      const time = load<f64>(row, 8);
      if (time != time) continue;
      if (layout == LAYOUT_TIME_OBJECT) {
        const name = putName(start, end, o, bytes);
        if (name == 0) {
          stop = STOP_NAME;
          break;
        }
        o = putI64(<i64>time, name);
      } else {
        store<u8>(o, 91);
        o = putString(start, end, o + 1, bytes);
        store<u8>(o, 44);
        o = putI64(<i64>time, o + 1);
        store<u8>(o++, 93);
      }
    }
    store<u8>(o++, 44);
  }
  setRows(i);
  setFree(o);
  setNotice(notice);
  return stop;
}

/** ,"expireAt": and ,"value": */
const EXPIRE_AT: usize = memory.data<u8>([44, 34, 101, 120, 112, 105, 114, 101, 65, 116, 34, 58]);
const VALUE: usize = memory.data<u8>([44, 34, 118, 97, 108, 117, 101, 34, 58]);

/**
 * The frame of a key record in one call: head, S, tail, then `,"expireAt":…` unless that is NaN, then (`valued`)
 * `,"value":`. Needs 6 * length + 2 * STRING_ROOM + head + tail bytes of room.
 */
export function putKeyFrame(
  head: usize, headLength: usize, start: usize, end: usize, tail: usize, tailLength: usize, expireAt: f64, valued: bool, out: usize,
  bytes: u32,
): usize {
  copyExact(out, head, headLength);
  let o = putString(start, end, out + headLength, bytes);
  copyExact(o, tail, tailLength);
  o += tailLength;
  if (expireAt == expireAt) {
    copyExact(o, EXPIRE_AT, 12);
    o = putI64(<i64>expireAt, o + 12);
  }
  if (valued) {
    copyExact(o, VALUE, 9);
    o += 9;
  }
  return o;
}
