/** Sets: an intset, a listpack or a hash table. Source: rdb-format.md 7.3 to 7.6; redis 7.2 src/rdb.c, rdbLoadObject(). */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { Account } from './account.ts';
import { DictGrowth } from './dict-growth.ts';
import { LONGEST_INTEGER, readInteger } from '../bytes/canonical-integer.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import { PackedMeter } from './packed-meter.ts';
import { addStrings } from './sds.ts';
import { addDict, addHashtable, dictBuckets, expectedCollisions } from './table-size.ts';
import { ValueSize, type Sizing } from './value-size.ts';
import { DICT_ENTRY, KEY_ENTRY } from './struct-size.ts';

const INTSET_HEAD = 8;

export class SetSize extends ValueSize {
  private readonly meter = new PackedMeter('listpack');
  /** Members as strings of their own. */
  private readonly strings: Account;
  private arena: Arena | undefined;
  /** What it is stored as, where it is one blob. */
  private stored: 'intset' | 'listpack' | undefined;
  /** Undefined: it comes as elements alone, whatever it was stored as. */
  private storedBytes: number | undefined;
  private count = 0;
  private looked = 0;
  private longest = 0;
  private integers = true;
  /** How many integers stand before the first that is none. */
  private leading = 0;
  /** How many members a listpack can hold before the first that is too long. */
  private packed = 0;
  /** Bytes an integer of an intset takes. */
  private width = 2;
  private following = true;

  constructor(sizing: Sizing) {
    super(sizing);
    this.strings = new Account(sizing.allocator);
  }

  override begin(header: KeyHeader, arena: Arena): Interest {
    this.arena = arena;
    const { encoding } = header;
    this.stored = encoding === 'intset' || encoding === 'listpack' ? encoding : undefined;
    this.storedBytes = undefined;
    this.count = 0;
    this.looked = 0;
    this.longest = 0;
    this.integers = true;
    this.leading = 0;
    this.packed = 0;
    this.width = 2;
    this.following = true;
    this.meter.clear();
    this.strings.clear();
    return 'sizes';
  }

  override blob(sizeBytes: number, _plain: boolean, entries: number | undefined): 'skip' | 'elements' {
    const { model } = this.sizing;
    this.storedBytes = sizeBytes;
    const most = this.stored === 'intset' ? SERVER_LIMITS.intset : model.setListpack ? SERVER_LIMITS.set.entries : 0;
    if (entries === undefined || entries > most) return 'elements';
    this.following = false;
    this.count = entries;
    return 'skip';
  }

  override items(rows: number, count: number): void {
    if (!this.following || this.arena === undefined) return;
    const { u8, u32 } = this.arena;
    const at = rows >>> 2;
    addStrings(this.strings, this.sizing.sds, u32, at, count, ROW_BYTES >>> 2);
    this.count += count;
    for (let i = at, end = at + 4 * count; i < end && this.mayBePacked; i += 4) {
      this.look(u8, u32[i] ?? 0, u32[i + 1] ?? 0);
    }
  }

  override finish(): void {
    const { account, model } = this.sizing;
    this.elements = this.count;
    if (this.stored === 'intset' && this.count <= SERVER_LIMITS.intset) {
      this.encoding = 'intset';
      account.block(this.storedBytes ?? this.intsetBytes, model.blobs);
    } else if (this.stored === 'listpack' && model.setListpack && this.count <= SERVER_LIMITS.set.entries) {
      this.encoding = 'listpack';
      account.block(this.storedBytes ?? this.meter.bytes, model.blobs);
    } else if (this.integers && this.count <= SERVER_LIMITS.intset) {
      this.encoding = 'intset';
      account.block(this.intsetBytes, model.blobs);
    } else if (
      model.setListpack &&
      this.count <= SERVER_LIMITS.set.entries &&
      this.longest <= SERVER_LIMITS.set.value
    ) {
      this.encoding = 'listpack';
      account.block(this.meter.bytes, model.blobs);
    } else {
      this.encoding = 'hashtable';
      this.addTable();
    }
  }

  /** By the members that were looked at, it may yet become an intset or a listpack. */
  private get mayBePacked(): boolean {
    if (this.integers) return this.looked <= SERVER_LIMITS.intset;
    const isShort = this.longest <= SERVER_LIMITS.set.value || this.stored === 'listpack';
    return this.sizing.model.setListpack && this.looked <= SERVER_LIMITS.set.entries && isShort;
  }

  private get intsetBytes(): number {
    return INTSET_HEAD + this.width * this.count;
  }

  private look(u8: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.looked++;
    if (length > this.longest) this.longest = length;
    if (
      this.longest <= SERVER_LIMITS.set.value &&
      this.packed < SERVER_LIMITS.set.entries &&
      this.sizing.model.setListpack
    )
      this.packed++;
    const integer = length <= LONGEST_INTEGER ? readInteger(u8, start, end) : NaN;
    if (integer === integer) {
      const width = integer >= -(2 ** 15) && integer < 2 ** 15 ? 2 : integer >= -(2 ** 31) && integer < 2 ** 31 ? 4 : 8;
      if (width > this.width) this.width = width;
      this.meter.integer(integer);
      if (this.integers) this.leading++;
    } else {
      this.integers = false;
      this.meter.text(length);
    }
  }

  private addTable(): void {
    const { account, model, allocator, replayed } = this.sizing;
    const { count, strings } = this;
    if (model.table === 'hashtable') {
      const fixed = addHashtable(account, model.tableStruct, count, replayed ? this.packedFirst(count) + 1 : count);
      this.sizing.addElements(strings, count, model.object + fixed);
      return;
    }
    const buckets = this.bucketsOf(count);
    const fixed = addDict(account, model.tableStruct, buckets);
    const collisions = expectedCollisions(count, buckets);
    if (model.table === 'keyed-dict') {
      strings.add(KEY_ENTRY * collisions, allocator.usable(KEY_ENTRY) * collisions);
      account.determined = false;
    } else if (model.setListpack) strings.add(DICT_ENTRY * count, allocator.usable(KEY_ENTRY) * collisions);
    else strings.add(DICT_ENTRY * count, allocator.usable(DICT_ENTRY) * count);
    this.sizing.addElements(strings, count, model.object + fixed);
  }

  /** Before 7.2 integers that come first are put into a dict of their own size, which is then made larger. */
  private bucketsOf(count: number): number {
    const { account, model, replayed } = this.sizing;
    if (replayed) return this.bucketsOfReplay(count);
    if (model.setListpack || this.stored !== undefined || count > SERVER_LIMITS.intset) return dictBuckets(count);
    const growth = new DictGrowth(Math.max(1, this.leading));
    growth.add(this.leading);
    growth.expand(count);
    growth.add(count - this.leading);
    account.determined = growth.determined;
    return growth.buckets;
  }

  /** It was an intset or a listpack as long as that could be, and then made a dict with room for one element more. */
  private bucketsOfReplay(count: number): number {
    const { model } = this.sizing;
    const growth = new DictGrowth(0);
    const packed = this.packedFirst(count);
    if (packed > 0) growth.expand(model.setListpack ? packed + 1 : packed);
    growth.add(count);
    return growth.buckets;
  }

  /** How many members it had when it became a hash table. */
  private packedFirst(count: number): number {
    return this.integers ? Math.min(count, SERVER_LIMITS.intset) : Math.max(this.leading, this.packed);
  }
}
