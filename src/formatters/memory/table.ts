/** The page for a terminal: what there is in total, then where it is. */
import type { MemoryReport, ReportSource, ReportTotals } from '../../report/report.ts';
import { escapeControls, printBytes } from '../printable.ts';
import { countOf, formatCount, formatSize } from '../quantity.ts';
import { Line } from '../line.ts';
import { layOut } from './grid.ts';
import type { ReportFormat, ShowOptions } from './report-format.ts';
import { percent, shareOf } from './section.ts';
import { sectionsOf, writerOf } from './sections.ts';

const DEFAULT_COLUMNS = 120;
const NARROWEST = 60;

export const reportTable: ReportFormat = {
  print(report, options) {
    const columns = Math.max(NARROWEST, options.columns ?? DEFAULT_COLUMNS);
    const parts = [head(report, options, columns)];
    for (const section of sectionsOf(report, options)) parts.push(layOut(section, columns, options.style));
    return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  },
};

function head(report: MemoryReport, { style }: ShowOptions, columns: number): string[] {
  const lines: string[] = [];
  if (!report.complete) lines.push(style.expired('Incomplete: not every input could be read to its end.'));
  lines.push(...facts(report).map((fact) => factLine(fact, columns).render(style)));
  return lines;
}

/** A name, a figure, and what is to be said of it. */
type Fact = readonly [name: string, figure: string, words: string];

function facts({ totals, estimator, sources }: MemoryReport): Fact[] {
  const [source] = sources;
  const told = sources.flatMap(({ usedMemory }) => (usedMemory === undefined ? [] : [usedMemory]));
  const expiring = percent(shareOf(totals.expiringBytes, totals.bytes));
  return [
    sources.length === 1 && source !== undefined
      ? ['source', printBytes(Buffer.from(source.name)), written(source)]
      : ['sources', formatCount(sources.length), ''],
    [
      'keys',
      formatCount(totals.keys),
      `${formatCount(totals.expires)} of them expire (${percent(shareOf(totals.expires, totals.keys))})`,
    ],
    [
      'memory',
      formatSize(totals.bytes),
      `as MEMORY USAGE counts; ${formatSize(totals.expiringBytes)} expire (${expiring})`,
    ],
    [
      'used_memory',
      formatSize(totals.allocated),
      `growth on load, ${formatSize(totals.tables)} of it for tables of keys`,
    ],
    ...(told.length > 0 && told.length === sources.length ? [usedMemory(told)] : []),
    ...(totals.estimated === undefined ? [] : [estimatedFact(totals.estimated)]),
    ['model', estimator.server, `${estimator.allocator}, estimator ${estimator.version}`],
  ];
}

function estimatedFact({ keys, bytes }: NonNullable<ReportTotals['estimated']>): Fact {
  return ['estimated', formatSize(bytes), `in ${countOf(keys, 'key')} that depend on chance or growth`];
}

function usedMemory(told: readonly number[]): Fact {
  const sum = told.reduce((all, bytes) => all + bytes, 0);
  return [
    'used-mem',
    formatSize(sum),
    told.length > 1 ? 'of the servers that wrote the files' : 'of the server that wrote the file',
  ];
}

function written(source: ReportSource): string {
  const { createdMs } = source;
  const created = new Date(createdMs ?? NaN);
  const when = Number.isNaN(created.getTime()) ? '' : `, ${created.toISOString().replace('.000Z', 'Z')}`;
  return `${writerOf(source)}${when}`;
}

const NAME_WIDTH = 13;

function factLine([name, figure, words]: Fact, columns: number): Line {
  const line = new Line(columns);
  line.add(name, 'dim');
  line.padTo(NAME_WIDTH);
  line.add(escapeControls(figure), 'count');
  if (words !== '') line.add(`  ${escapeControls(words)}`, 'string');
  return line;
}
