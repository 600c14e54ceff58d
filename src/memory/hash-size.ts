/** Hashes: a listpack or ziplist, with or without expiries, or a hash table. Source: rdb-format.md 7.3 to 7.6; redis src/rdb.c, rdbLoadObject(). */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { TYPES } from '../rdb/types.ts';
import { Account } from './account.ts';
import { DictGrowth } from './dict-growth.ts';
import { ExpiryBuckets } from './expiry-buckets.ts';
import { ExpirySet } from './expiry-set.ts';
import { streamLayoutOf } from './stream-layout.ts';
import { entrySizeOf, type EntrySize } from './hash-entry-size.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import { PackedMeter } from './packed-meter.ts';
import { addDict, addHashtable, addKeyEntries, SMALLEST_DICT } from './table-size.ts';
import { ValueSize, type Sizing } from './value-size.ts';

/** Beside the listpack of a hash whose fields expire: listpackEx. Source: redis 7.4 src/server.h. */
const LISTPACK_EX = 32;
const LISTPACK_EX_COUNTED = 24;
/** The zero that stands in it where a field has no expiry. */
const NO_EXPIRY = 2;
/** What Valkey's hash table has for hashes, behind its struct. */
const HASHTABLE_METADATA = 8;

/** Written only for hashes that have, or had, fields that expire; of Redis and of Valkey. */
const EXPIRING_TYPES: ReadonlySet<number> = new Set([TYPES.HASH_METADATA.byte, TYPES.HASH_METADATA_PRE_GA.byte]);

type Stored = 'listpack' | 'listpackex' | 'ziplist' | 'zipmap';

export class HashSize extends ValueSize {
  private readonly entrySize: EntrySize;
  private readonly meter: PackedMeter;
  private readonly entries: Account;
  private arena: Arena | undefined;
  private stored: Stored | undefined;
  /** Of its blob; undefined: it comes as elements alone, whatever it was stored as. */
  private storedBytes: number | undefined;
  /** Its type says that fields expire, or one does. */
  private expiring = false;
  private count = 0;
  private withExpiry = 0;
  private readonly expiries: ExpirySet;
  private readonly expiryBuckets: ExpiryBuckets;
  private longest = 0;
  /** Pairs before the first that is too long to be packed. */
  private packed = 0;
  private following = true;

  constructor(sizing: Sizing) {
    super(sizing);
    this.entrySize = entrySizeOf(sizing);
    this.meter = new PackedMeter(sizing.model.packed);
    this.entries = new Account(sizing.allocator);
    this.expiries = new ExpirySet(sizing.account);
    this.expiryBuckets = new ExpiryBuckets(sizing.account, streamLayoutOf(sizing.model).rax);
  }

  override begin(header: KeyHeader, arena: Arena): Interest {
    this.arena = arena;
    this.stored = storedAs(header.encoding);
    this.storedBytes = undefined;
    this.expiring = this.stored === 'listpackex' || EXPIRING_TYPES.has(header.typeByte);
    this.count = 0;
    this.withExpiry = 0;
    this.expiries.clear();
    this.expiryBuckets.clear();
    this.longest = 0;
    this.packed = 0;
    this.following = true;
    this.meter.clear();
    this.entries.clear();
    return 'sizes';
  }

  override blob(sizeBytes: number, _plain: boolean, entries: number | undefined): 'skip' | 'elements' {
    this.storedBytes = sizeBytes;
    const width = this.stored === 'listpackex' ? 3 : 2;
    const keeps =
      this.keptBytes !== undefined && entries !== undefined && entries <= width * SERVER_LIMITS.hash.entries;
    if (!keeps) return 'elements';
    this.following = false;
    this.count = entries / width;
    return 'skip';
  }

  override fields(rows: number, count: number): void {
    if (!this.following || this.arena === undefined) return;
    const { u8, u32, f64 } = this.arena;
    const { entrySize, entries, meter } = this;
    const few = this.count <= SERVER_LIMITS.hash.entries && this.keptBytes === undefined;
    for (let i = rows >>> 2, end = (rows + 2 * ROW_BYTES * count) >>> 2; i < end; i += 8) {
      const start = u32[i] ?? 0;
      const stop = u32[i + 1] ?? 0;
      const from = u32[i + 4] ?? 0;
      const to = u32[i + 5] ?? 0;
      const time = f64[(i + 2) >>> 1] ?? NaN;
      const expires = time === time;
      entrySize(entries, stop - start, to - from, expires);
      if (expires) this.addExpiry(time);
      if (!few) continue;
      this.longest = Math.max(this.longest, stop - start, to - from);
      if (this.longest <= SERVER_LIMITS.hash.value) this.packed++;
      meter.string(u8, start, stop);
      meter.string(u8, from, to);
      if (expires) meter.integer(time);
    }
    this.count += count;
  }

