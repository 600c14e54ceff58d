/** What was counted, held against the limits. */
import { compareReports, type GrowthReport } from '../growth.ts';
import type { MemoryReport } from '../report.ts';
import { TOTAL_GROWTH, UNMATCHED, type Growth, type Limits, type Selection } from '../budget-file/budget.ts';
import type { BudgetSink } from './budget-sink.ts';
import {
  dumpLine,
  prefixGlob,
  ruleFlags,
  selectionFlags,
  unmatchedFlags,
  type DumpContext,
  type FlagWords,
} from './dump-line.ts';
import { GATE_SCHEMA, type Breach, type GateOutcome, type GateResult, type IgnoreResult } from './outcome.ts';
import { UNITS, type Rule } from './rules.ts';
import type { Tally } from './tally.ts';

export interface GateQuestion {
  /** Of all inputs. */
  readonly report: MemoryReport;
  /** What has counted their keys; undefined: there are no budgets. */
  readonly sink: BudgetSink | undefined;
  /** What the report is held against. */
  readonly baseline: MemoryReport | undefined;
  /** In total. */
  readonly maxGrowth: Growth | undefined;
  readonly dump: DumpContext;
}

/** What a budget, or what stands for one, is judged by. */
interface Judged {
  readonly name: string;
  readonly limits: Limits;
  readonly tally: Tally;
  /** Flags of dump that select its keys. */
  readonly flags: FlagWords | undefined;
  readonly forbidden?: boolean;
}

/** Holds what was counted against the limits, and the report against the baseline. */
export function judge(question: GateQuestion): GateOutcome {
  const { report, sink, baseline, maxGrowth } = question;
  const growth = baseline && compareReports(baseline, report);
  const notes: string[] = [];
  const results = [
    ...(sink === undefined ? [] : judgeBudgets(sink, question, notes)),
    ...(growth === undefined || maxGrowth === undefined ? [] : [judgeGrowth(growth, maxGrowth, question)]),
  ];
  const isOver = results.some(({ level, breaches }) => level === 'error' && breaches.length > 0);
  const isWhole = report.complete && baseline?.complete !== false;
  return {
    schema: GATE_SCHEMA,
    verdict: isWhole ? (isOver ? 'over' : 'pass') : 'incomplete',
    sources: report.sources.map(({ name }) => name),
    totals: { keys: report.totals.keys, bytes: report.totals.bytes },
    results,
    ignores: sink === undefined ? [] : listIgnores(sink),
    notes,
    ...(growth === undefined ? {} : { growth }),
  };
}

function judgeBudgets(sink: BudgetSink, question: GateQuestion, notes: string[]): readonly GateResult[] {
  const { counters, unmatched } = sink;
  const without = ignoredFlags(sink);
  const results = counters.map(({ budget, tally }) => {
    const flags = { ...selectionFlags(budget) };
    const notMatch = [...(flags['not-match'] ?? []), ...without];
    const selected = notMatch.length > 0 ? { ...flags, 'not-match': notMatch } : flags;
    const { name, level, limits } = budget;
    return { level, ...judgeTally({ name, limits, tally, flags: selected }, question, notes) };
  });
  if (unmatched === undefined) return results;
  const { rule, tally } = unmatched;
  const flags = unmatchedFlags(sink.selections);
  const judged = { name: UNMATCHED, limits: rule.limits, tally, flags, forbidden: rule.forbidden };
  return [...results, { level: rule.level, ...judgeTally(judged, question, notes) }];
}

/** Globs of keys that no budget counts, where globs alone tell them. */
function ignoredFlags({ ignorers }: BudgetSink): readonly string[] {
  return ignorers
    .filter(({ over }) => !over)
    .map(({ ignore }) => Object.entries(selectionFlags(ignore)))
    .flatMap((words) => (words.length === 1 && words[0]?.[0] === 'match' ? words[0][1] : []));
}

