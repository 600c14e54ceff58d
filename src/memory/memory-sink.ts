/** The size model: keys in, as a decoder tells of them, their sizes out. */
import type { Arena } from '../bytes/arena.ts';
import { NullSink } from '../model/null-sink.ts';
import type {
  Interest,
  KeyEnd,
  KeyHeader,
  SourceEnd,
  SourceHeader,
  StoredKeys,
  StoredKeyTaker,
  StringKeys,
} from '../model/sink.ts';
import { SLOTS } from '../model/slot.ts';
import type {
  PendingEntries,
  StreamConsumer,
  StreamGroup,
  StreamId,
  StreamIdmp,
  StreamTotals,
} from '../model/stream.ts';
import { Allocator, type AllocatorName } from './allocator.ts';
import { serverOfSource } from './choose-server.ts';
import { DatabaseSize } from './database-size.ts';
import type { ServerModel } from './server-model.ts';
import type { SizedKey, SizeSink } from './sized-key.ts';
import { StoredForms } from './stored-forms.ts';
import { StringSize } from './string-size.ts';
import { Sizing, type ValueSize } from './value-size.ts';
import { makeValueSizes, type ValueSizes } from './value-sizes.ts';

/** Whose figures are wanted. */
export interface MemoryOptions {
  /** Absent: the server that wrote the source. */
  readonly server?: ServerModel | undefined;
  /** Absent: the one that comes with the server's source. */
  readonly allocator?: AllocatorName | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Put it before a consumer of sizes, then have a source decoded into it: `decode(input, new MemorySink(sizes))`. Sizes are in
 * bytes. Where decoding ends with an error, `abandon` gives the consumer what databases and the end have to tell of the rest.
 */
export class MemorySink extends NullSink {
  private readonly sizes: SizeSink;
  private readonly options: MemoryOptions;
  private readonly looksAtAll: boolean;
  private readonly versions = new Map<string, string>();
  private header: SourceHeader = { format: 'rdb', version: undefined, dialect: 'redis', offset: 0 };
  /** Known once a key comes. */
  private sizing: Sizing | undefined;
  private strings: StringSize | undefined;
  private values: ValueSizes | undefined;
  private value: ValueSize | undefined;
  private taker: StoredKeyTaker | undefined;
  private readonly databases = new Map<number, DatabaseSize>();
  private database = new DatabaseSize(0);
  private expires = false;
  private largest = 0;
  /** The value at hand comes a second time, only to be looked at; what sized it the first time. */
  private comesTwice = false;
  private sized: ValueSize | undefined;
  private readonly key_: Writable<SizedKey> = {
    db: 0,
    start: 0,
    end: 0,
    type: '',
    encoding: '',
    bytes: 0,
    determined: true,
    elements: undefined,
    largest: undefined,
    expireAtMs: undefined,
    idleSeconds: undefined,
    freq: undefined,
  };

  constructor(sizes: SizeSink, options: MemoryOptions = {}) {
    super();
    this.sizes = sizes;
    this.options = options;
    this.looksAtAll = sizes.wantsLargest === true;
  }

  /** The row of the model and the allocator that figures are of: as was asked for, else by the source that was begun last. */
  get server(): ServerModel {
    return this.known().model;
  }
  get allocator(): AllocatorName {
    return this.known().allocator.name;
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.taker = undefined;
    this.sizes.open(arena);
  }

  override begin(header: SourceHeader): void {
    this.header = header;
    this.versions.clear();
    this.sizing = undefined;
    this.taker = undefined;
    this.sizes.begin(header);
  }

  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, _offset: number): void {
    const name = this.arena.latin1(nameStart, nameEnd);
    const value = this.arena.latin1(valueStart, valueEnd);
    if (name.endsWith('-ver')) this.versions.set(name, value);
    if (name === 'slot-info') this.slotText(value);
    this.sizes.aux(name, value);
  }

  override selectDb(db: number, _offset: number): void {
    this.useDatabase(db);
  }

