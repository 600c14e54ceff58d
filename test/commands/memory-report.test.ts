/** `memory-report`: statuses, what is said, and which formats print what. The figures: test/memory; the pages: test/formatters/memory. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT_SCHEMA, type MemoryReport } from '../../src/report/report.ts';
import { FIXTURES } from '../tools/fixture-files.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { run, type Said } from './run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const memoryReport = (...argv: readonly string[]): Promise<Said> => run(['memory-report', ...argv]);
const VALUES = join(FIXTURES, 'rdb/redis-7.0.15/rdb-values/dump.rdb');
const LOG = join(FIXTURES, 'aof/redis-7.0.15/aof-live/appendonlydir');

async function reportOf(...argv: readonly string[]): Promise<MemoryReport> {
  const { status, stdout, stderr } = await memoryReport('--format', 'json', ...argv);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as MemoryReport;
}

/** A file of strings. */
function make(name: string, ...keys: readonly string[]): string {
  const value = { type: 'string' as const, value: Buffer.from('a value') };
  writeFileSync(at(name), writeRdb(keys.map((key) => ({ key: Buffer.from(key), value }))));
  return at(name);
}

/** What is left of a file that was cut. */
function cut(): string {
  const bytes = readFileSync(VALUES);
  writeFileSync(at('cut.rdb'), bytes.subarray(0, bytes.length >> 1));
  return at('cut.rdb');
}

test('no terminal: JSON', async () => {
  const { stdout, status } = await memoryReport(VALUES);
  const report = JSON.parse(stdout) as MemoryReport;
  expect(status).toBe(0);
  expect(report).toMatchObject({
    schema: REPORT_SCHEMA,
    estimator: { server: 'redis-7.0', allocator: 'jemalloc-quantum8' },
    complete: true,
    sources: [{ name: VALUES, format: 'rdb', version: 10, server: 'redis 7.0.15' }],
    totals: { keys: 325 },
  });
  expect(report.groups.type.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(report.totals.bytes);
});

test.each(['table', 'json', 'csv', 'ndjson', 'markdown', 'prometheus', 'folded', 'html'])(
  '--format %s: twice the same, byte for byte',
  async (format) => {
    const first = await memoryReport('--format', format, VALUES);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout.endsWith('\n')).toBe(true);
    expect(await memoryReport('--format', format, VALUES)).toEqual(first);
  },
);

describe('a line a key', () => {
  test('in the order of the file, sizes that add up', async () => {
    const report = await reportOf(VALUES);
    const { stdout } = await memoryReport('--format', 'ndjson', VALUES);
    const keys = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: unknown; bytes: number });
    expect(keys).toHaveLength(325);
    expect(keys.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(report.totals.bytes);
    const json = (await run(['to-json', VALUES])).stdout.trimEnd().split('\n');
    expect(keys.map(({ key }) => key)).toEqual(json.map((line) => (JSON.parse(line) as { key: unknown }).key));
  });

  test('JSON that to-json printed takes what the file does, but for how lists are cut into nodes', async () => {
    writeFileSync(at('values.ndjson'), (await run(['to-json', VALUES])).stdout);
    const sizesOf = async (path: string): Promise<string[]> => {
      const { stdout } = await memoryReport('--server-version', 'redis-7.0', '--format', 'ndjson', path);
      return stdout.split('\n').filter((line) => !line.includes('"encoding":"quicklist"'));
    };
    const sizes = await sizesOf(VALUES);
    expect(sizes).toHaveLength(307);
    expect(await sizesOf(at('values.ndjson'))).toEqual(sizes);
  });

  test('several inputs are told apart', async () => {
    const { stdout } = await memoryReport('--format', 'csv', make('a', 'k'), make('b', 'k'));
    const [header = '', ...rows] = stdout.trimEnd().split('\n');
    expect(header.endsWith(',expire_at_ms,source')).toBe(true);
    expect(rows.map((line) => line.split(',').at(-1))).toEqual([at('a'), at('b')]);
  });

  test('groups instead, with --by', async () => {
    const { stdout } = await memoryReport('--format', 'csv', '--by', 'type', '--by', 'db', make('a', 'k', 'l'));
    expect(stdout.split('\n').map((line) => line.split(',').slice(0, 3).join())).toEqual([
      'group,name,keys',
      'type,string,2',
      'db,0,2',
      '',
    ]);
  });
});

