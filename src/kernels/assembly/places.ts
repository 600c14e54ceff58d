/** Places of keys, in order. */

/** Digits of a place, from the lowest, by which it is sorted: five of 11 bits are 55. */
const DIGIT_BITS: u64 = 11;
const DIGITS: usize = 1 << 11;
const COUNTS: usize = memory.data(4 << 11);

/**
 * Sort rows by the u64 that each begins with, which is below 2^55. Rows that begin alike stay in order.
 *
 * @param spare - as much room as the rows have; what is in it is lost
 * @param shift - a row has 2^shift bytes: 3 or 4
 * @returns where the rows are then: at `rows` or at `spare`
 */
export function sortPlaces(rows: usize, count: u32, spare: usize, shift: u32): usize {
  const size = (count as usize) << shift;
  const step: usize = (1 as usize) << shift;
  let different: u64 = 0;
  for (let row = rows; row < rows + size; row += step) different |= load<u64>(row) ^ load<u64>(rows);
  for (let low: u64 = 0; different >> low != 0; low += DIGIT_BITS) {
    // Places that are near each other share their highest digits.
    if (((different >> low) & (DIGITS - 1)) == 0) continue;
    memory.fill(COUNTS, 0, DIGITS << 2);
    for (let row = rows; row < rows + size; row += step) {
      const at = COUNTS + ((((load<u64>(row) >> low) & (DIGITS - 1)) as usize) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let before = spare as u32;
    for (let at = COUNTS; at < COUNTS + (DIGITS << 2); at += 4) {
      const rowsHere = load<u32>(at);
      store<u32>(at, before);
      before += rowsHere << shift;
    }
    for (let row = rows; row < rows + size; row += step) {
      const at = COUNTS + ((((load<u64>(row) >> low) & (DIGITS - 1)) as usize) << 2);
      const to = load<u32>(at) as usize;
      store<u32>(at, (to + step) as u32);
      store<u64>(to, load<u64>(row));
      if (shift == 4) store<u64>(to, load<u64>(row, 8), 8);
    }
    const other = rows;
    rows = spare;
    spare = other;
  }
  return rows;
}