  override resizeDb(_keys: number, _expires: number, _offset: number): void {
    // A log comes key by key when a server loads it; only its replay here tells beforehand.
    this.database.presized = this.header.format === 'rdb' || this.header.format === 'psync';
  }

  override slotInfo(slot: number, keys: number, expires: number, _offset: number): void {
    if (slot < SLOTS) this.database.slots.set(slot, { keys, expires });
  }

  /** Valkey's slots: `slot,keys,expires`. */
  private slotText(text: string): void {
    const [slot = NaN, keys = NaN, expires = NaN] = text.split(',').map(Number);
    if (slot >= 0 && keys >= 0 && expires >= 0) this.slotInfo(slot, keys, expires, 0);
  }

  stringKeys(run: StringKeys): void {
    this.known();
    this.useDatabase(run.db);
    this.strings?.addRun(run, this.arena, this.database);
    this.sizes.strings(run);
  }

  get storedKeys(): StoredKeyTaker {
    return (this.taker ??= this.makeTaker());
  }

  private makeTaker(): StoredKeyTaker {
    const forms = new StoredForms(this.known().model, this.arena);
    return { forms: forms.address, looks: this.looksAtAll, take: (keys) => this.takeStored(keys, forms) };
  }

  private takeStored({ db, count, rows, facts }: StoredKeys, { headers }: StoredForms): void {
    const { u32, f64 } = this.arena;
    const key = this.key_;
    key.idleSeconds = undefined;
    key.freq = undefined;
    for (let row = rows >>> 2, fact = facts >>> 2, end = row + 8 * count; row < end; row += 8, fact += 4) {
      const expireAt = f64[(row + 2) >>> 1] ?? NaN;
      this.beginKey(db, expireAt === expireAt ? expireAt : undefined);
      const size = u32[fact + 1] ?? 0;
      const header = headers[u32[fact] ?? 0];
      if (header === undefined) {
        key.type = 'string';
        this.value = undefined;
        this.strings?.known(size, f64[(fact + 2) >>> 1] ?? NaN);
      } else {
        key.type = header.type;
        this.value = this.values?.(header);
        this.value?.begin(header, this.arena);
        this.value?.blob(size, false, u32[row + 4] ?? 0, false);
      }
      this.largest = u32[row + 5] ?? 0;
      this.finishKey(u32[row] ?? 0, u32[row + 1] ?? 0);
    }
  }

  private beginKey(db: number, expireAtMs: number | undefined): void {
    this.known().account.clear();
    this.useDatabase(db);
    this.key_.db = db;
    this.key_.expireAtMs = expireAtMs;
    this.expires = expireAtMs !== undefined;
    this.largest = 0;
  }

  override key(header: KeyHeader): Interest {
    this.beginKey(header.db, header.expireAtMs === undefined ? undefined : Number(header.expireAtMs));
    const key = this.key_;
    key.type = header.module?.name ?? header.type;
    key.idleSeconds = header.idleSeconds;
    key.freq = header.freq;
    if (header.type === 'string' && header.encoding !== 'gcra') {
      this.value = undefined;
      this.strings?.begin();
      return 'sizes';
    }
    this.value = this.values?.(header);
    const interest = this.value?.begin(header, this.arena) ?? 'skip';
    if (!this.looksAtAll || interest !== 'sizes') return interest;
    // Lengths are enough to find the longest element, and sizes have them; but of a stream not those of its entries. Of a
    // replayed one, nodes and entries cannot be had at once.
    this.comesTwice = header.type === 'stream' && !header.serialised;
    return header.type === 'stream' && !this.comesTwice ? 'elements' : 'sizes';
  }

  blob(sizeBytes: number, plain: boolean, entries: number | undefined, open = false): 'skip' | 'longest' | 'elements' {
    const wanted = this.value?.blob(sizeBytes, plain, entries, open) ?? 'skip';
    return wanted === 'skip' && this.looksAtAll ? 'longest' : wanted;
  }

  longest(bytes: number): void {
    this.largest = Math.max(this.largest, bytes);
  }

