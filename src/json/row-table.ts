/** The arena's table of rows, filled by hand. A row is u32 start, u32 end, f64 number; see model/sink.ts. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';

/** A row's number where it has none. */
const NONE = NaN;
/** What is handed on at once where it need not be more: small enough to stay in the caches. */
const MOST = 1024;

export class RowTable {
  count = 0;
  private readonly arena: Arena;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** Where the table begins: it may have moved. */
  get address(): number {
    return this.arena.rows.start;
  }

  /** Enough rows to be handed on; never between the two of a pair. */
  get isFull(): boolean {
    return this.count >= MOST;
  }

  clear(): void {
    this.count = 0;
  }

  add(start: number, end: number, number = NONE): void {
    const { arena } = this;
    const row = arena.rows.start + ROW_BYTES * this.count;
    if (row + ROW_BYTES > arena.rows.end) {
      arena.grow(arena.rows, 2 * ROW_BYTES * (this.count + 1), ROW_BYTES * this.count);
      this.add(start, end, number);
      return;
    }
    arena.u32[row >>> 2] = start;
    arena.u32[(row >>> 2) + 1] = end;
    arena.f64[(row >>> 3) + 1] = number;
    this.count++;
  }
}
