/** Reports of parts are, together, the report of the whole. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeReports } from '../../src/report/merge-reports.ts';
import { parseReport } from '../../src/report/parse-report.ts';
import { ReportBuilder } from '../../src/report/report-builder.ts';
import type { ReportOptions } from '../../src/report/report-options.ts';
import type { MemoryReport } from '../../src/report/report.ts';
import { ESTIMATOR, Feed, type FedKey } from './feed.ts';

const OPTIONS = { nowMs: 1_700_000_000_000, slots: true };

function reportOf(name: string, keys: readonly FedKey[], options: ReportOptions = OPTIONS): MemoryReport {
  const builder = new ReportBuilder(name, options);
  new Feed(builder).keys(keys);
  return builder.report(ESTIMATOR, true);
}

/** What is left when sources are not told apart. */
function withoutSources(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, part: unknown) =>
      ['sources', 'bySource', 'source'].includes(name) ? undefined : part,
    ),
  );
}

const anyKey: fc.Arbitrary<FedKey> = fc.record({
  key: fc.constantFrom('a:1', 'a:b:2', 'c', 'd-1', '\xff:x', '\xfe', 'aé:é'),
  db: fc.nat(3),
  type: fc.constantFrom('string', 'hash', 'zset'),
  encoding: fc.constantFrom('listpack', 'raw'),
  bytes: fc.integer({ min: 0, max: 5000 }),
  determined: fc.boolean(),
  elements: fc.nat(100),
  expireAtMs: fc.option(fc.integer({ min: OPTIONS.nowMs - 100, max: OPTIONS.nowMs + 4e9 }), { nil: undefined }),
  idleSeconds: fc.option(fc.nat(1e7), { nil: undefined }),
  freq: fc.option(fc.nat(255), { nil: undefined }),
});

/** Each key is in one shard. */
const anyShards: fc.Arbitrary<FedKey[][]> = fc
  .uniqueArray(fc.tuple(anyKey, fc.nat(3)), { maxLength: 25, selector: ([{ db, key }]) => `${db} ${key}` })
  .map((keys) => [0, 1, 2, 3].map((shard) => keys.filter(([, at]) => at === shard).map(([key]) => key)));

test('the sum is the whole, in one step or in two, saved or not', () => {
  fc.assert(
    fc.property(anyShards, (shards) => {
      const whole = reportOf('all', shards.flat());
      const parts = shards.map((keys, i) => reportOf(`${i}.rdb`, keys));
      const merged = mergeReports(parts);
      expect(withoutSources(merged)).toEqual(withoutSources(whole));
      const [first, ...rest] = parts;
      const inSteps = rest.reduce((sum, part) => mergeReports([sum, part]), first ?? whole);
      expect(inSteps).toEqual(merged);
      expect(mergeReports(parts.map((part) => parseReport(JSON.stringify(part))))).toEqual(merged);
      expect(parseReport(JSON.stringify(merged))).toEqual(merged);
    }),
    { numRuns: 40 },
  );
});

test('a column for each source', () => {
  const merged = mergeReports([
    reportOf('a.rdb', [{ key: 'user:1', bytes: 100 }]),
    reportOf('b.rdb', [
      { key: 'user:2', bytes: 70 },
      { key: 'x', bytes: 10, db: 1 },
    ]),
  ]);
  expect(merged.sources.map(({ name, keys, bytes }) => [name, keys, bytes])).toEqual([
    ['a.rdb', 1, 100],
    ['b.rdb', 2, 80],
  ]);
  expect(merged.groups.db.map(({ name, bySource }) => [name, bySource])).toEqual([
    ['0', [100, 70]],
    ['1', [0, 10]],
  ]);
  const [user] = merged.prefixes.root.children ?? [];
  expect(user).toMatchObject({ prefix: 'user:', bytes: 170, bySource: [100, 70] });
  expect(merged.largest.map(({ key, source }) => [key, source])).toEqual([
    ['user:1', 'a.rdb'],
    ['user:2', 'b.rdb'],
    ['x', 'b.rdb'],
  ]);
});

test('what was not shown of one report may be missing from the sum', () => {
  const few = { ...OPTIONS, prefixes: 1 };
  const merged = mergeReports([
    reportOf(
      'a.rdb',
      [
        { key: 'a', bytes: 100 },
        { key: 'b', bytes: 90 },
      ],
      few,
    ),
    reportOf(
      'b.rdb',
      [
        { key: 'a', bytes: 20 },
        { key: 'b', bytes: 70 },
      ],
      few,
    ),
  ]);
  expect(merged.prefixes).toMatchObject({ errorBytes: 110, errorKeys: 2, hiddenBytes: 0 });
  expect(merged.prefixes.root.children?.map(({ prefix, bytes }) => [prefix, bytes])).toEqual([
    ['a', 100],
    ['b', 70],
  ]);
});

test('servers may differ, the estimator may not', () => {
  const report = reportOf('a.rdb', []);
  const other = { ...report, estimator: { ...ESTIMATOR, server: 'redis-7.2' } };
  expect(mergeReports([report, other]).estimator.server).toBe('redis-8.6, redis-7.2');
  const older = { ...report, estimator: { ...ESTIMATOR, version: 7 } };
  expect(() => mergeReports([report, older])).toThrow('different versions of the estimator (1, 7)');
  expect(() => mergeReports([])).toThrow('no reports');
});

test('figures of budgets add up, where all reports have them', () => {
  const part = reportOf('a.rdb', []);
  const one = {
    ...part,
    budgets: [
      { name: 'a', keys: 1, bytes: 2 },
      { name: 'b', keys: 3, bytes: 4 },
    ],
  };
  const other = {
    ...part,
    budgets: [
      { name: 'c', keys: 1, bytes: 1 },
      { name: 'b', keys: 10, bytes: 20 },
    ],
  };
  expect(mergeReports([one, other]).budgets).toEqual([{ name: 'b', keys: 13, bytes: 24 }]);
  expect(mergeReports([one, part])).not.toHaveProperty('budgets');
});
