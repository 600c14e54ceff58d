/** Counts keys into budgets as they come by. */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { SizedKey, SizedStrings, SizeSink } from '../../memory/sized-key.ts';
import type { BudgetFigure } from '../report.ts';
import {
  selectsAll,
  UNMATCHED,
  type Budget,
  type BudgetFile,
  type Ignore,
  type Selection,
  type Unmatched,
} from '../budget-file/budget.ts';
import { KeyAtHand } from './key-at-hand.ts';
import { Selector } from './selector.ts';
import { Tally } from './tally.ts';

export interface BudgetTimes {
  /** What the time that keys have left is counted from; else the time the source was written, else `todayMs`. Unix ms. */
  readonly nowMs?: number | undefined;
  /** What ignores are held against. Unix ms. */
  readonly todayMs: number;
}

interface Counter {
  readonly budget: Budget;
  readonly selector: Selector;
  readonly tally: Tally;
}

interface Ignorer {
  readonly ignore: Ignore;
  readonly selector: Selector;
  /** Its last day is over: its keys count again. */
  readonly over: boolean;
  keys: number;
  bytes: number;
}

/** What can concern keys of one database and type. */
interface Concerned {
  readonly ignorers: readonly Ignorer[];
  readonly counters: readonly Counter[];
}

const ROW_U32 = ROW_BYTES / 4;
const ROW_F64 = ROW_BYTES / 8;
const DAY_MS = 86_400_000;

export class BudgetSink implements SizeSink {
  readonly counters: readonly Counter[];
  readonly ignorers: readonly Ignorer[];
  readonly unmatched: { readonly rule: Unmatched; readonly tally: Tally } | undefined;
  private readonly selective: readonly Counter[];
  private readonly totals: readonly Tally[];
  private readonly times: BudgetTimes;
  private readonly concerned = new Map<number, Map<string, Concerned>>();
  private readonly hand = new KeyAtHand();
  private arena: Arena | undefined;

  constructor({ budgets, unmatched, ignores }: BudgetFile, times: BudgetTimes) {
    this.times = times;
    this.counters = budgets.map((budget) => ({
      budget,
      selector: new Selector(budget),
      tally: new Tally(budget.limits),
    }));
    this.selective = this.counters.filter(({ budget }) => !selectsAll(budget));
    this.totals = this.counters.filter(({ budget }) => selectsAll(budget)).map(({ tally }) => tally);
    this.unmatched = unmatched && { rule: unmatched, tally: new Tally(unmatched.limits) };
    this.ignorers = ignores.map((ignore) => ({
      ignore,
      selector: new Selector(ignore),
      over: times.todayMs >= Date.parse(ignore.until) + DAY_MS,
      keys: 0,
      bytes: 0,
    }));
  }

  /** Those of the budgets that match keys. */
  get selections(): readonly Selection[] {
    return this.selective.map(({ budget }) => budget);
  }

  /** What a later run can hold its own figures against. */
  figures(): readonly BudgetFigure[] {
    const all = this.counters.map(({ budget: { name }, tally: { keys, bytes } }) => ({ name, keys, bytes }));
    const { unmatched } = this;
    if (unmatched === undefined) return all;
    return [...all, { name: UNMATCHED, keys: unmatched.tally.keys, bytes: unmatched.tally.bytes }];
  }

  /** What follows comes from this input; named only where there are several. */
  from(source: string): void {
    this.hand.source = source;
  }

  open(arena: Arena): void {
    this.arena = arena;
  }

  begin(): void {
    this.hand.nowMs = this.times.nowMs ?? this.times.todayMs;
  }

  aux(name: string, value: string): void {
    if (name === 'ctime' && this.times.nowMs === undefined && /^\d+$/.test(value)) {
      this.hand.nowMs = Number(value) * 1000;
    }
  }

  key(key: SizedKey): void {
    const { hand, arena } = this;
    if (arena === undefined) return;
    hand.u8 = arena.u8;
    hand.fill(key);
    this.count(this.concernedBy(hand.db, hand.type));
  }

  strings({ db, count, rows }: SizedStrings): void {
    const { hand, arena } = this;
    if (arena === undefined) return;
    const { u32, f64 } = arena;
    const concerned = this.concernedBy(db, 'string');
    hand.u8 = arena.u8;
    hand.db = db;
    hand.type = 'string';
    hand.elements = undefined;
    for (let i = 0; i < count; i++) {
      const words = (rows >>> 2) + 2 * i * ROW_U32;
      const numbers = (rows >>> 3) + 2 * i * ROW_F64;
      hand.name(u32[words] ?? 0, u32[words + 1] ?? 0);
      hand.expireAtMs = f64[numbers + 1] ?? Number.NaN;
      hand.bytes = f64[numbers + ROW_F64 + 1] ?? 0;
      this.count(concerned);
    }
  }

  database(): void {}
  end(): void {}

  private count({ ignorers, counters }: Concerned): void {
    const { hand } = this;
    for (const ignorer of ignorers) {
      if (!ignorer.selector.selects(hand)) continue;
      ignorer.keys++;
      ignorer.bytes += hand.bytes;
      if (!ignorer.over) return;
    }
    let matched = false;
    for (const { selector, tally } of counters) {
      if (!selector.selects(hand)) continue;
      matched = true;
      tally.count(hand);
    }
    for (const total of this.totals) total.count(hand);
    if (!matched) this.unmatched?.tally.count(hand);
  }

  private concernedBy(db: number, type: string): Concerned {
    const types = this.concerned.get(db) ?? new Map<string, Concerned>();
    this.concerned.set(db, types);
    const known = types.get(type);
    if (known !== undefined) return known;
    const concerned = {
      ignorers: this.ignorers.filter(({ selector }) => selector.admits(db, type)),
      counters: this.selective.filter(({ selector }) => selector.admits(db, type)),
    };
    types.set(type, concerned);
    return concerned;
  }
}
