/** Types 9–13, 16, 17, 20, 23, 25: a collection in one packed blob. Source: rdb-format.md 3.4, 3.5, 3.7. */
import { DecodeError } from '../../errors.ts';
import { NOTICE, STOP } from '../../kernels/kernels.ts';
import { complain, type Context, type ValueDecoder, type Looked } from '../context.ts';
import { PackedBlob, SINGLE, type EntryParts } from '../packed-blob.ts';
import { parseSlowScores } from '../score.ts';
import type { ValueLayout } from '../types.ts';
import { checkUnique } from '../unique.ts';

type PackedLayout = Extract<ValueLayout, { kind: 'packed' }>;

/** Field expiries take 48 bits. Source: redis src/ebuckets.h, EB_EXPIRE_TIME_MAX. */
const LAST_FIELD_TIME = 2 ** 48 - 1;

function partsOf({ as, triples }: PackedLayout): EntryParts {
  if (triples) return { period: 3, elements: 2 };
  return as === 'items' ? SINGLE : { period: 2, elements: as === 'fields' ? 2 : 1 };
}

export class PackedDecoder implements ValueDecoder {
  private readonly context: Context;
  private readonly blob: PackedBlob;
  private layout: PackedLayout = { kind: 'packed', packed: 'listpack', as: 'items' };
  private interest: Looked = 'elements';

  constructor(context: Context) {
    this.context = context;
    this.blob = new PackedBlob(context);
  }

  begin(layout: PackedLayout, interest: Looked): void {
    this.layout = layout;
    this.interest = interest;
  }

  step(): boolean {
    const { context, layout } = this;
    const { cursor } = context;
    // The smallest expiry stands in front for the server's sake; each field of a listpackex has its own, absolute.
    if (layout.minExpire) cursor.i64le();
    if (this.interest === 'skip') {
      cursor.skipString();
      cursor.commit();
      return true;
    }
    if (this.interest === 'sizes' && this.blob.isSized(layout.packed, partsOf(layout))) {
      cursor.commit();
      return true;
    }
    cursor.string();
    this.blob.open(layout.packed);
    if (this.interest !== 'sizes') context.sink.blob?.(cursor.stop - cursor.start, false, undefined);
    const width = layout.triples ? 3 : layout.as === 'items' ? 1 : 2;
    const what = layout.as === 'items' ? 'members' : layout.as === 'fields' ? 'fields' : 'members and scores';
    let elements = 0;
    for (let rows = this.blob.next(); rows > 0; rows = this.blob.next()) {
      if (rows % width !== 0) {
        throw new DecodeError('COUNT', `${layout.packed} of ${what} has an odd number of entries`, cursor.offset);
      }
      const count = rows / width;
      this.deliver(count, elements === 0);
      elements += count;
    }
    if (elements === 0) {
      if (layout.packed === 'zipmap') throw new DecodeError('EMPTY', 'zipmap without pairs', cursor.offset);
      complain(context, 'EMPTY', 'a collection without elements', cursor.offset);
    }
    cursor.commit();
    return true;
  }

  private deliver(count: number, first: boolean): void {
    const { context, layout } = this;
    const { arena, sink, cursor, dialect } = context;
    const { kernels, rows } = arena;
    if (layout.triples) {
      if (!kernels.tripleTimes(rows.start, count)) {
        throw new DecodeError('FIELD_TIME', 'field expiry is no integer', cursor.offset);
      }
      this.checkTimes(count);
    }
    if (layout.as === 'fields' && !layout.triples) kernels.clearTimes(rows.start, count);
    if (layout.as === 'members') {
      if (kernels.pairScores(rows.start, count) === STOP.FAULT) throw cursor.faulted();
      // Redis up to 8.6 does not look for NaN here, Valkey 9.1 does.
      if (arena.notice & NOTICE.SLOW_NUMBER)
        parseSlowScores(context, count, dialect.listpack === 'walk' && !context.strict);
    }
    const deep = context.payload || context.strict || this.isDeep();
    if (deep && first && (layout.as !== 'items' || layout.packed !== 'ziplist')) {
      checkUnique(context, count, layout.as === 'fields' ? 2 : 1);
    }
    if (layout.as === 'items') sink.items(rows.start, count);
    else if (layout.as === 'fields') sink.fields(rows.start, count);
    else sink.members(rows.start, count);
  }

  /** Whether servers look for duplicates in this encoding whatever their configuration. */
  private isDeep(): boolean {
    const { packed } = this.layout;
    if (packed === 'listpack') return this.context.dialect.listpack === 'deep';
    return packed !== 'intset' && this.context.dialect.ziplist === 'deep';
  }

  private checkTimes(count: number): void {
    const { arena, cursor } = this.context;
    const deep = this.context.payload || this.context.strict || this.isDeep();
    let before = 0;
    for (let i = 0; i < count; i++) {
      const time = arena.f64[(arena.rows.start >>> 3) + 4 * i + 1] ?? NaN;
      if (time > LAST_FIELD_TIME)
        throw new DecodeError('FIELD_TIME', `field expiry ${time} is over 2^48 - 1`, cursor.offset);
      if (deep && (time < before || (time === time && before !== before))) {
        throw new DecodeError('ORDER', 'field expiries are not ascending', cursor.offset);
      }
      before = time;
    }
  }
}
