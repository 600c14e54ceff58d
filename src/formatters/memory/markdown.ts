/** The report for a comment on a pull request: few columns, few lines. */
import type { MemoryReport } from '../../report/report.ts';
import { formatCount, formatSize } from '../quantity.ts';
import type { ReportFormat, ShowOptions } from './report-format.ts';
import { percent, shareOf, type Column, type Section } from './section.ts';
import { sectionsOf } from './sections.ts';

/** Columns that the terminal leaves out sooner than this are left out here. */
const MOST_DROP = 6;

export const reportMarkdown: ReportFormat = {
  print: (report, options) => `${[...head(report), ...tables(report, options)].join('\n\n')}\n`,
};

function head(report: MemoryReport): string[] {
  const { sources, totals, estimator, complete } = report;
  const what = sources.length === 1 ? codeSpan(sources[0]?.name ?? '') : `${formatCount(sources.length)} sources`;
  const expires = percent(shareOf(totals.expires, totals.keys));
  return [
    `## Memory of ${what}`,
    ...(complete ? [] : ['**Incomplete:** an input could not be read to its end; this is what could be read.']),
    `**${formatSize(totals.bytes)}** in **${formatCount(totals.keys)} keys**, ${expires} of which expire. ` +
      `Loaded, they add ${formatSize(totals.allocated)} to \`used_memory\` ` +
      `(${codeSpan(estimator.server)}, ${codeSpan(estimator.allocator)}).`,
  ];
}

function tables(report: MemoryReport, options: ShowOptions): string[] {
  return sectionsOf(report, options).map((section) => table(section));
}

function table({ title, columns, rows, note }: Section): string {
  const shown = columns.flatMap((column, index) => (isShown(column) ? [{ column, index }] : []));
  const lines = [
    row(shown.map(({ column }) => escapeText(column.title))),
    row(shown.map(({ column }) => (column.right ? '--:' : '---'))),
    ...rows.map((cells) =>
      row(
        shown.map(({ column, index }) =>
          column.isKey ? codeSpan(cells[index] ?? '') : escapeText(cells[index] ?? ''),
        ),
      ),
    ),
  ];
  return `### ${title}\n\n${lines.join('\n')}${note === undefined ? '' : `\n\n${escapeText(note)}`}`;
}

function isShown({ isBar, drop }: Column): boolean {
  return !isBar && (drop ?? 0) < MOST_DROP;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/**
 * Text between backticks, one more of them than it has in a row. A bar ends a cell even there. Source: GFM 4.10, 6.3.
 */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`.replaceAll('|', '\\|');
}

/** Text that Markdown takes for nothing else. */
function escapeText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&');
}
