/** What replication is doing, for Prometheus. Source: its text exposition format, version 0.0.4. */
import type { ReplicationStatus, SourceStatus, TargetStatus } from '../../delivery/status.ts';

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
}

const PREFIX = 'rdb_tool_replicate_';

/** Gauges and counters of each source. Bytes, seconds. */
const OF_SOURCES: readonly (readonly [string, Metric['kind'], string, (source: SourceStatus) => number | undefined])[] =
  [
    [
      'up',
      'gauge',
      'Whether the source is followed live.',
      ({ phase, trouble }) => Number(phase === 'live' && trouble === undefined),
    ],
    ['received_offset', 'gauge', 'Replication offset up to which commands have come.', ({ received }) => received],
    [
      'confirmed_offset',
      'gauge',
      'Replication offset up to which all targets have confirmed.',
      ({ confirmed }) => confirmed,
    ],
    ['lag_bytes', 'gauge', 'Bytes that have come and are not confirmed.', lagBytes],
    ['lag_seconds', 'gauge', 'Age of the oldest command that is not confirmed.', ({ lagMs }) => lagMs / 1000],
    ['snapshot_bytes', 'gauge', 'Bytes of the last snapshot that are delivered.', ({ snapshot }) => snapshot.bytes],
    [
      'snapshot_size_bytes',
      'gauge',
      'Size of the last snapshot, where the source tells it.',
      ({ snapshot }) => snapshot.size,
    ],
    ['reconnects_total', 'counter', 'Times the link was lost.', ({ reconnects }) => reconnects],
    ['full_syncs_total', 'counter', 'Snapshots that were begun.', ({ fullSyncs }) => fullSyncs],
  ];

const OF_TARGETS: readonly (readonly [string, Metric['kind'], string, (target: TargetStatus) => number])[] = [
  ['target_up', 'gauge', 'Whether the target takes what comes.', ({ trouble }) => Number(trouble === undefined)],
];

/** Bytes of the stream that have come and are not confirmed. */
export function lagBytes({ received, confirmed }: SourceStatus): number {
  return confirmed === 0 ? 0 : Math.max(0, received - confirmed);
}

export function printMetrics(status: ReplicationStatus): string {
  return [...metricsOf(status)].map(printMetric).join('');
}

function* metricsOf(status: ReplicationStatus): Generator<Metric> {
  yield metric('start_time_seconds', 'gauge', 'When it was started, Unix time.', [[{}, status.startedMs / 1000]]);
  for (const [name, kind, help, value] of OF_SOURCES) {
    yield metric(
      name,
      kind,
      help,
      status.sources.flatMap((one) => sample({ source: one.name }, value(one))),
    );
  }
  for (const [name, kind, help, value] of OF_TARGETS) {
    yield metric(
      name,
      kind,
      help,
      status.targets.flatMap((one) => sample({ target: one.name }, value(one))),
    );
  }
  yield counted('keys_total', 'Keys of snapshots, and function libraries.', 'type', status.keys);
  yield counted('commands_total', 'Commands of the feed.', 'command', status.commands);
  yield counted('mixed_total', 'Commands on wanted and unwanted keys, by what was done.', 'rule', status.mixed);
  yield metric('filtered_total', 'counter', 'Keys and commands that filters kept back.', [[{}, status.filtered]]);
  const { verified } = status;
  if (verified === undefined) return;
  yield metric('verified_time_seconds', 'gauge', 'When targets were last compared with the source, Unix time.', [
    [{}, verified.atMs / 1000],
  ]);
  yield metric('verified_keys', 'gauge', 'Keys that were the same then.', [[{}, verified.keys]]);
  yield metric('verified_differences', 'gauge', 'Keys that were not.', [[{}, verified.differences]]);
}

function metric(name: string, kind: Metric['kind'], help: string, samples: Metric['samples']): Metric {
  return { name, kind, help, samples };
}

function sample(labels: Labels, value: number | undefined): (readonly [Labels, number])[] {
  return value === undefined ? [] : [[labels, value]];
}

function counted(name: string, help: string, label: string, counts: ReadonlyMap<string, number>): Metric {
  return metric(
    name,
    'counter',
    help,
    [...counts].map(([what, count]) => [{ [label]: what }, count]),
  );
}

function printMetric({ name, kind, help, samples }: Metric): string {
  if (samples.length === 0) return '';
  const lines = samples.map(([labels, value]) => `${PREFIX}${name}${printLabels(labels)} ${value}\n`);
  return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${kind}\n${lines.join('')}`;
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
