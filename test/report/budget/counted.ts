/** Keys with sizes, put into an arena and counted into budgets as the size model does it. */
import { Arena } from '../../../src/bytes/arena.ts';
import type { SizedKey, SizeSink } from '../../../src/memory/sized-key.ts';
import { BudgetSink, type BudgetTimes } from '../../../src/report/budget/budget-sink.ts';
import { parseBudgets } from '../../../src/report/budget-file/parse-budgets.ts';
import { PLAIN_KEY } from '../../tools/plain-key.ts';

export interface TestKey extends Partial<Omit<SizedKey, 'start' | 'end'>> {
  readonly key: string | Uint8Array;
}

export const NOW_MS = Date.UTC(2026, 0, 15);

const PLAIN: SizedKey = { ...PLAIN_KEY, bytes: 100 };

export function feed(sink: SizeSink, keys: readonly TestKey[], aux: Readonly<Record<string, string>> = {}): void {
  const arena = new Arena();
  sink.open(arena);
  sink.begin({ format: 'rdb', version: 11, dialect: 'redis', offset: 0 });
  for (const [name, value] of Object.entries(aux)) sink.aux(name, value);
  for (const { key, ...rest } of keys) {
    const [start, end] = put(arena, key, arena.window.start);
    sink.key({ ...PLAIN, ...rest, start, end });
  }
  sink.end();
}

/** The same by runs: only what a run can hold. */
export function feedRun(sink: SizeSink, keys: readonly TestKey[]): void {
  const arena = new Arena();
  sink.open(arena);
  sink.begin({ format: 'rdb', version: 11, dialect: 'redis', offset: 0 });
  const rows = arena.rows.start;
  let at = arena.window.start;
  for (const [i, { key, bytes = 100, expireAtMs = Number.NaN }] of keys.entries()) {
    const [start, end] = put(arena, key, at);
    at = end;
    arena.u32.set([start, end], (rows + 32 * i) >>> 2);
    arena.f64[(rows + 32 * i + 8) >>> 3] = expireAtMs;
    arena.u32.set([2, 10], (rows + 32 * i + 16) >>> 2);
    arena.f64[(rows + 32 * i + 24) >>> 3] = bytes;
  }
  sink.strings({ db: keys[0]?.db ?? 0, count: keys.length, rows });
  sink.end();
}

function put(arena: Arena, key: string | Uint8Array, at: number): readonly [number, number] {
  const bytes = Buffer.from(key);
  arena.u8.set(bytes, at);
  return [at, at + bytes.length];
}

/** @param file - the budget file, as an object */
export function counted(file: object, keys: readonly TestKey[], times: Partial<BudgetTimes> = {}): BudgetSink {
  const sink = new BudgetSink(parseBudgets(JSON.stringify(file), 'b.json'), {
    nowMs: NOW_MS,
    todayMs: NOW_MS,
    ...times,
  });
  feed(sink, keys);
  return sink;
}
