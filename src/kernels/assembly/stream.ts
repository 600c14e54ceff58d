/** Stream entries: their ids, and their JSON. Source: rdb-format.md 4.5. */
import { putU64, readI64 } from './integer';
import { jsonRows } from './text';
import { copyExact } from './copy';
import { freeAfter, ROW, setFree, STOP_DONE, STOP_OUTPUT } from './status';

/** The integer of a packed entry: its number where a double holds it, else its digits. */
function integerOf(row: usize): i64 {
  const value = load<f64>(row, 8);
  if (abs(value) <= 9007199254740991) return value as i64;
  return readI64(load<u32>(row) as usize, load<u32>(row, 4) as usize);
}

/**
 * The text ms-seq of an entry whose differences to the node's key stand in two rows: both wrap. Needs 41 bytes of room;
 * returns the end.
 */
export function streamId(key: usize, row: usize, out: usize): usize {
  const o = putU64(bswap<u64>(load<u64>(key)) + (integerOf(row) as u64), out);
  store<u8>(o, 45);
  return putU64(bswap<u64>(load<u64>(key, 8)) + (integerOf(row + ROW) as u64), o + 1);
}

/** {"id":" and ","fields":[ */
const ID: usize = memory.data<u8>([123, 34, 105, 100, 34, 58, 34]);
const FIELDS: usize = memory.data<u8>([34, 44, 34, 102, 105, 101, 108, 100, 115, 34, 58, 91]);
const LAYOUT_PAIRS: u32 = 2;
const FRAME_ROOM: usize = 80;

/** {"id":"…","fields":[[S,S],…]}, with its comma. Stops DONE, or OUTPUT with nothing of it counted. `free` is the end. */
export function jsonEntry(id: usize, idEnd: usize, rows: usize, count: u32, bytes: u32, out: usize, outEnd: usize): u32 {
  if (out + (idEnd - id) + FRAME_ROOM > outEnd) return STOP_OUTPUT;
  copyExact(out, ID, 7);
  copyExact(out + 7, id, idEnd - id);
  let o = out + 7 + (idEnd - id);
  copyExact(o, FIELDS, 12);
  if (jsonRows(rows, count * 2, LAYOUT_PAIRS, bytes, o + 12, outEnd - 4) != STOP_DONE) return STOP_OUTPUT;
  o = freeAfter() as usize;
  if (count > 0) o--;
  store<u32>(o, 0x002c7d5d); // ]},
  setFree(o + 3);
  return STOP_DONE;
}
