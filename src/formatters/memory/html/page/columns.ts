/** Columns that several tables have. */
import { formatCount, formatSize } from '../../../quantity.ts';
import { sourceTitles } from '../../source-titles.ts';
import { element } from './element.ts';
import { formatAverage, formatShare } from './figures.ts';
import type { Column } from './sortable-table.ts';

/** What rows of most tables have. */
export interface Weighed {
  readonly keys: number;
  readonly bytes: number;
  readonly bySource?: readonly number[];
}

export const KEYS: Column<Weighed> = {
  title: 'Keys',
  kind: 'number',
  value: ({ keys }) => keys,
  show: ({ keys }) => formatCount(keys),
};

export const MEMORY: Column<Weighed> = sizeColumn('Memory', ({ bytes }) => bytes);

export const AVERAGE: Column<Weighed> = {
  title: 'Average',
  hint: 'Memory of a key on average',
  kind: 'number',
  value: ({ keys, bytes }) => (keys === 0 ? 0 : bytes / keys),
  show: ({ keys, bytes }) => formatAverage(bytes, keys),
};

/** Part of the memory there is, with a bar. */
export function shareColumn(whole: () => number): Column<Weighed> {
  return {
    title: 'Share',
    hint: 'Part of the memory',
    kind: 'number',
    value: ({ bytes }) => bytes,
    show: ({ bytes }) => {
      const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.setProperty('--part', String(whole() === 0 ? 0 : bytes / whole()));
      return element('span', { class: 'share' }, bar, element('span', {}, formatShare(bytes, whole())));
    },
  };
}

export function sizeColumn<Row>(title: string, size: (row: Row) => number, hint?: string): Column<Row> {
  return {
    title,
    kind: 'number',
    ...(hint === undefined ? {} : { hint }),
    value: size,
    show: (row) => element('span', { title: `${formatCount(size(row))} bytes` }, formatSize(size(row))),
  };
}

/** Memory by source. */
export function sourceColumns(split: readonly string[]): Column<Weighed>[] {
  const titles = sourceTitles(split);
  return split.map((name, index) =>
    sizeColumn(shorten(titles[index] ?? name), ({ bySource }) => bySource?.[index] ?? 0, `Memory of ${name}`),
  );
}

function shorten(title: string): string {
  return title.length > 24 ? `…${title.slice(-23)}` : title;
}