describe('filters', () => {
  test('--type', async () => {
    const { groups, totals } = await reportOf('--type', 'hash', VALUES);
    expect(groups.type.map(({ name, keys }) => [name, keys])).toEqual([['hash', 9]]);
    expect(totals.allocated).toBeGreaterThan(0);
  });

  test('--limit: what is left out is no damage', async () => {
    const { complete, totals } = await reportOf('--limit', '3', VALUES);
    expect({ complete, keys: totals.keys }).toEqual({ complete: true, keys: 3 });
    expect(totals.allocated).toBeGreaterThan(0);
  });
});

test('a log is replayed', async () => {
  const { sources, totals } = await reportOf(LOG);
  expect(sources[0]?.format).toBe('aof');
  const keys = (await run(['to-json', LOG])).stdout.trimEnd().split('\n').length;
  expect(totals.keys).toBe(keys);
});

test('--server-version, --allocator', async () => {
  const own = await reportOf(VALUES);
  const other = await reportOf('--server-version', 'valkey-9.1.2', '--allocator', 'libc', VALUES);
  expect(other.estimator).toMatchObject({ server: 'valkey-9.1', allocator: 'libc' });
  expect(other.totals.bytes).not.toBe(own.totals.bytes);
});

test('--now: what TTLs count from', async () => {
  const path = join(FIXTURES, 'rdb/redis-7.0.15/rdb-expires/dump.rdb');
  const { nowMs, groups, sources } = await reportOf(path);
  expect(nowMs).toBe(sources[0]?.createdMs);
  const later = await reportOf('--now', '2200-01-01', path);
  expect(later.nowMs).toBe(Date.UTC(2200, 0, 1));
  expect(later.groups.ttl).not.toEqual(groups.ttl);
});

test('--prefix-separator, --prefix-depth', async () => {
  const path = make('a', 'x:1-a', 'x:2-b');
  const prefixes = async (...argv: readonly string[]): Promise<unknown> =>
    (await reportOf(...argv, path)).prefixes.root.children?.map(({ prefix, keys }) => [prefix, keys]);
  expect(await prefixes()).toEqual([['x:', 2]]);
  expect(await prefixes('--prefix-separator', '-')).toEqual([['x:<n>-', 2]]);
  expect(await prefixes('--prefix-depth', '1')).toEqual([['x:', 2]]);
});

describe('damage', () => {
  test('a report says that it is not whole', async () => {
    const { status, stdout, stderr } = await memoryReport(cut());
    expect(status).toBe(3);
    expect(stderr).toContain('the file ends too early');
    const report = JSON.parse(stdout) as MemoryReport;
    expect(report).toMatchObject({ complete: false, sources: [{ complete: false }] });
    expect(report.totals.keys).toBeGreaterThan(0);
    expect(report.totals.allocated).toBeGreaterThan(0);
  });

  test.each([
    ['table', 'Incomplete: '],
    ['markdown', '**Incomplete:** '],
    ['prometheus', 'rdb_tool_report_complete 0\n'],
  ])('in %s', async (format, words) => {
    expect((await memoryReport('--format', format, cut())).stdout).toContain(words);
  });

  test('keys before it are printed', async () => {
    const { status, stdout } = await memoryReport('--format', 'csv', cut());
    expect(status).toBe(3);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect(stdout.endsWith('\n')).toBe(true);
  });

  test('a file of a report appears, one of keys does not', async () => {
    await memoryReport(cut(), '-o', at('report.json'));
    expect(JSON.parse(readFileSync(at('report.json'), 'utf8'))).toMatchObject({ complete: false });
    await memoryReport('--format', 'csv', cut(), '-o', at('keys.csv'));
    expect(existsSync(at('keys.csv'))).toBe(false);
  });

  test('nothing to read: no report', async () => {
    const { status, stdout, stderr } = await memoryReport(at('none'));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('no such file');
  });

  test('one of two cannot be read', async () => {
    const { status, stdout } = await memoryReport(at('none'), make('a', 'k'));
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, totals: { keys: 1 } });
  });
});

