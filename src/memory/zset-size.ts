/** Sorted sets: a listpack or ziplist, or a skip list with a table of members. Source: rdb-format.md 7.3 to 7.6; redis src/t_zset.c. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { Account } from './account.ts';
import { DictGrowth } from './dict-growth.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import { PackedMeter } from './packed-meter.ts';
import { packScore } from './score-size.ts';
import { addStrings } from './sds.ts';
import { expectedNode } from './skiplist-size.ts';
import { addDict, addHashtable, addKeyEntries, dictBuckets, expectedCollisions } from './table-size.ts';
import { ValueSize, type Sizing } from './value-size.ts';
import { DICT_ENTRY } from './struct-size.ts';

const ZSET = 16;
const NODE = 24;
/** Of one that has its member in it, which takes the place of a pointer. */
const NODE_WITH_MEMBER = 16;
/** Expectations are looked up by length of member. */
const LOOKED_UP = 4096;

export class ZsetSize extends ValueSize {
  private readonly meter: PackedMeter;
  /** Nodes with their members. */
  private readonly nodes: Account;
  private readonly nodeOfLength = new Float64Array(LOOKED_UP);
  private readonly bareNode: number;
  private arena: Arena | undefined;
  private stored: 'listpack' | 'ziplist' | undefined;
  /** Of its blob; undefined: it comes as elements alone, whatever it was stored as. */
  private storedBytes: number | undefined;
  private count = 0;
  private longest = 0;
  private following = true;

  constructor(sizing: Sizing) {
    super(sizing);
    this.meter = new PackedMeter(sizing.model.packed);
    this.nodes = new Account(sizing.allocator);
    this.bareNode = expectedNode(sizing.allocator, NODE);
  }

  override begin(header: KeyHeader, arena: Arena): Interest {
    this.arena = arena;
    const { encoding } = header;
    this.stored = encoding === 'listpack' || encoding === 'ziplist' ? encoding : undefined;
    this.storedBytes = undefined;
    this.count = 0;
    this.longest = 0;
    this.following = true;
    this.meter.clear();
    this.nodes.clear();
    return 'sizes';
  }

  override blob(sizeBytes: number, _plain: boolean, entries: number | undefined): 'skip' | 'elements' {
    this.storedBytes = sizeBytes;
    const keeps = this.keptBytes !== undefined && entries !== undefined && entries <= 2 * SERVER_LIMITS.zset.entries;
    if (!keeps) return 'elements';
    this.following = false;
    this.count = entries / 2;
    return 'skip';
  }

  override members(rows: number, count: number): void {
    if (!this.following || this.arena === undefined) return;
    const { u8, u32, f64, kernels } = this.arena;
    this.addNodes(u32, rows >>> 2, count);
    this.count += count;
    if (this.count > SERVER_LIMITS.zset.entries || this.keptBytes !== undefined) return;
    this.longest = Math.max(this.longest, kernels.longestRow(rows, count));
    for (let i = rows >>> 2, end = (rows + ROW_BYTES * count) >>> 2; i < end; i += 4) {
      this.meter.string(u8, u32[i] ?? 0, u32[i + 1] ?? 0);
      packScore(this.meter, f64[(i + 2) >>> 1] ?? NaN, this.shortest, this.sizing.model.packed);
    }
  }

  override finish(): void {
    const { account, model } = this.sizing;
    this.elements = this.count;
    const few = this.count <= SERVER_LIMITS.zset.entries;
    // How long members are is looked at only where they are not packed already.
    if (few && (this.stored !== undefined || this.longest <= SERVER_LIMITS.zset.value)) {
      this.encoding = model.packed;
      account.block(this.keptBytes ?? this.meter.bytes, model.blobs);
      return;
    }
    this.encoding = 'skiplist';
    this.addSkiplist();
  }

  /** Of the blob it comes in, if it stays in it. */
  private get keptBytes(): number | undefined {
    return this.stored === this.sizing.model.packed ? this.storedBytes : undefined;
  }

  /** Scores are written with the fewest digits from 7.2 on; those of a ziplist are as they stand in it. */
  private get shortest(): boolean {
    return this.sizing.model.shortestScores && this.stored !== 'ziplist';
  }

  private addNodes(u32: Uint32Array, at: number, count: number): void {
    const { sds, model } = this.sizing;
    if (model.skiplistNode === 'pointer') {
      addStrings(this.nodes, sds, u32, at, count, ROW_BYTES >>> 2);
      return;
    }
    let bytes = 0;
    for (let i = at, end = at + 4 * count; i < end; i += 4) {
      const length = (u32[i + 1] ?? 0) - (u32[i] ?? 0);
      bytes += (length < LOOKED_UP && this.nodeOfLength[length]) || this.nodeWith(length);
    }
    this.nodes.add(bytes, bytes);
  }

  private nodeWith(length: number): number {
    const { sds, model, allocator } = this.sizing;
    const counted = model.skiplistNode === 'embedded-counted' ? 1 : 0;
    const size = expectedNode(allocator, NODE_WITH_MEMBER + counted + sds.inside(length));
    if (length < LOOKED_UP) this.nodeOfLength[length] = size;
    return size;
  }

  private addSkiplist(): void {
    const { account, model, allocator } = this.sizing;
    const { count, nodes } = this;
    account.determined = false;
    account.add(nodes.bytes, nodes.allocated);
    if (model.skiplistNode === 'pointer') account.add(this.bareNode * count, this.bareNode * count);
    account.block(ZSET, 'bytes');
    if (model.skiplist === undefined) {
      account.add(0, allocator.usable(32) + allocator.usable(model.skiplistHead));
    } else if (model.table === 'object-dict') {
      account.block(model.skiplist);
      account.block(model.skiplistHead);
    } else if (model.skiplist === 0) account.block(model.skiplistHead, 'bytes');
    else {
      account.block(model.skiplist, 'bytes');
      account.block(model.skiplistHead);
    }
    if (model.table === 'hashtable') {
      const presized = this.sizing.replayed ? Math.min(count, SERVER_LIMITS.zset.entries + 1) : count;
      addHashtable(account, model.tableStruct, count, presized);
      return;
    }
    addDict(account, model.tableStruct, this.buckets());
    if (model.table === 'object-dict') {
      account.add(DICT_ENTRY * count, 0);
      addKeyEntries(account, expectedCollisions(count, dictBuckets(count)));
    } else account.add(DICT_ENTRY * count, allocator.usable(DICT_ENTRY) * count);
  }

  private buckets(): number {
    const { presizes } = this.sizing.model;
    if (this.sizing.replayed) return this.bucketsOfReplay();
    const presized = this.stored === undefined ? presizes !== 'sets' : presizes === 'zsets' || presizes === 'all';
    if (presized) return dictBuckets(this.count);
    const growth = new DictGrowth(0);
    growth.add(this.count);
    return growth.buckets;
  }

  /** Once the listpack is full, or a member too long for it, a dict is made with room for one member more. */
  private bucketsOfReplay(): number {
    const { presizes } = this.sizing.model;
    const growth = new DictGrowth(0);
    if (presizes === 'zsets' || presizes === 'all') growth.expand(Math.min(this.count, SERVER_LIMITS.zset.entries + 1));
    growth.add(this.count);
    return growth.buckets;
  }
}
