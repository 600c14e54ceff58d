/** Scalars of module values written as hex, without the EOF opcode. */
import { Arena } from '../../src/bytes/arena.ts';
import { Cursor } from '../../src/rdb/cursor.ts';
import { readModuleScalars, type ModuleScalar } from '../../src/rdb/module-opcodes.ts';

export function bytesOf(hex: string): Buffer {
  const digits = hex.replaceAll(/\s/g, '');
  const bytes = Buffer.from(digits, 'hex');
  if (2 * bytes.length !== digits.length) throw new Error(`no hex: ${hex}`);
  return bytes;
}

export function scalarsOf(hex: string): readonly ModuleScalar[] {
  const arena = new Arena();
  const bytes = Buffer.concat([bytesOf(hex), Buffer.of(0)]);
  arena.slide(arena.end, bytes.length);
  arena.u8.set(bytes, arena.end);
  arena.end += bytes.length;
  const scalars = readModuleScalars(new Cursor(arena, false));
  if (scalars === undefined) throw new Error('too many scalars');
  return scalars;
}

export const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
