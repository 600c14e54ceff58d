/** Values that hold values, while these come in. */
import { DecodeError } from '../errors.ts';
import type { RespPair, RespValue } from './value.ts';

export type AggregateType = 'array' | 'set' | 'push' | 'map' | 'attribute';

/** What a push may begin with: its kind is text. */
const TEXTS: ReadonlySet<RespValue['type']> = new Set(['string', 'simple-string', 'verbatim-string']);

export class Aggregate {
  readonly type: AggregateType;
  readonly offset: number;
  /** Of a streamed one: it goes on until it says that it ends. */
  readonly streamed: boolean;
  /** What was said of it before it began. */
  readonly attributes: RespPair[] | undefined;
  private readonly values: RespValue[] = [];
  private readonly count: number;

  /** @param count - values to come; undefined where the end is told by what follows */
  constructor(type: AggregateType, count: number | undefined, attributes: RespPair[] | undefined, offset: number) {
    this.type = type;
    this.count = count ?? Infinity;
    this.streamed = count === undefined;
    this.attributes = attributes;
    this.offset = offset;
  }

  get isFull(): boolean {
    return this.values.length >= this.count;
  }

  get size(): number {
    return this.values.length;
  }

  add(value: RespValue): void {
    this.values.push(value);
  }

  pairs(): RespPair[] {
    const pairs: RespPair[] = [];
    let key: RespValue | undefined;
    for (const value of this.values) {
      if (key === undefined) key = value;
      else {
        pairs.push([key, value]);
        key = undefined;
      }
    }
    if (key !== undefined) throw new DecodeError('RESP', 'a streamed map ends behind a key', this.offset);
    return pairs;
  }

  /** @throws DecodeError RESP */
  build(type: Exclude<AggregateType, 'attribute'>): RespValue {
    if (type === 'map') return { type, pairs: this.pairs() };
    const [first] = this.values;
    if (type === 'push' && (first === undefined || !TEXTS.has(first.type))) {
      throw new DecodeError('RESP', 'a push begins with its kind, a string', this.offset);
    }
    return { type, items: this.values };
  }
}
