/**
 * A command that is made here: rows and bytes of its own, beside the table and the window that commands come in. What is taken
 * of another command is not copied, its rows point to where it stands.
 */
import type { Arena, Region } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { CommandArgs } from './command-args.ts';

const LEAST_BYTES = 4096;
const LEAST_ROWS = 64;

export class CommandBuffer {
  private arena: Arena | undefined;
  private table: Region = { start: 0, end: 0 };
  private bytes: Region = { start: 0, end: 0 };
  private at = 0;
  /** Arguments, with the name. */
  count = 0;

  get rows(): number {
    return this.table.start;
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }

  open(arena: Arena): void {
    if (this.arena === arena) return;
    this.arena = arena;
    this.table = { start: 0, end: 0 };
    this.bytes = { start: 0, end: 0 };
  }

  /** Start anew. What has been made before does not hold any more. */
  begin(): void {
    this.count = 0;
    this.at = this.bytes.start;
  }

  /** Arguments of another command, from one up to another, as far as there are any. */
  take(args: CommandArgs, from: number, to = args.count): void {
    const end = Math.min(to, args.count);
    if (end <= from) return;
    const at = this.rowAt(this.count + end - from - 1) - ROW_BYTES * (end - from - 1);
    const { u8 } = this.memory;
    u8.copyWithin(at, args.rows + ROW_BYTES * from, args.rows + ROW_BYTES * end);
    this.count += end - from;
  }

  /** Latin-1 text, or a number as its digits. */
  put(text: string | number | bigint): void {
    this.set(this.count, text);
    this.count++;
  }

  /** As `put`, in the place of an argument that is there. */
  set(index: number, text: string | number | bigint): void {
    const digits = String(text);
    const at = this.room(digits.length);
    this.memory.putLatin1(digits, at);
    this.putRow(index, at, at + digits.length);
  }

  /** In the place of an argument that is there: other bytes, then a part of the memory. */
  splice(index: number, head: Uint8Array, start: number, end: number): void {
    const size = head.length + end - start;
    const at = this.room(size);
    const { u8 } = this.memory;
    u8.set(head, at);
    u8.copyWithin(at + head.length, start, end);
    this.putRow(index, at, at + size);
  }

  /** Room for `size` bytes. What stood in a region that has to grow stays readable where it was. */
  private room(size: number): number {
    if (this.at + size > this.bytes.end) {
      this.memory.grow(this.bytes, Math.max(size, LEAST_BYTES));
      this.at = this.bytes.start;
    }
    const { at } = this;
    this.at += size;
    return at;
  }

  /** Address of the row of an argument; there is room up to its end. */
  private rowAt(index: number): number {
    const { table, count } = this;
    const end = ROW_BYTES * (index + 1);
    if (table.start + end > table.end) {
      this.memory.grow(table, Math.max(end, LEAST_ROWS * ROW_BYTES), ROW_BYTES * count);
    }
    return table.start + end - ROW_BYTES;
  }

  private putRow(index: number, start: number, end: number): void {
    const row = this.rowAt(index);
    const { u32, f64 } = this.memory;
    u32[row >>> 2] = start;
    u32[(row >>> 2) + 1] = end;
    f64[(row + 8) >>> 3] = NaN;
  }
}
