/** Several reports as one: of shards of a cluster, or saved ones. */
import { UsageError } from '../errors.ts';
import { byBytes, byNumber } from './group-table.ts';
import { fromJsonBytes } from './json-bytes.ts';
import { cutPrefixes, mergePrefixes } from './prefix-report.ts';
import { DEFAULT_PREFIXES, DEFAULT_TOP, type ReportOptions } from './report-options.ts';
import {
  FREQ_BANDS,
  IDLE_BANDS,
  REPORT_SCHEMA,
  TTL_BANDS,
  type Estimator,
  type LargeKey,
  type MemoryReport,
  type ReportGroup,
  type ReportTotals,
} from './report.ts';
import { sumGroups } from './size-group.ts';

/** How the groups of a kind are put in order. */
const ORDERS = {
  type: byBytes,
  encoding: byBytes,
  db: byNumber,
  slot: byNumber,
  ttl: inOrder(TTL_BANDS),
  idle: inOrder(IDLE_BANDS),
  freq: inOrder(FREQ_BANDS),
} as const;
type Kind = keyof typeof ORDERS;
type Amount = Pick<ReportGroup, 'keys' | 'bytes'>;

/**
 * Groups and prefixes have a column for each source. A prefix may lack what was not shown of it in one of the reports: the
 * bound stands in `errorBytes`. One report stays as it is, but for what is not to be shown.
 *
 * @throws UsageError if the reports cannot be compared
 */
export function mergeReports(
  reports: readonly MemoryReport[],
  { top, prefixes }: Pick<ReportOptions, 'top' | 'prefixes'> = {},
): MemoryReport {
  const [first] = reports;
  if (first === undefined) throw new UsageError('there are no reports to merge');
  if (reports.length === 1) return cut(first, { top, prefixes });
  return {
    schema: REPORT_SCHEMA,
    estimator: mergeEstimators(reports),
    complete: reports.every(({ complete }) => complete),
    nowMs: reports.map(({ nowMs }) => nowMs).find((nowMs) => nowMs > 0) ?? 0,
    sources: reports.flatMap(({ sources }) => sources),
    totals: sumTotals(reports),
    groups: {
      type: mergeGroups(reports, 'type'),
      encoding: mergeGroups(reports, 'encoding'),
      db: mergeGroups(reports, 'db'),
      ttl: mergeGroups(reports, 'ttl'),
      ...optional(reports, 'slot'),
      ...optional(reports, 'idle'),
      ...optional(reports, 'freq'),
    },
    prefixes: mergePrefixes(reports, prefixes ?? DEFAULT_PREFIXES),
    largest: mergeLargest(reports, top ?? DEFAULT_TOP),
    ...mergeBudgets(reports),
  };
}

/** @param top - undefined: all that are there */
function cut(
  report: MemoryReport,
  { top, prefixes = DEFAULT_PREFIXES }: Pick<ReportOptions, 'top' | 'prefixes'>,
): MemoryReport {
  return {
    ...report,
    prefixes: cutPrefixes(report.prefixes, report.sources.length, prefixes),
    largest: report.largest.slice(0, top),
  };
}

function mergeEstimators(reports: readonly MemoryReport[]): Estimator {
  const versions = new Set(reports.map(({ estimator }) => estimator.version));
  const [version, other] = versions;
  if (version === undefined || other !== undefined) {
    throw new UsageError(
      `the reports are of different versions of the estimator (${[...versions].join(', ')}): make those anew that are older`,
    );
  }
  return { version, server: joined(reports, 'server'), allocator: joined(reports, 'allocator') };
}

/** Shards may have been written by different servers. */
function joined(reports: readonly MemoryReport[], what: 'server' | 'allocator'): string {
  return [...new Set(reports.flatMap(({ estimator }) => estimator[what].split(', ')))].join(', ');
}

function sumTotals(reports: readonly MemoryReport[]): ReportTotals {
  const sum = (what: keyof Omit<ReportTotals, 'estimated'>): number =>
    reports.reduce((total, { totals }) => total + totals[what], 0);
  const estimated = reports.flatMap(({ totals }) => totals.estimated ?? []);
  return {
    keys: sum('keys'),
    bytes: sum('bytes'),
    elements: sum('elements'),
    expires: sum('expires'),
    expiringBytes: sum('expiringBytes'),
    allocated: sum('allocated'),
    tables: sum('tables'),
    ...(estimated.length === 0 ? {} : { estimated: estimated.reduce(addAmounts) }),
  };
}

function optional(reports: readonly MemoryReport[], kind: Kind): Partial<Record<Kind, readonly ReportGroup[]>> {
  return reports.some(({ groups }) => groups[kind] !== undefined) ? { [kind]: mergeGroups(reports, kind) } : {};
}

function mergeGroups(reports: readonly MemoryReport[], kind: Kind): ReportGroup[] {
  const names = new Set(reports.flatMap(({ groups }) => groups[kind]?.map(({ name }) => name) ?? []));
  const indexes = reports.map(({ groups }) => new Map(groups[kind]?.map((group) => [group.name, group])));
  return [...names]
    .map((name) => {
      const found = indexes.map((groups) => groups.get(name));
      const bySource = reports.flatMap(({ sources }, i) => columns(found[i], sources.length));
      return {
        ...sumGroups(
          name,
          found.filter((group) => group !== undefined),
        ),
        bySource,
      };
    })
    .sort(ORDERS[kind]);
}

/** Bytes by source of what a report of so many has; that of one source does not say it. */
function columns(group: ReportGroup | undefined, sources: number): readonly number[] {
  return group === undefined ? new Array<number>(sources).fill(0) : (group.bySource ?? [group.bytes]);
}

function inOrder(names: readonly string[]): (a: ReportGroup, b: ReportGroup) => number {
  return (a, b) => names.indexOf(a.name) - names.indexOf(b.name);
}

function mergeLargest(reports: readonly MemoryReport[], top: number): LargeKey[] {
  return reports
    .flatMap(({ largest, sources }) => largest.map((key) => ({ source: sources[0]?.name ?? '', ...key })))
    .sort(
      (a, b) =>
        b.bytes - a.bytes ||
        a.db - b.db ||
        Buffer.compare(fromJsonBytes(a.key), fromJsonBytes(b.key)) ||
        (a.source < b.source ? -1 : Number(a.source > b.source)),
    )
    .slice(0, top);
}

/** Of those budgets that counted the keys of all reports. */
function mergeBudgets(reports: readonly MemoryReport[]): Pick<MemoryReport, 'budgets'> {
  const [first, ...others] = reports.map(({ budgets = [] }) => budgets);
  const budgets = (first ?? []).flatMap((budget) => {
    const found = others.flatMap((figures) => figures.filter(({ name }) => name === budget.name));
    return found.length === others.length ? [{ name: budget.name, ...found.reduce<Amount>(addAmounts, budget) }] : [];
  });
  return budgets.length > 0 ? { budgets } : {};
}

function addAmounts(a: Amount, b: Amount): Amount {
  return { keys: a.keys + b.keys, bytes: a.bytes + b.bytes };
}