function judgeTally(judged: Judged, question: GateQuestion, notes: string[]): Omit<GateResult, 'level'> {
  const { name, limits, tally, forbidden } = judged;
  const { keys, bytes } = tally;
  const breaches: Breach[] = [];
  const whole = (rule: Rule, actual: number, limit: number | undefined): void => {
    if (limit === undefined || actual <= limit) return;
    breaches.push(breach({ rule, actual, limit, worst: tally.worst }, judged, question));
  };
  if (forbidden === true) whole('unmatched', keys, 0);
  whole('maxBytes', bytes, limits.maxBytes);
  whole('maxKeys', keys, limits.maxKeys);
  const before = question.baseline?.budgets?.find((budget) => budget.name === name)?.bytes;
  if (limits.maxGrowth !== undefined) {
    if (before !== undefined) whole('maxGrowth', bytes - before, allowedGrowth(limits.maxGrowth, before));
    else notes.push(unknownGrowth(name, question.baseline !== undefined));
  }
  for (const { rule, limit, keys, most, worst } of tally.breaches) {
    const actual = rule === 'requireTtl' ? keys : most;
    breaches.push(breach({ rule, actual, limit, keys, worst }, judged, question));
  }
  return { name, keys, bytes, ...(before === undefined ? {} : { bytesBefore: before }), breaches };
}

function breach(
  what: Pick<Breach, 'rule' | 'actual' | 'limit' | 'keys' | 'worst'>,
  { flags }: Pick<Judged, 'flags'>,
  { dump }: GateQuestion,
): Breach {
  const rule = ruleFlags(what.rule, what.limit, dump.nowMs);
  const all = flags === undefined || rule === undefined ? undefined : { ...flags, ...rule };
  return { ...what, unit: UNITS[what.rule], command: dumpLine(all, what.worst, dump) };
}

/** Bytes that may come on top of `before`. */
function allowedGrowth(growth: Growth, before: number): number {
  return 'bytes' in growth ? growth.bytes : Math.floor((before * growth.percent) / 100);
}

function unknownGrowth(name: string, hasBaseline: boolean): string {
  return hasBaseline
    ? `${name}: maxGrowth is not checked, since the baseline does not know this budget: make it again with --budget`
    : `${name}: maxGrowth is not checked, since there is no baseline: give --baseline or --against`;
}

/** The growth of all keys, as if it were a budget. The keys that grew most are the worst; the line is for the prefix that did. */
function judgeGrowth({ totals, keys, prefixes }: GrowthReport, maxGrowth: Growth, question: GateQuestion): GateResult {
  const { before, now } = totals.bytes;
  const limit = allowedGrowth(maxGrowth, before);
  const actual = now - before;
  const worst = keys.slice(0, 3).map(({ now: bytes, before: _before, ...key }) => ({ ...key, bytes }));
  const [most] = prefixes;
  const flags = most === undefined ? {} : { match: [prefixGlob(most.prefix)] };
  const what = { rule: 'maxGrowth', actual, limit, worst } as const;
  const breaches = actual <= limit ? [] : [breach(what, { flags }, question)];
  return { name: TOTAL_GROWTH, level: 'error', keys: totals.keys.now, bytes: now, bytesBefore: before, breaches };
}

function listIgnores({ ignorers }: BudgetSink): readonly IgnoreResult[] {
  return ignorers.map(({ ignore, over, keys, bytes }) => ({
    what: describeSelection(ignore),
    until: ignore.until,
    ...(ignore.reason === undefined ? {} : { reason: ignore.reason }),
    over,
    keys,
    bytes,
  }));
}

/** `match cart:test:*, type hash`. */
function describeSelection({ match, notMatch, regex, type, db }: Selection): string {
  const parts = Object.entries({ match, notMatch, regex, type, db })
    .filter(([, values]) => values !== undefined)
    .map(([name, values = []]) => `${name} ${values.join(' or ')}`);
  return parts.length > 0 ? parts.join(', ') : 'all keys';
}
