/** The fields of an entry of a stream, one after the other. */
import type { Span } from '../span.ts';
import type { VarintReader } from '../varint.ts';
import type { OpenEntry } from './stream-block.ts';

/** Where they stand in the block. */
export interface FieldSpans {
  readonly name: Span;
  readonly value: Span;
}

export class EntryFields {
  /** How many there are from here on. */
  left: number;
  private readonly reader: VarintReader;
  private readonly names: VarintReader | undefined;

  constructor({ fields, reader, names }: OpenEntry) {
    this.left = fields;
    this.reader = reader;
    this.names = names;
  }

  /** Undefined: there are no more. */
  next(): FieldSpans | undefined {
    if (this.left === 0) return undefined;
    this.left--;
    const { reader, names } = this;
    const name = take(names ?? reader);
    names?.skip();
    return { name, value: take(reader) };
  }
}

/** The next string, which holds when the reader has gone on. */
function take(reader: VarintReader): Span {
  reader.string();
  const { bytes, start, end } = reader;
  return { bytes, start, end };
}
