/**
 * A hash table from bytes to bytes that holds no object per entry: hash fields, set members, the keys of a database.
 *
 *   record = u32 hash | u32 key length | u32 data length | u32 room for data, top bit: removed | key | data, padded to 8
 *
 * Records stand in the order in which they came, or were last made larger. What is removed is left where it is until that is
 * more than half; then all records move together (`generation` counts that), and every number of a record is void.
 * The index holds addresses of records, open addressing with linear probing; a small table does without.
 */
import { ByteStore } from './byte-store.ts';
import { copyInto, type Span } from './span.ts';

/** What `find` answers when there is none. */
export const NONE = -1;

const HEADER = 16;
const REMOVED = 0x80000000;
/** Tables up to this size are searched from end to end, until more removed records than these are passed on the way. */
const SMALL = 8;
const MOST_PASSED = 256;
const FIRST_INDEX = 32;
/** Bytes that are left alone: of removed records together, or of a record's room. */
const TOLERATED = 4096;
const FREE = 0;
const NOTHING: Uint8Array = new Uint8Array();
const NO_VIEW: DataView = new DataView(new ArrayBuffer(0));

export class ByteTable {
  /** Entries. */
  count = 0;
  /** Changes when records have moved, so that numbers kept of them are void. */
  generation = 0;
  /** Records that were ever made, or made anew for a larger one. */
  made = 0;

  // The record that was located last.
  bytes: Uint8Array = NOTHING;
  view: DataView = NO_VIEW;
  keyStart = 0;
  keyEnd = 0;
  dataStart = 0;
  dataEnd = 0;

  private store = new ByteStore();
  /** Addresses of records + 1; FREE. */
  private index: Uint32Array | undefined;
  private removedBytes = 0;
  private removedRecords = 0;
  private usedBytes = 0;

  /** The number of the record with this key, or NONE. It is located then. */
  find(key: Span): number {
    return this.search(key, hashOf(key));
  }

  /** A record for a key that is not there, with room for `size` bytes of data, which are zero. It is located. */
  add(key: Span, size: number): number {
    return this.insert(key, hashOf(key), size);
  }

  /** The record of a key, made with `size` bytes of zeros if it is not there; `count` tells. It is located. */
  findOrAdd(key: Span, size: number): number {
    const hash = hashOf(key);
    const found = this.search(key, hash);
    return found === NONE ? this.insert(key, hash, size) : found;
  }

  /** Set the fields that tell of the record at hand. */
  locate(record: number): void {
    const { store } = this;
    store.locate(record);
    this.bytes = store.bytes;
    this.view = store.view;
    this.keyStart = store.at + HEADER;
    this.keyEnd = this.keyStart + store.view.getUint32(store.at + 4, true);
    this.dataStart = this.keyEnd;
    this.dataEnd = this.dataStart + store.view.getUint32(store.at + 8, true);
  }

  /** The key of the record located last. */
  get key(): Span {
    return { bytes: this.bytes, start: this.keyStart, end: this.keyEnd };
  }

  /** The data of the record located last, from `offset` on. */
  dataFrom(offset: number): Span {
    return { bytes: this.bytes, start: this.dataStart + offset, end: this.dataEnd };
  }

