/**
 * Function libraries. No function may be in two of them, and one may have moved from one to another: what goes, goes first, and
 * where several come, what they replace does as well.
 */
import type { FunctionChange } from '../../../diff/change.ts';
import { functionCode } from '../../resp/function-code.ts';
import type { PatchWriter } from './patch-writer.ts';

export class Libraries {
  private readonly writer: PatchWriter;
  private waiting: FunctionChange[] = [];

  constructor(writer: PatchWriter) {
    this.writer = writer;
  }

  add(change: FunctionChange): void {
    if (this.writer.knows('functions')) this.waiting.push(change);
    else this.writer.lose(`function library ${Buffer.from(change.name).toString('latin1')}`);
  }

  /** All have been told. */
  close(): void {
    const { waiting, writer } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    const several = waiting.filter(({ b }) => b !== undefined).length > 1;
    for (const { name, a, b } of waiting) {
      if (a !== undefined && (b === undefined || several)) writer.command('FUNCTION', 'DELETE', name);
    }
    for (const { b } of waiting) {
      if (b !== undefined) writer.command('FUNCTION', 'LOAD', 'REPLACE', functionCode(b));
    }
  }
}
