/** What a stream is told: keys, functions and commands as entries. What only describes a file is left out. */
import type { Arena } from '../../bytes/arena.ts';
import { ByteWriter } from '../../bytes/writer.ts';
import { ForwardSink } from '../../filter/forward-sink.ts';
import { JsonFormatter } from '../../formatters/json/formatter.ts';
import { BYTES, ROW_BYTES } from '../../kernels/kernels.ts';
import { firstKeyPosition } from '../../model/command-keys.ts';
import type {
  CommandPlace,
  EntrySink,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
} from '../../model/sink.ts';
import type { Loss } from '../../model/target.ts';
import type { BatchBuilder } from '../server/batch-builder.ts';
import type { TellingSink } from '../server/server-lane.ts';
import { EntryWriter, type EntryFields, type EntryOptions } from './entry-writer.ts';

export interface StreamSinkOptions extends EntryOptions {
  /** Database that the stream is in. */
  readonly db: number;
  readonly noModuleBytes: boolean;
  readonly onLoss: (loss: Loss) => void;
  /** Entries must not come twice: a marker tells which have come. */
  readonly isOnce: boolean;
  /** Enough of a snapshot has been told for a batch. */
  readonly onCut: () => void;
}

/** Entries of a snapshot go out in batches of this size. */
const BATCH_BYTES = 128 << 10;
/** Servers take no longer argument. Source: redis.conf, proto-max-bulk-len. */
const LONGEST_RECORD = 512 << 20;

export class StreamSink extends ForwardSink implements TellingSink {
  isWithinMulti = false;
  isTelling = false;
  readonly isOnce: boolean;
  readonly command: NonNullable<EntrySink['command']> = (place, rows, count) => this.tellCommand(place, rows, count);
  private readonly options: StreamSinkOptions;
  private readonly builder: BatchBuilder;
  private readonly entries: EntryWriter;
  private readonly json: JsonFormatter;
  /** The record at hand, and what of it the writer could not hold. */
  private readonly text: ByteWriter;
  private parts: Uint8Array[] = [];
  private arena: Arena | undefined;
  /** Of the snapshot that comes; undefined: none does. */
  private snapshot: number | undefined;
  private keyDb = 0;

  constructor(builder: BatchBuilder, options: StreamSinkOptions) {
    const { noModuleBytes, source } = options;
    let parts: (bytes: Uint8Array) => void = () => {};
    const text = new ByteWriter((bytes) => parts(bytes));
    const what = { records: true, array: false, slots: false, keysOnly: false, bytes: BYTES.AUTO };
    const json = new JsonFormatter(text, { ...what, noModuleBytes });
    if (source !== undefined) json.from(source);
    super(json);
    parts = (bytes) => this.parts.push(Buffer.from(bytes));
    this.options = options;
    this.isOnce = options.isOnce;
    this.builder = builder;
    this.entries = new EntryWriter(builder.out, options);
    this.json = json;
    this.text = text;
  }

  /** @param offset - of the snapshot that begins; undefined: it is over */
  turn(offset: number | undefined): void {
    this.snapshot = offset;
  }

  override open(arena: Arena): void {
    this.arena = arena;
    this.builder.out.open(arena);
    super.open(arena);
  }

  override begin(header: SourceHeader): void {
    if (this.snapshot === undefined) return;
    super.begin({ ...header, format: 'psync' });
    this.tell('header');
  }

  override aux(): void {}
  override selectDb(): void {}
  override resizeDb(): void {}
  override slotInfo(): void {}
  override slotImport(): void {}
  override moduleAux(): void {}
  override hashTemplate(): void {}

  override functionLibrary(library: FunctionLibrary, offset: number): void {
    super.functionLibrary(library, offset);
    this.tell('function');
  }

  override key(header: KeyHeader): Interest {
    this.keyDb = header.db;
    return super.key(header);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    const again = super.endKey(end);
    if (again === undefined) this.tell('key', { db: this.keyDb, key: end });
    return again;
  }

  override end(end: SourceEnd): void {
    if (this.snapshot === undefined) return;
    super.end(end);
    this.tell('eof');
  }

  /** What has been told of the snapshot is not wanted. */
  abandon(): void {
    this.clear();
    this.isWithinMulti = false;
  }

  private tellCommand(place: CommandPlace, rows: number, count: number): void {
    this.isTelling = true;
    const { u32 } = this.memory;
    const op = this.memory.latin1(u32[rows >>> 2] ?? 0, u32[(rows >>> 2) + 1] ?? 0).toUpperCase();
    if (op === 'MULTI') this.isWithinMulti = true;
    else if (op === 'EXEC') this.isWithinMulti = false;
    const at = firstKeyPosition(op);
    const row = (rows + at * ROW_BYTES) >>> 2;
    const key = at > 0 && at < count ? { start: u32[row] ?? 0, end: u32[row + 1] ?? 0 } : undefined;
    this.json.command?.(place, rows, count);
    this.put({
      offset: place.replOffset ?? place.offset,
      kind: 'command',
      db: place.db,
      op,
      ...(key === undefined ? {} : { key }),
    });
  }

  private tell(kind: string, more: Pick<EntryFields, 'db' | 'key'> = {}): void {
    this.put({ offset: this.snapshot ?? 0, kind, ...more });
    if (this.snapshot !== undefined && this.builder.pending >= BATCH_BYTES) this.options.onCut();
  }

  /** The record at hand is whole: an entry of it. */
  private put(fields: EntryFields): void {
    const { text, entries, builder, parts } = this;
    const { start } = text.region;
    // Its last byte is a line end.
    const length = parts.reduce((sum, part) => sum + part.length, text.at - start) - 1;
    if (length > LONGEST_RECORD) this.lose(fields, length);
    else {
      this.select();
      entries.begin(fields, length);
      for (const part of parts) builder.out.raw(part);
      builder.out.span(start, text.at - 1);
      entries.end();
      builder.commands++;
    }
    this.clear();
  }

  private clear(): void {
    const { text } = this;
    this.parts = [];
    text.at = text.region.start;
    text.begin();
  }

  private select(): void {
    const { builder, options } = this;
    if (builder.selection.db === options.db) return;
    builder.selection.db = options.db;
    builder.commands++;
    const db = String(options.db);
    builder.out.begin();
    builder.out.ascii(`*2\r\n$6\r\nSELECT\r\n$${db.length}\r\n${db}\r\n`);
  }

  private lose({ db = 0, key }: EntryFields, length: number): void {
    const name = key === undefined ? {} : { key: this.memory.u8.slice(key.start, key.end) };
    this.options.onLoss({ db, ...name, what: `its record: ${length} bytes are more than a server takes in one` });
  }

  private get memory(): Arena {
    if (this.arena === undefined) throw new Error('the sink is not open');
    return this.arena;
  }
}
