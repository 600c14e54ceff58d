/**
 * Entries of a Redis Stream: one a record.
 *
 *   offset  replication offset: behind a command; of the snapshot that a key is of
 *   kind    key, command, header, function, eof: `record` of record-schema.md
 *   source  which of several sources
 *   db      of a key or a command
 *   op      name of a command, in upper case
 *   key     a key, or the first that a command names
 *   record  all of it, as record-schema.md has it: JSON
 */
import type { ByteWriter } from '../../bytes/writer.ts';

export interface EntryFields {
  readonly offset: number;
  readonly kind: string;
  readonly db?: number;
  readonly op?: string;
  /** A span. */
  readonly key?: { readonly start: number; readonly end: number };
}

export interface EntryOptions {
  /** The stream's key. */
  readonly stream: string;
  /** It is trimmed to about so many entries. */
  readonly maxLength: number | undefined;
  readonly source: string | undefined;
}

/** Name and value of a field. */
const PAIR = 2;
/** Shapes that are kept: there are as many as commands in use, in each database. */
const MOST_SHAPES = 1024;

/** What entries of a kind, of a command in a database, have in common. */
interface Shape {
  /** Up to the value of `offset`, and from there up to that of `key`, or to `record`. */
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export class EntryWriter {
  private readonly out: ByteWriter;
  /** Arguments that all entries have: up to the id; fields. */
  private readonly words: readonly string[];
  private readonly common: readonly string[];
  private readonly shapes = new Map<string, Shape>();

  constructor(out: ByteWriter, { stream, maxLength, source }: EntryOptions) {
    this.out = out;
    const trim = maxLength === undefined ? [] : ['MAXLEN', '~', String(maxLength)];
    this.words = ['XADD', stream, ...trim, '*'];
    this.common = source === undefined ? [] : ['source', source];
  }

  /** An entry but for its record, of which `length` bytes are to follow, and then `end`. */
  begin(fields: EntryFields, length: number): void {
    const { out } = this;
    const { key } = fields;
    const { head, tail } = this.shapeOf(fields);
    const offset = String(fields.offset);
    out.begin();
    out.raw(head);
    out.ascii(`$${offset.length}\r\n${offset}\r\n`);
    out.raw(tail);
    if (key === undefined) out.ascii(`$${length}\r\n`);
    else {
      out.ascii(`$${key.end - key.start}\r\n`);
      out.span(key.start, key.end);
      out.ascii(`\r\n$6\r\nrecord\r\n$${length}\r\n`);
    }
  }

  end(): void {
    this.out.ascii('\r\n');
  }

  private shapeOf(fields: EntryFields): Shape {
    const { kind, db, op, key } = fields;
    const name = `${kind} ${db} ${key === undefined ? '' : 'key'} ${op}`;
    let shape = this.shapes.get(name);
    if (shape === undefined) {
      if (this.shapes.size >= MOST_SHAPES) this.shapes.clear();
      shape = this.makeShape(fields);
      this.shapes.set(name, shape);
    }
    return shape;
  }

  private makeShape({ kind, db, op, key }: EntryFields): Shape {
    const { words, common } = this;
    const some = [
      ...(db === undefined ? [] : ['db', String(db)]),
      ...(op === undefined ? [] : ['op', op]),
      key === undefined ? 'record' : 'key',
    ];
    const tail = ['kind', kind, ...common, ...some];
    // Beside them: offset, the value of what stands last, and record with its own where that is the key.
    const count = words.length + PAIR + tail.length + 1 + (key === undefined ? 0 : PAIR);
    const head = Buffer.concat([Buffer.from(`*${count}\r\n`), bulks([...words, 'offset'])]);
    return { head, tail: bulks(tail) };
  }
}

function bulks(words: readonly string[]): Uint8Array {
  const text = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(text.join(''));
}
