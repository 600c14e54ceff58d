/** Sizes of the string keys of one database, counted by a kernel. */
import type { Arena } from '../bytes/arena.ts';
import { TALLY } from '../kernels/kernels.ts';
import { STRING_ENCODINGS } from '../memory/sized-key.ts';
import { BAND_ENDS } from './bands.ts';
import { TTL_BANDS } from './report.ts';
import { BUCKETS } from './size-buckets.ts';
import type { SizeTally } from './size-group.ts';

const CELLS = STRING_ENCODINGS.length * TTL_BANDS.length;
const SIZE = TALLY.CELLS + TALLY.CELL * CELLS;

export class StringTally {
  private arena: Arena | undefined;
  private tally = 0;

  /** With an empty tally. */
  open(arena: Arena): void {
    if (arena === this.arena) return;
    this.arena = arena;
    this.tally = arena.allocate(SIZE).start;
    for (let i = 0; i < CELLS; i++) arena.u32[(this.cell(i) + TALLY.LOWEST) >>> 2] = BUCKETS;
    for (const [i, seconds] of BAND_ENDS.entries()) arena.f64[(this.tally + TALLY.ENDS + 8 * i) >>> 3] = seconds * 1000;
  }

  /** Count the keys of a run. */
  add(rows: number, count: number, nowMs: number): void {
    const { arena, tally } = this;
    if (arena === undefined) return;
    arena.f64[(tally + TALLY.NOW) >>> 3] = nowMs;
    arena.kernels.tallySizes(tally, rows, count);
  }

  /**
   * Give what was counted, and begin anew.
   *
   * @param onCell - is called for each encoding and band (indexes into STRING_ENCODINGS and TTL_BANDS) that has keys
   */
  empty(onCell: (encoding: number, band: number, sizes: SizeTally) => void): void {
    const { arena } = this;
    if (arena === undefined) return;
    const { u32, f64 } = arena;
    for (let i = 0; i < CELLS; i++) {
      const cell = this.cell(i);
      const keys = u32[(cell + TALLY.KEYS) >>> 2] ?? 0;
      if (keys === 0) continue;
      const first = u32[(cell + TALLY.LOWEST) >>> 2] ?? 0;
      const at = (cell + TALLY.BUCKETS) >>> 2;
      const buckets = u32.subarray(at + first, at + (u32[(cell + TALLY.HIGHEST) >>> 2] ?? 0) + 1);
      const bytes = f64[cell >>> 3] ?? 0;
      const max = f64[(cell + TALLY.LARGEST) >>> 3] ?? 0;
      onCell(Math.floor(i / TTL_BANDS.length), i % TTL_BANDS.length, { keys, bytes, max, first, buckets });
      buckets.fill(0);
      u32.fill(0, cell >>> 2, at);
      u32[(cell + TALLY.LOWEST) >>> 2] = BUCKETS;
    }
  }

  private cell(number: number): number {
    return this.tally + TALLY.CELLS + TALLY.CELL * number;
  }
}
