/** What the page is told: the report with bytes made text, cut to what a page can hold. */
import type {
  Estimator,
  LargeKey,
  MemoryReport,
  ReportGroup,
  ReportSource,
  ReportTotals,
} from '../../../report/report.ts';

export interface PageReport {
  readonly title: string;
  readonly complete: boolean;
  readonly estimator: Estimator;
  /** Unix ms; 0: unknown. */
  readonly nowMs: number;
  readonly sources: readonly ReportSource[];
  /** Names of the sources that figures are split by: `bySource` has as many. Empty if there is one source, or too many. */
  readonly split: readonly string[];
  /** AUX used-mem of all sources together; 0: not all have it. */
  readonly usedMemory: number;
  readonly totals: ReportTotals;
  readonly groups: { readonly [By in keyof MemoryReport['groups']]: readonly PageGroup[] };
  /** [exponent, keys]: keys of at most 2^exponent bytes and more than half of that. In order, those with keys only. */
  readonly sizes: readonly (readonly [number, number])[];
  readonly prefixes: PagePrefixes;
  readonly largest: readonly PageKey[];
  /** What the report has but the page has no room for, the smallest of each: how many. */
  readonly leftOut: LeftOut;
}

export type LeftOut = Readonly<
  Record<'sources' | 'type' | 'encoding' | 'db' | 'slot' | 'prefixes' | 'largest', number>
>;

export type PageGroup = Omit<ReportGroup, 'sizes'>;

export interface PagePrefixes {
  readonly separators: readonly string[];
  readonly errorBytes: number;
  /** No prefix that the report has not is larger. 0: it has all. */
  readonly hiddenBytes: number;
  readonly root: PagePrefix;
}

export interface PagePrefix {
  /** What it has beyond its parent, escaped. The root's is empty. */
  readonly name: string;
  readonly keys: number;
  readonly bytes: number;
  readonly bySource?: readonly number[];
  readonly children?: readonly PagePrefix[];
}

/** A key as text: in quotes if it is not a plain word, and perhaps cut. */
export interface PageKey extends Omit<LargeKey, 'key'> {
  readonly key: string;
  /** Bytes of the whole key, if it is cut. */
  readonly keyBytes?: number;
}
