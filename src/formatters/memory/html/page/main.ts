/** The page: reads the report that stands in it, and lays it out. */
import type { PageReport } from '../page-report.ts';
import { bandFigure, IDLE_NAMES, TTL_NAMES } from './bands.ts';
import type { Chart } from './chart.ts';
import { element } from './element.ts';
import type { Figure } from './figure.ts';
import { PrefixMap } from './prefix-map.ts';
import { sizeFigure } from './sizes.ts';
import { incompleteNotice, pageHead, totalsList } from './summary.ts';
import { groupTable, largestTable, sourceTable } from './tables.ts';
import { themeButton } from './theme.ts';

function showReport(report: PageReport): void {
  const charts: Chart[] = [];
  const theme = themeButton(() => {
    for (const chart of charts) chart.draw();
  });
  const main = element(
    'main',
    {},
    ...incompleteNotice(report),
    totalsList(report),
    ...(report.sources.length > 1 ? [sourceTable(report)] : []),
    ...(report.totals.keys === 0 ? [element('p', {}, 'There are no keys.')] : keySections(report, charts)),
  );
  document.body.append(pageHead(report, theme), main);
}

/** @param charts - gets those that are drawn */
function keySections(report: PageReport, charts: Chart[]): HTMLElement[] {
  const map = new PrefixMap(report);
  const figures = figuresOf(report);
  charts.push(map.chart, ...figures.map(({ chart }) => chart));
  return [
    map.element,
    element('div', { class: 'figures-row' }, ...figures.map((figure) => figure.element)),
    groupTable('Types', 'Type', 'type', report),
    groupTable('Encodings', 'Type and encoding', 'encoding', report),
    groupTable('Databases', 'Database', 'db', report),
    ...(report.groups.slot === undefined ? [] : [groupTable('Slots', 'Slot', 'slot', report)]),
    largestTable(report),
  ];
}

function figuresOf({ groups: { ttl, idle = [], freq = [] }, sizes }: PageReport): Figure[] {
  const figures = [sizeFigure(sizes)];
  if (ttl.length > 0)
    figures.unshift(bandFigure('Time to live', 'Memory by the time keys still have.', ttl, TTL_NAMES));
  if (idle.length > 0)
    figures.push(bandFigure('Idle time', 'Memory by the time since the last access.', idle, IDLE_NAMES));
  if (freq.length > 0)
    figures.push(bandFigure('Access frequency', 'Memory by the logarithmic counter of LFU.', freq, {}));
  return figures;
}

// Written by putHtmlReport(), from a PageReport.
showReport(JSON.parse(document.getElementById('report')?.textContent ?? '') as PageReport);
