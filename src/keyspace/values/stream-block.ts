/**
 * A run of entries of a stream in the order of their ids: what a node of a server's stream holds with the default settings, as
 * some forms of trimming go by nodes. Columns tell ids and places; the fields stand one after another in
 * one buffer, names only where they differ from those of the block's first entry, as servers keep it.
 *
 *   entry  = head string*                         strings: values if `same`, else name and value in turn
 *   head   = varint: twice the number of fields, plus 1 if the names are those of the first entry
 *   string = varint length | bytes
 */
import type { StreamId } from '../../model/stream.ts';
import { EMPTY_LISTPACK, listpackInteger, listpackString } from '../../rdb/listpack-size.ts';
import { SERVER_LIMITS } from '../../model/server-limits.ts';
import type { Args } from '../args.ts';
import { copyInto } from '../span.ts';
import { EntryFields } from './entry-fields.ts';
import { putVarint, VarintReader, varintSize } from '../varint.ts';

/** A small number of live or deleted entries. */
const COUNT_BYTES = 2;
/** A listpack without elements, and its numbers of live and deleted entries and the zero that ends the master entry. */
const HEAD_BYTES = EMPTY_LISTPACK + 2 * COUNT_BYTES + 2;
/** An entry's flags. */
const FLAG_BYTES = 2;
const FIRST_ENTRIES = 4;
const DELETED = 0x80000000;

export class StreamBlock {
  /** Entries, and those of them that are not deleted. */
  count = 0;
  live = 0;
  /** Entries before it are deleted. */
  head = 0;
  /** The stream's last, begun by a command: a server has more room for it than its listpack takes. */
  isOpen = false;
  private ids = new BigUint64Array(2 * FIRST_ENTRIES);
  /** Where in `bytes` each entry begins; the top bit: it is deleted. */
  private places = new Uint32Array(FIRST_ENTRIES);
  private bytes = new Uint8Array(64);
  private used = 0;
  /** Size of the listpack that a server has of these entries. */
  private packed = HEAD_BYTES;

  /** Whether there is room for an entry. Source: redis 7.0 src/t_stream.c, streamAppendItem(). */
  takes(fields: Args, first: number): boolean {
    let size = this.packed;
    for (let i = first; i < fields.count; i++) size += fields.end(i) - fields.start(i);
    const { entries, bytes } = SERVER_LIMITS.streamNode;
    return this.count < entries && size < bytes;
  }

  /** Of the listpack that a server has of these entries. */
  get packedBytes(): number {
    return this.packed + listpackInteger(this.live) + listpackInteger(this.count - this.live) - 2 * COUNT_BYTES;
  }

  ms(index: number): bigint {
    return this.ids[2 * index] ?? 0n;
  }

  seq(index: number): bigint {
    return this.ids[2 * index + 1] ?? 0n;
  }

  idAt(index: number): StreamId {
    return { ms: this.ms(index), seq: this.seq(index) };
  }

  isLive(index: number): boolean {
    return ((this.places[index] ?? DELETED) & DELETED) === 0;
  }

  /** The first live entry from `index` on; `count` if there is none. */
  nextLive(index: number): number {
    let next = index;
    while (next < this.count && !this.isLive(next)) next++;
    return next;
  }

  /** The index of a live entry, or -1. */
  find({ ms, seq }: StreamId): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = this.ms(middle);
      const seqAt = this.seq(middle);
      if (at === ms && seqAt === seq) return this.isLive(middle) ? middle : -1;
      if (at < ms || (at === ms && seqAt < seq)) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  remove(index: number): void {
    this.places[index] = ((this.places[index] ?? 0) | DELETED) >>> 0;
    this.live--;
    if (index === this.head) this.head = this.nextLive(index);
  }

