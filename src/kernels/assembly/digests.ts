/**
 * Digests of values, element by element. What they are made of is told in src/diff/digest/value-digest.ts.
 *
 *   u64 × 2 sum of elements | u64 × 2 sum of what stands beside the value | u64 elements | u64 side, in the top bit |
 *   16 path | frame | … | stream
 *
 * Same numbers as DIGEST in digest-kernels.ts.
 */
import { ROW } from './status';
import { streamBegin, streamHash, streamLength, streamNext, streamUpdate } from './xxh3-stream';
import { hash, hashHigh, hashLow, putHash } from './xxh3';

const SUM: usize = 0;
export const REST: usize = 16;
const COUNT: usize = 32;
export const SIDE: usize = 40;
const PATH: usize = 48;
const FRAME: usize = 64;
const STREAM: usize = 192;

const TYPE_STRING: u32 = 0;
/** Tells a string from a frame that has the same bytes. */
export const STRING_LOW: u64 = 0x6a09e667f3bcc908;
export const STRING_HIGH: u64 = 0xbb67ae8584caa73b;
const TAG_EXPIRY: u64 = 0x797269707865;

/** Add the last hash to a sum. */
// @ts-ignore: decorator
@inline function addHash(sum: usize): void {
  store<u64>(sum, load<u64>(sum) + hashLow);
  store<u64>(sum, load<u64>(sum, 8) + hashHigh, 8);
}

/** So many elements have come. */
export function addElements(digest: usize, count: u32): void {
  store<u64>(digest, load<u64>(digest, COUNT) + (count as u64), COUNT);
}

// @ts-ignore: decorator
@inline export function hashRow(row: usize): void {
  hash(load<u32>(row) as usize, load<u32>(row, 4) as usize);
}

/** Add the hash of a frame to a sum. */
export function addFrame(start: usize, end: usize, sum: usize): void {
  hash(start, end);
  addHash(sum);
}

/** A string, or a slice of one. */
export function digestString(start: usize, end: usize, last: u32, digest: usize): void {
  const stream = digest + STREAM;
  if (last && streamLength(stream) == 0) {
    hash(start, end);
    putHash(digest + SUM);
    return;
  }
  streamUpdate(stream, start, end);
  if (last) {
    streamHash(stream);
    putHash(digest + SUM);
    streamBegin(stream);
  }
}

/** Items of a list, in order. */
export function digestItems(rows: usize, count: u32, digest: usize): void {
  for (let row = rows, end = rows + ((count as usize) << 4); row < end; row += ROW) {
    hashRow(row);
    putHash(streamNext(digest + STREAM));
  }
  addElements(digest, count);
}

/** Members of a set. */
export function digestSet(rows: usize, count: u32, digest: usize): void {
  const frame = digest + FRAME;
  for (let row = rows, end = rows + ((count as usize) << 4); row < end; row += ROW) {
    hashRow(row);
    putHash(frame);
    addFrame(frame, frame + 16, digest + SUM);
  }
  addElements(digest, count);
}

/** The bits of -0. */
const NEGATIVE_ZERO: u64 = 1 << 63;

/** Members of a sorted set, with their scores. Returns how many of these are -0. */
export function digestMembers(rows: usize, count: u32, digest: usize): u32 {
  const frame = digest + FRAME;
  let negativeZeros: u32 = 0;
  for (let row = rows, end = rows + ((count as usize) << 4); row < end; row += ROW) {
    hashRow(row);
    putHash(frame);
    const score = load<f64>(row, 8);
    store<f64>(frame, score == score ? score : f64.NaN, 16);
    if (load<u64>(frame, 16) == NEGATIVE_ZERO) negativeZeros++;
    addFrame(frame, frame + 24, digest + SUM);
  }
  addElements(digest, count);
  return negativeZeros;
}

/** An expiry of the element whose digest stands in the frame. */
// @ts-ignore: decorator
@inline function addExpiry(start: usize, frame: usize, expireAt: f64, digest: usize): void {
  store<f64>(frame, expireAt, 16);
  store<u64>(frame, TAG_EXPIRY, 24);
  addFrame(start, frame + 32, digest + SUM);
}

/** Fields of a hash, two rows each. `inPath`: of the path that is set. `timed`: their expiries count. */
export function digestFields(rows: usize, count: u32, inPath: u32, timed: u32, digest: usize): void {
  const frame = digest + FRAME;
  const start = inPath ? digest + PATH : frame;
  for (let row = rows, end = rows + ((count as usize) << 5); row < end; row += 2 * ROW) {
    hashRow(row);
    putHash(frame);
    hashRow(row + ROW);
    putHash(frame + 16);
    addFrame(start, frame + 32, digest + SUM);
    const expireAt = load<f64>(row, 8);
    if (timed && expireAt == expireAt) addExpiry(start, frame, expireAt, digest);
  }
  addElements(digest, count);
}

