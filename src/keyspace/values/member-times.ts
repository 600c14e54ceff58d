/** When members of a set, a sorted set or a hash expire, as KeyDB keeps it beside the value. Few members have a time. */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import { copyInto, type Span } from '../span.ts';
import { putTime, takeTime } from '../time.ts';

const TIME_BYTES = 8;

export class MemberTimes {
  private readonly table: ByteTable;

  constructor(table = new ByteTable()) {
    this.table = table;
  }

  /** @param expireAtMs - Unix ms; undefined: the member does not expire */
  set(member: Span, expireAtMs: number | bigint | undefined): void {
    const { table } = this;
    if (expireAtMs === undefined) {
      const record = table.find(member);
      if (record !== NONE) table.remove(record);
      return;
    }
    table.findOrAdd(member, TIME_BYTES);
    putTime(table.view, table.dataStart, expireAtMs);
  }

  get(member: Span): number | bigint | undefined {
    const { table } = this;
    return table.find(member) === NONE ? undefined : takeTime(table.view, table.dataStart);
  }

  /** Members with a time, whether they are there or not. */
  *[Symbol.iterator](): Generator<Span> {
    const { table } = this;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      yield table.key;
    }
  }

  copy(): MemberTimes {
    return new MemberTimes(this.table.copy());
  }

  /** Tell the times of members that are there. */
  play(sink: EntrySink, arena: Arena, isThere: (member: Span) => boolean): void {
    const { table } = this;
    const { scratch } = arena;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      if (!isThere(table.key)) continue;
      const { bytes, start, end } = table.key;
      if (end - start > scratch.end - scratch.start) arena.grow(scratch, end - start);
      copyInto(bytes, start, end, arena.u8, scratch.start);
      sink.memberExpire(scratch.start, scratch.start + end - start, Number(takeTime(table.view, table.dataStart)));
    }
  }
}
