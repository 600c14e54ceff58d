/** A set: members, and for KeyDB when they expire. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import type { Collection } from '../collection.ts';
import { RowFeed } from '../row-feed.ts';
import type { Span } from '../span.ts';
import { ExpiringMembers } from './expiring-members.ts';

export class SetValue extends ExpiringMembers implements Collection {
  readonly type = 'set';
  readonly encoding = TYPES.SET.encoding;
  readonly typeByte = TYPES.SET.byte;
  readonly members: ByteTable;

  constructor(members = new ByteTable()) {
    super();
    this.members = members;
  }

  get size(): number {
    return this.members.count;
  }

  has(member: Span): boolean {
    return this.members.find(member) !== NONE;
  }

  add(member: Span): void {
    this.members.findOrAdd(member, 0);
  }

  /** False: it was not there. */
  remove(member: Span): boolean {
    const record = this.members.find(member);
    if (record === NONE) return false;
    this.members.remove(record);
    return true;
  }

  /** All members; the span holds until the next step, and the set may not change meanwhile. */
  *[Symbol.iterator](): Generator<Span> {
    const { members } = this;
    for (let record = members.next(0); record !== NONE; record = members.next(members.after(record))) {
      members.locate(record);
      yield members.key;
    }
  }

  elements(): Iterable<Span> {
    return this;
  }

  copy(): SetValue {
    return new SetValue(this.members.copy()).copyTimes(this);
  }

  loadItems(arena: Arena, rows: number, count: number): void {
    const { u8, u32 } = arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + i * ROW_BYTES) >>> 2;
      this.add({ bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 });
    }
  }

  play(sink: EntrySink, arena: Arena): void {
    const feed = new RowFeed(arena, 1, (rows, count) => sink.items(rows, count));
    for (const { bytes, start, end } of this) {
      feed.unit(end - start);
      feed.row(bytes, start, end);
    }
    feed.flush();
    this.playTimes(sink, arena);
  }
}
