/** Keys of an RDB file or a DUMP payload into a keyspace: what a log begins with, and what RESTORE brings. */
import { ROW_BYTES } from '../kernels/kernels.ts';
import { NullSink } from '../model/null-sink.ts';
import type { CronJob, FunctionLibrary, Interest, KeyEnd, KeyHeader, StringKeys } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { Collection } from './collection.ts';
import { fill, type KeyInfo } from './database.ts';
import type { Keyspace } from './keyspace.ts';
import { newValue } from './new-value.ts';
import { copyInto, spanOf, type Span } from './span.ts';

export class LoadSink extends NullSink {
  /** Values come once. */
  readonly singlePass = true;
  private readonly keyspace: Keyspace;
  private value: Collection | undefined;
  private name: Span = spanOf(new Uint8Array());
  private info: KeyInfo = {};
  /** The slices of a long string, and how many bytes they are so far. */
  private held: Uint8Array = new Uint8Array();
  private length = 0;

  constructor(keyspace: Keyspace) {
    super();
    this.keyspace = keyspace;
  }

  override selectDb(db: number): void {
    this.keyspace.select(db);
  }

  override functionLibrary(library: FunctionLibrary): void {
    this.keyspace.functions.set(Buffer.from(library.name).toString('latin1'), library);
  }

  readonly stringKeys = (keys: StringKeys): void => {
    const { arena, keyspace } = this;
    const { u8, u32, f64 } = arena;
    for (let i = 0; i < keys.count; i++) {
      const row = (keys.rows + 2 * ROW_BYTES * i) >>> 2;
      const expireAtMs = f64[(row + 2) >>> 1] ?? NaN;
      keyspace.setString(
        { bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 },
        { bytes: u8, start: u32[row + 4] ?? 0, end: u32[row + 5] ?? 0 },
        Number.isNaN(expireAtMs) ? undefined : { expireAtMs },
      );
    }
  };

  override key(header: KeyHeader): Interest {
    const { expireAtMs, idleSeconds, freq, meta, noEvict, mvcc } = header;
    const rare = meta.length > 0 || noEvict || mvcc !== undefined;
    this.name = spanOf(this.arena.u8.slice(header.start, header.end));
    this.info = { expireAtMs, idleSeconds, freq, ...(rare ? { extras: { meta: [...meta], noEvict, mvcc } } : {}) };
    this.value = header.type === 'string' ? undefined : newValue(header);
    this.length = 0;
    return 'elements';
  }

  override string(start: number, end: number, last: boolean): void {
    const bytes = this.arena.u8;
    if (last && this.length === 0) this.put({ bytes, start, end });
    else {
      this.hold(bytes, start, end);
      if (last) this.put({ bytes: this.held, start: 0, end: this.length });
    }
  }

  private put(value: Span): void {
    fill(this.keyspace.db.putString(this.name, value.end - value.start, this.info), value);
  }

  private hold(bytes: Uint8Array, start: number, end: number): void {
    const whole = this.length + end - start;
    if (whole > this.held.length) {
      const larger = new Uint8Array(Math.max(whole, 2 * this.held.length));
      larger.set(this.held.subarray(0, this.length));
      this.held = larger;
    }
    copyInto(bytes, start, end, this.held, this.length);
    this.length = whole;
  }

  override items(rows: number, count: number): void {
    this.value?.loadItems?.(this.arena, rows, count);
  }
  override fields(rows: number, count: number): void {
    this.value?.loadFields?.(this.arena, rows, count);
  }
  override members(rows: number, count: number): void {
    this.value?.loadMembers?.(this.arena, rows, count);
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    this.value?.loadMemberExpire?.(this.arena, start, end, expireAtMs);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.value?.loadStreamEntry?.(this.arena, idStart, idEnd, rows, count);
  }
  streamNode(): void {
    this.value?.loadStreamNode?.();
  }
  deletedStreamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.value?.loadDeletedStreamEntry?.(this.arena, idStart, idEnd, rows, count);
  }
  override streamTotals(totals: StreamTotals): void {
    this.value?.loadStreamTotals?.(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.value?.loadGroup?.(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    this.value?.loadIdmp?.(idmp);
  }
  override array(count: number, insertIndex: bigint | undefined): void {
    this.value?.loadArray?.(count, insertIndex);
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.value?.loadArrayItem?.(this.arena, index, start, end, bare);
  }
  override cron(job: CronJob): void {
    this.value?.loadCron?.(job);
  }
  override module(start: number, end: number): void {
    this.value?.loadModule?.(this.arena, start, end);
  }

  override endKey(_end: KeyEnd): undefined {
    // Servers drop empty values when they load.
    if (this.value !== undefined && this.value.size > 0)
      this.keyspace.db.putCollection(this.name, this.value, this.info);
    this.value = undefined;
  }
}
