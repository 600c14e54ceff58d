/** Keys that have been seen: a table of 64-bit hashes, by open addressing. Zero is a free slot. */

// @ts-ignore: decorator
@inline function hashOf(start: usize, end: usize, db: u32): u64 {
  const n = end - start;
  // Length and database far apart from each other and from the bytes, which are mixed in by exclusive or.
  let h: u64 = 0x9e3779b97f4a7c15 + (n as u64) * 0xc2b2ae3d27d4eb4f + (db as u64) * 0xd6e8feb86659fd93;
  let p = start;
  while (p + 8 <= end) {
    h = (h ^ load<u64>(p)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
    p += 8;
  }
  let tail: u64 = 0;
  while (p < end) tail = (tail << 8) | (load<u8>(p++) as u64);
  h = (h ^ tail) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 29)) * 0xc4ceb9fe1a85ec53;
  h ^= h >> 32;
  return h == 0 ? 1 : h;
}

/** A key that waits to be entered: its hash, and the offset of its record. */
// @ts-ignore: decorator
@inline function wait(at: usize, hash: u64, offset: f64): void {
  store<u64>(at, hash);
  store<f64>(at, offset, 8);
}

/** Let a key wait at `at` (16 bytes). */
export function hashKey(start: usize, end: usize, db: u32, offset: f64, at: usize): void {
  wait(at, hashOf(start, end, db), offset);
}

/** Let a run of string keys wait, as `scanStringKeys` has it. `offset` is the source's offset of address 0. */
export function hashStringKeys(rows: usize, count: u32, db: u32, offset: f64, at: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + ((i as usize) << 5);
    const hash = hashOf(load<u32>(row) as usize, load<u32>(row, 4) as usize, db);
    wait(at + ((i as usize) << 4), hash, offset + load<f64>(row, 24));
  }
}

/**
 * Enter `count` waiting keys. Many at a call, because each is a walk to memory that the next need not wait for. `mask` is the
 * number of slots less one; at least `count` of them must be free. Returns the number (from 1) of the first key that was
 * there already, 0 if none was.
 */
export function enterKeys(waiting: usize, count: u32, table: usize, mask: u32): u32 {
  let twice: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const hash = load<u64>(waiting + ((i as usize) << 4));
    let slot = (hash as u32) & mask;
    for (;;) {
      const at = table + ((slot as usize) << 3);
      const other = load<u64>(at);
      if (other == 0) {
        store<u64>(at, hash);
        break;
      }
      if (other == hash) {
        if (twice == 0) twice = i + 1;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return twice;
}

/** Enter the hashes of one table into a larger one. */
export function moveKeys(table: usize, slots: u32, larger: usize, mask: u32): void {
  for (let i: u32 = 0; i < slots; i++) {
    const hash = load<u64>(table + ((i as usize) << 3));
    if (hash == 0) continue;
    let slot = (hash as u32) & mask;
    while (load<u64>(larger + ((slot as usize) << 3)) != 0) slot = (slot + 1) & mask;
    store<u64>(larger + ((slot as usize) << 3), hash);
  }
}
