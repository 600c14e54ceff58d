import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReportBuilder } from '../../src/report/report-builder.ts';
import type { ReportOptions } from '../../src/report/report-options.ts';
import { TTL_BANDS, type MemoryReport, type ReportGroup } from '../../src/report/report.ts';
import { ESTIMATOR, Feed, type FedKey } from './feed.ts';
import type { StringKey } from './strings.ts';

const NOW = 1_700_000_000_000;

function build(feed: (feed: Feed) => void, options: ReportOptions = { nowMs: NOW }): MemoryReport {
  const builder = new ReportBuilder('dump.rdb', options);
  feed(new Feed(builder));
  return builder.report(ESTIMATOR, true);
}

const MIXED: FedKey[] = [
  { key: 'user:1:cart', type: 'hash', encoding: 'listpack', bytes: 200, elements: 3, expireAtMs: NOW + 1000 },
  { key: 'user:2:cart', type: 'hash', encoding: 'hashtable', bytes: 9000, elements: 600, idleSeconds: 61 },
  { key: 'user:2:name', bytes: 56, encoding: 'embstr', freq: 7 },
  { key: 'jobs', db: 3, type: 'stream', encoding: 'stream', bytes: 4000, elements: 10, expireAtMs: NOW - 1 },
  { key: '\xff:1', db: 3, bytes: 100 },
];

function brief(groups: readonly ReportGroup[] | undefined): unknown {
  return groups?.filter(({ keys }) => keys > 0).map(({ name, keys, bytes, elements }) => [name, keys, bytes, elements]);
}

test('keys whose figure a server leaves to chance are told', () => {
  const report = build((feed) => feed.keys([...MIXED, { key: 'z', bytes: 700, determined: false }]));
  expect(report.totals.estimated).toEqual({ keys: 1, bytes: 700 });
});

test('a report of a few keys', () => {
  const report = build((feed) => feed.keys(MIXED));
  expect(report.totals).toEqual({
    keys: 5,
    bytes: 13_356,
    elements: 613,
    expires: 2,
    expiringBytes: 4200,
    allocated: 0,
    tables: 0,
  });
  const { type, encoding, db, slot, ttl, idle, freq } = report.groups;
  expect(brief(type)).toEqual([
    ['hash', 2, 9200, 603],
    ['stream', 1, 4000, 10],
    ['string', 2, 156, 0],
  ]);
  expect(brief(encoding)).toEqual([
    ['hash/hashtable', 1, 9000, 600],
    ['stream/stream', 1, 4000, 10],
    ['hash/listpack', 1, 200, 3],
    ['string/raw', 1, 100, 0],
    ['string/embstr', 1, 56, 0],
  ]);
  expect(brief(db)).toEqual([
    ['0', 3, 9256, 603],
    ['3', 2, 4100, 10],
  ]);
  expect(slot).toBeUndefined();
  expect(ttl.map(({ name }) => name)).toEqual(TTL_BANDS);
  expect(brief(ttl)).toEqual([
    ['never', 3, 9156, 600],
    ['expired', 1, 4000, 10],
    ['1m', 1, 200, 3],
  ]);
  expect(brief(idle)).toEqual([['1h', 1, 9000, 600]]);
  expect(brief(freq)).toEqual([['1-9', 1, 56, 0]]);
  expect(report.largest.map(({ key }) => key)).toEqual([
    'user:2:cart',
    'jobs',
    'user:1:cart',
    { $base64: '/zox' },
    'user:2:name',
  ]);
  expect(report.largest[0]).toEqual({
    db: 0,
    key: 'user:2:cart',
    type: 'hash',
    encoding: 'hashtable',
    bytes: 9000,
    elements: 600,
  });
  expect(report.prefixes).toEqual({
    separators: [':'],
    errorBytes: 0,
    errorKeys: 0,
    hiddenBytes: 0,
    hiddenKeys: 0,
    root: {
      prefix: '',
      keys: 5,
      bytes: 13_356,
      children: [
        {
          prefix: 'user:',
          keys: 3,
          bytes: 9256,
          children: [
            {
              prefix: 'user:<n>:',
              keys: 3,
              bytes: 9256,
              children: [
                { prefix: 'user:<n>:cart', keys: 2, bytes: 9200 },
                { prefix: 'user:<n>:name', keys: 1, bytes: 56 },
              ],
            },
          ],
        },
        { prefix: 'jobs', keys: 1, bytes: 4000 },
        {
          prefix: { $base64: '/zo=' },
          keys: 1,
          bytes: 100,
          children: [{ prefix: { $base64: '/zo8bj4=' }, keys: 1, bytes: 100 }],
        },
      ],
    },
  });
});

test('nothing', () => {
  const report = build(() => {});
  expect(report.totals.keys).toBe(0);
  expect(report.groups.type).toEqual([]);
  expect(report.prefixes.root).toEqual({ prefix: '', keys: 0, bytes: 0 });
});

test('what the source tells of itself', () => {
  const builder = new ReportBuilder('a.rdb');
  const feed = new Feed(builder);
  builder.aux('redis-ver', '8.6.3');
  builder.aux('ctime', '1700000000');
  builder.aux('used-mem', '1000000');
  builder.aux('redis-bits', '64');
  feed.keys([{ key: 'a', bytes: 50, expireAtMs: NOW + 3_600_000 }]);
  builder.database({ db: 0, keys: 1, expires: 1, bytes: 50, allocated: 64, tables: 96 });
  const report = builder.report(ESTIMATOR, false);
  expect(report.complete).toBe(false);
  expect(report.nowMs).toBe(NOW);
  expect(brief(report.groups.ttl)).toEqual([['1h', 1, 50, 0]]);
  expect(report.totals).toMatchObject({ allocated: 160, tables: 96 });
  expect(report.sources).toEqual([
    {
      name: 'a.rdb',
      format: 'rdb',
      version: 12,
      server: 'redis 8.6.3',
      usedMemory: 1_000_000,
      createdMs: NOW,
      keys: 1,
      bytes: 50,
      complete: false,
    },
  ]);
});

