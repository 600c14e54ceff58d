/**
 * Places of keys, which come in any order and are told ascending. As many as there is room for stay in memory; more become
 * sorted runs in a file, which are merged whenever they are told.
 */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { LateRegion } from './late-region.ts';
import { mergedRuns, type Run, type RunFile } from './merged-runs.ts';

/** A row is 2^shift bytes that begin with a u64 place: 3, nothing else; 4, eight bytes more. */
export type RowShift = 3 | 4;

export class OrderedPlaces {
  private readonly arena: Arena;
  private readonly shift: RowShift;
  private readonly region: LateRegion;
  /** To sort: as large as the region, and shared. */
  private readonly spare: LateRegion;
  private readonly file: () => RunFile;
  private readonly runs: Run[] = [];
  private rows = 0;
  /** Where the next row goes. */
  private next: number;

  constructor(arena: Arena, shift: RowShift, region: LateRegion, spare: LateRegion, file: () => RunFile) {
    this.arena = arena;
    this.shift = shift;
    this.region = region;
    this.spare = spare;
    this.next = this.region.start;
    this.file = file;
  }

  get count(): number {
    return this.rows;
  }
  get rowBytes(): number {
    return 1 << this.shift;
  }

  /** Room for `rows` at least, which is not more than there is when nothing waits. */
  room(rows: number): Region {
    if (this.next + (rows << this.shift) > this.region.end && !this.grow()) this.spill();
    return { start: this.next, end: this.region.end };
  }

  /** Rows stand in the room, up to `end`. */
  filled(end: number): void {
    this.rows += (end - this.next) >>> this.shift;
    this.next = end;
  }

  /** All are in. */
  finish(): void {
    if (this.runs.length > 0) return this.spill();
    const [start, end] = this.sort();
    this.arena.u8.copyWithin(this.region.start, start, end);
  }

  /** Rows, ascending, many at a time: words, two or four a row. They are valid until the next are asked for. */
  *sortedRows(): Generator<Uint32Array> {
    if (this.runs.length > 0) yield* mergedRuns(this.file(), this.runs, 1 << this.shift);
    else yield this.arena.u32.subarray(this.region.start >>> 2, this.next >>> 2);
  }

  private grow(): boolean {
    const size = this.next - this.region.start;
    if (!this.region.complete(size)) return false;
    this.next = this.region.start + size;
    return true;
  }

  /** Gives where the sorted rows are. */
  private sort(): [start: number, end: number] {
    const size = this.next - this.region.start;
    if (size > this.spare.end - this.spare.start) this.spare.complete();
    const rows = size >>> this.shift;
    const start = this.arena.kernels.sortPlaces(this.region.start, rows, this.spare.start, this.shift);
    return [start, start + size];
  }

  private spill(): void {
    if (this.next === this.region.start) return;
    const [start, end] = this.sort();
    this.runs.push(this.file().append(this.arena.u8.subarray(start, end)));
    this.next = this.region.start;
  }
}
