/** A key with its value, held as compactly as a keyspace holds it. */
import type { EntrySink, Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp } from '../../model/stream.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { Collection } from '../../keyspace/collection.ts';
import type { KeyPlayer } from '../../keyspace/key-player.ts';
import { copyOf, spanOf, type Span } from '../../keyspace/span.ts';
import { ValueLoader } from '../../keyspace/value-loader.ts';
import type { KeyFacts } from '../change.ts';

/** A string's bytes, or anything else. */
export type StoredValue = Uint8Array | Collection;

export interface StoredKey {
  readonly facts: KeyFacts;
  /** Absent: the value was passed over, or a collection without elements. */
  readonly value: StoredValue | undefined;
}

/** What a key takes beside its value, an element beside its bytes, and a pending entry: about. */
const KEY_BYTES = 1000;
const ELEMENT_BYTES = 32;
const PENDING_BYTES = 40;

export class StoredKeyLoader extends ValueLoader {
  private readonly take: (key: StoredKey, bytes: number) => void;
  private facts: KeyFacts | undefined;
  private loaded: StoredValue | undefined;
  private bytes = 0;

  /** @param take - given each key, and about how many bytes of memory it takes */
  constructor(take: (key: StoredKey, bytes: number) => void) {
    super();
    this.take = take;
  }

  override key(header: KeyHeader): Interest {
    const { db, start, end, type, module, encoding, expireAtMs, idleSeconds, freq, noEvict, mvcc, meta } = header;
    const key = this.arena.u8.slice(start, end);
    this.facts = { db, key, type, module, encoding, expireAtMs, idleSeconds, freq, noEvict, mvcc, meta: [...meta] };
    this.loaded = undefined;
    this.bytes = KEY_BYTES + key.length;
    return super.key(header);
  }

  protected override takeString(value: Span): void {
    this.loaded = copyOf(value);
    this.bytes += this.loaded.length;
  }

  protected override takeCollection(value: Collection): void {
    this.loaded = value;
  }

  override items(rows: number, count: number): void {
    this.countRows(rows, count);
    super.items(rows, count);
  }
  override fields(rows: number, count: number): void {
    this.countRows(rows, 2 * count);
    super.fields(rows, count);
  }
  override members(rows: number, count: number): void {
    this.countRows(rows, count);
    super.members(rows, count);
  }
  override memberExpire(start: number, end: number, expireAtMs: number): void {
    this.bytes += ELEMENT_BYTES + end - start;
    super.memberExpire(start, end, expireAtMs);
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.bytes += ELEMENT_BYTES;
    this.countRows(rows, 2 * count);
    super.streamEntry(idStart, idEnd, rows, count);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.bytes += KEY_BYTES * (1 + consumers.length) + PENDING_BYTES * pending.count;
    super.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    for (const { entries } of idmp.producers) this.bytes += KEY_BYTES * (1 + entries.length);
    super.idmp(idmp);
  }
  override path(start: number, end: number): void {
    this.bytes += KEY_BYTES + end - start;
    super.path(start, end);
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.bytes += ELEMENT_BYTES + end - start;
    super.arrayItem(index, start, end, bare);
  }
  override module(start: number, end: number): void {
    this.bytes += end - start;
    super.module(start, end);
  }

  private countRows(rows: number, count: number): void {
    const { u32 } = this.arena;
    let bytes = count * ELEMENT_BYTES;
    for (let i = 0, row = rows >>> 2; i < count; i++, row += ROW_BYTES >>> 2) {
      bytes += (u32[row + 1] ?? 0) - (u32[row] ?? 0);
    }
    this.bytes += bytes;
  }

  override endKey(end: KeyEnd): undefined {
    const { facts } = this;
    super.endKey(end);
    if (facts !== undefined) this.take({ facts, value: this.loaded }, this.bytes);
    this.facts = undefined;
    this.loaded = undefined;
  }
}

/**
 * Tell a sink of a key as a decoder does, from `key` to `endKey`. Its encoding is that of the file, its type byte that of the
 * form in which it is held.
 *
 * @throws RangeError: the key is without its value; whatever the sink throws
 */
export function playStored({ facts, value }: StoredKey, sink: EntrySink, player: KeyPlayer): void {
  if (value === undefined) throw new RangeError('a key without its value cannot be told');
  const { db, key, expireAtMs, idleSeconds, freq, encoding, meta, noEvict, mvcc } = facts;
  player.play(sink, {
    db,
    name: spanOf(key),
    info: { expireAtMs, idleSeconds, freq, extras: { meta, noEvict, mvcc } },
    value: value instanceof Uint8Array ? spanOf(value) : value,
    encoding,
  });
}