test('a source that says it was written when no calendar has a day', () => {
  const builder = new ReportBuilder('a.rdb');
  new Feed(builder).keys([]);
  builder.aux('ctime', '999999999999999');
  const { sources, nowMs } = builder.report(ESTIMATOR, true);
  expect(sources[0]).not.toHaveProperty('createdMs');
  expect(nowMs).toBe(0);
});

test('quantiles are exact below 256 bytes, and right to 1/16 above', () => {
  const keys = Array.from({ length: 1000 }, (_, i) => ({ key: 'k', bytes: i < 600 ? 60 + (i % 100) : 1000 + i }));
  const [group] = build((feed) => feed.keys(keys)).groups.type;
  const sizes = keys.map(({ bytes }) => bytes).sort((a, b) => a - b);
  expect(group?.p50).toBe(sizes[499]);
  expect(group?.p90).toBeGreaterThanOrEqual(sizes[899] ?? 0);
  expect(group?.p90).toBeLessThanOrEqual((sizes[899] ?? 0) * (17 / 16));
  expect(group?.max).toBe(1999);
  expect(group?.sizes.reduce((sum, [, count]) => sum + count, 0)).toBe(1000);
});

test('of keys that are equally large, those of lower databases and lesser bytes come first', () => {
  const names = ['b', 'a', 'aa', 'c', '\xff', ''];
  const report = build(
    (feed) => feed.keys(names.flatMap((key) => [1, 0].map((db) => ({ key, db, bytes: key === 'c' ? 51 : 50 })))),
    { top: 6 },
  );
  expect(report.largest.map(({ db, key }) => [db, key])).toEqual([
    [0, 'c'],
    [1, 'c'],
    [0, ''],
    [0, 'a'],
    [0, 'aa'],
    [0, 'b'],
  ]);
});

const strings = fc.array(
  fc.record({
    key: fc.constantFrom('a:1', 'a:2', 'b:x:y', 'b:x:z', 'c', '', '\xff', 'k'.repeat(2000)),
    bytes: fc.oneof(fc.integer({ min: 40, max: 44 }), fc.integer({ min: 0, max: 1e6 })),
    encoding: fc.constantFrom('int', 'embstr', 'raw'),
    expireAtMs: fc.oneof(fc.constant(NaN), fc.integer({ min: NOW - 1e6, max: NOW + 4e9 })),
  }),
  { maxLength: 60 },
);

test.each<ReportOptions>([
  { nowMs: NOW, top: 0 },
  { nowMs: NOW, top: 1 },
  { nowMs: NOW, top: 5, slots: true },
])('runs of strings count as each of their keys does: %j', (options) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), strings), { maxLength: 5 }), (runs) => {
      const inRuns = build((feed) => runs.forEach(([db, keys]) => feed.strings(db, keys, 7)), options);
      const oneByOne = build((feed) => runs.forEach(([db, keys]) => feed.keys(each(db, keys))), options);
      expect(inRuns).toEqual(oneByOne);
    }),
    { numRuns: 40 },
  );
});

function each(db: number, keys: readonly StringKey[]): FedKey[] {
  return keys.map(({ expireAtMs, ...key }) => ({
    ...key,
    db,
    expireAtMs: Number.isNaN(expireAtMs) ? undefined : expireAtMs,
  }));
}

test('more kinds of a group than a report holds are one together', () => {
  const keys = Array.from({ length: 1100 }, (_, i) => ({ key: 'k', bytes: 100 + i, db: i, type: `module${i}` }));
  const { type, encoding, db } = build((feed) => feed.keys(keys)).groups;
  for (const groups of [type, encoding, db]) {
    expect(groups).toHaveLength(1025);
    expect(groups.at(-1)).toMatchObject({ name: 'other', keys: 76 });
  }
});

test('by slot, as a cluster has them', () => {
  const { groups } = build(
    (feed) =>
      feed
        .keys([
          { key: '{user}:1', bytes: 60 },
          { key: '{user}:2', bytes: 70 },
        ])
        .strings(0, [{ key: 'foo', bytes: 50 }]),
    { slots: true },
  );
  expect(brief(groups.slot)).toEqual([
    ['5474', 2, 130, 0],
    ['12182', 1, 50, 0],
  ]);
});

test('prefixes that are not shown', () => {
  const keys = Array.from({ length: 26 }, (_, i) => ({ key: `${String.fromCharCode(97 + i)}:x`, bytes: 100 + i }));
  const { prefixes } = build((feed) => feed.keys(keys), { prefixes: 5 });
  expect(prefixes.root.children?.map(({ prefix, children }) => [prefix, children?.length ?? 0])).toEqual([
    ['z:', 1],
    ['y:', 1],
    ['x:', 0],
  ]);
  expect(prefixes).toMatchObject({ errorBytes: 0, hiddenBytes: 123, hiddenKeys: 1 });
});

test.each(['', '::', 'a', '5', '<', ' ', 'ä', '\n'])('%j is no separator', (separator) => {
  expect(() => new ReportBuilder('x', { separators: [separator] })).toThrow('cannot separate prefixes');
});
