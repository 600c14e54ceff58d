/** The scalars of a module value read where it stands, one at a time: there may be more than can be held. */
import type { Cursor } from '../rdb/cursor.ts';
import { MODULE_OPCODES } from '../rdb/module-opcodes.ts';
import { Misfit } from './scalar-reader.ts';
import type { Scalars } from './vector-layout.ts';

/** Bytes of the shortest scalar. */
const SHORTEST = 2;

/** The value is whole, as `skipModule` finds it: all of it stands in the cursor's window. */
export class CursorScalars implements Scalars {
  private readonly cursor: Cursor;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  uint(): bigint {
    this.expect(MODULE_OPCODES.UINT, 'an unsigned integer');
    return this.cursor.length64('a module integer');
  }

  small(): number {
    this.expect(MODULE_OPCODES.UINT, 'an unsigned integer');
    const value = this.cursor.length('a module integer');
    if (value > 0xffffffff) throw new Misfit(`${value} where a 32-bit number is expected`);
    return value;
  }

  count(): number {
    const count = this.small();
    const { at, arena } = this.cursor;
    if (SHORTEST * count > arena.end - at)
      throw new Misfit(`${count} scalars declared where ${arena.end - at} bytes are left`);
    return count;
  }

  bytes(): Uint8Array {
    const { cursor } = this;
    this.expect(MODULE_OPCODES.STRING, 'a string');
    const bytes = cursor.stringBytes();
    cursor.scratchFree = cursor.arena.scratch.start;
    return bytes;
  }

  skipUints(count: number): void {
    for (let i = 0; i < count; i++) this.uint();
  }

  end(): void {
    if (this.cursor.length('a module opcode') !== MODULE_OPCODES.EOF)
      throw new Misfit('scalars more than the layout has');
  }

  private expect(opcode: number, what: string): void {
    const found = this.cursor.length('a module opcode');
    if (found !== opcode) throw new Misfit(`a scalar of opcode ${found} where ${what} is expected`);
  }
}
