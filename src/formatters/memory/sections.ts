/** What a page has to say of a report, part by part. */
import type { LargeKey, MemoryReport, ReportGroup, ReportSource } from '../../report/report.ts';
import { formatRemaining } from '../duration.ts';
import { escapeControls } from '../printable.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { printKey } from './key-text.ts';
import { largestPrefixes } from './largest-prefixes.ts';
import type { Grouping, ShowOptions } from './report-format.ts';
import { bar, NONE, percent, shareOf, type Column, type Section } from './section.ts';
import { bySource, sourceColumns } from './source-columns.ts';

const KEYS: Column = { title: 'keys', tone: 'count', right: true };
const ELEMENTS: Column = { title: 'elements', tone: 'count', right: true, drop: 7 };
const BYTES: Column = { title: 'memory', tone: 'string', right: true };
const SHARE: Column = { title: 'share', tone: 'string', right: true };
const BAR: Column = { title: '', tone: 'key', drop: 5, isBar: true };
const AVERAGE: Column = { title: 'average', tone: 'size', right: true, drop: 3 };
const QUANTILES: readonly Column[] = [
  { title: 'p50', tone: 'size', right: true, drop: 8 },
  { title: 'p90', tone: 'size', right: true, drop: 9 },
  { title: 'p99', tone: 'size', right: true, drop: 4 },
  { title: 'max', tone: 'size', right: true, drop: 2 },
];

/** What `figures` fills, without the columns of sources. */
const FIGURES: readonly Column[] = [KEYS, ELEMENTS, BYTES, SHARE, BAR, AVERAGE, ...QUANTILES];

/** As many as a server has, unless it is told otherwise. Source: redis.conf, databases. */
const USUAL_DATABASES = 16;

/** Bands of TTL_BANDS, IDLE_BANDS and FREQ_BANDS for people. */
const SPANS: Readonly<Record<string, string>> = {
  '1m': '1 minute',
  '1h': '1 hour',
  '1d': '1 day',
  '7d': '7 days',
  '30d': '30 days',
};

/** Those that are asked for, else all that tell something. Names of inputs and servers are no safer than keys. */
export function sectionsOf(report: MemoryReport, options: ShowOptions): Section[] {
  return chosenSections(report, options).map((section) => ({
    ...section,
    columns: section.columns.map((column) => ({ ...column, title: escapeControls(column.title) })),
    rows: section.rows.map((cells) => cells.map(escapeControls)),
  }));
}

function chosenSections(report: MemoryReport, options: ShowOptions): Section[] {
  const { by } = options;
  if (by !== undefined) return by.map((grouping) => sectionBy(grouping, report, options));
  const { sources, groups } = report;
  return [
    ...(sources.length > 1 ? [sourceSection(report)] : []),
    typeSection(report),
    ...(groups.db.length > 1 ? [dbSection(report, options)] : []),
    ...(groups.slot === undefined ? [] : [slotSection(report, options)]),
    ttlSection(report),
    ...(groups.idle === undefined ? [] : [bandSection('Time since the last access', 'idle', report, groups.idle)]),
    ...(groups.freq === undefined ? [] : [bandSection('Frequency of access (LFU)', 'freq', report, groups.freq)]),
    prefixSection(report, options),
    largestSection(report, options),
  ].filter(({ rows }) => rows.length > 0);
}

function sectionBy(grouping: Grouping, report: MemoryReport, options: ShowOptions): Section {
  const { groups } = report;
  switch (grouping) {
    case 'type':
      return groupSection('Types', 'type', report, groups.type);
    case 'encoding':
      return groupSection('Encodings', 'type/encoding', report, groups.encoding);
    case 'db':
      return dbSection(report, options);
    case 'prefix':
      return prefixSection(report, options);
    case 'slot':
      return slotSection(report, options);
    case 'ttl':
      return ttlSection(report);
    case 'source':
      return sourceSection(report);
  }
}

function sourceSection({ sources, totals }: MemoryReport): Section {
  return {
    title: 'Sources',
    columns: [
      { title: 'source', tone: 'key', isKey: true },
      { title: 'written by', tone: 'type', drop: 6 },
      KEYS,
      BYTES,
      SHARE,
      BAR,
      { title: 'used_memory', tone: 'size', right: true, drop: 4 },
    ],
    rows: sources.map((source) => [
      `${source.name}${source.complete ? '' : ' (incomplete)'}`,
      writerOf(source),
      ...amount(source.keys, source.bytes, totals.bytes),
      source.usedMemory === undefined ? NONE : formatSize(source.usedMemory),
    ]),
  };
}

/** `redis 7.0.15, RDB 10`. */
export function writerOf({ server, format, version }: ReportSource): string {
  const form = version === undefined ? format.toUpperCase() : `${format.toUpperCase()} ${version}`;
  return server === undefined ? form : `${server}, ${form}`;
}

/** Types with their encodings below them; a type that has only one stands with it on a line. */
function typeSection(report: MemoryReport): Section {
  const { type: types, encoding: encodings } = report.groups;
  const rows: string[][] = [];
  for (const type of types) {
    const own = encodings.filter(({ name }) => name.startsWith(`${type.name}/`));
    const [first] = own;
    const nameOf = ({ name }: ReportGroup): string => name.slice(type.name.length + 1);
    rows.push([type.name, own.length === 1 && first !== undefined ? nameOf(first) : '', ...figures(report, type)]);
    if (own.length > 1) rows.push(...own.map((group) => ['', nameOf(group), ...figures(report, group)]));
  }
  return {
    title: 'Types',
    columns: [
      { title: 'type', tone: 'type' },
      { title: 'encoding', tone: 'string' },
      ...FIGURES,
      ...sourceColumns(report),
    ],
    rows,
  };
}

