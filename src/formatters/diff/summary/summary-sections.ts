/** What a summary has to say, part by part. */
import type { Aspect } from '../../../diff/change.ts';
import { mergeTrees, showTree } from '../../../report/prefix-tree.ts';
import type { PrefixNode, PrefixReport } from '../../../report/report.ts';
import { printKey } from '../../memory/key-text.ts';
import { largestPrefixes } from '../../memory/largest-prefixes.ts';
import { NONE, type Column, type Section } from '../../memory/section.ts';
import { countOf, formatCount } from '../../quantity.ts';
import { totalOf, type CountedGroup, type Counts } from './change-counts.ts';
import type { Fate } from '../fate.ts';
import { ASPECT_WORDS } from '../aspect-words.ts';

export interface SummaryFigures {
  /** The largest first. */
  readonly types: readonly CountedGroup[];
  readonly dbs: readonly CountedGroup[];
  readonly aspects: ReadonlyMap<Aspect, number>;
  readonly prefixes: Readonly<Record<Fate, PrefixReport>>;
}

const FATES = ['removed', 'changed', 'added'] as const satisfies readonly Fate[];
const COLUMNS: readonly Column[] = [
  { title: 'keys', tone: 'count', right: true },
  { title: 'only in a', tone: 'removed', right: true },
  { title: 'changed', tone: 'changed', right: true },
  { title: 'only in b', tone: 'added', right: true },
];
/** As many as a server has, unless it is told otherwise. Source: redis.conf, databases. */
const USUAL_DATABASES = 16;
const SHOWN_PREFIXES = 20;

/** Those that have something to say. */
export function summarySections({ types, dbs, aspects, prefixes }: SummaryFigures): Section[] {
  const all = [
    groupSection('Types', 'type', types),
    groupSection(
      dbs.length > USUAL_DATABASES ? 'Databases with most differences' : 'Databases',
      'db',
      dbs.length > 1 ? dbs.slice(0, USUAL_DATABASES) : [],
    ),
    aspectSection(aspects),
    prefixSection(prefixes),
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

function groupSection(title: string, name: string, groups: readonly CountedGroup[]): Section {
  return {
    title,
    columns: [{ title: name, tone: 'type' }, ...COLUMNS],
    rows: groups.map((group) => [group.name, ...figures(group)]),
  };
}

/** A key may have changed in several ways. */
function aspectSection(aspects: ReadonlyMap<Aspect, number>): Section {
  return {
    title: 'What has changed',
    columns: [
      { title: 'of keys', tone: 'type' },
      { title: 'changed', tone: 'changed', right: true },
    ],
    rows: [...aspects].sort(([, a], [, b]) => b - a).map(([aspect, keys]) => [ASPECT_WORDS[aspect], formatCount(keys)]),
  };
}

/** The three trees as one: what each node has of them stands where sources stand in a report of memory. */
function prefixSection(prefixes: SummaryFigures['prefixes']): Section {
  const reports = FATES.map((fate) => prefixes[fate]);
  const merged = mergeTrees(
    reports.map(({ root }) => root),
    reports.map(() => 1),
  );
  const nodes = largestPrefixes(
    showTree(merged, Infinity, () => {}),
    SHOWN_PREFIXES,
  );
  const lacking = reports.reduce((sum, { errorKeys }) => sum + errorKeys, 0);
  return {
    title: 'Prefixes with most differences',
    columns: [{ title: 'prefix', tone: 'key', isKey: true }, ...COLUMNS],
    rows: nodes.map((node) => [printKey(node.prefix), ...figures(countsOf(node))]),
    ...(lacking > 0 ? { note: `a prefix may lack up to ${countOf(lacking, 'key')}` } : {}),
  };
}

function countsOf({ bySource: [removed = 0, changed = 0, added = 0] = [] }: PrefixNode): Counts {
  return { removed, changed, added };
}

function figures(counts: Readonly<Counts>): string[] {
  return [totalOf(counts), ...FATES.map((fate) => counts[fate])].map((keys) => (keys > 0 ? formatCount(keys) : NONE));
}
