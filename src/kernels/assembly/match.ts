/**
 * Key records that wait for those of the other side: a table by open addressing, whose slots are records. A record is 48 bytes,
 * as src/diff/key-record.ts has it:
 *
 *   u64 × 2 digest of the key | u64 × 2 digest of the value | i64 expiry | u64 place
 *
 * In a table the two highest bits of the place are marks: of side b, and that the slot is not free. A free slot has place 0.
 * Same numbers as RECORD_MARK in match-kernels.ts.
 */
export const RECORD: usize = 48;
export const RECORD_PLACE: usize = 40;
export const SIDE_B: u64 = 1 << 63;
export const PLACE_BITS: u64 = (1 << 62) - 1;
const RECORD_VALUE: usize = 16;
const RECORD_EXPIRY: usize = 32;
/** Records whose slots are touched before the first of them is looked for, so that walks to memory overlap. */
const AHEAD: usize = 16 * RECORD;
const NO_EXPIRY: i64 = i64.MIN_VALUE;

/** What a call found, as src/kernels/match-kernels.ts has it: u32 found, u32 changed, u32 twice, …, u64 place of the first twice. */
const MATCH_CHANGED: usize = 4;
const MATCH_TWICE: usize = 8;
const MATCH_TOUCH: usize = 12;
const MATCH_FIRST: usize = 16;

/** Partitions go by the first bytes of the digest, so slots go by its last: both are as random as all of it. */
// @ts-ignore: decorator
@inline function homeOf(record: usize, slots: u32): u32 {
  return (((load<u32>(record, 12) as u64) * (slots as u64)) >> 32) as u32;
}

// @ts-ignore: decorator
@inline export function copyRecord(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
}

// @ts-ignore: decorator
@inline function isNear(a: i64, b: i64, tolerance: u64): bool {
  if (a == b) return true;
  if (a == NO_EXPIRY || b == NO_EXPIRY) return false;
  // The difference of two i64 is a u64: it cannot overflow.
  return (a > b ? (a - b) as u64 : (b - a) as u64) <= tolerance;
}

/** Free a slot. What stands behind it and could stand nearer to its home moves up, so that no mark has to stay. */
function leave(table: usize, slots: u32, slot: u32): void {
  let hole = slot;
  let next = slot;
  for (;;) {
    next = next + 1 == slots ? 0 : next + 1;
    const at = table + (next as usize) * RECORD;
    if (load<u64>(at, RECORD_PLACE) == 0) break;
    const home = homeOf(at, slots);
    const fromHome = next >= home ? next - home : next + slots - home;
    const fromHole = next >= hole ? next - hole : next + slots - hole;
    if (fromHome < fromHole) continue;
    copyRecord(at, table + (hole as usize) * RECORD);
    hole = next;
  }
  store<u64>(table + (hole as usize) * RECORD, 0, RECORD_PLACE);
}

/**
 * Look for each of `count` records in a table of `slots`. One that the other side waits for leaves the table, and if value or
 * expiry differ, two places are put at `pairs`: u64 of a | u64 of b, whose highest bit is set where the values differ. One that
 * its own side has already is counted, no more. All others wait.
 *
 * @param mark - the high half of marks that the records get; 0 if they have them
 * @param tolerance - expiries that are so many ms apart are the same
 * @param pairs - room for `count` pairs
 * @param found - MATCH
 */
export function matchRecords(
  records: usize, count: u32, mark: u32, table: usize, slots: u32, tolerance: f64, pairs: usize, found: usize,
): void {
  const marks = (mark as u64) << 32;
  const near = tolerance as u64;
  let matches: u32 = 0;
  let changed: u32 = 0;
  let twice: u32 = 0;
  const end = records + (count as usize) * RECORD;
  let touched = records;
  let touch: u64 = 0;
  for (let record = records; record < end; record += RECORD) {
    if (record == touched) {
      touched = min(end, record + AHEAD);
      for (let next = record; next < touched; next += RECORD) {
        const at = table + (homeOf(next, slots) as usize) * RECORD;
        touch |= load<u64>(at) | load<u64>(at, RECORD_PLACE);
      }
    }
    const low = load<u64>(record);
    const high = load<u64>(record, 8);
    const place = load<u64>(record, RECORD_PLACE) | marks;
    let slot = homeOf(record, slots);
    for (;;) {
      const at = table + (slot as usize) * RECORD;
      const other = load<u64>(at, RECORD_PLACE);
      if (other == 0) {
        copyRecord(record, at);
        store<u64>(at, place, RECORD_PLACE);
        break;
      }
      if (load<u64>(at) == low && load<u64>(at, 8) == high) {
        if ((other ^ place) < SIDE_B) {
          if (twice == 0) store<u64>(found, (other & SIDE_B) | (place & PLACE_BITS), MATCH_FIRST);
          twice++;
          break;
        }
        matches++;
        const differs =
          load<u64>(at, RECORD_VALUE) != load<u64>(record, RECORD_VALUE) ||
          load<u64>(at, RECORD_VALUE + 8) != load<u64>(record, RECORD_VALUE + 8);
        if (differs || !isNear(load<i64>(at, RECORD_EXPIRY), load<i64>(record, RECORD_EXPIRY), near)) {
          const pair = pairs + ((changed as usize) << 4);
          store<u64>(pair, (other & SIDE_B ? place : other) & PLACE_BITS);
          store<u64>(pair, ((other & SIDE_B ? other : place) & PLACE_BITS) | (differs ? SIDE_B : 0), 8);
          changed++;
        }
        leave(table, slots, slot);
        break;
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
  }
  store<u32>(found, matches);
  store<u32>(found, changed, MATCH_CHANGED);
  store<u32>(found, twice, MATCH_TWICE);
  // Nobody asks for it, but what is not used is not loaded.
  store<u32>(found, touch as u32, MATCH_TOUCH);
}

/** Move what waits from `from` to `end` into an empty table. */
export function moveWaiting(from: usize, end: usize, table: usize, slots: u32): void {
  for (let record = from; record < end; record += RECORD) {
    if (load<u64>(record, RECORD_PLACE) == 0) continue;
    let slot = homeOf(record, slots);
    while (load<u64>(table + (slot as usize) * RECORD, RECORD_PLACE) != 0) slot = slot + 1 == slots ? 0 : slot + 1;
    copyRecord(record, table + (slot as usize) * RECORD);
  }
}