  /**
   * Give a record `size` bytes of data; those it had are kept as far as they go, new ones are zero. It is located. With
   * `spare` there is room left for growing further, so that appending over and over costs little.
   * @returns its number, which may be another
   */
  resize(record: number, size: number, spare = false): number {
    const { store } = this;
    store.locate(record);
    const { view, bytes, at } = store;
    const room = view.getUint32(at + 12, true);
    const keyLength = view.getUint32(at + 4, true);
    const old = view.getUint32(at + 8, true);
    // Much room that is left over is given back.
    if (size <= room && (room - size <= TOLERATED || 2 * size >= room)) {
      view.setUint32(at + 8, size, true);
      const data = at + HEADER + keyLength;
      if (size > old) bytes.fill(0, data + old, data + size);
      this.locate(record);
      return record;
    }
    const hash = view.getUint32(at, true);
    const moved = this.append(hash, keyLength, spare ? size + (size >>> 1) + UNIT_SLACK : size);
    // Both may be in one buffer, which may just have been replaced by a larger one.
    store.locate(record);
    const from = store.bytes;
    const start = store.at + HEADER;
    store.locate(moved);
    copyInto(from, start, start + keyLength + Math.min(old, size), store.bytes, store.at + HEADER);
    store.view.setUint32(store.at + 8, size, true);
    if (this.index !== undefined) this.index[this.slotOf(record, hash)] = moved + 1;
    this.markRemoved(record);
    const place = this.compactIfWorthIt(moved);
    this.locate(place);
    return place;
  }

  remove(record: number): void {
    const { store } = this;
    store.locate(record);
    const hash = store.view.getUint32(store.at, true);
    if (this.index !== undefined) this.free(this.slotOf(record, hash));
    this.markRemoved(record);
    this.count--;
    this.compactIfWorthIt(NONE);
  }

  /** The first record that is not before `from`, or NONE: `for (let r = t.next(0); r !== NONE; r = t.next(t.after(r)))`. */
  next(from: number): number {
    const { store } = this;
    let record = store.follow(from);
    while (record < store.end) {
      store.locate(record);
      if ((store.view.getUint32(store.at + 12, true) & REMOVED) === 0) return record;
      record = store.follow(record + unitsOf(store.view, store.at));
    }
    return NONE;
  }

  /** Where the search for the record behind this one begins. */
  after(record: number): number {
    this.store.locate(record);
    return record + unitsOf(this.store.view, this.store.at);
  }

  /** A table of its own with the same records in the same order. */
  copy(): ByteTable {
    const table = new ByteTable();
    for (let record = this.next(0); record !== NONE; record = this.next(this.after(record))) {
      this.locate(record);
      table.add(this.key, this.dataEnd - this.dataStart);
      copyInto(this.bytes, this.dataStart, this.dataEnd, table.bytes, table.dataStart);
    }
    return table;
  }

