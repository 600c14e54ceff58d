/**
 * One database: its keys with their values. A key's record in the table holds everything but collections, which are objects
 * of their own, known by number.
 *
 *   data = u8 flags | i64 expiry if EXPIRES | u32 idle seconds if IDLE | u8 frequency if FREQ | u32 number of extras if EXTRAS
 *        | the string, or u32 number of the collection
 */
import type { KeyMeta } from '../model/sink.ts';
import { ByteTable, NONE } from './byte-table.ts';
import type { Collection } from './collection.ts';
import { Numbered } from './numbered.ts';
import { copyInto, type Span } from './span.ts';
import { putTime, takeTime } from './time.ts';

const COLLECTION = 1;
const EXPIRES = 2;
const IDLE = 4;
const FREQ = 8;
const EXTRAS = 16;
const TIME_BYTES = 8;
const NUMBER_BYTES = 4;

/** What few keys have: metadata of modules, and marks of some servers. See KeyHeader. */
export interface KeyExtras {
  readonly meta: readonly KeyMeta[];
  readonly noEvict: boolean;
  readonly mvcc: string | undefined;
}

/** What stands beside a value. */
export interface KeyInfo {
  readonly expireAtMs?: number | bigint | undefined;
  readonly idleSeconds?: number | undefined;
  readonly freq?: number | undefined;
  readonly extras?: KeyExtras | undefined;
}

export class Database {
  readonly table = new ByteTable();
  private readonly collections = new Numbered<Collection>();
  private readonly extras = new Numbered<KeyExtras>();
  /** Keys with an expiry. */
  expires = 0;

  get size(): number {
    return this.table.count;
  }

  has(key: Span): boolean {
    return this.table.find(key) !== NONE;
  }

  /** The value where it is no string. `undefined`: a string, or no such key. */
  collection(key: Span): Collection | undefined {
    return this.table.find(key) === NONE ? undefined : this.collectionAt();
  }

  /** The string, where it stands: it holds until the database changes. `undefined`: no string, or no such key. */
  string(key: Span): Span | undefined {
    return this.table.find(key) === NONE ? undefined : this.stringAt();
  }

  /** Give a key a collection in place of whatever it had. */
  putCollection(key: Span, value: Collection, info: KeyInfo = {}): void {
    this.remove(key);
    const number = this.collections.add(value);
    const payload = this.addRecord(key, COLLECTION, info, NUMBER_BYTES);
    this.table.view.setUint32(payload, number, true);
  }

  /** Give a key a string of `size` zeros in place of whatever it had, to be filled: a span that holds until the next change. */
  putString(key: Span, size: number, info: KeyInfo = {}): Span {
    const { table } = this;
    const record = table.find(key);
    if (record !== NONE && isPlain(info) && table.bytes[table.dataStart] === 0) {
      table.resize(record, 1 + size);
      return table.dataFrom(1);
    }
    if (record !== NONE) this.remove(key);
    const start = this.addRecord(key, 0, info, size);
    return { bytes: table.bytes, start, end: start + size };
  }

  /** Make a string that is there `size` bytes long; what is new is zero. It has room to grow further. */
  resizeString(key: Span, size: number): Span {
    const { table } = this;
    const record = table.find(key);
    const head = headBytes(table.bytes[table.dataStart] ?? 0);
    table.resize(record, head + size, true);
    return table.dataFrom(head);
  }

  remove(key: Span): boolean {
    const { table } = this;
    const record = table.find(key);
    if (record === NONE) return false;
    const flags = table.bytes[table.dataStart] ?? 0;
    if (flags & EXPIRES) this.expires--;
    if (flags & COLLECTION) this.collections.remove(this.numberAt());
    if (flags & EXTRAS) this.extras.remove(this.extrasNumberAt());
    table.remove(record);
    return true;
  }

  /** What stands beside a value and stays there when the value changes, or moves to another name. */
  lasting(key: Span): KeyInfo | undefined {
    if (this.table.find(key) === NONE) return undefined;
    const { expireAtMs, extras } = this.infoAt();
    return expireAtMs === undefined && extras === undefined ? undefined : { expireAtMs, extras };
  }

  /** Unix ms; a bigint where a double does not hold it. */
  expireAt(key: Span): number | bigint | undefined {
    return this.table.find(key) === NONE ? undefined : this.infoAt().expireAtMs;
  }

