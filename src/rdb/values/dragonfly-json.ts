/**
 * Dragonfly's 30: JSON as one string. It is handed on as what RedisJSON would have written, `STRING text EOF`, so that its
 * bytes can be restored there. Source: rdb-format.md 3.15, 3.16; dragonfly src/server/rdb_save.cc, SaveJsonObject().
 */
import { LARGEST_READABLE, parseJsonText } from '../../model/readable.ts';
import type { Context, ValueDecoder, Looked } from '../context.ts';
import { MODULE_OPCODES } from '../module-opcodes.ts';

export class DragonflyJsonDecoder implements ValueDecoder {
  private readonly context: Context;
  private interest: Looked = 'elements';

  constructor(context: Context) {
    this.context = context;
  }

  begin(interest: Looked): void {
    this.interest = interest;
  }

  step(): boolean {
    const { arena, cursor, sink } = this.context;
    const from = cursor.at;
    if (this.interest === 'skip') cursor.skipString();
    else {
      const text = cursor.stringBytes();
      const stored = arena.u8.subarray(from, cursor.at);
      const json = text.length > LARGEST_READABLE ? undefined : parseJsonText(text);
      cursor.bytes(Buffer.concat([Uint8Array.of(MODULE_OPCODES.STRING), stored, Uint8Array.of(MODULE_OPCODES.EOF)]));
      sink.module(cursor.start, cursor.stop, json ? { json } : {});
    }
    cursor.commit();
    return true;
  }
}
