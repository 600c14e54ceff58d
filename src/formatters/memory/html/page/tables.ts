/** The tables of the page, but for the one of prefixes. */
import { formatRemaining } from '../../../duration.ts';
import { OTHER } from '../../../../report/report.ts';
import { formatCount, formatSize } from '../../../quantity.ts';
import type { PageGroup, PageKey, PageReport } from '../page-report.ts';
import { AVERAGE, KEYS, MEMORY, shareColumn, sizeColumn, sourceColumns } from './columns.ts';
import { element, keyText, section } from './element.ts';
import { formatTime, leftOutNote } from './figures.ts';
import { SortableTable, type Column } from './sortable-table.ts';

/**
 * @param title - what the section is called
 * @param first - title of the first column
 */
export function groupTable(
  title: string,
  first: string,
  by: 'type' | 'encoding' | 'db' | 'slot',
  report: PageReport,
): HTMLElement {
  const columns: Column<PageGroup>[] = [
    {
      title: first,
      kind: 'text',
      value: ({ name }) => (by === 'db' || by === 'slot' ? numberOf(name) : name),
      show: ({ name }) => name,
    },
    MEMORY,
    shareColumn(() => report.totals.bytes),
    KEYS,
    {
      title: 'Elements',
      kind: 'number',
      value: ({ elements }) => elements,
      show: ({ elements }) => (elements === 0 ? '–' : formatCount(elements)),
    },
    AVERAGE,
    sizeColumn('p50', ({ p50 }) => p50, 'Half of the keys take at most this'),
    sizeColumn('p90', ({ p90 }) => p90, '90 % of the keys take at most this'),
    sizeColumn('p99', ({ p99 }) => p99, '99 % of the keys take at most this'),
    sizeColumn('Max', ({ max }) => max, 'The largest key'),
    ...sourceColumns(report.split),
  ];
  const table = new SortableTable(columns, { caption: title, sortedBy: 'Memory' });
  table.show(report.groups[by] ?? []);
  return section(title, {}, table.element, ...notes(report.leftOut[by]));
}

export function largestTable({ largest, leftOut, nowMs, sources }: PageReport): HTMLElement {
  const columns: Column<PageKey>[] = [
    { title: 'Key', kind: 'text', value: ({ key }) => key, show: keyCell },
    sizeColumn('Memory', ({ bytes }) => bytes),
    { title: 'Type', kind: 'text', value: ({ type }) => type, show: ({ type }) => type },
    { title: 'Encoding', kind: 'text', value: ({ encoding }) => encoding, show: ({ encoding }) => encoding },
    {
      title: 'Elements',
      kind: 'number',
      value: ({ elements }) => elements ?? -1,
      show: ({ elements }) => (elements === undefined ? '–' : formatCount(elements)),
    },
    {
      title: 'Expires',
      kind: 'text',
      value: ({ expireAt }) => expireAt ?? Infinity,
      show: (key) => expiryCell(key, nowMs),
    },
    { title: 'DB', kind: 'number', value: ({ db }) => db, show: ({ db }) => String(db) },
  ];
  if (sources.length > 1)
    columns.push({ title: 'Source', kind: 'text', value: (key) => key.source ?? '', show: (key) => key.source ?? '' });
  const table = new SortableTable(columns, { caption: 'Largest keys', sortedBy: 'Memory' });
  table.show(largest);
  return section('Largest keys', {}, table.element, ...notes(leftOut.largest));
}

export function sourceTable({ sources, totals, leftOut }: PageReport): HTMLElement {
  type Source = PageReport['sources'][number];
  const text = (title: string, show: (source: Source) => string): Column<Source> => ({
    title,
    kind: 'text',
    value: show,
    show,
  });
  const columns: Column<Source>[] = [
    text('Source', ({ name }) => name),
    text('Format', ({ format, version }) => (version === undefined ? format : `${format} ${version}`)),
    text('Written by', ({ server }) => server ?? '–'),
    text('Written at', ({ createdMs }) => (createdMs === undefined ? '–' : formatTime(createdMs))),
    KEYS,
    MEMORY,
    shareColumn(() => totals.bytes),
    {
      title: 'used-mem',
      hint: 'What the server said it used when it wrote the file',
      kind: 'number',
      value: ({ usedMemory }) => usedMemory ?? -1,
      show: ({ usedMemory }) => (usedMemory === undefined ? '–' : formatSize(usedMemory)),
    },
    text('Read', ({ complete }) => (complete ? 'whole' : 'incomplete')),
  ];
  const table = new SortableTable(columns, { caption: 'Sources', sortedBy: '' });
  table.show(sources);
  return section('Sources', {}, table.element, ...notes(leftOut.sources));
}

function notes(leftOut: number): HTMLElement[] {
  return leftOutNote(leftOut).map((note) => element('p', { class: 'note' }, note));
}

/** Databases and slots are numbers; the group of all others comes last. */
function numberOf(name: string): number {
  return name === OTHER ? Infinity : Number(name);
}

function keyCell({ key, keyBytes }: PageKey): HTMLElement {
  if (keyBytes === undefined) return keyText(key);
  return element('span', {}, keyText(key), element('span', { class: 'figures' }, ` (${formatCount(keyBytes)} bytes)`));
}

function expiryCell({ expireAt }: PageKey, nowMs: number): HTMLElement | string {
  if (expireAt === undefined) return 'never';
  if (nowMs === 0) return formatTime(expireAt);
  return element('span', { title: formatTime(expireAt) }, formatRemaining(expireAt, nowMs));
}