/** The path of the fields that follow. */
export function digestPath(start: usize, end: usize, digest: usize): void {
  hash(start, end);
  putHash(digest + PATH);
}

/** Expiry of a member that does not come with it. */
export function digestExpiry(start: usize, end: usize, expireAt: f64, digest: usize): void {
  const frame = digest + FRAME;
  hash(start, end);
  putHash(frame);
  addExpiry(frame, frame, expireAt, digest);
}

/** Decimal digits from `at` on; leaves their end in `digitsEnd`. */
// @ts-ignore: decorator
@inline function readDigits(at: usize, end: usize): u64 {
  let value: u64 = 0;
  for (; at < end; at++) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + (digit as u64);
  }
  digitsEnd = at;
  return value;
}
let digitsEnd: usize = 0;

/** An entry of a stream: its id, how many fields it has, and those, two rows each, in order. */
export function digestEntry(id: usize, idEnd: usize, rows: usize, count: u32, digest: usize): void {
  const stream = digest + STREAM;
  const ms = readDigits(id, idEnd);
  const seq = readDigits(digitsEnd + 1, idEnd);
  let at = streamNext(stream);
  store<u64>(at, ms);
  store<u64>(at, seq, 8);
  at = streamNext(stream);
  store<u64>(at, count as u64);
  store<u64>(at, 0, 8);
  for (let row = rows, end = rows + ((count as usize) << 5); row < end; row += ROW) {
    hashRow(row);
    putHash(streamNext(stream));
  }
  addElements(digest, 1);
}

/** Entries of a piece of a PEL, in columns: u64 × 2 id | i64 delivered | u64 deliveries | i32 consumer. */
const PIECE: usize = 512;
const DELIVERED: usize = PIECE << 4;
const DELIVERIES: usize = DELIVERED + (PIECE << 3);
const CONSUMERS: usize = DELIVERIES + (PIECE << 3);

/** Pending entries of a group. `group`: its digest; `names`: those of its consumers; of nobody's entries the name is zeros. */
export function digestPending(columns: usize, count: u32, group: usize, names: usize, tag: f64, digest: usize): void {
  const frame = digest + FRAME;
  store<f64>(frame, tag);
  v128.store(frame, v128.load(group), 8);
  for (let i: usize = 0; i < (count as usize); i++) {
    v128.store(frame, v128.load(columns + (i << 4)), 24);
    const consumer = load<i32>(columns + CONSUMERS + (i << 2));
    v128.store(frame, consumer < 0 ? i64x2.splat(0) : v128.load(names + ((consumer as usize) << 4)), 40);
    store<u64>(frame, load<u64>(columns + DELIVERED + (i << 3)), 56);
    store<u64>(frame, load<u64>(columns + DELIVERIES + (i << 3)), 64);
    addFrame(frame, frame + 72, digest + SUM);
  }
}

/** The value is over: its digest goes to `out`, and the next one may begin. */
export function endValue(type: u32, digest: usize, out: usize): void {
  const stream = digest + STREAM;
  if (type == TYPE_STRING) {
    store<u64>(out, load<u64>(digest, SUM) + STRING_LOW + load<u64>(digest, REST));
    store<u64>(out, load<u64>(digest, SUM + 8) + STRING_HIGH + load<u64>(digest, REST + 8), 8);
  } else {
    const frame = digest + FRAME;
    if (streamLength(stream) == 0) v128.store(frame, i64x2.splat(0));
    else {
      streamHash(stream);
      putHash(frame);
    }
    v128.store(frame, v128.load(digest, SUM), 16);
    store<u64>(frame, load<u64>(digest, COUNT), 32);
    store<u64>(frame, type as u64, 40);
    hash(frame, frame + 48);
    store<u64>(out, hashLow + load<u64>(digest, REST));
    store<u64>(out, hashHigh + load<u64>(digest, REST + 8), 8);
  }
  beginValue(digest);
}

/** Forget what has come of a value. */
export function beginValue(digest: usize): void {
  v128.store(digest, i64x2.splat(0), SUM);
  v128.store(digest, i64x2.splat(0), REST);
  store<u64>(digest, 0, COUNT);
  streamBegin(digest + STREAM);
}
