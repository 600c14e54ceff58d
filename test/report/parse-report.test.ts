/** Saved reports that are none. */
import { expect, test } from 'vitest';
import { parseReport } from '../../src/report/parse-report.ts';
import { ReportBuilder } from '../../src/report/report-builder.ts';
import { ESTIMATOR, Feed } from './feed.ts';

const builder = new ReportBuilder('a.rdb');
new Feed(builder).keys([{ key: 'a:1', bytes: 100 }]);
const GOOD = builder.report(ESTIMATOR, true);

test('a report is read as it was written', () => {
  expect(parseReport(JSON.stringify(GOOD))).toEqual(GOOD);
});

test('a key that expired before 1970', () => {
  const old = { ...GOOD, largest: GOOD.largest.map((key) => ({ ...key, expireAt: -5 })) };
  expect(parseReport(JSON.stringify(old))).toEqual(old);
});

test('fields that are not known are let through', () => {
  expect(parseReport(JSON.stringify({ ...GOOD, later: 1 }))).toMatchObject({ later: 1 });
});

const { root } = GOOD.prefixes;

test.each<[string, unknown, string]>([
  ['a dump', 'REDIS0011', 'no memory report: its "schema" is not rdb-tool/memory-report/1'],
  ['an array', [], 'no memory report: its "schema"'],
  ['something else', { schema: 'x/1' }, 'no memory report: its "schema"'],
  ['of another schema', { ...GOOD, schema: 'rdb-tool/memory-report/9' }, 'has schema rdb-tool/memory-report/9'],
  ['cut', { schema: GOOD.schema }, 'estimator is to be an object'],
  ['no number', { ...GOOD, nowMs: '1' }, 'nowMs is to be a number'],
  ['a negative one', { ...GOOD, nowMs: -1 }, 'nowMs is to be a number that is not negative'],
  ['no flag', { ...GOOD, complete: 1 }, 'complete is to be true or false'],
  [
    'a strange format',
    { ...GOOD, sources: [{ ...GOOD.sources[0], format: 'x' }] },
    'sources[0].format is to be one of rdb, aof, json',
  ],
  ['a group without a name', { ...GOOD, groups: { ...GOOD.groups, db: [{}] } }, 'groups.db[0].name is to be a string'],
  [
    'a size without a count',
    { ...GOOD, groups: { ...GOOD.groups, type: [{ ...GOOD.groups.type[0], sizes: [[1]] }] } },
    'groups.type[0].sizes[0] is to be an array of 2',
  ],
  ['a key that is no S', { ...GOOD, largest: [{ ...GOOD.largest[0], key: 1 }] }, 'largest[0].key is to be a string or'],
  ['a budget without a figure', { ...GOOD, budgets: [{ name: 'x', keys: 1 }] }, 'budgets[0].bytes is to be a number'],
  ['no columns', { ...GOOD, sources: [...GOOD.sources, ...GOOD.sources] }, 'bySource is to be an array'],
  [
    'a child that is none',
    { ...GOOD, prefixes: { ...GOOD.prefixes, root: { ...root, children: [7] } } },
    'prefixes.root.children[0] is to be an object',
  ],
])('%s', (_name, value, message) => {
  expect(() => parseReport(JSON.stringify(value))).toThrow(message);
});

test('no JSON', () => {
  expect(() => parseReport('{"schema":')).toThrow('this is no JSON');
});

test('a tree that is deeper than any', () => {
  const deep = `${'{"prefix":"a","keys":1,"bytes":1,"children":['.repeat(5000)}${']}'.repeat(5000)}`;
  const text = JSON.stringify({ ...GOOD, prefixes: { ...GOOD.prefixes, root: 'ROOT' } }).replace('"ROOT"', deep);
  expect(() => parseReport(text)).toThrow('deeper than prefixes are');
});