function groupSection(title: string, name: string, report: MemoryReport, groups: readonly ReportGroup[]): Section {
  return {
    title,
    columns: [{ title: name, tone: 'type' }, ...FIGURES, ...sourceColumns(report)],
    rows: groups.map((group) => [group.name, ...figures(report, group)]),
  };
}

function dbSection(report: MemoryReport, { top }: ShowOptions): Section {
  const { db } = report.groups;
  const most = Math.max(top, USUAL_DATABASES);
  if (db.length > most) return largestGroups('databases', 'db', report, db, most);
  return groupSection('Databases', 'db', report, db);
}

function slotSection(report: MemoryReport, { top }: ShowOptions): Section {
  return largestGroups('slots', 'slot', report, report.groups.slot ?? [], top);
}

function largestGroups(
  many: string,
  name: string,
  report: MemoryReport,
  groups: readonly ReportGroup[],
  most: number,
): Section {
  const largest = groups.toSorted((a, b) => b.bytes - a.bytes).slice(0, most);
  return groupSection(`Largest ${many} of ${formatCount(groups.length)}`, name, report, largest);
}

function ttlSection(report: MemoryReport): Section {
  const section = bandSection('Expiry', 'ttl', report, report.groups.ttl);
  return report.nowMs > 0
    ? section
    : { ...section, note: 'when the file was written is not known: --now gives the time' };
}

function bandSection(
  title: string,
  name: 'ttl' | 'idle' | 'freq',
  report: MemoryReport,
  all: readonly ReportGroup[],
): Section {
  const groups = all.filter(({ keys }) => keys > 0);
  return {
    title,
    columns: [{ title: name, tone: 'ttl' }, KEYS, BYTES, SHARE, BAR, ...sourceColumns(report)],
    rows: groups.map((group) => [
      bandName(name, group.name, all),
      ...amount(group.keys, group.bytes, report.totals.bytes),
      ...bySource(report, group.bySource),
    ]),
  };
}

function bandName(kind: 'ttl' | 'idle' | 'freq', name: string, all: readonly ReportGroup[]): string {
  if (kind === 'freq') return name.replace('-', ' to ');
  if (name === 'later') {
    const before = all[all.findIndex((group) => group.name === name) - 1]?.name ?? '';
    return `over ${SPANS[before] ?? before}`;
  }
  const span = SPANS[name];
  return span === undefined ? name : `up to ${span}`;
}

function prefixSection(report: MemoryReport, { top }: ShowOptions): Section {
  const { root, errorBytes, errorKeys } = report.prefixes;
  const nodes = largestPrefixes(root, top);
  return {
    title: 'Largest prefixes',
    columns: [
      { title: 'prefix', tone: 'key', isKey: true },
      KEYS,
      BYTES,
      SHARE,
      BAR,
      { ...AVERAGE, drop: 6 },
      ...sourceColumns(report),
    ],
    rows: nodes.map((node) => [
      printKey(node.prefix),
      ...amount(node.keys, node.bytes, report.totals.bytes),
      average(node.bytes, node.keys),
      ...bySource(report, node.bySource),
    ]),
    ...(errorBytes > 0 || errorKeys > 0
      ? { note: `a prefix may lack up to ${formatSize(errorBytes)} and ${formatCount(errorKeys)} keys` }
      : {}),
  };
}

function largestSection(report: MemoryReport, { top }: ShowOptions): Section {
  const keys = report.largest.slice(0, top);
  const hasDbs = report.groups.db.length > 1;
  const hasSources = report.sources.length > 1;
  return {
    title: 'Largest keys',
    columns: [
      ...(hasDbs ? [{ title: 'db', tone: 'string', right: true } as const] : []),
      { title: 'key', tone: 'key', isKey: true },
      { title: 'type', tone: 'type' },
      { title: 'encoding', tone: 'string', drop: 6 },
      { title: 'elements', tone: 'count', right: true, drop: 3 },
      BYTES,
      { ...SHARE, drop: 5 },
      { title: 'ttl', tone: 'ttl', right: true, drop: 4 },
      ...(hasSources ? [{ title: 'source', tone: 'string', drop: 2 } as const] : []),
    ],
    rows: keys.map((key) => [
      ...(hasDbs ? [String(key.db)] : []),
      printKey(key.key),
      key.type,
      key.encoding,
      key.elements === undefined ? NONE : formatCount(key.elements),
      formatSize(key.bytes),
      percent(shareOf(key.bytes, report.totals.bytes)),
      remaining(key, report.nowMs),
      ...(hasSources ? [key.source ?? NONE] : []),
    ]),
  };
}

function remaining({ expireAt }: LargeKey, nowMs: number): string {
  if (expireAt === undefined) return NONE;
  return nowMs > 0 ? formatRemaining(expireAt, nowMs) : String(expireAt);
}

function figures(report: MemoryReport, group: ReportGroup): string[] {
  const [keys, ...rest] = amount(group.keys, group.bytes, report.totals.bytes);
  return [
    keys,
    group.elements > 0 ? formatCount(group.elements) : NONE,
    ...rest,
    average(group.bytes, group.keys),
    ...[group.p50, group.p90, group.p99, group.max].map(formatSize),
    ...bySource(report, group.bySource),
  ];
}

/** Keys, memory, share, bar. */
function amount(keys: number, bytes: number, whole: number): [string, string, string, string] {
  const share = shareOf(bytes, whole);
  return [formatCount(keys), formatSize(bytes), percent(share), bar(share)];
}

function average(bytes: number, keys: number): string {
  return keys > 0 ? formatSize(Math.round(bytes / keys)) : NONE;
}
