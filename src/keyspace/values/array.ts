/**
 * An array (Redis 8.8): texts at sparse 64-bit indexes, and where the last insert was. How a server stores an element follows
 * from its text. Source: rdb-format.md 3.9; redis 8.8 src/t_array.c, src/sparsearray.c.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import type { Collection } from '../collection.ts';
import { tryInteger } from '../number.ts';
import { copyInto, spanOf, type Span } from '../span.ts';

const INDEX_BYTES = 8;
/** Indexes below the highest that are tried before all are looked at. */
const NEAR = 64n;
/** Integers outside are stored as text. */
const LEAST_INTEGER = -(2n ** 61n);
const MOST_INTEGER = 2n ** 61n - 1n;
const LONGEST_INTEGER = 20;

export class ArrayValue implements Collection {
  readonly type = 'array';
  readonly encoding = TYPES.ARRAY.encoding;
  readonly typeByte = TYPES.ARRAY.byte;
  /** Where the last insert was; absent: the next one is at 0. */
  insertIndex: bigint | undefined;
  /** Texts by index, in eight bytes. */
  private table: ByteTable;
  /** The highest index; absent: not known. */
  private highest: bigint | undefined;
  private readonly name = new DataView(new ArrayBuffer(INDEX_BYTES));
  private readonly key = spanOf(new Uint8Array(this.name.buffer));

  constructor(table = new ByteTable()) {
    this.table = table;
  }

  get size(): number {
    return this.table.count;
  }

  /** One past the highest index. */
  get length(): bigint {
    if (this.size === 0) return 0n;
    this.highest ??= this.lookForHighest();
    return this.highest + 1n;
  }

  has(index: bigint): boolean {
    return this.find(index) !== NONE;
  }

  /** The element, where it stands: the span holds until the array changes. */
  text(index: bigint): Span | undefined {
    return this.find(index) === NONE ? undefined : this.table.dataFrom(0);
  }

  /** Visit all elements by their indexes; a span holds until the array changes. */
  each(visit: (index: bigint, text: Span) => void): void {
    for (const index of this.indexes().sort()) {
      this.find(index);
      visit(index, this.table.dataFrom(0));
    }
  }

  set(index: bigint, text: Span): void {
    const { table, name, key } = this;
    name.setBigUint64(0, index);
    const empty = table.count === 0;
    const size = text.end - text.start;
    table.resize(table.findOrAdd(key, size), size);
    copyInto(text.bytes, text.start, text.end, table.bytes, table.dataStart);
    if (empty || (this.highest !== undefined && index > this.highest)) this.highest = index;
  }

  remove(index: bigint): void {
    const record = this.find(index);
    if (record === NONE) return;
    this.table.remove(record);
    if (index === this.highest) this.highest = this.lookBelow(index);
  }

  /** Remove all from `low` to `high`. */
  removeRange(low: bigint, high: bigint): void {
    if (high - low < BigInt(this.size)) {
      for (let index = low; index <= high; index++) this.remove(index);
      return;
    }
    for (const index of this.indexes()) if (index >= low && index <= high) this.remove(index);
  }

  /** Keep the elements of `from`, which get the indexes from 0 on; the last of them was inserted last. */
  layOut(from: readonly bigint[]): void {
    const array = new ArrayValue();
    for (const [to, index] of from.entries()) {
      if (this.find(index) !== NONE) array.set(BigInt(to), this.table.dataFrom(0));
    }
    this.table = array.table;
    this.highest = array.highest;
    this.insertIndex = from.length > 0 ? BigInt(from.length - 1) : undefined;
  }

  copy(): ArrayValue {
    const array = new ArrayValue(this.table.copy());
    array.insertIndex = this.insertIndex;
    return array;
  }

  loadArray(_count: number, insertIndex: bigint | undefined): void {
    this.insertIndex = insertIndex;
  }

  loadArrayItem(arena: Arena, index: bigint, start: number, end: number): void {
    this.set(index, { bytes: arena.u8, start, end });
  }

  play(sink: EntrySink, arena: Arena): void {
    sink.array(this.size, this.insertIndex);
    const { scratch } = arena;
    this.each((index, { bytes, start, end }) => {
      const length = end - start;
      if (scratch.end - scratch.start < length) arena.grow(scratch, length);
      copyInto(bytes, start, end, arena.u8, scratch.start);
      const bare = length <= LONGEST_INTEGER && isStoredAsInteger(arena.latin1(scratch.start, scratch.start + length));
      sink.arrayItem(index, scratch.start, scratch.start + length, bare);
    });
  }

  /** In no order. */
  private indexes(): BigUint64Array {
    const { table } = this;
    const indexes = new BigUint64Array(table.count);
    let i = 0;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      indexes[i++] = table.view.getBigUint64(table.keyStart);
    }
    return indexes;
  }

  private find(index: bigint): number {
    this.name.setBigUint64(0, index);
    return this.table.find(this.key);
  }

  /** The highest index below one that is not there any more, if it is near. */
  private lookBelow(index: bigint): bigint | undefined {
    for (let near = index - 1n; near >= 0n && index - near <= NEAR; near--) if (this.has(near)) return near;
    return undefined;
  }

  private lookForHighest(): bigint {
    let highest = 0n;
    for (const index of this.indexes()) if (index > highest) highest = index;
    return highest;
  }
}

function isStoredAsInteger(text: string): boolean {
  const value = tryInteger(text);
  return value !== undefined && value >= LEAST_INTEGER && value <= MOST_INTEGER;
}
