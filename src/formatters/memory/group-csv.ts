/** Groups of a report as CSV, a row a group; of several sources each has a column with its bytes. */
import { stringify } from 'csv-stringify/sync';
import type { MemoryReport, ReportGroup, ReportSource } from '../../report/report.ts';
import { escapeKey } from './key-text.ts';
import { GROUPINGS, type Grouping, type ReportFormat } from './report-format.ts';

const COLUMNS = ['group', 'name', 'keys', 'bytes', 'elements', 'p50', 'p90', 'p99', 'max'] as const;

/** What is not known of prefixes and sources: elements and quantiles. */
const UNKNOWN: Row = [undefined, undefined, undefined, undefined, undefined];

type Row = readonly (string | number | undefined)[];

export const groupCsv: ReportFormat = {
  print(report, { by = GROUPINGS }) {
    const sources = report.sources.length > 1 ? report.sources.map(({ name }) => name) : [];
    return stringify([[...COLUMNS, ...sources], ...by.flatMap((grouping) => rowsOf(grouping, report))]);
  },
};

function rowsOf(grouping: Grouping, { groups, prefixes, sources }: MemoryReport): Row[] {
  if (grouping === 'prefix') return prefixRows(prefixes.root);
  if (grouping === 'source') return sources.map((source) => sourceRow(source, sources));
  return (groups[grouping] ?? []).map((group) => groupRow(grouping, group));
}

function groupRow(
  grouping: Grouping,
  { name, keys, bytes, elements, p50, p90, p99, max, bySource = [] }: ReportGroup,
): Row {
  return [grouping, name, keys, bytes, elements, p50, p90, p99, max, ...bySource];
}

/** All of it is of itself. */
function sourceRow(source: ReportSource, sources: readonly ReportSource[]): Row {
  const { name, keys, bytes } = source;
  const columns = sources.length > 1 ? sources.map((other) => (other === source ? bytes : 0)) : [];
  return ['source', name, keys, bytes, ...UNKNOWN, ...columns];
}

/** All that the report has, each behind the one it is in. */
function prefixRows({ children = [] }: MemoryReport['prefixes']['root']): Row[] {
  return children.flatMap((node) => [
    ['prefix', escapeKey(node.prefix), node.keys, node.bytes, ...UNKNOWN, ...(node.bySource ?? [])],
    ...prefixRows(node),
  ]);
}
