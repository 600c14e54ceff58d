/** Type 7: a module's value, opaque but whole. The module id has been read with the key. Source: rdb-format.md 4.7. */
import type { Interest } from '../../model/sink.ts';
import type { Context, ValueDecoder } from '../context.ts';
import { skipModule } from '../module-opcodes.ts';

export class ModuleDecoder implements ValueDecoder {
  private readonly context: Context;
  private interest: Interest = 'elements';

  constructor(context: Context) {
    this.context = context;
  }

  begin(interest: Interest): void {
    this.interest = interest;
  }

  step(): boolean {
    const { cursor, sink } = this.context;
    const start = cursor.at;
    skipModule(cursor);
    if (this.interest === 'elements') sink.module(start, cursor.at);
    cursor.commit();
    return true;
  }
}
