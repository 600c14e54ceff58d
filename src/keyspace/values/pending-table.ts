/** The PEL of a consumer group: blocks of columns in the order of ids, so that a million entries take no object each. */
import type { PendingEntries, StreamId } from '../../model/stream.ts';

/** Entries of a block at most. */
const MOST = 256;
const FIRST = 4;

/** An entry that no consumer has, though it is not in the NACK zone: files of some servers have them. */
export const UNOWNED = -(2 ** 31);

class Columns {
  count = 0;
  /** Two words an entry: ms, seq. */
  ids = new BigUint64Array(2 * FIRST);
  deliveredAtMs = new BigInt64Array(FIRST);
  deliveries = new BigUint64Array(FIRST);
  /** Number of the owner; below 0: the place in the NACK zone, counted from -1 down; UNOWNED. */
  owner = new Int32Array(FIRST);

  /** The index of the first entry that is not before the id. */
  search(ms: bigint, seq: bigint): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.ids[2 * middle] ?? 0n;
      if (at < ms || (at === ms && (this.ids[2 * middle + 1] ?? 0n) < seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isAt(index: number, ms: bigint, seq: bigint): boolean {
    return index < this.count && this.ids[2 * index] === ms && this.ids[2 * index + 1] === seq;
  }

  /** Make room for an entry at `index`. */
  open(index: number): void {
    if (this.count === this.owner.length) this.resize(Math.min(MOST, 2 * this.count));
    this.move(index, this.count, index + 1);
    this.count++;
  }

  close(index: number): void {
    this.move(index + 1, this.count, index);
    this.count--;
  }

  /** The second half, taken out of here. */
  split(): Columns {
    const half = this.count >>> 1;
    const rest = new Columns();
    rest.resize(MOST);
    rest.ids.set(this.ids.subarray(2 * half, 2 * this.count));
    rest.deliveredAtMs.set(this.deliveredAtMs.subarray(half, this.count));
    rest.deliveries.set(this.deliveries.subarray(half, this.count));
    rest.owner.set(this.owner.subarray(half, this.count));
    rest.count = this.count - half;
    this.count = half;
    return rest;
  }

  copy(): Columns {
    const columns = new Columns();
    columns.count = this.count;
    columns.ids = this.ids.slice();
    columns.deliveredAtMs = this.deliveredAtMs.slice();
    columns.deliveries = this.deliveries.slice();
    columns.owner = this.owner.slice();
    return columns;
  }

  private move(from: number, to: number, target: number): void {
    this.ids.copyWithin(2 * target, 2 * from, 2 * to);
    this.deliveredAtMs.copyWithin(target, from, to);
    this.deliveries.copyWithin(target, from, to);
    this.owner.copyWithin(target, from, to);
  }

  private resize(size: number): void {
    const { ids, deliveredAtMs, deliveries, owner } = this;
    this.ids = new BigUint64Array(2 * size);
    this.ids.set(ids);
    this.deliveredAtMs = new BigInt64Array(size);
    this.deliveredAtMs.set(deliveredAtMs);
    this.deliveries = new BigUint64Array(size);
    this.deliveries.set(deliveries);
    this.owner = new Int32Array(size);
    this.owner.set(owner);
  }
}

export class PendingTable {
  count = 0;
  private blocks: Columns[] = [];
  /** Entries by owner: a consumer without any is dropped at once, however long the PEL is. */
  private owned = new Map<number, number>();
  // Where the entry at hand is.
  private block = 0;
  private index = 0;

  /** Whether the id is there; it is at hand then. */
  find({ ms, seq }: StreamId): boolean {
    this.block = this.blockOf(ms, seq);
    const columns = this.blocks[this.block];
    this.index = columns?.search(ms, seq) ?? 0;
    return columns?.isAt(this.index, ms, seq) ?? false;
  }

  /** Add an id that is not there; it is at hand then, and its columns are to be set. */
  add({ ms, seq }: StreamId): void {
    this.block = this.blockOf(ms, seq);
    let columns = this.blocks[this.block];
    if (columns === undefined) {
      columns = new Columns();
      this.blocks.push(columns);
      this.block = this.blocks.length - 1;
    }
    this.index = columns.search(ms, seq);
    if (columns.count === MOST) columns = this.makeRoom(columns);
    columns.open(this.index);
    columns.ids[2 * this.index] = ms;
    columns.ids[2 * this.index + 1] = seq;
    columns.owner[this.index] = UNOWNED;
    this.count++;
  }

  /** Take the entry at hand out. */
  remove(): void {
    const columns = this.blocks[this.block];
    if (columns === undefined) return;
    this.own(columns.owner[this.index] ?? UNOWNED, -1);
    columns.close(this.index);
    this.count--;
    if (columns.count === 0) this.blocks.splice(this.block, 1);
  }

  get owner(): number {
    return this.blocks[this.block]?.owner[this.index] ?? UNOWNED;
  }

  get deliveries(): bigint {
    return this.blocks[this.block]?.deliveries[this.index] ?? 0n;
  }

  get deliveredAtMs(): bigint {
    return this.blocks[this.block]?.deliveredAtMs[this.index] ?? 0n;
  }

  /** Set what the entry at hand has. */
  set(owner: number, deliveredAtMs: bigint, deliveries: bigint): void {
    const columns = this.blocks[this.block];
    if (columns === undefined) return;
    this.own(columns.owner[this.index] ?? UNOWNED, -1);
    this.own(owner, 1);
    columns.owner[this.index] = owner;
    columns.deliveredAtMs[this.index] = deliveredAtMs;
    columns.deliveries[this.index] = deliveries;
  }

  /** Take out all entries of an owner. */
  removeOwned(owner: number): void {
    if (!this.owned.delete(owner)) return;
    for (const columns of this.blocks) {
      for (let i = columns.count - 1; i >= 0; i--) {
        if (columns.owner[i] !== owner) continue;
        columns.close(i);
        this.count--;
      }
    }
    this.blocks = this.blocks.filter(({ count }) => count > 0);
  }

  /** All of them, ascending; `consumer` has what `indexOf` makes of the owner. */
  columns(indexOf: (owner: number, id: StreamId) => number): PendingEntries {
    const { count } = this;
    const ids = new BigUint64Array(2 * count);
    const deliveredAtMs = new BigInt64Array(count);
    const deliveries = new BigUint64Array(count);
    const consumer = new Int32Array(count);
    let at = 0;
    for (const block of this.blocks) {
      ids.set(block.ids.subarray(0, 2 * block.count), 2 * at);
      deliveredAtMs.set(block.deliveredAtMs.subarray(0, block.count), at);
      deliveries.set(block.deliveries.subarray(0, block.count), at);
      for (let i = 0; i < block.count; i++) {
        const id = { ms: block.ids[2 * i] ?? 0n, seq: block.ids[2 * i + 1] ?? 0n };
        consumer[at + i] = indexOf(block.owner[i] ?? UNOWNED, id);
      }
      at += block.count;
    }
    return { count, ids, deliveredAtMs, deliveries, consumer };
  }

  copy(): PendingTable {
    const table = new PendingTable();
    table.count = this.count;
    table.blocks = this.blocks.map((columns) => columns.copy());
    table.owned = new Map(this.owned);
    return table;
  }

  /** Count entries of an owner; those that no consumer has are not asked for. */
  private own(owner: number, change: 1 | -1): void {
    if (owner < 0) return;
    const entries = (this.owned.get(owner) ?? 0) + change;
    if (entries === 0) this.owned.delete(owner);
    else this.owned.set(owner, entries);
  }

  /** A full block takes no more: at the end of all there is a new one, elsewhere it is cut in half. */
  private makeRoom(columns: Columns): Columns {
    if (this.index === MOST && this.block === this.blocks.length - 1) {
      const next = new Columns();
      this.blocks.push(next);
      this.block++;
      this.index = 0;
      return next;
    }
    const rest = columns.split();
    this.blocks.splice(this.block + 1, 0, rest);
    if (this.index <= columns.count) return columns;
    this.index -= columns.count;
    this.block++;
    return rest;
  }

  /** The block where an id stands or would stand; blocks are empty of it before. */
  private blockOf(ms: bigint, seq: bigint): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const { ids } = this.blocks[middle] ?? new Columns();
      const at = ids[0] ?? 0n;
      if (at < ms || (at === ms && (ids[1] ?? 0n) <= seq)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
