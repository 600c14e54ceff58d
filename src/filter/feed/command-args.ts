/** The arguments of a command where they stand in the arena, the name first. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';

/** No word that is looked at is longer. */
const LONGEST_WORD = 32;

export class CommandArgs {
  private memory: Arena | undefined;
  private row = 0;
  /** With the name. */
  count = 0;

  get arena(): Arena {
    if (this.memory === undefined) throw new Error('the sink is not open');
    return this.memory;
  }

  open(arena: Arena): void {
    this.memory = arena;
  }

  set(rows: number, count: number): void {
    this.row = rows;
    this.count = count;
  }

  /** Address of the row of argument 0. */
  get rows(): number {
    return this.row;
  }

  start(index: number): number {
    return this.arena.u32[(this.row + ROW_BYTES * index) >>> 2] ?? 0;
  }

  end(index: number): number {
    return this.arena.u32[((this.row + ROW_BYTES * index) >>> 2) + 1] ?? 0;
  }

  size(index: number): number {
    return this.end(index) - this.start(index);
  }

  bytes(index: number): Uint8Array {
    return this.arena.u8.subarray(this.start(index), this.end(index));
  }

  /** Each byte as the character of the same number. */
  text(index: number): string {
    return this.arena.latin1(this.start(index), this.end(index));
  }

  /** As `text`, in upper case; '' of what is longer than any word. */
  word(index: number): string {
    return this.size(index) > LONGEST_WORD ? '' : this.text(index).toUpperCase();
  }

  /** Not negative; undefined: it is none. */
  whole(index: number): number | undefined {
    if (index >= this.count || this.size(index) > LONGEST_WORD) return undefined;
    const text = this.text(index);
    return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
  }
}
