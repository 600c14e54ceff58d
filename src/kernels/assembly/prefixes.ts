/**
 * Counts of keys and bytes by the pattern of the key, in a table of limited size.
 *
 *   head | rows | next row of each row, while some are dropped | slots | names
 *
 * A row is 32 bytes: u64 hash, u32 start among the names, u32 length, f64 keys, f64 bytes. Row 0 is for keys without prefix, its
 * name is empty. A slot is the number of a row, 0 if it is free; there are twice as many as rows at least. Names stand in the order
 * of their rows, one behind the other. All places are distances from the head, so that the table can be moved as it is.
 */
import { forgetForms, recentRow, remember } from './prefix-forms';
import { endsOpen, foldKey, parentEnd } from './prefix-pattern';

// The head and a row. Same numbers as PREFIX_TABLE in kernels.ts.
const PREFIX_COUNT: usize = 0;
const PREFIX_NAMES_USED: usize = 4;
const PREFIX_MOST_ROWS: usize = 8;
const PREFIX_NAMES_ROOM: usize = 12;
const PREFIX_SLOT_MASK: usize = 16;
const PREFIX_DEPTH: usize = 20;
const PREFIX_ROWS_AT: usize = 24;
const PREFIX_NEXT_AT: usize = 28;
const PREFIX_SLOTS_AT: usize = 32;
const PREFIX_NAMES_AT: usize = 36;
const PREFIX_DROPPED_BYTES: usize = 40;
const PREFIX_DROPPED_KEYS: usize = 48;
/** Of each byte the number of the separator it is. */
const PREFIX_SEPARATORS: usize = 64;
/** First row of each length, while some are dropped. */
const PREFIX_FIRST: usize = 320;
/** The pattern of the key at hand. */
const PREFIX_PATTERN: usize = 1344;
/** Forms of keys that were counted lately; see prefix-forms.ts. */
const PREFIX_RECENT: usize = 1664;
const PREFIX_HEAD: usize = 4736;
const PREFIX_ROW: usize = 32;
const PREFIX_ROW_NAME: usize = 8;
const PREFIX_ROW_LENGTH: usize = 12;
const PREFIX_ROW_KEYS: usize = 16;
const PREFIX_ROW_BYTES: usize = 24;

// @ts-ignore: decorator
@inline function rowOf(table: usize, number: u32): usize {
  return table + (load<u32>(table, PREFIX_ROWS_AT) as usize) + (number as usize) * PREFIX_ROW;
}
// @ts-ignore: decorator
@inline function slotsOf(table: usize): usize {
  return table + (load<u32>(table, PREFIX_SLOTS_AT) as usize);
}
// @ts-ignore: decorator
@inline function nextOf(table: usize, number: u32): usize {
  return table + (load<u32>(table, PREFIX_NEXT_AT) as usize) + ((number as usize) << 2);
}
// @ts-ignore: decorator
@inline function nameOf(table: usize, row: usize): usize {
  return table + (load<u32>(table, PREFIX_NAMES_AT) as usize) + (load<u32>(row, PREFIX_ROW_NAME) as usize);
}

/** The bytes of the last `n` (1 to 8) that count. */
// @ts-ignore: decorator
@inline function low(word: u64, n: usize): u64 {
  return word & (u64.MAX_VALUE >> (((8 - n) << 3) as u64));
}

/** May be read eight bytes further, as all names and patterns may. */
// @ts-ignore: decorator
@inline function hashOf(start: usize, end: usize): u64 {
  let h: u64 = 0x9e3779b97f4a7c15 + ((end - start) as u64) * 0xc2b2ae3d27d4eb4f;
  let p = start;
  for (; p + 8 < end; p += 8) {
    h = (h ^ load<u64>(p)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
  }
  h = (h ^ low(load<u64>(p), end - p)) * 0xff51afd7ed558ccd;
  h ^= h >> 29;
  h *= 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 32);
}

