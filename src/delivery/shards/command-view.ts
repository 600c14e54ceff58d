/** What a command that stands in rows is about. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import { firstKeyPosition, keyPositions } from '../../model/command-keys.ts';
import { argsOf } from './command-rows.ts';

/** What is known of a command's name, as it is written. */
interface Named {
  readonly name: string;
  readonly firstKey: number;
}

export class CommandView {
  private readonly names = new Map<string, Named>();
  private arena: Arena | undefined;

  open(arena: Arena): void {
    this.arena = arena;
  }

  nameOf(rows: number): Named {
    const { u32 } = this.opened;
    const written = this.opened.latin1(u32[rows >>> 2] ?? 0, u32[(rows >>> 2) + 1] ?? 0);
    const known = this.names.get(written);
    if (known !== undefined) return known;
    const name = written.toUpperCase();
    const named = { name, firstKey: firstKeyPosition(name) };
    this.names.set(written, named);
    return named;
  }

  keysOf(name: string, rows: number, count: number): Uint8Array[] {
    const word = (index: number): string => Buffer.from(this.bytes(rows, index)).toString('latin1').toUpperCase();
    return keyPositions(name, count, word).map((index) => this.bytes(rows, index).slice());
  }

  bytes(rows: number, index: number): Uint8Array {
    const { u8, u32 } = this.opened;
    const row = (rows + index * ROW_BYTES) >>> 2;
    return u8.subarray(u32[row] ?? 0, u32[row + 1] ?? 0);
  }

  /** Copies of its arguments. */
  argsOf(rows: number, count: number): Uint8Array[] {
    return argsOf(this.opened, rows, count);
  }

  private get opened(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }
}
