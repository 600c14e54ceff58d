/**
 * Whether a key stands twice in its database, which makes servers refuse a file. Known by a 64-bit hash of each key; the
 * chance that two of a million keys share one is 3 in 10^8.
 */
import type { Arena, Region } from '../bytes/arena.ts';

const SLOT_BYTES = 8;
const FIRST_SLOTS = 2 ** 10;
/** 8 MiB: enough for 730,000 keys. Of larger files only the first keys are looked at, or memory were unbounded. */
const MOST_SLOTS = 2 ** 20;
/** Strict reading looks further: 512 MiB, 47 million keys. */
const MOST_SLOTS_STRICT = 2 ** 26;
const FULL = 0.7;

export class SeenKeys {
  private readonly arena: Arena;
  private readonly most: number;
  private table: Region;
  private slots = FIRST_SLOTS;
  private count = 0;
  private over = false;
  private readonly single: Region;

  constructor(arena: Arena, strict: boolean) {
    this.arena = arena;
    this.most = strict ? MOST_SLOTS_STRICT : MOST_SLOTS;
    this.table = arena.allocate(FIRST_SLOTS * SLOT_BYTES);
    this.single = arena.allocate(16);
  }

  /** Note one key, a span. True: it has been noted before. */
  noteOne(start: number, end: number, db: number): boolean {
    const { u32 } = this.arena;
    u32[this.single.start >>> 2] = start;
    u32[(this.single.start >>> 2) + 1] = end;
    return this.note(this.single.start, 1, 1, db) > 0;
  }

  /** Note the keys in the first of each `step` rows. Gives the number (from 1) of the first that has been noted before. */
  note(rows: number, count: number, step: number, db: number): number {
    if (this.over || !this.hasRoom(count)) return 0;
    this.count += count;
    return this.arena.kernels.noteKeys(rows, count, step, db, this.table.start, this.slots - 1);
  }

  private hasRoom(count: number): boolean {
    while (this.count + count > this.slots * FULL) {
      if (2 * this.slots > this.most) {
        this.over = true;
        return false;
      }
      // A new region is zero, and the old one is not given back: all of them together are as large as the last.
      const larger = this.arena.allocate(2 * this.slots * SLOT_BYTES);
      this.arena.kernels.moveKeys(this.table.start, this.slots, larger.start, 2 * this.slots - 1);
      this.table = larger;
      this.slots *= 2;
    }
    return true;
  }
}
