/** Values told to a DigestSink in one way or another, and the records that come of them. */
import { Arena } from '../../../src/bytes/arena.ts';
import { playValue } from '../../../src/collect/play-value.ts';
import { DigestSink } from '../../../src/diff/digest/digest-sink.ts';
import { DEFAULT_DIFF_OPTIONS, type DiffOptions } from '../../../src/diff/diff-options.ts';
import { KEY_RECORD_BYTES, RECORD_PLACE, RECORD_VALUE } from '../../../src/diff/key-record.ts';
import { ROW_BYTES } from '../../../src/kernels/kernels.ts';
import type { EntrySink, KeyHeader } from '../../../src/model/sink.ts';
import type { Value } from '../../../src/model/value.ts';
import { PLAIN_HEADER } from '../../tools/plain-header.ts';

export const OPTIONS: DiffOptions = { ...DEFAULT_DIFF_OPTIONS, functions: true };

/** How a value is told. */
export interface Telling {
  readonly key?: string;
  readonly header?: Partial<KeyHeader>;
  /** Strings come in slices of so many bytes, elements so many rows at a time. */
  readonly slice?: number;
  readonly rows?: number;
  /** Expiries that come behind the value: as KeyDB and Dragonfly have them. */
  readonly memberExpires?: readonly (readonly [member: string, expireAtMs: number])[];
}

const KEY_ROOM = 1024;

/** Makes records with the same options, all in one arena. */
export class Recorder {
  private readonly arena = new Arena();
  private readonly name = this.arena.allocate(KEY_ROOM);
  private readonly sink: DigestSink;
  private records: Buffer = Buffer.alloc(0);

  constructor(options: Partial<DiffOptions> = {}) {
    this.sink = new DigestSink('a', { ...OPTIONS, ...options }, (records) => {
      this.records = Buffer.concat([this.records, records]);
    });
    this.sink.open(this.arena);
  }

  /** The record without its place; undefined: there is none. */
  record(value: Value, telling: Telling = {}): string | undefined {
    const { arena, name, sink } = this;
    const { key = 'key', header = {}, memberExpires = [] } = telling;
    const bytes = Buffer.from(key);
    arena.u8.set(bytes, name.start);
    const span = { start: name.start, end: name.start + bytes.length };
    const module = value.type === 'module' ? value.module : undefined;
    sink.key({ ...PLAIN_HEADER, ...span, type: value.type, module, ...header });
    playValue(arena, value, cut(sink, telling));
    for (const [member, expireAtMs] of memberExpires) {
      arena.u8.set(Buffer.from(member), arena.scratch.start);
      sink.memberExpire(arena.scratch.start, arena.scratch.start + member.length, expireAtMs);
    }
    sink.endKey({ sizeBytes: 0, ...span });
    this.records = Buffer.alloc(0);
    sink.flush();
    if (this.records.length === 0) return undefined;
    if (this.records.length !== KEY_RECORD_BYTES) throw new Error('one key has more than one record');
    return this.records.toString('hex', 0, RECORD_PLACE);
  }

  /** Of the value alone, without its expiry. */
  digest(value: Value, telling: Telling = {}): string | undefined {
    return this.record(value, telling)?.slice(2 * RECORD_VALUE, 4 * RECORD_VALUE);
  }
}

/** The sink, told in smaller pieces. */
function cut(sink: DigestSink, { slice = Infinity, rows: most = Infinity }: Telling): EntrySink {
  const pieces = (rows: number, count: number, width: number, tell: (rows: number, count: number) => void): void => {
    for (let from = 0; from < count; from += most) {
      tell(rows + from * width * ROW_BYTES, Math.min(most, count - from));
    }
  };
  return Object.assign<EntrySink, Partial<EntrySink>>(Object.create(sink) as DigestSink, {
    string: (start, end) => {
      let from = start;
      for (; end - from > slice; from += slice) sink.string(from, from + slice, false);
      sink.string(from, end, true);
    },
    items: (rows, count) => pieces(rows, count, 1, (at, some) => sink.items(at, some)),
    members: (rows, count) => pieces(rows, count, 1, (at, some) => sink.members(at, some)),
    fields: (rows, count) => pieces(rows, count, 2, (at, some) => sink.fields(at, some)),
  });
}