describe('several reports', () => {
  test('inputs make one, with a column for each', async () => {
    const { sources, totals, groups } = await reportOf(make('a', 'k', 'l'), make('b', 'm'));
    expect(sources.map(({ name, keys }) => [name, keys])).toEqual([
      [at('a'), 2],
      [at('b'), 1],
    ]);
    expect(totals.keys).toBe(3);
    expect(groups.type[0]?.bySource).toEqual(sources.map(({ bytes }) => bytes));
  });

  test('--merge: the same, from what was saved', async () => {
    const paths = [make('a', 'user:1', 'user:2'), make('b', 'user:3')];
    for (const path of paths) await memoryReport(path, '-o', `${path}.json`);
    expect(await reportOf('--merge', ...paths.map((path) => `${path}.json`))).toEqual(await reportOf(...paths));
  });

  test('--merge of one report with --top: no more keys than that', async () => {
    await memoryReport(VALUES, '-o', at('report.json'));
    const { largest } = await reportOf(VALUES);
    expect((await reportOf('--merge', at('report.json'), '--top', '5')).largest).toEqual(largest.slice(0, 5));
  });

  test('more prefixes than a report shows are added up all the same', async () => {
    // No digit is in them: each is a prefix of its own.
    const words = Array.from({ length: 36 ** 2 }, (_, i) => `key:${String.fromCharCode(65 + i / 36, 65 + (i % 36))}`);
    const { prefixes } = await reportOf(make('a', ...words), make('b', ...words.toReversed()));
    expect(prefixes).toMatchObject({ errorBytes: 0, errorKeys: 0, hiddenKeys: 2 });
    const [root] = prefixes.root.children ?? [];
    expect(root).toMatchObject({ prefix: 'key:', keys: 2 * words.length });
    expect(root?.children).toHaveLength(999);
  });

  test('--merge of one is the report itself', async () => {
    await memoryReport(VALUES, '-o', at('report.json'));
    const { stdout } = await memoryReport('--merge', at('report.json'));
    expect(stdout).toBe(readFileSync(at('report.json'), 'utf8'));
  });

  test.each([
    ['no JSON', '{', 'this is no JSON'],
    ['no report', '{"schema":"x"}', 'this is no memory report'],
    ['of another schema', '{"schema":"rdb-tool/memory-report/9"}', 'make it anew'],
  ])('%s', async (_name, text, words) => {
    writeFileSync(at('x.json'), text);
    await memoryReport(make('a', 'k'), '-o', at('a.json'));
    const { status, stdout, stderr } = await memoryReport('--merge', at('a.json'), at('x.json'));
    expect(status).toBeGreaterThan(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`rdb-tool: ${at('x.json')}: `);
    expect(stderr).toContain(words);
  });

  test('a report that is not whole makes a sum that is not', async () => {
    await memoryReport(cut(), '-o', at('cut.json'));
    const { status, stdout, stderr } = await memoryReport('--merge', at('cut.json'));
    expect(status).toBe(3);
    expect(stderr).toContain('the report is of an input that could not be read to its end');
    expect(JSON.parse(stdout)).toMatchObject({ complete: false });
  });
});

describe('usage', () => {
  test.each([
    [['--server-version', 'redis-9.9'], 'there are: redis-4.0, '],
    [['--server-version', 'postgres'], 'there are: redis-4.0, '],
    [['--allocator', 'mimalloc'], '--allocator takes jemalloc-quantum8, jemalloc-quantum16, libc, not "mimalloc"'],
    [['--format', 'yaml'], '--format takes table, json, '],
    [['--by', 'colour'], '--by takes type, encoding, db, prefix, slot, ttl, source, not "colour"'],
    [['--by', 'type', '--format', 'ndjson'], '--by goes with reports, not with --format ndjson'],
    [['--merge', '--format', 'csv'], 'reports have no keys for --format csv'],
    [['--prefix-separator', 'ab'], '"ab" cannot separate prefixes'],
    [['--prefix-depth', '0'], '--prefix-depth takes 1 or more'],
    [['--top', 'ten'], '--top takes a whole number, not "ten"'],
  ])('%j', async (argv, words) => {
    const { status, stdout, stderr } = await memoryReport(...argv, 'x.rdb');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
