/**
 * A hash: fields with their values, some with a time at which they expire.
 *
 *   data of a field = u8, 1: it expires | i64 Unix ms, if it expires | value
 */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES, type TypeSpec } from '../../rdb/types.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import type { Collection } from '../collection.ts';
import { RowFeed } from '../row-feed.ts';
import { copyInto, type Span } from '../span.ts';
import { putTime, takeTime } from '../time.ts';
import { ExpiringMembers } from './expiring-members.ts';

const PLAIN_HEAD = 1;
const EXPIRING_HEAD = 9;
const EXPIRES = 1;

/** The value of a field, and when it expires. */
export interface FieldSpan {
  readonly value: Span;
  readonly expireAtMs: number | bigint | undefined;
}

export class HashValue extends ExpiringMembers implements Collection {
  readonly type = 'hash';
  private readonly table: ByteTable;
  /** Fields that expire. */
  private expiring = 0;

  constructor(table = new ByteTable()) {
    super();
    this.table = table;
  }

  get encoding(): string {
    return this.spec.encoding;
  }

  get typeByte(): number {
    return this.spec.byte;
  }

  private get spec(): TypeSpec {
    return this.expiring > 0 ? TYPES.HASH_METADATA : TYPES.HASH;
  }

  get size(): number {
    return this.table.count;
  }

  has(field: Span): boolean {
    return this.table.find(field) !== NONE;
  }

  /** The value where it stands: the span holds until the hash changes. */
  fieldValue(field: Span): Span | undefined {
    return this.table.find(field) === NONE ? undefined : this.table.dataFrom(this.head());
  }

  /** Unix ms. `undefined`: it does not expire, or is not there. */
  expireAt(field: Span): number | bigint | undefined {
    return this.table.find(field) === NONE ? undefined : this.timeAt();
  }

  /** What stands under a field, where it stands: the span holds until the hash changes. */
  state(field: Span): FieldSpan | undefined {
    return this.table.find(field) === NONE ? undefined : this.stateAt();
  }

  /** Visit all fields in order. Spans hold until the hash changes. */
  each(visit: (field: Span, state: FieldSpan) => void): void {
    const { table } = this;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      visit(table.key, this.stateAt());
    }
  }

  /** Set a field; `value` stands anywhere but in this hash. Without a time it does not expire, even if it did. */
  set(field: Span, value: Span, expireAtMs?: number | bigint): void {
    const { table } = this;
    const head = expireAtMs === undefined ? PLAIN_HEAD : EXPIRING_HEAD;
    const size = head + value.end - value.start;
    const record = table.findOrAdd(field, size);
    if (this.head() === EXPIRING_HEAD) this.expiring--;
    if (table.dataEnd - table.dataStart !== size) table.resize(record, size);
    this.setHead(expireAtMs);
    copyInto(value.bytes, value.start, value.end, table.bytes, table.dataStart + head);
  }

  /** Let a field that is there expire, or not any more. */
  setExpireAt(field: Span, expireAtMs: number | bigint | undefined): void {
    const { table } = this;
    const record = table.find(field);
    if (record === NONE) return;
    const before = this.head();
    const after = expireAtMs === undefined ? PLAIN_HEAD : EXPIRING_HEAD;
    const length = table.dataEnd - table.dataStart - before;
    if (after > before) table.resize(record, after + length);
    const { bytes, dataStart } = table;
    bytes.copyWithin(dataStart + after, dataStart + before, dataStart + before + length);
    if (after < before) table.resize(record, after + length);
    if (before === EXPIRING_HEAD) this.expiring--;
    this.setHead(expireAtMs);
  }

  /** False: it was not there. */
  remove(field: Span): boolean {
    const { table } = this;
    const record = table.find(field);
    if (record === NONE) return false;
    if (this.head() === EXPIRING_HEAD) this.expiring--;
    table.remove(record);
    return true;
  }

  copy(): HashValue {
    const hash = new HashValue(this.table.copy());
    hash.expiring = this.expiring;
    return hash.copyTimes(this);
  }

  loadFields(arena: Arena, rows: number, count: number): void {
    const { u8, u32, f64 } = arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + 2 * i * ROW_BYTES) >>> 2;
      const time = f64[(row + 2) >>> 1] ?? NaN;
      this.set(
        { bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 },
        { bytes: u8, start: u32[row + 4] ?? 0, end: u32[row + 5] ?? 0 },
        Number.isNaN(time) ? undefined : time,
      );
    }
  }

  play(sink: EntrySink, arena: Arena): void {
    const { table } = this;
    const feed = new RowFeed(arena, 2, (rows, count) => sink.fields(rows, count));
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      const { bytes, keyStart, keyEnd, dataEnd } = table;
      const value = table.dataStart + this.head();
      feed.unit(keyEnd - keyStart + dataEnd - value);
      feed.row(bytes, keyStart, keyEnd, Number(this.timeAt() ?? NaN));
      feed.row(bytes, value, dataEnd);
    }
    feed.flush();
    this.playTimes(sink, arena);
  }

  /** Bytes before the value of the field that is located. */
  private head(): number {
    return this.table.bytes[this.table.dataStart] === EXPIRES ? EXPIRING_HEAD : PLAIN_HEAD;
  }

  private stateAt(): FieldSpan {
    return { value: this.table.dataFrom(this.head()), expireAtMs: this.timeAt() };
  }

  private timeAt(): number | bigint | undefined {
    const { table } = this;
    return this.head() === PLAIN_HEAD ? undefined : takeTime(table.view, table.dataStart + PLAIN_HEAD);
  }

  private setHead(expireAtMs: number | bigint | undefined): void {
    const { table } = this;
    table.bytes[table.dataStart] = expireAtMs === undefined ? 0 : EXPIRES;
    if (expireAtMs === undefined) return;
    putTime(table.view, table.dataStart + PLAIN_HEAD, expireAtMs);
    this.expiring++;
  }
}
