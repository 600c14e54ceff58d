/** Records of keys: see src/diff/key-record.ts. `digest` is what has come of a value: see digests.ts. */
import { beginValue, endValue, hashRow, REST, SIDE, STRING_HIGH, STRING_LOW } from './digests';
import { ROW } from './status';
import { hash, hashHigh, hashLow } from './xxh3';

/** A database, told from the others by as many of these. */
const DB_LOW: u64 = 0x3c6ef372fe94f82b;
const DB_HIGH: u64 = 0xa54ff53a5f1d36f1;
const NO_EXPIRY: i64 = i64.MIN_VALUE;

const RECORD: usize = 48;
const RECORD_VALUE: usize = 16;
const RECORD_EXPIRY: usize = 32;
const RECORD_PLACE: usize = 40;

// @ts-ignore: decorator
@inline function putKey(start: usize, end: usize, db: u32, expireAt: f64, place: f64, digest: usize, out: usize): void {
  hash(start, end);
  store<u64>(out, hashLow + (db as u64) * DB_LOW);
  store<u64>(out, hashHigh + (db as u64) * DB_HIGH, 8);
  store<i64>(out, expireAt == expireAt ? (expireAt as i64) : NO_EXPIRY, RECORD_EXPIRY);
  store<u64>(out, (place as u64) | load<u64>(digest, SIDE), RECORD_PLACE);
}

/** The record of a key whose value has come. `expireAt`: NaN for none. */
export function putKeyRecord(start: usize, end: usize, db: u32, type: u32, expireAt: f64, place: f64, digest: usize, out: usize): void {
  putKey(start, end, db, expireAt, place, digest, out);
  endValue(type, digest, out + RECORD_VALUE);
}

/**
 * Records of a run of string keys, as `scanStringKeys` has it. `timed`: their expiries count. `place`: that of address 0, or, if
 * `each` is 1, of the first key, whose successors have the places that follow.
 */
export function putStringRecords(rows: usize, count: u32, db: u32, timed: u32, place: f64, each: u32, digest: usize, out: usize): void {
  const low = STRING_LOW + load<u64>(digest, REST);
  const high = STRING_HIGH + load<u64>(digest, REST + 8);
  for (let row = rows, end = rows + ((count as usize) << 5); row < end; row += 2 * ROW) {
    putKey(
      load<u32>(row) as usize,
      load<u32>(row, 4) as usize,
      db,
      timed ? load<f64>(row, 8) : f64.NaN,
      each ? place : place + load<f64>(row, 24),
      digest,
      out,
    );
    place += each as f64;
    hashRow(row + ROW);
    store<u64>(out, hashLow + low, RECORD_VALUE);
    store<u64>(out, hashHigh + high, RECORD_VALUE + 8);
    out += RECORD;
  }
  beginValue(digest);
}