// @ts-ignore: decorator
@inline function same(a: usize, b: usize, n: usize): bool {
  let i: usize = 0;
  for (; i + 8 < n; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  return low(load<u64>(a + i) ^ load<u64>(b + i), n - i) == 0;
}

/** Copy a name, and whatever stands behind it. */
// @ts-ignore: decorator
@inline function copyName(to: usize, from: usize, n: usize): void {
  for (let i: usize = 0; i < n; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/** The number of the row that has the name, 0 if none has. */
// @ts-ignore: decorator
@inline function find(table: usize, hash: u64, name: usize, length: usize): u32 {
  const slots = slotsOf(table);
  const mask = load<u32>(table, PREFIX_SLOT_MASK);
  let slot = (hash as u32) & mask;
  let number = load<u32>(slots + ((slot as usize) << 2));
  while (number != 0) {
    const row = rowOf(table, number);
    if (load<u64>(row) == hash && load<u32>(row, PREFIX_ROW_LENGTH) == (length as u32) && same(nameOf(table, row), name, length)) break;
    slot = (slot + 1) & mask;
    number = load<u32>(slots + ((slot as usize) << 2));
  }
  return number;
}

function enter(table: usize, hash: u64, number: u32): void {
  const slots = slotsOf(table);
  const mask = load<u32>(table, PREFIX_SLOT_MASK);
  let slot = (hash as u32) & mask;
  while (load<u32>(slots + ((slot as usize) << 2)) != 0) slot = (slot + 1) & mask;
  store<u32>(slots + ((slot as usize) << 2), number);
}

// @ts-ignore: decorator
@inline function add(row: usize, keys: f64, bytes: f64): void {
  store<f64>(row, load<f64>(row, PREFIX_ROW_KEYS) + keys, PREFIX_ROW_KEYS);
  store<f64>(row, load<f64>(row, PREFIX_ROW_BYTES) + bytes, PREFIX_ROW_BYTES);
}

/** Count a key of so many bytes. False: there is no room for its pattern, and nothing was counted. */
export function countPrefix(table: usize, start: usize, end: usize, bytes: f64): bool {
  const n = end - start;
  const recent = recentRow(table + PREFIX_RECENT, start, n);
  if (recent >= 0) {
    add(rowOf(table, recent as u32), 1, bytes);
    return true;
  }
  const pattern = table + PREFIX_PATTERN;
  const length = foldKey(start, end, table + PREFIX_SEPARATORS, load<u32>(table, PREFIX_DEPTH), pattern) - pattern;
  if (length == 0) {
    add(rowOf(table, 0), 1, bytes);
    remember(n, 0);
    return true;
  }
  const hash = hashOf(pattern, pattern + length);
  const found = find(table, hash, pattern, length);
  if (found != 0) {
    add(rowOf(table, found), 1, bytes);
    remember(n, found);
    return true;
  }
  const number = load<u32>(table, PREFIX_COUNT);
  const used = load<u32>(table, PREFIX_NAMES_USED);
  if (number == load<u32>(table, PREFIX_MOST_ROWS) || used + (length as u32) > load<u32>(table, PREFIX_NAMES_ROOM)) return false;
  const row = rowOf(table, number);
  store<u64>(row, hash);
  store<u32>(row, used, PREFIX_ROW_NAME);
  store<u32>(row, length as u32, PREFIX_ROW_LENGTH);
  store<f64>(row, 1, PREFIX_ROW_KEYS);
  store<f64>(row, bytes, PREFIX_ROW_BYTES);
  copyName(nameOf(table, row), pattern, length);
  enter(table, hash, number);
  remember(n, number);
  store<u32>(table, number + 1, PREFIX_COUNT);
  store<u32>(table, used + (length as u32), PREFIX_NAMES_USED);
  return true;
}

/** Count keys of a run as `SizedStrings` has it. Returns how many were; the next one finds no room. */
export function countPrefixes(table: usize, rows: usize, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 5);
    if (!countPrefix(table, load<u32>(row) as usize, load<u32>(row, 4) as usize, load<f64>(row, 24))) return i;
  }
  return count;
}

/** The length of the prefix that a row's prefix is in. */
export function prefixParent(table: usize, start: usize, length: u32): u32 {
  return (parentEnd(start, start + (length as usize), table + PREFIX_SEPARATORS) - start) as u32;
}

/**
 * Drop the rows of up to so many bytes into those they are in, the longest first, so that of no prefix more than this leaves what
 * is below it. The head tells how much left one at most.
 *
 * Rows that no other can be in, as they do not end with a separator, are by far the most of those, and can go in any order. So
 * only the others have slots meanwhile.
 */
export function dropPrefixes(table: usize, upTo: f64): void {
  memory.fill(table + PREFIX_FIRST, 0, 256 * 4);
  // Rows are about to have other numbers.
  forgetForms(table + PREFIX_RECENT);
  clearSlots(table);
  store<f64>(table, 0, PREFIX_DROPPED_BYTES);
  store<f64>(table, 0, PREFIX_DROPPED_KEYS);
  const count = load<u32>(table, PREFIX_COUNT);
  let leaf: u32 = 0;
  for (let number: u32 = 1; number < count; number++) {
    const row = rowOf(table, number);
    const small = load<f64>(row, PREFIX_ROW_BYTES) <= upTo;
    if (small && !isInner(table, row)) {
      store<u32>(nextOf(table, number), leaf);
      leaf = number;
      continue;
    }
    enter(table, load<u64>(row), number);
    if (small) chain(table, number);
  }
  while (leaf != 0) {
    const next = load<u32>(nextOf(table, leaf));
    drop(table, leaf);
    leaf = next;
  }
  for (let length: u32 = 255; length > 0; length--) {
    let number = load<u32>(table + PREFIX_FIRST + ((length as usize) << 2));
    while (number != 0) {
      const next = load<u32>(nextOf(table, number));
      if (load<f64>(rowOf(table, number), PREFIX_ROW_BYTES) <= upTo) {
        leave(table, number);
        drop(table, number);
      }
      number = next;
    }
  }
  close(table, count);
}

// @ts-ignore: decorator
@inline function clearSlots(table: usize): void {
  memory.fill(slotsOf(table), 0, ((load<u32>(table, PREFIX_SLOT_MASK) as usize) + 1) << 2);
}

/** Whether a row ends with a separator, so that others can be in it. */
// @ts-ignore: decorator
@inline function isInner(table: usize, row: usize): bool {
  return endsOpen(nameOf(table, row) + (load<u32>(row, PREFIX_ROW_LENGTH) as usize), table + PREFIX_SEPARATORS);
}

/** Put a row in front of those of its length. */
function chain(table: usize, number: u32): void {
  const first = table + PREFIX_FIRST + ((load<u32>(rowOf(table, number), PREFIX_ROW_LENGTH) as usize) << 2);
  store<u32>(nextOf(table, number), load<u32>(first));
  store<u32>(first, number);
}

/** Free the slot of a row, and let those move up that gave way to it. */
function leave(table: usize, number: u32): void {
  const slots = slotsOf(table);
  const mask = load<u32>(table, PREFIX_SLOT_MASK);
  let free = (load<u64>(rowOf(table, number)) as u32) & mask;
  while (load<u32>(slots + ((free as usize) << 2)) != number) free = (free + 1) & mask;
  for (let slot = (free + 1) & mask; ; slot = (slot + 1) & mask) {
    const other = load<u32>(slots + ((slot as usize) << 2));
    if (other == 0) break;
    const home = (load<u64>(rowOf(table, other)) as u32) & mask;
    if (((slot - home) & mask) >= ((slot - free) & mask)) {
      store<u32>(slots + ((free as usize) << 2), other);
      free = slot;
    }
  }
  store<u32>(slots + ((free as usize) << 2), 0);
}

/** Drop a row that has no slot into its parent; if there is none, the row becomes that. */
function drop(table: usize, number: u32): void {
  const row = rowOf(table, number);
  const keys = load<f64>(row, PREFIX_ROW_KEYS);
  const bytes = load<f64>(row, PREFIX_ROW_BYTES);
  store<f64>(table, max(bytes, load<f64>(table, PREFIX_DROPPED_BYTES)), PREFIX_DROPPED_BYTES);
  store<f64>(table, max(keys, load<f64>(table, PREFIX_DROPPED_KEYS)), PREFIX_DROPPED_KEYS);
  const name = nameOf(table, row);
  const length = prefixParent(table, name, load<u32>(row, PREFIX_ROW_LENGTH));
  store<u32>(row, 0, PREFIX_ROW_LENGTH);
  if (length == 0) {
    add(rowOf(table, 0), keys, bytes);
    return;
  }
  const hash = hashOf(name, name + (length as usize));
  const parent = find(table, hash, name, length as usize);
  if (parent != 0) {
    add(rowOf(table, parent), keys, bytes);
    return;
  }
  store<u64>(row, hash);
  store<u32>(row, length, PREFIX_ROW_LENGTH);
  enter(table, hash, number);
  chain(table, number);
}

/** Close the gaps that rows without a name leave. */
function close(table: usize, count: u32): void {
  clearSlots(table);
  let kept: u32 = 1;
  let used: u32 = 0;
  for (let number: u32 = 1; number < count; number++) {
    const row = rowOf(table, number);
    const length = load<u32>(row, PREFIX_ROW_LENGTH);
    if (length == 0) continue;
    const name = nameOf(table, row);
    const to = rowOf(table, kept);
    v128.store(to, v128.load(row));
    v128.store(to + 16, v128.load(row + 16));
    store<u32>(to, used, PREFIX_ROW_NAME);
    const place = nameOf(table, to);
    // What is copied along must not reach the next name.
    if (name - place >= 8) copyName(place, name, length as usize);
    else memory.copy(place, name, length as usize);
    enter(table, load<u64>(to), kept);
    kept++;
    used += length;
  }
  store<u32>(table, kept, PREFIX_COUNT);
  store<u32>(table, used, PREFIX_NAMES_USED);
}
