/**
 * What a stream takes. Source: redis src/object.c, objectComputeSize(), of 5.0 to 8.0; src/t_stream.c, streamNew(),
 * streamCreateCG(), streamCreateNACK(), streamLinkCGroupToEntry(); rdb-format.md 7.4 to 7.6.
 */
import type { Arena } from '../bytes/arena.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import {
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamIdmp,
  type StreamTotals,
} from '../model/stream.ts';
import { OwnedEntries } from './owned-entries.ts';
import { RaxCounter, sizeOfNames, type RaxSize } from './rax.ts';
import { SDS_TINY } from './sds.ts';
import { ID_BYTES, idCount, idWords, sharedIdBytes, sizeOfIds, unionOfIds } from './stream-ids.ts';
import { streamLayoutOf, type StreamLayout } from './stream-layout.ts';
import { StreamPacker } from './stream-packer.ts';
import { dictBuckets } from './table-size.ts';
import { ValueSize, type Sizing } from './value-size.ts';

/** What `MEMORY USAGE` of servers up to 8.0 takes for a radix tree. Source: redis src/object.c, streamRadixTreeMemoryUsage(). */
const GUESS = { key: 16, node: 4 + 30 * 8 } as const;
/** Source: redis src/adlist.h. */
const LIST = { head: 48, node: 24 } as const;
/** An entry is followed by its iid. Source: redis 8.6 src/stream.h, idmpProducer, idmpEntry; src/dict.h. */
const IDMP = { producer: 24, entry: 32, dict: 56, dictEntry: 24, bucket: 8 } as const;

/** Of a stream with its nodes, groups and producers. */
export class StreamSize extends ValueSize {
  private readonly layout: StreamLayout;
  /** The tree of nodes, which is told a node at a time, and those that are counted at once. */
  private readonly nodes: RaxCounter;
  private readonly counter: RaxCounter;
  /** For entries that come without nodes. */
  private readonly packer = new StreamPacker((key, bytes) => this.node(key, bytes));
  private hasNodes = false;
  /** Keys of the last two nodes, in turn. */
  private readonly keys = new BigUint64Array(4);
  private readonly keyWords = idWords(this.keys);
  private nodeCount = 0;
  /** Of the node that comes next; `room`: what is asked for, at least. */
  private listpackBytes = 0;
  private room = 0;
  private names: Uint8Array[] = [];
  private pending: Uint32Array[] = [];
  private bytes = 0;
  private allocated = 0;
  /** Commands may have emptied a tree. */
  private hasEmptyTree = false;

  constructor(sizing: Sizing) {
    super(sizing);
    this.layout = streamLayoutOf(sizing.model);
    this.encoding = this.layout.encoding;
    this.nodes = new RaxCounter(sizing.allocator);
    this.counter = new RaxCounter(sizing.allocator);
  }

  override begin(_header: KeyHeader, _arena: Arena): Interest {
    this.hasEmptyTree = false;
    this.nodes.finish();
    this.packer.clear();
    this.hasNodes = false;
    this.nodeCount = 0;
    this.names = [];
    this.pending = [];
    this.bytes = 0;
    this.allocated = 0;
    return 'sizes';
  }

  override blob(sizeBytes: number, _plain: boolean, _entries: number | undefined, open: boolean): 'skip' {
    this.listpackBytes = sizeBytes;
    this.room = open ? this.layout.nodeRoom : 0;
    return 'skip';
  }

  override streamNode(key: StreamId): void {
    this.hasNodes = true;
    this.node(key, this.listpackBytes, this.room);
  }

  override streamEntry(arena: Arena, idStart: number, idEnd: number, rows: number, count: number): void {
    if (!this.hasNodes) this.packer.add(arena, idStart, idEnd, rows, count);
  }

  override streamTotals({ length }: StreamTotals): void {
    this.elements = Number(length);
    this.packer.finish();
  }

