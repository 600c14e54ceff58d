/** Tables and text as GitHub Flavored Markdown. */
import type { Column, Section } from './section.ts';

/** Columns that the terminal leaves out sooner than this are left out here. */
const MOST_DROP = 6;

/** A heading and a table; columns that are not worth it on a narrow page are left out. */
export function markdownTable({ title, columns, rows, note }: Section): string {
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
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`.replaceAll('|', '\\|');
}

/** Text that Markdown takes for nothing else. */
export function escapeText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&');
}
