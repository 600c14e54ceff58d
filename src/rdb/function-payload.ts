/** What FUNCTION DUMP answers: libraries one after another, with the footer of a DUMP payload. */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError } from '../errors.ts';
import type { EntrySink } from '../model/sink.ts';
import { OUT_OF_BYTES } from './cursor.ts';
import type { RdbOptions } from './decode.ts';
import { OPCODES } from './opcodes.ts';
import { openPayload } from './payload.ts';
import { readFunction } from './records.ts';

/**
 * Decode `payload` into `sink`: `begin`, `functionLibrary` for each, `end`.
 * Source: redis 7.0 src/functions.c, functionRestoreCommand(), which refuses the libraries of release candidates, too.
 * @throws DecodeError CHECKSUM, TRUNCATED, OPCODE
 */
export function decodeFunctions(arena: Arena, payload: Uint8Array, sink: EntrySink, options: RdbOptions = {}): void {
  const { context, footer, checksum } = openPayload(arena, payload, sink, options);
  const { cursor } = context;
  try {
    while (cursor.at < footer) {
      const { offset } = cursor;
      const byte = cursor.u8();
      if (byte !== OPCODES.FUNCTION2.byte)
        throw new DecodeError('OPCODE', `opcode ${byte} is no function library`, offset);
      readFunction(context, offset);
    }
  } catch (error) {
    if (error !== OUT_OF_BYTES) throw error;
    throw new DecodeError('TRUNCATED', 'a library reaches into the footer', footer - arena.window.start);
  }
  sink.end({ checksum, bytes: payload.length, offset: footer - arena.window.start });
}
