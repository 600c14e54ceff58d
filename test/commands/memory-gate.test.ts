/** `memory-report` as a gate: statuses, what is said, and what is written. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GateOutcome } from '../../src/report/budget/outcome.ts';
import type { MemoryReport } from '../../src/report/report.ts';
import { parseXml } from '../formatters/gate/well-formed.ts';
import { FIXTURES } from '../tools/fixture-files.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { run, type Said } from './run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const VALUES = join(FIXTURES, 'rdb/redis-7.0.15/rdb-values/dump.rdb');
const LOG = join(FIXTURES, 'aof/redis-7.0.15/aof-live/appendonlydir');

/** The report goes to a file, so that stdout has nothing else. */
function gate(...argv: readonly string[]): Promise<Said> {
  return run(['memory-report', '--format', 'json', '--output', at('report.json'), ...argv]);
}

function budgets(...all: readonly object[]): string {
  return file('budgets.json', { budgets: all.map((budget, i) => ({ name: `b${i}`, ...budget })) });
}

function file(name: string, content: object | string): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content));
  return at(name);
}

/** A file of strings. */
function make(name: string, ...keys: readonly string[]): string {
  const value = { type: 'string' as const, value: Buffer.from('a value') };
  writeFileSync(at(name), writeRdb(keys.map((key) => ({ key: Buffer.from(key), value }))));
  return at(name);
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(at(name), 'utf8')) as T;
}

describe('status', () => {
  test.each<[what: string, budget: object, status: number, verdict: string]>([
    ['within', { maxKeys: 2 }, 0, 'Gate passed: 1 budget\n'],
    ['over', { maxKeys: 1 }, 1, 'Gate failed: 1 of 1 over\n'],
    ['over, as a warning', { maxKeys: 1, level: 'warn' }, 0, 'Gate passed: 1 budget, 1 warning\n'],
  ])('%s', async (_what, budget, status, verdict) => {
    const said = await gate('--budget', budgets(budget), make('a.rdb', 'k:1', 'k:2'));
    expect(said).toMatchObject({ status, stdout: '' });
    expect(said.stderr.startsWith(verdict), said.stderr).toBe(true);
  });

  test('a damaged input never passes, and the reports say why', async () => {
    const bytes = readFileSync(VALUES);
    writeFileSync(at('cut.rdb'), bytes.subarray(0, bytes.length >> 1));
    const json = at('gate.json');
    const said = await gate(
      '--budget',
      budgets({ maxKeys: 1000 }),
      '--report',
      `json=${json}`,
      '--report',
      `junit=${at('gate.xml')}`,
      at('cut.rdb'),
    );
    expect(said.status).toBe(3);
    expect(said.stderr).toContain(
      'Gate failed: an input is damaged, and what could be read says nothing of the rest\n',
    );
    expect(read<GateOutcome>('gate.json').verdict).toBe('incomplete');
    expect(parseXml(readFileSync(at('gate.xml'), 'utf8')).attributes['errors']).toBe('1');
    expect(read<MemoryReport>('report.json').complete).toBe(false);
  });

  test('one of two inputs is missing', async () => {
    const said = await gate('--budget', budgets({ maxKeys: 9 }), make('a.rdb', 'k'), at('none.rdb'));
    expect(said.status).toBe(2);
    expect(said.stderr).toContain('Gate failed: an input is damaged');
  });

  test('--quiet: only what is wrong', async () => {
    const input = make('a.rdb', 'k');
    expect(await gate('-q', '--budget', budgets({ maxKeys: 1 }), input)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await gate('-q', '--budget', budgets({ maxKeys: 0 }), input)).stderr).toContain('Gate failed');
  });
});

