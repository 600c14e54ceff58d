/** A report by hand: a little of everything, with keys that mean harm. */
import type { MemoryReport, PrefixNode, ReportGroup } from '../../../src/report/report.ts';
import { REPORT_SCHEMA } from '../../../src/report/report.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2030, 0, 1);

function group(name: string, keys: number, bytes: number, elements = 0): ReportGroup {
  const sizes = Array.from({ length: Math.min(keys, 20) }, (_, i) => [64 * (i + 1), 1] as const);
  return {
    name,
    keys,
    bytes,
    elements,
    p50: 64,
    p90: 128,
    p99: 4096,
    max: Math.max(0, bytes - 64 * (keys - 1)),
    sizes,
  };
}

export const SAMPLE: MemoryReport = {
  schema: REPORT_SCHEMA,
  estimator: { version: 1, server: 'redis-7.0', allocator: 'jemalloc-quantum8' },
  complete: true,
  nowMs: NOW,
  sources: [
    {
      name: 'dump.rdb',
      format: 'rdb',
      version: 10,
      server: 'redis 7.0.15',
      usedMemory: 1_500_000_000,
      createdMs: NOW,
      keys: 1_234_567,
      bytes: 987_654_321,
      complete: true,
    },
  ],
  totals: {
    keys: 1_234_567,
    bytes: 987_654_321,
    elements: 4_000_000,
    expires: 300_000,
    expiringBytes: 100_000_000,
    allocated: 1_050_000_000,
    tables: 60_000_000,
    estimated: { keys: 4567, bytes: 300_000_000 },
  },
  groups: {
    type: [
      group('hash', 234_567, 700_000_000, 4_000_000),
      group('string', 999_999, 287_654_321),
      group('ReJSON-RL', 1, 0),
    ],
    encoding: [
      group('hash/listpack', 234_000, 200_000_000, 1_000_000),
      group('hash/hashtable', 567, 500_000_000, 3_000_000),
      group('string/raw', 999_999, 287_654_321),
      group('ReJSON-RL/raw', 1, 0),
    ],
    db: [group('0', 1_234_000, 987_000_000), group('3', 567, 654_321)],
    ttl: [
      group('never', 934_567, 887_654_321),
      group('expired', 1000, 64_000),
      group('1m', 0, 0),
      group('1h', 99_000, 9_936_000),
      group('1d', 0, 0),
      group('7d', 0, 0),
      group('30d', 0, 0),
      group('later', 200_000, 90_000_000),
    ],
    freq: [group('0', 1_000_000, 500_000_000), group('1-9', 234_567, 487_654_321)],
  },
  prefixes: {
    separators: [':', '/'],
    errorBytes: 4096,
    errorKeys: 12,
    hiddenBytes: 2048,
    hiddenKeys: 6,
    root: {
      prefix: '',
      keys: 1_234_567,
      bytes: 987_654_321,
      children: [
        {
          prefix: 'user:',
          keys: 1_000_000,
          bytes: 800_000_000,
          children: [
            {
              prefix: 'user:<n>:',
              keys: 1_000_000,
              bytes: 800_000_000,
              children: [
                { prefix: 'user:<n>:cart', keys: 400_000, bytes: 600_000_000 },
                { prefix: 'user:<n>:name', keys: 600_000, bytes: 100_000_000 },
              ],
            },
          ],
        },
        { prefix: 'a;b|`c` "d"\u001b[31m', keys: 200, bytes: 70_000_000 },
        { prefix: { $base64: '/wA6' }, keys: 3, bytes: 64 },
        { prefix: 'alone', keys: 1, bytes: 56 },
      ],
    },
  },
  largest: [
    {
      db: 0,
      key: 'user:1000:cart',
      type: 'hash',
      encoding: 'hashtable',
      bytes: 300_000_000,
      elements: 2_000_000,
      expireAt: NOW + 3 * DAY,
    },
    { db: 3, key: '<b>|`x`</b>\n', type: 'string', encoding: 'raw', bytes: 512_000 },
    { db: 0, key: { $base64: '/wA=' }, type: 'string', encoding: 'raw', bytes: 640, expireAt: NOW - 1000 },
  ],
};

/** What two shards have of a group: all but 1000 bytes is the first's. */
function divided(groups: readonly ReportGroup[]): ReportGroup[] {
  return groups.map((one) => ({ ...one, bySource: [Math.max(0, one.bytes - 1000), Math.min(1000, one.bytes)] }));
}

function dividedNode(node: PrefixNode): PrefixNode {
  const { children } = node;
  return {
    ...node,
    bySource: [node.bytes, 0],
    ...(children === undefined ? {} : { children: children.map(dividedNode) }),
  };
}

const { groups } = SAMPLE;

/** Two shards of a cluster, one of them damaged. */
export const MERGED: MemoryReport = {
  ...SAMPLE,
  complete: false,
  sources: SAMPLE.sources.flatMap((source) => [
    { ...source, name: 'shards/a.rdb', keys: 1_000_000, bytes: 900_000_000 },
    { ...source, name: 'shards/b.rdb', keys: 234_567, bytes: 87_654_321, complete: false },
  ]),
  groups: {
    type: divided(groups.type),
    encoding: divided(groups.encoding),
    db: divided(groups.db),
    slot: divided([group('0', 10, 1000), group('16383', 20, 5000)]),
    ttl: divided(groups.ttl),
  },
  prefixes: { ...SAMPLE.prefixes, errorBytes: 0, errorKeys: 0, root: dividedNode(SAMPLE.prefixes.root) },
  largest: SAMPLE.largest.map((key) => ({ ...key, source: 'shards/a.rdb' })),
};
