/** Dragonfly's 31 and 32: hashes and sets whose elements expire; the time stands as text. Source: rdb-format.md 3.15. */
import { DecodeError } from '../../errors.ts';
import { SHAPE, STOP } from '../../kernels/kernels.ts';
import { checkCount, type Context, type ValueDecoder, type Looked } from '../context.ts';
import type { ValueLayout } from '../types.ts';

type TextExpiryLayout = Extract<ValueLayout, { kind: 'text-expiry' }>;

/** Dragonfly's own epoch: 2023-02-01T00:00:00Z. */
const EPOCH_SECONDS = 1675209600;
const MOST = 0x7fffffff;

export class TextExpiryDecoder implements ValueDecoder {
  private readonly context: Context;
  private layout: TextExpiryLayout = { kind: 'text-expiry', as: 'fields' };
  private interest: Looked = 'elements';
  private head = true;
  private left = 0;

  constructor(context: Context) {
    this.context = context;
  }

  begin(layout: TextExpiryLayout, interest: Looked): void {
    this.layout = layout;
    this.interest = interest;
    this.head = true;
  }

  step(): boolean {
    const { context, layout } = this;
    const { arena, cursor } = context;
    const width = layout.as === 'fields' ? 3 : 2;
    if (this.head) {
      const { offset } = cursor;
      this.left = cursor.length('a count of elements');
      checkCount(context, this.left, width, 'elements', offset);
      this.head = false;
      cursor.commit();
    }
    while (this.left > 0) {
      const { kernels, rows, scratch } = arena;
      const shape = width === 3 ? SHAPE.TRIPLE : SHAPE.PAIR;
      const most = Math.min(this.left, MOST);
      const stop = kernels.scanElements(
        cursor.at,
        arena.end,
        most,
        shape,
        0,
        rows.start,
        rows.end,
        cursor.scratchFree,
        scratch.end,
        0,
      );
      if (stop === STOP.FAULT) throw cursor.faulted();
      const done = arena.rowsDone;
      if (done === 0) {
        cursor.stopped(stop);
        continue;
      }
      const next = arena.stoppedAt;
      if (this.interest !== 'skip') this.deliver(done);
      this.left -= done;
      cursor.at = next;
      cursor.commit();
    }
    return true;
  }

  private deliver(count: number): void {
    const { arena, sink } = this.context;
    const { u32, f64, rows } = arena;
    const first = rows.start >>> 2;
    if (this.layout.as === 'fields') {
      for (let i = 0; i < count; i++) {
        const from = first + 12 * i;
        const to = first + 8 * i;
        const expireAtMs = this.time(from + 8);
        u32.copyWithin(to, from, from + 8);
        f64[(to + 2) >>> 1] = expireAtMs ?? NaN;
      }
      sink.fields(rows.start, count);
      return;
    }
    // Members first, packed together; then the expiries of those that have one.
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const expireAtMs = this.time(first + 8 * i + 4);
      u32.copyWithin(first + 4 * i, first + 8 * i, first + 8 * i + 4);
      if (expireAtMs !== undefined) times.push(i, expireAtMs);
    }
    sink.items(rows.start, count);
    for (let i = 0; i < times.length; i += 2) {
      const row = first + 4 * (times[i] ?? 0);
      sink.memberExpire(u32[row] ?? 0, u32[row + 1] ?? 0, times[i + 1] ?? 0);
    }
  }

  private time(row: number): number | undefined {
    const { arena, cursor } = this.context;
    const text = arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0);
    if (text === '-1') return undefined;
    if (!/^\d{1,12}$/.test(text)) {
      throw new DecodeError('FIELD_TIME', `expiry ${JSON.stringify(text.slice(0, 40))} is no number`, cursor.offset);
    }
    return (EPOCH_SECONDS + Number(text)) * 1000;
  }
}