test('several reports in one pass', async () => {
  const input = make('a.rdb', 'user:1', 'user:2', 'x');
  const reports = ['junit', 'markdown', 'json'].flatMap((name) => ['--report', `${name}=${at(`gate.${name}`)}`]);
  const said = await gate(
    '--budget',
    budgets({ match: 'user:*', maxKeys: 1 }),
    ...reports,
    '--report',
    'github',
    input,
  );
  expect(said.status).toBe(1);
  expect(said.stderr).toContain('\n::error title=rdb-tool%3A b0::2 keys, at most 1%0Aworst: ');
  expect(parseXml(readFileSync(at('gate.junit'), 'utf8')).attributes['failures']).toBe('1');
  expect(readFileSync(at('gate.markdown'), 'utf8')).toMatch(/^## Memory gate: failed: 1 of 1 over\n/);
  expect(read<GateOutcome>('gate.json').results[0]?.breaches[0]).toMatchObject({
    rule: 'maxKeys',
    worst: [{ key: 'user:1' }, { key: 'user:2' }],
    command: `rdb-tool dump --match 'user:*' ${input}`,
  });
});

test('several inputs are counted together, and the worst keys say where they are', async () => {
  const inputs = [make('a.rdb', 'k:1', 'k:2'), make('b.rdb', 'k:3')];
  const said = await gate('--budget', budgets({ maxKeys: 2 }), '--report', `json=${at('gate.json')}`, ...inputs);
  expect(said.status).toBe(1);
  const { sources, results } = read<GateOutcome>('gate.json');
  expect(sources).toEqual(inputs);
  expect(results[0]?.breaches[0]?.worst.map(({ key, source }) => [key, source])).toEqual([
    ['k:1', inputs[0]],
    ['k:2', inputs[0]],
    ['k:3', inputs[1]],
  ]);
  expect(results[0]?.breaches[0]?.command).toBe(`rdb-tool dump ${inputs.join(' ')}`);
});

test('shards of different servers, against the same', async () => {
  const inputs = ['redis-7.0.15', 'redis-8.6.3'].map((server) => join(FIXTURES, `rdb/${server}/rdb-values/dump.rdb`));
  const against = inputs.flatMap((input) => ['--against', input]);
  expect((await gate(...against, '--max-growth', '0', ...inputs)).status).toBe(0);
});

describe('the line of a breach shows the keys that are over', () => {
  test.each<[budget: object, input: string, keys: (count: number) => boolean]>([
    [{ match: 'int:*', maxKeys: 1 }, VALUES, (count) => count === 100],
    [{ type: 'zset', maxBytes: 1 }, VALUES, (count) => count === 10],
    [{ maxElements: 100 }, VALUES, (count) => count === 11],
    [{ maxBytesPerKey: 27_000 }, VALUES, (count) => count === 3],
    [{ type: 'hash', requireTtl: true }, VALUES, (count) => count === 9],
    [{ db: [1, 3], maxKeys: 0 }, VALUES, (count) => count === 10],
    [{ maxKeys: 0 }, LOG, (count) => count > 0],
  ])('%j', async (budget, input, isRight) => {
    await gate('--budget', budgets(budget), '--report', `json=${at('gate.json')}`, input);
    const [breach] = read<GateOutcome>('gate.json').results[0]?.breaches ?? [];
    expect(breach?.command).toMatch(/^rdb-tool /);
    const words = (breach?.command ?? '').match(/'[^']*'|\S+/g)?.slice(1) ?? [];
    const { stdout } = await run(words.map((word) => word.replace(/^'(.*)'$/, '$1')));
    const shown = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { record: string; key: string });
    const keys = shown.filter(({ record }) => record === 'key').map(({ key }) => key);
    expect(isRight(keys.length), breach?.command).toBe(true);
    expect(keys).toEqual(expect.arrayContaining(breach?.worst.map(({ key }) => key) ?? []));
  });
});

describe('growth', () => {
  const old = (): string => make('old.rdb', 'user:1', 'team:1');
  const grown = (): string => make('new.rdb', 'user:1', 'user:2', 'user:3', 'team:1');

  test.each([
    ['100%', 0],
    ['99%', 1],
    ['1kb', 0],
    ['10', 1],
  ])('--against a file, --max-growth %s', async (limit, status) => {
    const said = await gate('--against', old(), '--max-growth', limit, grown());
    expect(said.status).toBe(status);
    expect(said.stderr).toContain('+100.0%');
    if (status === 1) expect(said.stderr).toContain(`rdb-tool dump --match 'user:*' ${at('new.rdb')}`);
  });

  test('--baseline: a saved report, with what its budgets counted', async () => {
    const budget = budgets({ match: 'user:*', maxGrowth: '100%' });
    expect((await gate('--budget', budget, old())).status).toBe(0);
    writeFileSync(at('baseline.json'), readFileSync(at('report.json')));
    expect(read<MemoryReport>('baseline.json').budgets).toMatchObject([{ name: 'b0', keys: 1 }]);
    const said = await gate('--budget', budget, '--baseline', at('baseline.json'), grown());
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('over b0  grew by ');
  });

  test('--against with budgets counts both files', async () => {
    const budget = budgets({ match: 'user:*', maxGrowth: '300%' });
    expect((await gate('--budget', budget, '--against', old(), grown())).status).toBe(0);
  });

  test('sized as the server of the new file', async () => {
    const values = join(FIXTURES, 'rdb/redis-7.0.15/rdb-values/dump.rdb');
    expect((await gate('--server-version', 'redis-7.2', '--against', values, '--max-growth', '0', values)).status).toBe(
      0,
    );
  });

  test('a damaged file to hold it against: nobody knows what grew', async () => {
    const bytes = readFileSync(VALUES);
    writeFileSync(at('cut.rdb'), bytes.subarray(0, bytes.length >> 1));
    expect((await gate('--against', at('cut.rdb'), VALUES)).status).toBe(3);
  });

  test.each<[what: string, change: object, message: string]>([
    [
      'another version of the model',
      { estimator: { version: 0, server: 'redis-7.0', allocator: 'jemalloc-quantum8' } },
      'made by version 0 of the size model',
    ],
    [
      'another server',
      { estimator: { version: 1, server: 'redis-6.2', allocator: 'jemalloc-quantum8' } },
      'has the sizes of redis-6.2, and these are of redis-7.0: give --server-version redis-6.2, or make the baseline again',
    ],
    [
      'another allocator',
      { estimator: { version: 1, server: 'redis-7.0', allocator: 'libc' } },
      'has the sizes of libc, and these are of jemalloc-quantum8: give --allocator libc, or make the baseline again',
    ],
    ['a damaged input', { complete: false }, 'is the report of a damaged input'],
  ])('a baseline of %s is refused', async (_what, change, message) => {
    await gate(VALUES);
    const baseline = file('baseline.json', { ...read<MemoryReport>('report.json'), ...change });
    rmSync(at('report.json'));
    const said = await gate('--baseline', baseline, VALUES);
    expect(said.status).toBe(2);
    expect(said.stderr).toContain(`rdb-tool: ${baseline}: ${message}`);
    expect(existsSync(at('report.json'))).toBe(false);
  });
});

