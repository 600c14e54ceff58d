/** The head of the page: what the report is of, and its totals. */
import { formatCount, formatSize } from '../../../quantity.ts';
import type { PageReport } from '../page-report.ts';
import { element } from './element.ts';
import { formatAverage, formatKeys, formatShare, formatTime } from './figures.ts';

export function pageHead(report: PageReport, theme: HTMLElement): HTMLElement {
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'titles' },
      element('h1', {}, element('bdi', { dir: 'ltr' }, report.title)),
      element('p', {}, describe(report)),
    ),
    theme,
  );
}

/** Nothing, if the report is whole. */
export function incompleteNotice({ complete }: PageReport): HTMLElement[] {
  if (complete) return [];
  const text = 'An input was damaged: this is what could be read of it. The figures are not those of the whole.';
  return [element('p', { class: 'warning', role: 'alert' }, text)];
}

export function totalsList({ totals, usedMemory, groups }: PageReport): HTMLElement {
  const { bytes, keys, elements, expires, expiringBytes, allocated, tables } = totals;
  const largest = Math.max(0, ...groups.type.map(({ max }) => max));
  const items = [
    ['Memory of keys', formatSize(bytes), 'sum of MEMORY USAGE'],
    ['When loaded', formatSize(allocated), `tables ${formatSize(tables)}`],
    ...(usedMemory === 0 ? [] : [['used-mem', formatSize(usedMemory), 'when written']]),
    ['Keys', formatCount(keys), `${formatAverage(bytes, keys)} on average`],
    ['Elements', formatCount(elements), ''],
    ['Never expires', formatShare(bytes - expiringBytes, bytes), formatKeys(keys - expires)],
    ['Largest key', formatSize(largest), formatShare(largest, bytes)],
  ];
  return element(
    'dl',
    { class: 'totals', 'aria-label': 'Totals' },
    ...items.map(([name = '', figure = '', more = '']) =>
      element(
        'div',
        {},
        element('dt', {}, name),
        element('dd', {}, element('b', {}, figure), element('span', {}, more)),
      ),
    ),
  );
}

function describe({ estimator, sources, nowMs }: PageReport): string {
  const [only] = sources;
  const parts = ['Memory report'];
  if (sources.length === 1 && only?.server !== undefined) parts.push(`written by ${only.server}`);
  if (sources.length === 1 && only?.createdMs !== undefined) parts.push(formatTime(only.createdMs));
  parts.push(`as of ${estimator.server} with ${estimator.allocator}`);
  if (nowMs !== 0 && nowMs !== only?.createdMs) parts.push(`TTLs at ${formatTime(nowMs)}`);
  return parts.join(' · ');
}