  /** Add an entry behind the others: its fields are the arguments from `first` on, name and value in turn. */
  append(id: StreamId, fields: Args, first: number): void {
    const same = this.hasNamesOf(fields, first);
    const step = same ? 2 : 1;
    const start = same ? first + 1 : first;
    const head = fields.count - first + (same ? 1 : 0);
    let size = varintSize(head);
    for (let i = start; i < fields.count; i += step) {
      const length = fields.end(i) - fields.start(i);
      size += varintSize(length) + length;
    }
    this.reserve(size);
    this.pack(id, fields, first, same);
    this.ids[2 * this.count] = id.ms;
    this.ids[2 * this.count + 1] = id.seq;
    this.places[this.count] = this.used;
    this.count++;
    this.live++;
    const { bytes } = this;
    let at = putVarint(bytes, this.used, head);
    for (let i = start; i < fields.count; i += step) {
      const from = fields.start(i);
      const to = fields.end(i);
      at = putVarint(bytes, at, to - from);
      copyInto(fields.bytes, from, to, bytes, at);
      at += to - from;
    }
    this.used = at;
  }

  /** Give back what is reserved for more entries. */
  close(): void {
    this.isOpen = false;
    this.ids = this.ids.slice(0, 2 * this.count);
    this.places = this.places.slice(0, this.count);
    this.bytes = this.bytes.slice(0, this.used);
  }

  copy(): StreamBlock {
    const block = new StreamBlock();
    block.count = this.count;
    block.live = this.live;
    block.head = this.head;
    block.ids = this.ids.slice();
    block.places = this.places.slice();
    block.bytes = this.bytes.slice();
    block.used = this.used;
    block.packed = this.packed;
    return block;
  }

  /** Readers on an entry's fields, and on the names if it shares those of the first entry. */
  open(index: number): OpenEntry {
    const reader = new VarintReader(this.bytes, (this.places[index] ?? 0) & ~DELETED);
    const head = reader.next();
    const names = (head & 1) === 1 ? new VarintReader(this.bytes, 0) : undefined;
    names?.next();
    return { fields: head >>> 1, reader, names };
  }

  /** To go over an entry's fields. */
  fieldsOf(index: number): EntryFields {
    return new EntryFields(this.open(index));
  }

  /** How many fields an entry has, and how many bytes names and values take. */
  sizeOf(index: number): { fields: number; bytes: number } {
    const { fields, reader, names } = this.open(index);
    let bytes = 0;
    for (let i = 0; i < fields; i++) {
      if (names === undefined) bytes += reader.skip();
      else {
        bytes += names.skip();
        names.skip();
      }
      bytes += reader.skip();
    }
    return { fields, bytes };
  }

  private hasNamesOf(fields: Args, first: number): boolean {
    if (this.count === 0) return false;
    const { fields: count, reader } = this.open(0);
    if (2 * count !== fields.count - first) return false;
    for (let i = first; i < fields.count; i += 2) {
      if (!reader.nextIs(fields.bytes, fields.start(i), fields.end(i))) return false;
      reader.skip();
    }
    return true;
  }

  /** Count what the entry takes in a listpack. */
  private pack(id: StreamId, fields: Args, first: number, same: boolean): void {
    const count = (fields.count - first) / 2;
    // The names of the first entry stand in the master entry.
    const named = !same && this.count > 0;
    const [ms, seq] = this.count === 0 ? [id.ms, id.seq] : [this.ms(0), this.seq(0)];
    let size = FLAG_BYTES + listpackInteger(Number(id.ms - ms)) + listpackInteger(Number(id.seq - seq));
    for (let i = same ? first + 1 : first; i < fields.count; i += same ? 2 : 1) {
      size += listpackString(fields.bytes, fields.start(i), fields.end(i));
    }
    if (!same) size += listpackInteger(count);
    this.packed += size + listpackInteger(named ? 2 * count + 4 : count + 3);
  }

  private reserve(size: number): void {
    if (this.count === this.places.length) {
      this.ids = enlarged(this.ids, new BigUint64Array(4 * this.count));
      this.places = enlarged(this.places, new Uint32Array(2 * this.count));
    }
    const need = this.used + size;
    if (need <= this.bytes.length) return;
    this.bytes = enlarged(this.bytes, new Uint8Array(Math.max(need, 2 * this.bytes.length)));
  }
}

export interface OpenEntry {
  readonly fields: number;
  /** Stands at the first name, or at the first value if `names` is there. */
  readonly reader: VarintReader;
  /** Stands at the first entry's first name, whose value follows. */
  readonly names: VarintReader | undefined;
}

/** `larger`, beginning with what stands in `array`. */
function enlarged<T extends { set(array: T): void }>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
