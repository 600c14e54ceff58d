/** What shows a memory report, and what it is told. */
import type { MemoryReport } from '../../report/report.ts';
import type { Style } from '../style.ts';

/** What a report can be broken down by. */
export const GROUPINGS = ['type', 'encoding', 'db', 'prefix', 'slot', 'ttl', 'source'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface ShowOptions {
  /** Only these, in this order; absent: what the report has to say. */
  readonly by: readonly Grouping[] | undefined;
  /** How many prefixes and keys are shown. */
  readonly top: number;
  readonly style: Style;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

export interface ReportFormat {
  /** The whole text, its last line ended. */
  print(report: MemoryReport, options: ShowOptions): string;
}
