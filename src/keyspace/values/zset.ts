/** A sorted set: members with their scores, and their order from the first time that it is asked for. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import type { Collection } from '../collection.ts';
import { RowFeed } from '../row-feed.ts';
import type { Span } from '../span.ts';
import { SERVER_LIMITS } from '../../model/server-limits.ts';
import { ScoreOrder } from '../zset/score-order.ts';
import { memberAt, rank } from '../zset/sort.ts';
import { ExpiringMembers } from './expiring-members.ts';

/** A record's data. */
const SCORE_BYTES = 8;
/** The order of fewer members is made anew each time, so that millions of small sets take no memory for theirs. */
const KEPT_FROM = 32;

export class ZsetValue extends ExpiringMembers implements Collection {
  readonly type = 'zset';
  readonly encoding = TYPES.ZSET_2.encoding;
  readonly typeByte = TYPES.ZSET_2.byte;
  private table: ByteTable;
  private order: ScoreOrder | undefined;
  /** The server has it as a skiplist, which it stays. */
  private large: boolean;

  constructor(large = false, table = new ByteTable()) {
    super();
    this.large = large;
    this.table = table;
  }

  get size(): number {
    return this.table.count;
  }

  /** Whether the server would have these in a listpack. */
  static packs(members: number, longest: number): boolean {
    const { entries, value } = SERVER_LIMITS.zset;
    return members <= entries && longest <= value;
  }

  /** Whether the server has it in a listpack once `member` is in it. */
  packsWith(member: Span): boolean {
    return !this.large && ZsetValue.packs(this.size + 1, member.end - member.start);
  }

  get packed(): boolean {
    return !this.large;
  }

  has(member: Span): boolean {
    return this.table.find(member) !== NONE;
  }

  score(member: Span): number | undefined {
    const { table } = this;
    return table.find(member) === NONE ? undefined : table.view.getFloat64(table.dataStart, true);
  }

  /** The member of a record that the order tells of. */
  member(record: number): Span {
    return memberAt(this.table, record);
  }

  /** Add a member, or give it another score; one that is equal stays, so zero keeps its sign. */
  put(member: Span, score: number): void {
    const { table } = this;
    const count = table.count;
    const record = table.findOrAdd(member, SCORE_BYTES);
    const added = table.count > count;
    const before = table.view.getFloat64(table.dataStart, true);
    if (!added && before === score) return;
    table.view.setFloat64(table.dataStart, score, true);
    if (added && !ZsetValue.packs(table.count, member.end - member.start)) this.large = true;
    if (this.order === undefined) return;
    if (!added) this.order.remove(before, member);
    this.order.insert(record, score, member);
  }

  /** False: it was not there. */
  remove(member: Span): boolean {
    const { table, order } = this;
    const record = table.find(member);
    if (record === NONE) return false;
    order?.remove(table.view.getFloat64(table.dataStart, true), member);
    table.remove(record);
    order?.follow();
    return true;
  }

  /** Remove the members of ranks from `start` up to `end`. */
  removeRanks(start: number, end: number): void {
    const { table } = this;
    if (start === 0 && end === table.count) {
      this.table = new ByteTable();
      this.order = undefined;
      return;
    }
    const order = this.ordered();
    const records = order.cut(start, end);
    for (let i = 0; i < records.length; i++) {
      table.remove(records[i] ?? NONE);
      order.follow(records.subarray(i + 1));
    }
  }

  /** Its order, which holds until it changes. */
  ordered(): ScoreOrder {
    const order = this.order ?? new ScoreOrder(this.table);
    if (this.size >= KEPT_FROM) this.order = order;
    return order;
  }

  /** Visit all members in no order that means anything. The span holds until the visit is over. */
  each(visit: (member: Span, score: number) => void): void {
    const { table } = this;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      visit(table.key, table.view.getFloat64(table.dataStart, true));
    }
  }

  /** As `each`, by score, those that are chosen. */
  eachByScore(chosen: (member: Span, score: number) => boolean, visit: (member: Span, score: number) => void): void {
    const { scores, records } = rank(this.table, chosen);
    for (const [i, record] of records.entries()) visit(this.member(record), scores[i] ?? 0);
  }

  /** By score. */
  *elements(): Generator<Span> {
    const { records } = rank(this.table);
    for (const record of records) yield this.member(record);
  }

  /** Visit the members of ranks from `start` up to `end`, in order. */
  eachOf(start: number, end: number, visit: (member: Span, score: number) => void): void {
    this.eachWhile(start, end, (member, score) => {
      visit(member, score);
      return true;
    });
  }

  /** The same, until a visit answers false. */
  eachWhile(start: number, end: number, visit: (member: Span, score: number) => boolean): void {
    const { table } = this;
    this.ordered().walk(start, end, (record, score) => visit(memberAt(table, record), score));
  }

  /** What a listpack does, which has integers for whole numbers. */
  dropNegativeZeros(): void {
    const { table } = this;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      if (table.view.getFloat64(table.dataStart, true) === 0) table.view.setFloat64(table.dataStart, 0, true);
    }
  }

  copy(): ZsetValue {
    return new ZsetValue(this.large, this.table.copy()).copyTimes(this);
  }

  loadMembers(arena: Arena, rows: number, count: number): void {
    const { u8, u32, f64 } = arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + i * ROW_BYTES) >>> 2;
      this.put({ bytes: u8, start: u32[row] ?? 0, end: u32[row + 1] ?? 0 }, f64[(row + 2) >>> 1] ?? 0);
    }
  }

  play(sink: EntrySink, arena: Arena): void {
    const { table, order } = this;
    const feed = new RowFeed(arena, 1, (rows, count) => sink.members(rows, count));
    const tell = (record: number, score: number): boolean => {
      table.locate(record);
      feed.unit(table.keyEnd - table.keyStart);
      feed.row(table.bytes, table.keyStart, table.keyEnd, score);
      return true;
    };
    if (order === undefined) {
      const { scores, records } = rank(table);
      for (let i = 0; i < records.length; i++) tell(records[i] ?? NONE, scores[i] ?? 0);
    } else order.walk(0, table.count, tell);
    feed.flush();
    this.playTimes(sink, arena);
  }
}
