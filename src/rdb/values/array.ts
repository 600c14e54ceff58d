/** Type 28: arrays of Redis 8.8. Source: rdb-format.md 3.9. */
import { DecodeError } from '../../errors.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';

const TAGS = { SDS: 0, INT: 1, FLOAT: 2, SMALLSTR: 3 } as const;
const LONGEST_SMALLSTR = 7;
/** No element and no cursor stands here. */
const NO_INDEX = 2n ** 64n - 1n;

export class ArrayDecoder implements ValueDecoder {
  private readonly context: Context;
  private interest: Looked = 'elements';
  private head = true;
  private count = 0;
  private left = 0;

  constructor(context: Context) {
    this.context = context;
  }

  begin(interest: Looked): void {
    this.interest = interest;
    this.head = true;
  }

  step(): boolean {
    const { cursor } = this.context;
    if (this.head) this.readHead();
    while (this.left > 0) {
      this.element();
      this.left--;
      cursor.commit();
    }
    return true;
  }

  private readHead(): void {
    const { context } = this;
    const { cursor, sink } = context;
    const { offset } = cursor;
    this.count = cursor.length('a count of elements');
    if (this.count === 0) throw new DecodeError('ARRAY', 'array without elements', offset);
    checkCount(context, this.count, 3, 'elements', offset);
    const flag = cursor.length('a cursor flag');
    if (flag > 1) throw new DecodeError('ARRAY', `no such cursor flag ${flag}`, offset);
    const insertIndex = flag === 1 ? cursor.length64('an insert index') : undefined;
    if (insertIndex === NO_INDEX) throw new DecodeError('ARRAY', `insert index is ${NO_INDEX}`, offset);
    this.left = this.count;
    this.head = false;
    if (this.interest !== 'skip') sink.array(this.count, insertIndex);
    cursor.commit();
  }

  private element(): void {
    const { cursor, sink } = this.context;
    const { offset } = cursor;
    const index = cursor.length64('an index');
    if (index === NO_INDEX) throw this.within(new DecodeError('ARRAY', `index is ${NO_INDEX}`, offset));
    const tag = cursor.length('an element tag');
    let bare = false;
    if (tag === TAGS.INT) {
      cursor.digits(String(cursor.i64le()));
      bare = true;
    } else if (tag === TAGS.FLOAT) cursor.digits(formatFloat(cursor.f64le()));
    else if (tag === TAGS.SDS || tag === TAGS.SMALLSTR) {
      cursor.string();
      if (tag === TAGS.SMALLSTR && cursor.stop - cursor.start > LONGEST_SMALLSTR) {
        throw this.within(new DecodeError('ARRAY', 'small string of more than 7 bytes', offset));
      }
    } else throw this.within(new DecodeError('ARRAY', `no such element tag ${tag}`, offset));
    if (this.interest !== 'skip') sink.arrayItem(index, cursor.start, cursor.stop, bare);
  }

  private within(error: DecodeError): DecodeError {
    return error.within(`element ${this.count - this.left}`);
  }
}

/** What the server shows of a stored double: with a point, so that it is stored as one again. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
