/** The report for a comment on a pull request: few columns, few lines. */
import type { MemoryReport } from '../../report/report.ts';
import { escapeControls } from '../printable.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { codeSpan, markdownTable } from './markdown-table.ts';
import type { ReportFormat, ShowOptions } from './report-format.ts';
import { percent, shareOf } from './section.ts';
import { sectionsOf } from './sections.ts';

export const reportMarkdown: ReportFormat = {
  print: (report, options) => `${[...head(report), ...tables(report, options)].join('\n\n')}\n`,
};

function head(report: MemoryReport): string[] {
  const { sources, totals, estimator, complete } = report;
  const what =
    sources.length === 1 ? codeSpan(escapeControls(sources[0]?.name ?? '')) : `${formatCount(sources.length)} sources`;
  const expires = percent(shareOf(totals.expires, totals.keys));
  return [
    `## Memory of ${what}`,
    ...(complete ? [] : ['**Incomplete:** an input could not be read to its end; this is what could be read.']),
    `**${formatSize(totals.bytes)}** in **${formatCount(totals.keys)} keys**, ${expires} of which expire. ` +
      `Loaded, they add ${formatSize(totals.allocated)} to \`used_memory\` ` +
      `(${codeSpan(escapeControls(estimator.server))}, ${codeSpan(escapeControls(estimator.allocator))}).`,
  ];
}

function tables(report: MemoryReport, options: ShowOptions): string[] {
  return sectionsOf(report, options).map((section) => markdownTable(section));
}
