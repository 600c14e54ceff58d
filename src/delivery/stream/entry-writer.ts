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

export class EntryWriter {
  private readonly out: ByteWriter;
  /** Arguments that all entries have, and how many: up to the id; fields. */
  private readonly head: Uint8Array;
  private readonly common: Uint8Array;
  private readonly words: number;

  constructor(out: ByteWriter, { stream, maxLength, source }: EntryOptions) {
    this.out = out;
    const trim = maxLength === undefined ? [] : ['MAXLEN', '~', String(maxLength)];
    const head = ['XADD', stream, ...trim, '*'];
    const common = source === undefined ? [] : ['source', source];
    this.head = bulks(head);
    this.common = bulks(common);
    this.words = head.length + common.length;
  }

  /** An entry but for its record, of which `length` bytes are to follow, and then `end`. */
  begin({ offset, kind, db, op, key }: EntryFields, length: number): void {
    const { out } = this;
    const some = [db, op, key].filter((field) => field !== undefined).length;
    // offset, kind, record.
    const count = this.words + PAIR * (3 + some);
    out.begin();
    out.ascii(`*${count}\r\n`);
    out.raw(this.head);
    this.field('offset', String(offset));
    this.field('kind', kind);
    out.raw(this.common);
    if (db !== undefined) this.field('db', String(db));
    if (op !== undefined) this.field('op', op);
    if (key !== undefined) {
      out.ascii(`$3\r\nkey\r\n$${key.end - key.start}\r\n`);
      out.span(key.start, key.end);
      out.ascii('\r\n');
    }
    out.ascii(`$6\r\nrecord\r\n$${length}\r\n`);
  }

  end(): void {
    this.out.ascii('\r\n');
  }

  /** Latin-1 text. */
  private field(name: string, value: string): void {
    this.out.ascii(`$${name.length}\r\n${name}\r\n$${value.length}\r\n${value}\r\n`);
  }
}

function bulks(words: readonly string[]): Uint8Array {
  const text = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(text.join(''));
}
