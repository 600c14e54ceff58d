/** Values as a decoder tells them, made into what a keyspace holds: a collection, or the bytes of a string. */
import { NullSink } from '../model/null-sink.ts';
import type { CronJob, Interest, KeyEnd, KeyHeader } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { Collection } from './collection.ts';
import type { KeyInfo } from './database.ts';
import { newValue } from './new-value.ts';
import { copyInto, spanOf, type Span } from './span.ts';

export abstract class ValueLoader extends NullSink {
  /** Values come once. */
  readonly singlePass = true;
  /** Of the key at hand. */
  protected name: Span = spanOf(new Uint8Array());
  private value: Collection | undefined;
  private info: KeyInfo = {};
  /** The slices of a long string, and how many bytes they are so far. */
  private held: Uint8Array = new Uint8Array();
  private length = 0;

  /** The key at hand has this value; the span of a string holds until this returns. */
  protected abstract takeString(value: Span, info: KeyInfo): void;
  protected abstract takeCollection(value: Collection, info: KeyInfo): void;

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
    if (last && this.length === 0) this.takeString({ bytes, start, end }, this.info);
    else {
      this.hold(bytes, start, end);
      if (last) this.takeString({ bytes: this.held, start: 0, end: this.length }, this.info);
    }
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
  override path(start: number, end: number): void {
    this.value?.loadPath?.(this.arena, start, end);
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
    if (this.value !== undefined && this.value.size > 0) this.takeCollection(this.value, this.info);
    this.value = undefined;
  }
}