describe('mistakes', () => {
  test('a budget file with a typing error: the line, and the word that is near', async () => {
    const path = file('b.json', '{\n  "budgets": [\n    { "name": "x", "maxByte": 1 }\n  ]\n}');
    expect(await gate('--budget', path, VALUES)).toEqual({
      status: 2,
      stdout: '',
      stderr: `rdb-tool: ${path}:3: no such property "maxByte": did you mean "maxBytes"?\n`,
    });
    expect(existsSync(at('report.json'))).toBe(false);
  });

  test.each<[argv: string[], message: string]>([
    [['--report', 'junit=x'], '--report tells what the gate found: it goes with --budget, --baseline or --against'],
    [['--budget', 'b', '--report', 'junit'], '--report junit needs a file: --report junit=FILE'],
    [['--budget', 'b', '--report', 'junit='], '--report junit needs a file: --report junit=FILE'],
    [
      ['--budget', 'b', '--report', 'gitub'],
      '--report takes junit, markdown, github, json, not "gitub" (did you mean github?)',
    ],
    [['--budget', 'b', '--report', 'xml=a'], '--report takes junit, markdown, github, json, not "xml"'],
    [['--budget', 'b', '--report', 'json=a', '--report', 'junit=a'], 'a is written twice'],
    [['--max-growth', '10%'], '--max-growth goes with --baseline or --against'],
    [['--baseline', 'a', '--against', 'b'], '--baseline and --against exclude each other'],
    [['--against', 'b', '--max-growth', 'x'], '--max-growth takes a share like 10% or a size like 64mb, not "x"'],
    [['--budget', 'b', '--merge'], '--budget needs keys, and saved reports have none: --merge cannot be given'],
    [['--budget', 'b', '--format', 'csv'], '--budget, --baseline and --against go with reports, not with --format csv'],
  ])('%j', async (argv, message) => {
    const said = await run(['memory-report', ...argv, VALUES]);
    expect(said).toMatchObject({ status: 2, stdout: '' });
    expect(said.stderr).toBe(`rdb-tool: ${message}\nTry: rdb-tool memory-report --help\n`);
  });

  test.each([
    ['{', 'this is no JSON: '],
    ['{"schema": "other"}', 'this is no memory report: '],
    [
      '{"schema": "rdb-tool/memory-report/99"}',
      'the report has schema rdb-tool/memory-report/99, and this program reads rdb-tool/memory-report/1',
    ],
  ])('a baseline that is none: %s', async (content, message) => {
    const path = file('baseline.json', content);
    const said = await gate('--baseline', path, VALUES);
    expect(said).toMatchObject({ status: 2, stdout: '' });
    expect(said.stderr).toContain(`rdb-tool: ${path}: ${message}`);
  });

  test('no such budget file', async () => {
    const said = await gate('--budget', at('none.json'), VALUES);
    expect(said).toMatchObject({
      status: 2,
      stderr: `rdb-tool: cannot read ${at('none.json')}: no such file or directory\n`,
    });
  });

  test('a report would replace an input', async () => {
    const input = make('a.rdb', 'k');
    const said = await gate('--budget', budgets({ maxKeys: 9 }), '--report', `json=${input}`, input);
    expect(said.status).toBe(2);
    expect(said.stderr).toContain(`${input} is both read and written`);
  });
});