  private search(key: Span, hash: number): number {
    if (this.index === undefined) return this.walk(key, hash);
    const mask = this.index.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.index[slot] ?? FREE;
      if (entry === FREE) return NONE;
      if (this.isRecordOf(entry - 1, key, hash)) {
        this.locate(entry - 1);
        return entry - 1;
      }
    }
  }

  private walk(key: Span, hash: number): number {
    for (let record = this.next(0); record !== NONE; record = this.next(this.after(record))) {
      if (this.isRecordOf(record, key, hash)) {
        this.locate(record);
        return record;
      }
    }
    return NONE;
  }

  private isRecordOf(record: number, key: Span, hash: number): boolean {
    const { store } = this;
    store.locate(record);
    const { view, bytes, at } = store;
    const length = key.end - key.start;
    if (view.getUint32(at, true) !== hash || view.getUint32(at + 4, true) !== length) return false;
    const start = at + HEADER;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== key.bytes[key.start + i]) return false;
    return true;
  }

  private insert(key: Span, hash: number, size: number): number {
    const length = key.end - key.start;
    const record = this.append(hash, length, size);
    const { store } = this;
    copyInto(key.bytes, key.start, key.end, store.bytes, store.at + HEADER);
    this.count++;
    if (this.index !== undefined && 4 * this.count <= 3 * this.index.length) this.enter(this.index, record, hash);
    else if (this.count > SMALL) this.makeIndex();
    this.locate(record);
    return record;
  }

  /** A record without its key; the store has it located. */
  private append(hash: number, keyLength: number, room: number): number {
    const { store } = this;
    const record = store.allocate(HEADER + keyLength + room);
    store.locate(record);
    const { view, at } = store;
    view.setUint32(at, hash, true);
    view.setUint32(at + 4, keyLength, true);
    view.setUint32(at + 8, room, true);
    // What padding leaves is room, too.
    const padded = ((HEADER + keyLength + room + 7) & ~7) - HEADER - keyLength;
    view.setUint32(at + 12, padded, true);
    this.usedBytes += HEADER + keyLength + padded;
    this.made++;
    return record;
  }

  private makeIndex(): void {
    let size = FIRST_INDEX;
    while (2 * this.count > size) size *= 2;
    const index = new Uint32Array(size);
    const { store } = this;
    for (let record = this.next(0); record !== NONE; record = this.next(this.after(record))) {
      store.locate(record);
      this.enter(index, record, store.view.getUint32(store.at, true));
    }
    this.index = index;
  }

  private enter(index: Uint32Array, record: number, hash: number): void {
    const mask = index.length - 1;
    let slot = spread(hash) & mask;
    while (index[slot] !== FREE) slot = (slot + 1) & mask;
    index[slot] = record + 1;
  }

  private slotOf(record: number, hash: number): number {
    const index = this.index ?? new Uint32Array();
    const mask = index.length - 1;
    let slot = spread(hash) & mask;
    while (index[slot] !== record + 1) slot = (slot + 1) & mask;
    return slot;
  }

  /** Free a slot, and move into it what could not stand there because of it. */
  private free(freed: number): void {
    const { store } = this;
    const index = this.index ?? new Uint32Array();
    const mask = index.length - 1;
    let hole = freed;
    for (let slot = (hole + 1) & mask; index[slot] !== FREE; slot = (slot + 1) & mask) {
      const entry = index[slot] ?? FREE;
      store.locate(entry - 1);
      const wished = spread(store.view.getUint32(store.at, true)) & mask;
      if (((slot - wished) & mask) < ((slot - hole) & mask)) continue;
      index[hole] = entry;
      hole = slot;
    }
    index[hole] = FREE;
  }

  private markRemoved(record: number): void {
    const { store } = this;
    store.locate(record);
    const { view, at } = store;
    this.removedBytes += unitsOf(view, at) * 8;
    this.removedRecords++;
    view.setUint32(at + 12, (view.getUint32(at + 12, true) | REMOVED) >>> 0, true);
  }

  /** Give the records a store of their own if more than half of the old one is waste. @returns where `record` is then */
  private compactIfWorthIt(record: number): number {
    if (this.removedBytes <= TOLERATED || 2 * this.removedBytes <= this.usedBytes) {
      // Beside one large record, small ones may come and go for long.
      if (this.index === undefined && this.removedRecords > MOST_PASSED) this.makeIndex();
      return record;
    }
    const old = this.store;
    this.store = new ByteStore();
    this.usedBytes = 0;
    this.removedBytes = 0;
    this.removedRecords = 0;
    this.generation++;
    let found = record;
    for (let from = old.follow(0); from < old.end;) {
      old.releaseBefore(from);
      old.locate(from);
      const { view, bytes, at } = old;
      const units = unitsOf(view, at);
      if ((view.getUint32(at + 12, true) & REMOVED) === 0) {
        const to = this.store.allocate(units * 8);
        this.store.locate(to);
        copyInto(bytes, at, at + units * 8, this.store.bytes, this.store.at);
        this.usedBytes += units * 8;
        if (from === record) found = to;
      }
      from = old.follow(from + units);
    }
    this.index = undefined;
    if (this.count > SMALL) this.makeIndex();
    return found;
  }
}

const UNIT_SLACK = 64;

/** Units of eight bytes that the record at `at` takes. */
function unitsOf(view: DataView, at: number): number {
  return (HEADER + view.getUint32(at + 4, true) + (view.getUint32(at + 12, true) & ~REMOVED)) >>> 3;
}

/** FNV-1a. */
export function hashOf({ bytes, start, end }: Span): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** FNV-1a's low bits depend on little; indexes take them. */
export function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
