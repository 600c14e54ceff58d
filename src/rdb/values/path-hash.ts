/** Valkey's type 23 (9.2): a hash of hashes by path. Source: rdb-format.md 3.12. */
import { DecodeError } from '../../errors.ts';
import { SHAPE } from '../../kernels/kernels.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';
import { ElementsDecoder } from './elements.ts';

export class PathHashDecoder implements ValueDecoder {
  private readonly context: Context;
  private readonly fields: ElementsDecoder;
  private interest: Looked = 'elements';
  private phase: 'head' | 'path' | 'fields' = 'head';
  private left = 0;
  private paths = new Set<string>();

  constructor(context: Context) {
    this.context = context;
    this.fields = new ElementsDecoder(context);
  }

  begin(interest: Looked): void {
    this.interest = interest;
    this.phase = 'head';
    this.paths = new Set();
  }

  step(): boolean {
    const { context } = this;
    const { cursor } = context;
    for (;;) {
      if (this.phase === 'head') {
        const { offset } = cursor;
        this.left = cursor.length('a count of paths');
        checkCount(context, this.left, 4, 'paths', offset);
        this.phase = 'path';
        cursor.commit();
      } else if (this.phase === 'path') {
        if (this.left === 0) return true;
        this.path();
        this.phase = 'fields';
      } else {
        if (!this.fields.step()) return false;
        this.left--;
        this.phase = 'path';
      }
    }
  }

  private path(): void {
    const { cursor, sink } = this.context;
    const { offset } = cursor;
    const path = cursor.stringBytes();
    const text = Buffer.from(path).toString('latin1');
    const { at } = cursor;
    if (cursor.length('a count of fields') === 0) throw new DecodeError('EMPTY', 'path without fields', offset);
    cursor.at = at;
    // Only now: had bytes been missing, the path would be read again.
    if (this.paths.has(text)) throw new DecodeError('DUPLICATE', `path ${JSON.stringify(text)} stands twice`, offset);
    this.paths.add(text);
    if (this.interest !== 'skip') sink.path(cursor.start, cursor.stop);
    cursor.commit();
    this.fields.begin({ kind: 'elements', shape: SHAPE.PAIR, as: 'fields', unique: true }, this.interest);
  }
}
