/** Types 1–5, 22, 24 and Valkey's 22: a count and as many plain elements. Source: rdb-format.md 3.2, 3.7, 3.8. */
import { NOTICE, SHAPE, STOP, type Shape } from '../../kernels/kernels.ts';
import type { Context, ValueDecoder, Looked } from '../context.ts';
import { checkCount, complain } from '../context.ts';
import { parseSlowScores } from '../score.ts';
import type { ValueLayout } from '../types.ts';
import { checkUnique } from '../unique.ts';

type ElementsLayout = Extract<ValueLayout, { kind: 'elements' }>;

/** Bytes one element takes at least. */
const LEAST: Readonly<Record<Shape, number>> = {
  [SHAPE.STRING]: 1,
  [SHAPE.PAIR]: 2,
  [SHAPE.SCORE]: 9,
  [SHAPE.TEXT_SCORE]: 2,
  [SHAPE.TTL_PAIR]: 3,
  [SHAPE.PAIR_TIME]: 10,
  [SHAPE.TRIPLE]: 3,
};
/** As many as a kernel takes at a call. */
const MOST = 0x7fffffff;

export class ElementsDecoder implements ValueDecoder {
  private readonly context: Context;
  private layout: ElementsLayout = { kind: 'elements', shape: SHAPE.STRING, as: 'items' };
  private interest: Looked = 'elements';
  private head = true;
  private count = 0;
  private left = 0;
  private base = 0;

  constructor(context: Context) {
    this.context = context;
  }

  begin(layout: ElementsLayout, interest: Looked): void {
    this.layout = layout;
    this.interest = interest;
    this.head = true;
  }

  step(): boolean {
    if (this.head) this.readHead();
    return this.interest === 'skip' ? this.skip() : this.read();
  }

  private readHead(): void {
    const { context, layout } = this;
    const { cursor } = context;
    const { offset } = cursor;
    // Field expiries of type 24 count from the smallest; 0 means none. Source: redis 7.4 src/rdb.c, rdbSaveObject().
    this.base = layout.minExpire ? Number(cursor.i64le()) - 1 : 0;
    this.count = cursor.length('a count of elements');
    checkCount(context, this.count, LEAST[layout.shape], 'elements', offset);
    if (this.count === 0) complain(context, 'EMPTY', 'a collection without elements', offset);
    this.left = this.count;
    this.head = false;
    cursor.commit();
  }

  private read(): boolean {
    const { context, layout } = this;
    const { arena, cursor, sink } = context;
    const { shape, as } = layout;
    const sizes = this.interest === 'sizes';
    while (this.left > 0) {
      const { kernels, rows, scratch } = arena;
      const stop = kernels.scanElements(
        cursor.at,
        arena.end,
        Math.min(this.left, MOST),
        shape,
        this.base,
        rows.start,
        rows.end,
        cursor.scratchFree,
        scratch.end,
        sizes ? 1 : 0,
      );
      const done = arena.rowsDone;
      if (stop === STOP.FAULT) throw cursor.faulted().within(`element ${this.count - this.left + done}`);
      if (done === 0) {
        cursor.stopped(stop);
        continue;
      }
      const next = arena.stoppedAt;
      if (arena.notice & NOTICE.SLOW_NUMBER) parseSlowScores(context, done);
      if (layout.unique && !sizes && done === this.count) checkUnique(context, done, as === 'fields' ? 2 : 1);
      if (as === 'items') sink.items(rows.start, done);
      else if (as === 'fields') sink.fields(rows.start, done);
      else sink.members(rows.start, done);
      this.left -= done;
      cursor.at = next;
      cursor.commit();
    }
    return true;
  }

  private skip(): boolean {
    const { arena, cursor } = this.context;
    while (this.left > 0) {
      const stop = arena.kernels.skipElements(cursor.at, arena.end, Math.min(this.left, MOST), this.layout.shape);
      if (stop === STOP.FAULT) throw cursor.faulted();
      const done = arena.rowsDone;
      if (done === 0) cursor.stopped(stop);
      this.left -= done;
      cursor.at = arena.stoppedAt;
      cursor.commit();
    }
    return true;
  }
}
