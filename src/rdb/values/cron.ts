/** KeyDB's type 64: a script run at intervals. Source: rdb-format.md 3.15; KeyDB src/rdb.cpp, src/cron.h. */
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';

export class CronDecoder implements ValueDecoder {
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
    const script = cursor.stringBytes();
    const startMs = cursor.i64le();
    const intervalMs = cursor.i64le();
    const keys = this.strings();
    const args = this.strings();
    if (this.interest !== 'skip') sink.cron({ script, startMs, intervalMs, keys, args });
    cursor.commit();
    return true;
  }

  private strings(): Uint8Array[] {
    const { cursor } = this.context;
    const { offset } = cursor;
    const count = cursor.length('a count of strings');
    checkCount(this.context, count, 1, 'strings', offset);
    const strings: Uint8Array[] = [];
    for (let i = 0; i < count; i++) strings.push(cursor.stringBytes());
    return strings;
  }
}