  override string(start: number, end: number, last: boolean): void {
    this.strings?.add(this.arena.u8, start, end, last);
  }
  override items(rows: number, count: number): void {
    if (this.looksAtAll) this.look(rows, count);
    this.value?.items(rows, count);
  }
  override fields(rows: number, count: number): void {
    if (this.looksAtAll) this.look(rows, 2 * count);
    this.value?.fields(rows, count);
  }
  override members(rows: number, count: number): void {
    if (this.looksAtAll) this.look(rows, count);
    this.value?.members(rows, count);
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    this.value?.memberExpire(start, end, expireAtMs);
  }
  streamNode(key: StreamId, rows: number, count: number): void {
    this.value?.streamNode(key, rows, count);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    if (this.looksAtAll) this.look(rows, 2 * count);
    this.value?.streamEntry(this.arena, idStart, idEnd, rows, count);
  }
  override streamTotals(totals: StreamTotals): void {
    this.value?.streamTotals(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.value?.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    this.value?.idmp(idmp);
  }
  override array(count: number, insertIndex: bigint | undefined): void {
    this.value?.array(count, insertIndex);
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.longest(end - start);
    this.value?.arrayItem(index, start, end, bare);
  }
  override path(start: number, end: number): void {
    this.value?.path(start, end);
  }
  override module(start: number, end: number): void {
    this.value?.module(start, end);
  }

  override endKey(end: KeyEnd): Interest | undefined {
    if (this.comesTwice) {
      this.comesTwice = false;
      this.sized = this.value;
      this.value = undefined;
      return 'elements';
    }
    this.finishKey(end.start, end.end);
    return undefined;
  }

  private finishKey(start: number, end: number): void {
    const { value = this.sized, strings, database } = this;
    this.sized = undefined;
    const { account, replayed } = this.known();
    const key = this.key_;
    if (strings !== undefined) {
      if (value === undefined) strings.finish(end - start, this.expires);
      else strings.keyOnly(end - start, this.expires);
    }
    value?.finish();
    key.start = start;
    key.end = end;
    key.bytes = Math.round(account.bytes);
    // What commands have changed keeps spare room, and tables of another size: figures are those of a value that is loaded.
    key.determined = account.determined && !replayed;
    key.encoding = value?.encoding ?? strings?.encoding ?? '';
    key.elements = value?.elements;
    if (this.looksAtAll) key.largest = value === undefined ? strings?.length : this.largest;
    database.keys++;
    if (this.expires) database.expires++;
    database.bytes += key.bytes;
    database.allocated += Math.round(account.allocated);
    this.sizes.key(key);
  }

  override end(_end: SourceEnd): void {
    this.finishSource();
  }

  /** The source is damaged: what was read of it is all there is. */
  abandon(): void {
    this.finishSource();
  }

  private finishSource(): void {
    const { model, allocator } = this.known();
    const inOrder = [...this.databases.values()].toSorted((a, b) => a.db - b.db);
    for (const database of inOrder) if (database.keys > 0) this.sizes.database(database.total(model, allocator));
    this.databases.clear();
    this.sizes.end();
  }

  private useDatabase(db: number): void {
    if (this.database.db === db && this.databases.has(db)) return;
    this.database = this.databases.get(db) ?? new DatabaseSize(db);
    this.databases.set(db, this.database);
  }

  private look(rows: number, count: number): void {
    this.longest(this.arena.kernels.longestRow(rows, count));
  }

  /** Made when it is needed: AUX fields at the head tell the server. */
  private known(): Sizing {
    if (this.sizing !== undefined) return this.sizing;
    const { options, header } = this;
    const model = options.server ?? serverOfSource(header.dialect, header.version, this.versions);
    const allocator = new Allocator(options.allocator ?? 'jemalloc-quantum8', {
      prefixed: model.libcPrefix,
      pages: model.debianPages,
    });
    const replayed = header.format === 'aof';
    const sizing = new Sizing(model, allocator, { replayed });
    this.strings = new StringSize(sizing);
    this.values = makeValueSizes(sizing);
    this.sizing = sizing;
    return sizing;
  }
}
