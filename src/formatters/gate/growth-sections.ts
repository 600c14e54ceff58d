/** What grew, as tables. */
import type { Change, GroupChange, GrowthReport } from '../../report/growth.ts';
import { printKey } from '../memory/key-text.ts';
import { NONE, type Column, type Section } from '../memory/section.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { countChange, printText, shareChange, sizeChange } from './wording.ts';

const BEFORE: Column = { title: 'before', tone: 'dim', right: true, drop: 2 };
const NOW: Column = { title: 'now', tone: 'size', right: true, drop: 3 };
const GROWTH: Column = { title: 'growth', tone: 'count', right: true };
const SHARE: Column = { title: '%', tone: 'dim', right: true, drop: 1 };
const FIGURES = [BEFORE, NOW, GROWTH, SHARE] as const;
const KEYS: Column = { title: 'keys', tone: 'dim', right: true, drop: 4 };

/** As many prefixes and keys as this. */
const SHOWN = 10;

/** Those that have something to tell: the totals always. */
export function growthSections({ totals, types, dbs, prefixes, keys }: GrowthReport): readonly Section[] {
  const all: readonly Section[] = [
    {
      title: 'Growth',
      columns: [{ title: 'of', tone: 'plain' }, ...FIGURES],
      rows: [
        ['memory of keys', ...sizeCells(totals.bytes)],
        ['used_memory', ...sizeCells(totals.allocated)],
        ['keys', ...countCells(totals.keys)],
      ],
    },
    {
      title: 'Growth by type',
      columns: [{ title: 'type', tone: 'type' }, ...FIGURES, KEYS],
      rows: types.map(groupRow),
    },
    {
      title: 'Growth by database',
      columns: [{ title: 'db', tone: 'plain', right: true }, ...FIGURES, KEYS],
      rows: dbs.length > 1 ? dbs.map(groupRow) : [],
    },
    {
      title: 'Prefixes that grew most',
      columns: [{ title: 'prefix', tone: 'key', isKey: true }, ...FIGURES, KEYS],
      rows: prefixes
        .slice(0, SHOWN)
        .map(({ prefix, before, now }) => [
          printKey(prefix),
          ...cellsSince(before?.bytes, now.bytes),
          before === undefined ? formatCount(now.keys) : countChange({ before: before.keys, now: now.keys }),
        ]),
    },
    {
      title: 'Keys that grew most',
      columns: [
        { title: 'db', tone: 'plain', right: true, drop: 5 },
        { title: 'key', tone: 'key', isKey: true },
        { title: 'type', tone: 'type', drop: 4 },
        ...FIGURES,
        ...(keys.some(({ source }) => source !== undefined)
          ? [{ title: 'source', tone: 'dim', drop: 5 } satisfies Column]
          : []),
      ],
      rows: keys
        .slice(0, SHOWN)
        .map(({ db, key, type, before, now, source }) => [
          String(db),
          printKey(key),
          type,
          ...cellsSince(before, now),
          source === undefined ? NONE : printText(source),
        ]),
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

function groupRow({ name, keys, bytes }: GroupChange): readonly string[] {
  return [name, ...sizeCells(bytes), countChange(keys)];
}

function sizeCells(change: Change): readonly string[] {
  return [formatSize(change.before), formatSize(change.now), sizeChange(change), shareChange(change)];
}

function countCells(change: Change): readonly string[] {
  return [formatCount(change.before), formatCount(change.now), countChange(change), shareChange(change)];
}

/** Of what the baseline may not show. */
function cellsSince(before: number | undefined, now: number): readonly string[] {
  return before === undefined ? [NONE, formatSize(now), 'new', NONE] : sizeCells({ before, now });
}
