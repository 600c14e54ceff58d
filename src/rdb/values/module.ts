/** Type 7: a module's value, opaque but whole. The module id has been read with the key. Source: rdb-format.md 4.7. */
import { checkModule, mustFit } from '../../modules/registry.ts';
import type { Context, ValueDecoder, Looked } from '../context.ts';
import { readModuleScalars, skipModule } from '../module-opcodes.ts';

export class ModuleDecoder implements ValueDecoder {
  private readonly context: Context;
  private interest: Looked = 'elements';

  constructor(context: Context) {
    this.context = context;
  }

  begin(interest: Looked): void {
    this.interest = interest;
  }

  step(): boolean {
    const { cursor, sink } = this.context;
    const start = cursor.at;
    skipModule(cursor);
    this.check(start);
    if (this.interest !== 'skip') sink.module(start, cursor.at);
    cursor.commit();
    return true;
  }

  /** Vector sets are the server's own: it refuses one that does not fit its layout. */
  private check(start: number): void {
    const { interest, context } = this;
    const id = context.key.module;
    if (id === undefined || !mustFit(id) || interest === 'skip') return;
    const { cursor } = context;
    const end = cursor.at;
    cursor.at = start;
    const scalars = readModuleScalars(cursor);
    cursor.at = end;
    if (scalars !== undefined) checkModule(id, scalars, context.arena.offsetOf(start));
  }
}