  private addExpiry(time: number): void {
    this.withExpiry++;
    const { table, fieldTtl } = this.sizing.model;
    if (table === 'hashtable') this.expiries.add(time);
    else if (fieldTtl !== 'none') this.expiryBuckets.add(time);
  }

  override finish(): void {
    const { account, model } = this.sizing;
    this.elements = this.count;
    if (this.withExpiry > 0) this.expiring = true;
    const few = this.count <= SERVER_LIMITS.hash.entries;
    const short = this.longest <= SERVER_LIMITS.hash.value || (this.stored !== undefined && this.stored !== 'zipmap');
    if (few && short && !(this.expiring && model.fieldTtl === 'hashtable')) {
      const { keptBytes } = this;
      if (this.expiring && model.fieldTtl === 'listpackex') {
        this.encoding = 'listpackex';
        this.addListpackEx(keptBytes ?? this.meter.bytes + NO_EXPIRY * (this.count - this.withExpiry));
      } else {
        this.encoding = model.packed;
        account.block(keptBytes ?? this.meter.bytes, model.blobs);
      }
      return;
    }
    this.encoding = 'hashtable';
    this.addTable();
  }

  /** Of the blob it comes in, if it stays in it. */
  private get keptBytes(): number | undefined {
    const { packed, fieldTtl } = this.sizing.model;
    const isKept = this.stored === packed || (this.stored === 'listpackex' && fieldTtl === 'listpackex');
    return isKept ? this.storedBytes : undefined;
  }

  private addListpackEx(bytes: number): void {
    const { account, model } = this.sizing;
    const { allocator } = account;
    account.block(bytes, model.blobs);
    account.add(
      model.blobs === 'heap' ? allocator.usable(LISTPACK_EX) : LISTPACK_EX_COUNTED,
      allocator.usable(LISTPACK_EX),
    );
  }

  private addTable(): void {
    const { account, model } = this.sizing;
    const { count, entries } = this;
    let fixed: number;
    if (model.table === 'hashtable') {
      const struct = model.tableStruct + (model.key === 'object' ? HASHTABLE_METADATA : 0);
      fixed = addHashtable(account, struct, count, this.presized);
      this.expiries.finish();
    } else {
      const growth = this.growth();
      fixed = addDict(account, model.tableStruct, growth.buckets);
      if (model.table === 'object-dict') addKeyEntries(account, growth.collisions);
      this.expiryBuckets.finish(model.tableStruct);
    }
    this.sizing.addElements(entries, count, model.object + fixed);
  }

  /** How many pairs it had in a replay when it became a hash table: the listpack was full, or a pair too long for it. */
  private get packedFirst(): number {
    return Math.min(this.packed, SERVER_LIMITS.hash.entries + 1);
  }

  /** What Valkey's hash table is made for. */
  private get presized(): number {
    const { count, packed } = this;
    if (this.sizing.replayed) return this.packedFirst;
    const outgrows = count <= SERVER_LIMITS.hash.entries && this.stored === undefined && !this.expiring;
    return outgrows ? Math.max(packed, count - packed - 1) : count;
  }

  /** How the dict came to be decides how large it is. */
  private growth(): DictGrowth {
    const { account, model, replayed } = this.sizing;
    const { presizes } = model;
    const { count, packed } = this;
    const many = count > SERVER_LIMITS.hash.entries;
    const growth = new DictGrowth(0);
    if (many && this.stored !== undefined) {
      if (presizes !== 'sets' && presizes !== 'plain') growth.expand(count);
      growth.add(count);
    } else if (replayed) {
      const before = this.packedFirst;
      if (presizes !== 'sets' && presizes !== 'plain' && before > 0) growth.expand(before);
      growth.add(count);
    } else if (many) {
      if (presizes !== 'sets' && !this.expiring) growth.expand(count);
      growth.add(count);
    } else {
      if (presizes !== 'sets' && presizes !== 'plain') growth.expand(packed);
      growth.add(this.expiring ? packed : packed + 1);
      const left = count - packed - 1;
      const room = presizes === 'all' ? count : left;
      if (presizes !== 'sets' && room > SMALLEST_DICT) growth.expand(room);
      growth.add(this.expiring ? left + 1 : left);
    }
    account.determined = growth.determined;
    return growth;
  }
}

function storedAs(encoding: string): Stored | undefined {
  switch (encoding) {
    case 'listpack':
    case 'listpackex':
    case 'ziplist':
    case 'zipmap':
      return encoding;
    default:
      return undefined;
  }
}
