/** What Prometheus and a person at a terminal get to see. */
import { expect, test } from 'vitest';
import { newSourceStatus, newStatus, type ReplicationStatus } from '../../../src/delivery/status.ts';
import { printMetrics } from '../../../src/formatters/replication/metrics.ts';
import { statusLine, summaryLines } from '../../../src/formatters/replication/status-text.ts';

function live(): ReplicationStatus {
  const status = newStatus(1_000_000);
  const source = newSourceStatus('127.0.0.1:6379');
  Object.assign(source, { phase: 'live', received: 5000, confirmed: 3976, lagMs: 12, reconnects: 2, fullSyncs: 1 });
  source.snapshot = { bytes: 100, size: 100, startedMs: 1_000_000, endedMs: 1_001_000 };
  status.sources.push(source);
  status.targets.push({ name: 'with "quotes" and \\', trouble: undefined });
  status.keys.set('string', 3);
  status.commands.set('SET', 1200);
  status.commands.set('INCR', 40);
  return status;
}

test('metrics', () => {
  expect(printMetrics(live())).toMatchInlineSnapshot(`
    "# HELP rdb_tool_replicate_start_time_seconds When it was started, Unix time.
    # TYPE rdb_tool_replicate_start_time_seconds gauge
    rdb_tool_replicate_start_time_seconds 1000
    # HELP rdb_tool_replicate_up Whether the source is followed live.
    # TYPE rdb_tool_replicate_up gauge
    rdb_tool_replicate_up{source="127.0.0.1:6379"} 1
    # HELP rdb_tool_replicate_received_offset Replication offset up to which commands have come.
    # TYPE rdb_tool_replicate_received_offset gauge
    rdb_tool_replicate_received_offset{source="127.0.0.1:6379"} 5000
    # HELP rdb_tool_replicate_confirmed_offset Replication offset up to which all targets have confirmed.
    # TYPE rdb_tool_replicate_confirmed_offset gauge
    rdb_tool_replicate_confirmed_offset{source="127.0.0.1:6379"} 3976
    # HELP rdb_tool_replicate_lag_bytes Bytes that have come and are not confirmed.
    # TYPE rdb_tool_replicate_lag_bytes gauge
    rdb_tool_replicate_lag_bytes{source="127.0.0.1:6379"} 1024
    # HELP rdb_tool_replicate_lag_seconds Age of the oldest command that is not confirmed.
    # TYPE rdb_tool_replicate_lag_seconds gauge
    rdb_tool_replicate_lag_seconds{source="127.0.0.1:6379"} 0.012
    # HELP rdb_tool_replicate_snapshot_bytes Bytes of the last snapshot that are delivered.
    # TYPE rdb_tool_replicate_snapshot_bytes gauge
    rdb_tool_replicate_snapshot_bytes{source="127.0.0.1:6379"} 100
    # HELP rdb_tool_replicate_snapshot_size_bytes Size of the last snapshot, where the source tells it.
    # TYPE rdb_tool_replicate_snapshot_size_bytes gauge
    rdb_tool_replicate_snapshot_size_bytes{source="127.0.0.1:6379"} 100
    # HELP rdb_tool_replicate_reconnects_total Times the link was lost.
    # TYPE rdb_tool_replicate_reconnects_total counter
    rdb_tool_replicate_reconnects_total{source="127.0.0.1:6379"} 2
    # HELP rdb_tool_replicate_full_syncs_total Snapshots that were begun.
    # TYPE rdb_tool_replicate_full_syncs_total counter
    rdb_tool_replicate_full_syncs_total{source="127.0.0.1:6379"} 1
    # HELP rdb_tool_replicate_target_up Whether the target takes what comes.
    # TYPE rdb_tool_replicate_target_up gauge
    rdb_tool_replicate_target_up{target="with \\"quotes\\" and \\\\"} 1
    # HELP rdb_tool_replicate_keys_total Keys of snapshots, and function libraries.
    # TYPE rdb_tool_replicate_keys_total counter
    rdb_tool_replicate_keys_total{type="string"} 3
    # HELP rdb_tool_replicate_commands_total Commands of the feed.
    # TYPE rdb_tool_replicate_commands_total counter
    rdb_tool_replicate_commands_total{command="SET"} 1200
    rdb_tool_replicate_commands_total{command="INCR"} 40
    # HELP rdb_tool_replicate_filtered_total Keys and commands that filters kept back.
    # TYPE rdb_tool_replicate_filtered_total counter
    rdb_tool_replicate_filtered_total 0
    "
  `);
});

test('a lag is none while nothing is confirmed', () => {
  const status = newStatus(0);
  status.sources.push({ ...newSourceStatus('a'), received: 500 });
  expect(printMetrics(status)).toContain('rdb_tool_replicate_lag_bytes{source="a"} 0\n');
});

test.each<[string, (status: ReplicationStatus) => void, string]>([
  ['live', () => {}, 'live  offset 3,976  lag 1.0 KiB, 12 ms  1,235 commands/s  2 reconnects'],
  [
    'several sources',
    ({ sources }) => sources.push({ ...newSourceStatus('b'), phase: 'live', lagMs: 2500 }),
    'live  2 sources  lag 1.0 KiB, 2.5 s  1,235 commands/s  2 reconnects',
  ],
  ['one of them not yet', ({ sources }) => sources.push(newSourceStatus('b')), 'b: connecting'],
  [
    'a target waits',
    ({ targets }) => targets.push({ name: 't', trouble: '127.0.0.1:6380 is read only' }),
    'waiting: 127.0.0.1:6380 is read only',
  ],
])('line: %s', (_name, change, line) => {
  const status = live();
  change(status);
  expect(statusLine(status, 1_002_000, 1234.56)).toBe(line);
});

test.each<[string, number | undefined, string]>([
  ['of known size', 400 << 20, 'snapshot 25 %  100 MiB of 400 MiB  50.0 MiB/s  6s left'],
  ['of unknown size', undefined, 'snapshot  100 MiB  50.0 MiB/s'],
])('line: a snapshot %s', (_name, size, line) => {
  const status = newStatus(0);
  const snapshot = { bytes: 100 << 20, size, startedMs: 1000, endedMs: undefined };
  status.sources.push({ ...newSourceStatus('a'), phase: 'snapshot', snapshot });
  expect(statusLine(status, 3000, 0)).toBe(line);
});

test('summary', () => {
  const status = live();
  status.commandBytes = 50_000;
  status.filtered = 12;
  status.mixed.set('cut down', 1);
  status.verified = { atMs: 0, keys: 10, differences: 0 };
  expect(summaryLines(status, 1_090_000)).toEqual([
    'snapshot: 3 keys (3 string)',
    'feed: 1,240 commands, 48.8 KiB (1,200 SET, 40 INCR)',
    'filters kept back 12 keys and commands',
    '1 command on wanted and unwanted keys: cut down',
    '127.0.0.1:6379: delivered up to offset 3976',
    'verified: 10 keys, the same',
    'took 1m 30s',
  ]);
});
