/** Elements that stand outside the arena, brought into its rows and scratch, and handed on many at a time. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { copyInto } from './span.ts';

export class RowFeed {
  private readonly arena: Arena;
  /** Rows that belong together: 1 for an item, 2 for a pair. */
  private readonly width: number;
  private readonly deliver: (rows: number, units: number) => void;
  private rows = 0;
  private free: number;

  /** @param deliver - given the address of the rows, and how many units of `width` rows they are */
  constructor(arena: Arena, width: number, deliver: (rows: number, units: number) => void) {
    this.arena = arena;
    this.width = width;
    this.deliver = deliver;
    this.free = arena.scratch.start;
  }

  /** Begin a unit whose rows take `size` bytes together. */
  unit(size: number): void {
    const { arena, width } = this;
    const { rows, scratch } = arena;
    if (rows.start + (this.rows + width) * ROW_BYTES > rows.end || this.free + size > scratch.end) this.flush();
    if (this.free + size > scratch.end) {
      arena.grow(scratch, size);
      this.free = scratch.start;
    }
  }

  /** One row of the unit. @param number - a score, an expiry in ms; NaN: none */
  row(bytes: Uint8Array, start: number, end: number, number = NaN): void {
    const { arena, free } = this;
    copyInto(bytes, start, end, arena.u8, free);
    this.free = free + end - start;
    const row = (arena.rows.start >>> 2) + 4 * this.rows++;
    arena.u32[row] = free;
    arena.u32[row + 1] = this.free;
    arena.f64[(row + 2) >>> 1] = number;
  }

  /** Hand on what is there. */
  flush(): void {
    const units = this.rows / this.width;
    if (units > 0) this.deliver(this.arena.rows.start, units);
    this.rows = 0;
    this.free = this.arena.scratch.start;
  }
}