  setExpireAt(key: Span, expireAtMs: number | bigint | undefined): void {
    const { table } = this;
    const record = table.find(key);
    if (record === NONE) return;
    const flags = table.bytes[table.dataStart] ?? 0;
    const has = (flags & EXPIRES) !== 0;
    const size = table.dataEnd - table.dataStart;
    if (expireAtMs === undefined) {
      if (!has) return;
      table.bytes.copyWithin(table.dataStart + 1, table.dataStart + 1 + TIME_BYTES, table.dataEnd);
      table.bytes[table.dataStart] = flags & ~EXPIRES;
      table.resize(record, size - TIME_BYTES);
      this.expires--;
      return;
    }
    if (!has) {
      table.resize(record, size + TIME_BYTES);
      table.bytes.copyWithin(table.dataStart + 1 + TIME_BYTES, table.dataStart + 1, table.dataEnd - TIME_BYTES);
      table.bytes[table.dataStart] = flags | EXPIRES;
      this.expires++;
    }
    putTime(table.view, table.dataStart + 1, expireAtMs);
  }

  /** Where the walk over all keys begins, and goes on: the record is located, and the methods that end in At tell of it. */
  next(from: number): number {
    const record = this.table.next(from);
    if (record !== NONE) this.table.locate(record);
    return record;
  }

  collectionAt(): Collection | undefined {
    const { table } = this;
    if (((table.bytes[table.dataStart] ?? 0) & COLLECTION) === 0) return undefined;
    return this.collections.get(this.numberAt());
  }

  stringAt(): Span | undefined {
    const { table } = this;
    const flags = table.bytes[table.dataStart] ?? 0;
    return flags & COLLECTION ? undefined : table.dataFrom(headBytes(flags));
  }

  infoAt(): KeyInfo {
    const { table } = this;
    const { view, dataStart } = table;
    const flags = view.getUint8(dataStart);
    let at = dataStart + 1;
    const info: { -readonly [K in keyof KeyInfo]: KeyInfo[K] } = {};
    if (flags & EXPIRES) {
      info.expireAtMs = takeTime(view, at);
      at += TIME_BYTES;
    }
    if (flags & IDLE) {
      info.idleSeconds = view.getUint32(at, true);
      at += NUMBER_BYTES;
    }
    if (flags & FREQ) info.freq = view.getUint8(at);
    if (flags & EXTRAS) info.extras = this.extras.get(this.extrasNumberAt());
    return info;
  }

  private numberAt(): number {
    const { table } = this;
    return table.view.getUint32(table.dataStart + headBytes(table.view.getUint8(table.dataStart)), true);
  }

  /** Extras stand last before the payload. */
  private extrasNumberAt(): number {
    const { table } = this;
    const end = table.dataStart + headBytes(table.view.getUint8(table.dataStart));
    return table.view.getUint32(end - NUMBER_BYTES, true);
  }

  /** @returns where the payload begins in the table's buffer */
  private addRecord(key: Span, kind: number, info: KeyInfo, size: number): number {
    const { table } = this;
    const { expireAtMs, idleSeconds, freq, extras } = info;
    const flags =
      kind |
      (expireAtMs === undefined ? 0 : EXPIRES) |
      (idleSeconds === undefined ? 0 : IDLE) |
      (freq === undefined ? 0 : FREQ) |
      (extras === undefined ? 0 : EXTRAS);
    table.add(key, headBytes(flags) + size);
    const { view } = table;
    let at = table.dataStart;
    view.setUint8(at++, flags);
    if (expireAtMs !== undefined) {
      putTime(view, at, expireAtMs);
      at += TIME_BYTES;
      this.expires++;
    }
    if (idleSeconds !== undefined) {
      view.setUint32(at, idleSeconds, true);
      at += NUMBER_BYTES;
    }
    if (freq !== undefined) view.setUint8(at++, freq);
    if (extras !== undefined) {
      view.setUint32(at, this.extras.add(extras), true);
      at += NUMBER_BYTES;
    }
    return at;
  }
}

function headBytes(flags: number): number {
  if (flags <= COLLECTION) return 1;
  return (
    1 +
    (flags & EXPIRES ? TIME_BYTES : 0) +
    (flags & IDLE ? NUMBER_BYTES : 0) +
    (flags & FREQ ? 1 : 0) +
    (flags & EXTRAS ? NUMBER_BYTES : 0)
  );
}

function isPlain({ expireAtMs, idleSeconds, freq, extras }: KeyInfo): boolean {
  return expireAtMs === undefined && idleSeconds === undefined && freq === undefined && extras === undefined;
}

/** Fill a span with bytes of the same length. */
export function fill(to: Span, from: Span): void {
  copyInto(from.bytes, from.start, from.end, to.bytes, to.start);
}
