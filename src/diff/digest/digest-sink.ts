/** A side of a comparison: makes a record of each key that comes, as key-record.ts has them. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { DIGEST } from '../../kernels/digest-kernels.ts';
import { NullSink } from '../../model/null-sink.ts';
import type {
  CronJob,
  DialectName,
  FunctionLibrary,
  Interest,
  KeyEnd,
  KeyHeader,
  SourceHeader,
  StringKeys,
  ValueType,
} from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import { TYPES } from '../../rdb/types.ts';
import { recordOffset, STRING_ROWS_BYTES } from '../../model/string-run.ts';
import type { DiffOptions } from '../diff-options.ts';
import { KEY_RECORD_BYTES, RECORD_EXPIRY, type DiffSide } from '../key-record.ts';
import { DatabaseMarks } from './database-marks.ts';
import { KeyFactsDigest } from './key-facts.ts';
import { ModuleDigest } from './module-digest.ts';
import { StreamFacts } from './stream-facts.ts';
import { TYPE_NUMBERS, ValueDigest } from './value-digest.ts';

/** Records that are handed on at a time. */
const RECORDS = 1024;
/** The top bit of a place. */
const SIDE_BITS: Readonly<Record<DiffSide, bigint>> = { a: 0n, b: 1n << 63n };

/** Collections that servers drop when they load them without elements. */
const DROPPED: ReadonlySet<ValueType> = new Set<ValueType>(['list', 'set', 'zset', 'hash', 'array', 'path-hash']);

export class DigestSink extends NullSink {
  readonly singlePass = true;
  readonly databases = new DatabaseMarks();
  /** By name, its bytes as characters; none, if functions do not count. */
  readonly functions = new Map<string, FunctionLibrary>();
  /** AUX fields that tell a version; see SideFacts. */
  readonly versions = new Map<string, string>();
  dialect: DialectName = 'redis';
  /** Sorted sets have scores of -0 that a server which packs them makes 0: digests that differ do not decide. */
  hasNegativeZeros = false;
  /** Of the RDB at hand. */
  version: number | undefined;
  /** Places of the source at hand count its keys; else they are offsets. */
  ordinal = false;
  /** Keys that the source at hand has told of, those without elements too. */
  told = 0;
  private readonly options: DiffOptions;
  private readonly side: DiffSide;
  private readonly take: (records: Uint8Array) => void;
  private readonly facts: KeyFactsDigest;
  private modules: ModuleDigest | undefined;
  private parts: Parts | undefined;
  /** Where the next record goes. */
  private at = 0;
  private base = 0;

  // Of the key at hand.
  private type: ValueType = 'string';
  private db = 0;
  private place = 0;
  private expireAtMs: number | bigint = NaN;
  private header: Pick<KeyHeader, 'encoding' | 'module'> = { encoding: '', module: undefined };

  /** @param take - whole key records; they are gone when it returns */
  constructor(side: DiffSide, options: DiffOptions, take: (records: Uint8Array) => void) {
    super();
    this.side = side;
    this.options = options;
    this.take = take;
    this.facts = new KeyFactsDigest(options, () => this.moduleDigest);
  }

  /**
   * Another source of this side begins.
   * @param base - where its places begin
   * @param ordinal - its keys have no offsets: places are counted
   */
  from(base: number, ordinal: boolean): void {
    this.base = base;
    this.ordinal = ordinal;
    this.told = 0;
    this.databases.from();
    this.parts?.values.forget();
  }

  /** Hand on all records there are. */
  flush(): void {
    if (this.parts === undefined) return;
    const { start } = this.parts.records;
    if (this.at > start) this.take(this.parts.arena.u8.subarray(start, this.at));
    this.at = start;
  }

  override open(arena: Arena): void {
    super.open(arena);
    if (this.parts?.arena === arena) return;
    this.flush();
    const values = new ValueDigest(arena);
    const streams = new StreamFacts(values, !this.options.ignore.has('seen'));
    const records = arena.allocate(RECORDS * KEY_RECORD_BYTES);
    this.parts = { arena, values, streams, records };
    this.at = records.start;
    arena.view.setBigUint64(values.at + DIGEST.SIDE, SIDE_BITS[this.side], true);
  }

