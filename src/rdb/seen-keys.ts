/**
 * Whether a key stands twice in its database, which makes servers refuse a file. Known by a 64-bit hash of each key; the
 * chance that two of a million keys share one is 3 in 10^8.
 */
import type { Arena, Region } from '../bytes/arena.ts';
import type { StringKeys } from '../model/sink.ts';

const SLOT_BYTES = 8;
const FIRST_SLOTS = 2 ** 10;
/**
 * 1 MiB: the first 91,750 keys, as far as it costs next to nothing (a table that no cache holds takes 4 % more time, and
 * one for all keys of any file would not be bounded). Strict reading looks at all.
 */
const MOST_SLOTS = 2 ** 17;
/** Strict reading looks further: 512 MiB, 47 million keys. */
const MOST_SLOTS_STRICT = 2 ** 26;
const FULL = 0.7;
/** Keys that wait to be entered together: each is a walk to memory, and together the walks overlap. */
const MOST_WAITING = 1024;
const WAITING_BYTES = 16;

export class SeenKeys {
  private readonly arena: Arena;
  private readonly most: number;
  /** Told of the offset of a key that stands twice. */
  private readonly onTwice: (offset: number) => void;
  private readonly waiting: Region;
  private waits = 0;
  private table: Region;
  private slots = FIRST_SLOTS;
  private count = 0;
  private over = false;

  constructor(arena: Arena, strict: boolean, onTwice: (offset: number) => void) {
    this.arena = arena;
    this.most = strict ? MOST_SLOTS_STRICT : MOST_SLOTS;
    this.onTwice = onTwice;
    this.waiting = arena.allocate(MOST_WAITING * WAITING_BYTES);
    this.table = arena.allocate(FIRST_SLOTS * SLOT_BYTES);
  }

  /** Note the key in a span, whose record begins at `offset`. */
  note(start: number, end: number, db: number, offset: number): void {
    if (this.over) return;
    if (this.waits === MOST_WAITING) this.enter();
    this.arena.kernels.hashKey(start, end, db, offset, this.waiting.start + WAITING_BYTES * this.waits++);
  }

  /** Note the keys of a run. */
  noteRun({ rows, count, db, offset }: Pick<StringKeys, 'rows' | 'count' | 'db' | 'offset'>): void {
    if (this.over) return;
    if (this.waits + count > MOST_WAITING) this.enter();
    this.arena.kernels.hashStringKeys(rows, count, db, offset, this.waiting.start + WAITING_BYTES * this.waits);
    this.waits += count;
  }

  /** Enter what waits. To be called before the end is told. */
  enter(): void {
    const { arena, waiting, waits } = this;
    this.waits = 0;
    if (this.over || !this.hasRoom(waits)) return;
    this.count += waits;
    const twice = arena.kernels.enterKeys(waiting.start, waits, this.table.start, this.slots - 1);
    if (twice > 0) this.onTwice(arena.f64[(waiting.start + WAITING_BYTES * (twice - 1) + 8) >>> 3] ?? 0);
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
