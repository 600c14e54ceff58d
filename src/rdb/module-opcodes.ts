/** Module values: a self-describing run of scalars. Source: rdb-format.md 4.7; redis src/module.c, RDB_MODULE_OPCODE_*. */
import { DecodeError } from '../errors.ts';
import type { Cursor } from './cursor.ts';

export const MODULE_OPCODES = { EOF: 0, SINT: 1, UINT: 2, FLOAT: 3, DOUBLE: 4, STRING: 5 } as const;

/** Pass over a module value from `at` on, up to and with its EOF opcode. @throws DecodeError MODULE: no such opcode */
export function skipModule(cursor: Cursor): void {
  for (;;) {
    const { offset } = cursor;
    const opcode = cursor.length('a module opcode');
    switch (opcode) {
      case MODULE_OPCODES.EOF:
        return;
      case MODULE_OPCODES.SINT:
      case MODULE_OPCODES.UINT:
        cursor.length64('a module integer');
        break;
      case MODULE_OPCODES.FLOAT:
        cursor.need(4);
        cursor.at += 4;
        break;
      case MODULE_OPCODES.DOUBLE:
        cursor.need(8);
        cursor.at += 8;
        break;
      case MODULE_OPCODES.STRING:
        cursor.skipString();
        break;
      default:
        throw new DecodeError('MODULE', `no such module opcode ${opcode}`, offset);
    }
  }
}

export type ModuleScalar =
  | { readonly opcode: 'uint'; readonly value: bigint }
  | { readonly opcode: 'sint'; readonly value: bigint }
  | { readonly opcode: 'float'; readonly value: number }
  | { readonly opcode: 'double'; readonly value: number }
  | { readonly opcode: 'string'; readonly value: Uint8Array };

/** As many scalars, and as many bytes of strings, are held at once: a scalar of two bytes takes seventy here. */
const MOST_SCALARS = 1 << 22;
const MOST_STRING_BYTES = 64 << 20;

/** The scalars of a module value that `skipModule` has found whole; undefined if they are too many, or too large. */
export function readModuleScalars(cursor: Cursor): ModuleScalar[] | undefined {
  const scalars: ModuleScalar[] = [];
  let room = MOST_STRING_BYTES;
  while (scalars.length <= MOST_SCALARS && room >= 0) {
    const opcode = cursor.length('a module opcode');
    if (opcode === MODULE_OPCODES.EOF) return scalars;
    if (opcode === MODULE_OPCODES.SINT) {
      scalars.push({ opcode: 'sint', value: BigInt.asIntN(64, cursor.length64('a module integer')) });
    } else if (opcode === MODULE_OPCODES.UINT) {
      scalars.push({ opcode: 'uint', value: cursor.length64('a module integer') });
    } else if (opcode === MODULE_OPCODES.FLOAT) scalars.push({ opcode: 'float', value: cursor.f32le() });
    else if (opcode === MODULE_OPCODES.DOUBLE) scalars.push({ opcode: 'double', value: cursor.f64le() });
    else {
      const value = cursor.stringBytes();
      cursor.scratchFree = cursor.arena.scratch.start;
      room -= value.length;
      scalars.push({ opcode: 'string', value });
    }
  }
  return undefined;
}
