/** A part of the page: a table with a title, as the terminal and Markdown show it. */
import type { Tone } from '../style.ts';

export interface Column {
  readonly title: string;
  readonly tone: Tone;
  readonly right?: boolean;
  /** Columns with the greatest are left out first where there is no room; those without one stay. */
  readonly drop?: number;
  /** A key: it may be cut. */
  readonly isKey?: boolean;
  /** A picture of a number that stands beside it. */
  readonly isBar?: boolean;
}

export interface Section {
  readonly title: string;
  readonly columns: readonly Column[];
  /** A cell a column. */
  readonly rows: readonly (readonly string[])[];
  /** Below the table. */
  readonly note?: string;
}

/** Absent. */
export const NONE = '-';

const BAR_CELLS = 10;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A share from 0 to 1 as a bar; what is not nothing is seen. */
export function bar(share: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * BAR_CELLS * 8)) : 0;
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
}

export function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** `12.3%`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
