/** What waits in a table (see match.ts) goes where there is room, when there is no more or when all has been seen. */
import { copyRecord, PLACE_BITS, RECORD, RECORD_PLACE, SIDE_B } from './match';

/**
 * Move records that wait, from `from` to `end`, into 256 buffers: into the one whose number is byte `level` of the digest. Their
 * slots are free then. Returns the first record whose buffer is full, else `end`.
 *
 * @param buffers - each of `room` bytes, whole records
 * @param fills - u32 × 256: bytes in each
 */
export function partRecords(from: usize, end: usize, level: u32, buffers: usize, room: u32, fills: usize): usize {
  for (let record = from; record < end; record += RECORD) {
    if (load<u64>(record, RECORD_PLACE) == 0) continue;
    const part = load<u8>(record + (level as usize)) as u32;
    const fill = load<u32>(fills + ((part as usize) << 2));
    if (fill == room) return record;
    copyRecord(record, buffers + (part as usize) * (room as usize) + (fill as usize));
    store<u64>(record, 0, RECORD_PLACE);
    store<u32>(fills + ((part as usize) << 2), fill + (RECORD as u32));
  }
  return end;
}

/**
 * Free the slots from `from` to `end`, and put the places of what waited in them: u64 each, those of side a at `a`, those of b at
 * `b`. Returns the first record for which there is no room, else `end`.
 *
 * @param ends - gets, as u32 each, where the places of a and those of b end
 */
export function takePlaces(from: usize, end: usize, a: usize, aEnd: usize, b: usize, bEnd: usize, ends: usize): usize {
  let record = from;
  for (; record < end; record += RECORD) {
    const place = load<u64>(record, RECORD_PLACE);
    if (place == 0) continue;
    if (place & SIDE_B) {
      if (b == bEnd) break;
      store<u64>(b, place & PLACE_BITS);
      b += 8;
    } else {
      if (a == aEnd) break;
      store<u64>(a, place & PLACE_BITS);
      a += 8;
    }
    store<u64>(record, 0, RECORD_PLACE);
  }
  store<u32>(ends, a as u32);
  store<u32>(ends, b as u32, 4);
  return record;
}
