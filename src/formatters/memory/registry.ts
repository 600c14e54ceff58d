/** The formats of memory reports: a line a key, or a report of all of them. A new one is a file, and a line here. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { ReportFormat } from './report-format.ts';
import type { SizeLines } from './size-lines.ts';

/** A name and a line for help; the rest is loaded when it is asked for. */
interface Listed {
  readonly name: string;
  /** One line; --help and the man page print it. */
  readonly summary: string;
}

export interface ReportFormatSpec extends Listed {
  load(): Promise<ReportFormat>;
}

export interface KeyFormatSpec extends Listed {
  create(out: ByteWriter): Promise<SizeLines>;
}

export const REPORT_FORMATS: readonly ReportFormatSpec[] = [
  { name: 'table', summary: 'one page for people', load: async () => (await import('./table.ts')).reportTable },
  {
    name: 'json',
    summary: 'the report as one JSON object, for --merge',
    load: async () => (await import('./json.ts')).reportJson,
  },
  {
    name: 'markdown',
    summary: 'short tables for a pull request',
    load: async () => (await import('./markdown.ts')).reportMarkdown,
  },
  {
    name: 'prometheus',
    summary: "metrics for the textfile collector of Prometheus' node exporter",
    load: async () => (await import('./prometheus.ts')).reportPrometheus,
  },
  {
    name: 'folded',
    summary: 'stacks of prefixes, for flame graph tools',
    load: async () => (await import('./folded.ts')).reportFolded,
  },
  {
    name: 'html',
    summary: 'a page with a map of prefixes, in one file that needs no network',
    load: async () => (await import('./html/html-report.ts')).reportHtml,
  },
];

/** A line a key; CSV has a line a group where groups are asked for. */
export const KEY_FORMATS: readonly KeyFormatSpec[] = [
  {
    name: 'csv',
    summary: 'a row a key, or with --by a row a group',
    create: async (out) => new (await import('./csv.ts')).SizeCsv(out),
  },
  {
    name: 'ndjson',
    summary: 'an object a key, one a line',
    create: async (out) => new (await import('./ndjson.ts')).SizeJson(out),
  },
];

/** What `--by` makes of CSV. */
export const GROUP_CSV: ReportFormatSpec = {
  name: 'csv',
  summary: 'a row a group',
  load: async () => (await import('./group-csv.ts')).groupCsv,
};