  override begin({ dialect, version }: SourceHeader): void {
    this.dialect = dialect;
    this.version = version;
    // Keys within a compressed blob all have its offset.
    if (dialect === 'dragonfly') this.ordinal = true;
  }

  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const name = this.arena.latin1(nameStart, nameEnd).toLowerCase();
    if (name.endsWith('-ver')) this.versions.set(name, this.arena.latin1(valueStart, valueEnd));
  }

  override functionLibrary(library: FunctionLibrary): void {
    if (this.options.functions) this.functions.set(Buffer.from(library.name).toString('latin1'), library);
  }

  /** The kernel takes a run at once. */
  readonly stringKeys = (keys: StringKeys): void => {
    const { db, encoding, count, rows, offset } = keys;
    const { options, opened } = this;
    const { arena, values, records } = opened;
    for (let from = 0; from < count;) {
      if (this.at === records.end) this.flush();
      const size = Math.min(count - from, (records.end - this.at) / KEY_RECORD_BYTES);
      const place = this.base + (this.ordinal ? this.told : offset);
      this.mark(this.base + recordOffset(arena, keys, from), db);
      this.facts.addEncoding(encoding, values);
      arena.kernels.putStringRecords(
        rows + from * STRING_ROWS_BYTES,
        size,
        options.ignoreDb ? 0 : db,
        options.ignoreTtl ? 0 : 1,
        place,
        this.ordinal ? 1 : 0,
        values.at,
        this.at,
      );
      this.at += size * KEY_RECORD_BYTES;
      this.told += size;
      from += size;
    }
  };

  override key(header: KeyHeader): Interest {
    const { options } = this;
    const { values, streams } = this.opened;
    this.type = header.type;
    this.header = header;
    this.place = this.base + (this.ordinal ? this.told : header.offset);
    this.told++;
    this.db = options.ignoreDb ? 0 : header.db;
    this.expireAtMs = options.ignoreTtl ? NaN : (header.expireAtMs ?? NaN);
    this.mark(this.place, header.db);
    this.facts.add(header, values);
    if (header.type === 'stream') streams.begin();
    return 'elements';
  }

  override string(start: number, end: number, last: boolean): void {
    this.opened.values.string(start, end, last);
  }
  override items(rows: number, count: number): void {
    if (this.type === 'list') this.opened.values.items(rows, count);
    else this.opened.values.set(rows, count);
  }
  override fields(rows: number, count: number): void {
    const { values } = this.opened;
    const timed = !this.options.ignoreTtl;
    if (this.type === 'path-hash') values.pathFields(rows, count, timed);
    else values.fields(rows, count, timed);
  }
  override members(rows: number, count: number): void {
    const negativeZeros = this.opened.values.members(rows, count);
    if (negativeZeros > 0 && this.header.encoding === TYPES.ZSET_2.encoding) this.hasNegativeZeros = true;
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    if (!this.options.ignoreTtl) this.opened.values.memberExpire(start, end, expireAtMs);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    const { values, streams } = this.opened;
    streams.entry(idStart, idEnd);
    values.streamEntry(idStart, idEnd, rows, count);
  }
  override streamTotals(totals: StreamTotals): void {
    if (this.options.streams === 'full') this.opened.streams.streamTotals(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    if (this.options.streams === 'full') this.opened.streams.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    if (this.options.streams === 'full') this.opened.streams.idmp(idmp);
  }
  override array(_count: number, insertIndex: bigint | undefined): void {
    this.opened.values.array(insertIndex);
  }
  override arrayItem(index: bigint, start: number, end: number): void {
    this.opened.values.arrayItem(index, start, end);
  }
  override path(start: number, end: number): void {
    this.opened.values.path(start, end);
  }
  override cron(job: CronJob): void {
    this.opened.values.cron(job);
  }
  override module(start: number, end: number): void {
    const { values, arena } = this.opened;
    const { module, encoding } = this.header;
    if (module === undefined) return;
    values.whole(this.moduleDigest.digest(module, encoding, arena.u8.subarray(start, end)));
  }

  override endKey({ start, end }: KeyEnd): undefined {
    const { arena, values, records } = this.opened;
    const { expireAtMs } = this;
    if (DROPPED.has(this.type) && values.count === 0) {
      values.forget();
      return;
    }
    if (this.at === records.end) this.flush();
    const time = typeof expireAtMs === 'number' ? expireAtMs : NaN;
    arena.kernels.putKeyRecord(start, end, this.db, TYPE_NUMBERS[this.type], time, this.place, values.at, this.at);
    if (typeof expireAtMs === 'bigint') arena.view.setBigInt64(this.at + RECORD_EXPIRY, expireAtMs, true);
    this.at += KEY_RECORD_BYTES;
  }

  /** Nobody asks for it where places are counted: such a source is read through. */
  private mark(place: number, db: number): void {
    if (!this.ordinal) this.databases.mark(place, db);
  }

  private get opened(): Parts {
    if (this.parts === undefined) throw new Error('the sink is not open');
    return this.parts;
  }

  private get moduleDigest(): ModuleDigest {
    this.modules ??= new ModuleDigest();
    return this.modules;
  }
}

/** What stands in the arena at hand. */
interface Parts {
  readonly arena: Arena;
  readonly values: ValueDigest;
  readonly streams: StreamFacts;
  readonly records: Region;
}