  /** A node: its key, above those before, and the bytes of its listpack. */
  private node(key: StreamId, listpackBytes: number, room = 0): void {
    const now = this.nodeCount & 1;
    this.keys[2 * now] = key.ms;
    this.keys[2 * now + 1] = key.seq;
    this.nodes.add(this.nodeCount === 0 ? 0 : sharedIdBytes(this.keyWords, 0, this.keyWords, 1), ID_BYTES);
    this.nodeCount++;
    const allocated = this.usable(Math.max(listpackBytes, room));
    this.allocated += allocated;
    this.bytes += this.layout.countsSlack ? allocated : listpackBytes;
  }

  /** @param pending - its ids ascend */
  override group({ name }: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const { layout } = this;
    this.names.push(name);
    const ids = idWords(pending.ids.subarray(0, 2 * pending.count));
    if (layout.indexesPending && pending.count > 0) this.pending.push(ids);
    this.structs(layout.group, 1);
    this.structs(layout.pending, pending.count);
    this.tree(sizeOfIds(this.counter, ids), true);
    this.tree(
      sizeOfNames(
        this.counter,
        consumers.map((consumer) => consumer.name),
      ),
      layout.counts === 'all',
    );
    const owned = new OwnedEntries(pending, consumers.length);
    for (const [index, consumer] of consumers.entries()) {
      this.structs(layout.consumer, 1);
      this.name(consumer.name.length);
      this.tree(sizeOfIds(this.counter, ids, owned.of(index)), true);
    }
  }

  /** `MEMORY USAGE` knows of producers and their entries, not of what these hang in. */
  override idmp({ producers }: StreamIdmp): void {
    if (producers.length === 0) return;
    this.tree(
      sizeOfNames(
        this.counter,
        producers.map(({ id }) => id),
      ),
      false,
    );
    for (const { entries } of producers) {
      this.structs(IDMP.producer, 1);
      for (const { iid } of entries) this.structs(IDMP.entry + iid.length, 1);
      this.allocated += this.usable(IDMP.dict) + entries.length * this.usable(IDMP.dictEntry);
      if (entries.length > 0) this.allocated += this.usable(IDMP.bucket * dictBuckets(entries.length));
    }
  }

  override finish(): void {
    const { layout } = this;
    const struct = this.usable(layout.stream);
    this.allocated += struct;
    if (layout.countsStruct) this.bytes += layout.counts === 'all' ? struct : layout.stream;
    this.tree(this.nodes.finish(), true);
    if (this.names.length > 0) this.tree(sizeOfNames(this.counter, this.names), layout.counts === 'all');
    if (this.pending.length > 0) this.index();
    const { account } = this.sizing;
    account.add(this.bytes, this.allocated);
    // The root of a tree whose last key was removed keeps what was allocated for it; that of a new tree takes less.
    if (this.sizing.replayed && this.hasEmptyTree) account.determined = false;
  }

  /** The index of pending entries: a list for each, with a node for each group. */
  private index(): void {
    const ids = unionOfIds(this.pending);
    this.tree(sizeOfIds(this.counter, ids), this.layout.counts === 'all');
    let groups = 0;
    for (const pending of this.pending) groups += idCount(pending);
    this.allocated += idCount(ids) * this.usable(LIST.head) + groups * this.usable(LIST.node);
  }

  private usable(request: number): number {
    return this.sizing.allocator.usable(request);
  }

  private structs(size: number, count: number): void {
    const allocated = count * this.usable(size);
    this.allocated += allocated;
    this.bytes += this.layout.counts === 'all' ? allocated : count * size;
  }

  private tree({ keys, nodes, allocated }: RaxSize, counted: boolean): void {
    const whole = this.usable(this.layout.rax) + allocated;
    this.allocated += whole;
    if (!counted) return;
    if (this.layout.counts === 'guess') this.bytes += GUESS.key * keys + GUESS.node * nodes;
    else {
      this.bytes += whole;
      if (keys === 0) this.hasEmptyTree = true;
    }
  }

  /** A consumer's name. */
  private name(length: number): void {
    const { sds } = this.sizing;
    const allocated = sds.block(length);
    this.allocated += allocated;
    // A string with the smallest header does not know how much is allocated for it.
    if (this.layout.counts === 'all') this.bytes += length > 0 && length < SDS_TINY ? sds.size(length) : allocated;
    else this.bytes += length;
  }
}
