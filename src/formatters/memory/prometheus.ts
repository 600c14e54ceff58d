/** Gauges for node_exporter's textfile collector. Source: Prometheus, text exposition format 0.0.4. */
import type { MemoryReport, ReportGroup } from '../../report/report.ts';
import { escapeKey } from './key-text.ts';
import { largestPrefixes } from './largest-prefixes.ts';
import type { ReportFormat } from './report-format.ts';

type Labels = Readonly<Record<string, string | number>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Behind the name, in a summary. */
  readonly suffix?: '_sum' | '_count';
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type?: 'gauge' | 'summary';
  readonly samples: readonly Sample[];
}

export const reportPrometheus: ReportFormat = {
  print: (report, { top }) =>
    metricsOf(report, top)
      .filter(({ samples }) => samples.length > 0)
      .map(printMetric)
      .join(''),
};

function metricsOf(report: MemoryReport, top: number): Metric[] {
  const { totals, estimator, groups, sources } = report;
  const prefixes = largestPrefixes(report.prefixes.root, top);
  const byEncoding = (value: (group: ReportGroup) => number): Sample[] =>
    groups.encoding.map((group) => ({ labels: encodingLabels(group), value: value(group) }));
  return [
    single('report_complete', 'Whether all inputs were read to their ends.', report.complete ? 1 : 0),
    {
      name: 'model_info',
      help: 'The server and the allocator whose sizes these are.',
      samples: [
        {
          labels: { server: estimator.server, allocator: estimator.allocator, estimator: estimator.version },
          value: 1,
        },
      ],
    },
    single('keys', 'Keys.', totals.keys),
    single('elements', 'Elements of all keys.', totals.elements),
    single('memory_bytes', 'Sum of what MEMORY USAGE answers.', totals.bytes),
    single('expiring_keys', 'Keys with a TTL.', totals.expires),
    single('expiring_memory_bytes', 'Memory of keys with a TTL.', totals.expiringBytes),
    single('used_memory_growth_bytes', 'What used_memory grows by when a server loads the keys.', totals.allocated),
    single('tables_memory_bytes', 'The part of that growth that is tables of keys and expiries.', totals.tables),
    {
      name: 'key_size_bytes',
      help: 'Memory of a key, by type.',
      type: 'summary',
      samples: groups.type.flatMap(summaryOf),
    },
    { name: 'encoding_keys', help: 'Keys by type and encoding.', samples: byEncoding(({ keys }) => keys) },
    {
      name: 'encoding_elements',
      help: 'Elements by type and encoding.',
      samples: byEncoding(({ elements }) => elements),
    },
    { name: 'encoding_memory_bytes', help: 'Memory by type and encoding.', samples: byEncoding(({ bytes }) => bytes) },
    ...pair('db', 'database', groups.db.map(named('db'))),
    ...pair('slot', 'slot of a cluster', (groups.slot ?? []).map(named('slot'))),
    ...pair('ttl', 'time left until they expire', groups.ttl.map(named('ttl'))),
    ...pair('idle', 'time since the last access', (groups.idle ?? []).map(named('idle'))),
    ...pair('frequency', 'frequency of access', (groups.freq ?? []).map(named('frequency'))),
    ...pair(
      'prefix',
      'prefix, the largest',
      prefixes.map(({ prefix, keys, bytes }) => ({ labels: { prefix: escapeKey(prefix) }, keys, bytes })),
    ),
    {
      name: 'largest_key_memory_bytes',
      help: 'The largest keys.',
      samples: report.largest.slice(0, top).map(({ db, key, type, bytes, source }) => ({
        labels: { db, key: escapeKey(key), type, ...(source === undefined ? {} : { source }) },
        value: bytes,
      })),
    },
    ...pair(
      'source',
      'input',
      sources.map(({ name, keys, bytes }) => ({ labels: { source: name }, keys, bytes })),
    ),
    {
      name: 'source_used_memory_bytes',
      help: 'used_memory of the server that wrote the input.',
      samples: sources.flatMap(({ name, usedMemory: value }) =>
        value === undefined ? [] : [{ labels: { source: name }, value }],
      ),
    },
    {
      name: 'source_created_timestamp_seconds',
      help: 'When the input was written.',
      samples: sources.flatMap(({ name, createdMs }) =>
        createdMs === undefined ? [] : [{ labels: { source: name }, value: createdMs / 1000 }],
      ),
    },
  ];
}

function single(name: string, help: string, value: number): Metric {
  return { name, help, samples: [{ labels: {}, value }] };
}

interface Amount {
  readonly labels: Labels;
  readonly keys: number;
  readonly bytes: number;
}

function named(label: string): (group: ReportGroup) => Amount {
  return ({ name, keys, bytes }) => ({ labels: { [label]: name }, keys, bytes });
}

/** Keys and memory of groups. */
function pair(name: string, by: string, groups: readonly Amount[]): Metric[] {
  return [
    {
      name: `${name}_keys`,
      help: `Keys by ${by}.`,
      samples: groups.map(({ labels, keys: value }) => ({ labels, value })),
    },
    {
      name: `${name}_memory_bytes`,
      help: `Memory by ${by}.`,
      samples: groups.map(({ labels, bytes: value }) => ({ labels, value })),
    },
  ];
}

function encodingLabels({ name }: ReportGroup): Labels {
  const slash = name.indexOf('/');
  return slash < 0 ? { type: name, encoding: '' } : { type: name.slice(0, slash), encoding: name.slice(slash + 1) };
}

function summaryOf({ name: type, keys, bytes, p50, p90, p99, max }: ReportGroup): Sample[] {
  const quantiles = [
    ['0.5', p50],
    ['0.9', p90],
    ['0.99', p99],
    ['1', max],
  ] as const;
  return [
    ...quantiles.map(([quantile, value]) => ({ labels: { type, quantile }, value })),
    { labels: { type }, value: bytes, suffix: '_sum' },
    { labels: { type }, value: keys, suffix: '_count' },
  ];
}

/** Inputs may have the same name, as reports of two days have, but series may not: one that comes again is a numbered copy. */
function printMetric({ name: short, help, type = 'gauge', samples }: Metric): string {
  const name = `rdb_tool_${short}`;
  const seen = new Map<string, number>();
  const lines = samples.map(({ labels, value, suffix = '' }) => {
    const series = `${suffix}${printLabels(labels)}`;
    const copy = (seen.get(series) ?? 0) + 1;
    seen.set(series, copy);
    return `${name}${copy === 1 ? series : `${suffix}${printLabels({ ...labels, copy })}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
