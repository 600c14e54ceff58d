/** to-resp and to-aof: files, losses and what is said of them. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, close, key, string, length, u64le } from '../tools/rdb-bytes.ts';
import { readCommands } from '../formatters/resp/commands.ts';
import { run } from './run.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'to-resp-'));
  file = join(folder, 'dump.rdb');
  const hash = (name: string): Uint8Array => key(24, name, u64le(7000n), length(1), 1, string('f'), string('v'));
  const hashes = Array.from({ length: 12 }, (_, i) => hash(`h${i}`));
  writeFileSync(file, close(bytes('REDIS0012', bytes(0xfe, 0), key(0, 'k', string('v')), ...hashes), 'zero'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SAID = 'expiries of fields: redis-6.2 cannot be given it';

test('what the target cannot be given is named, counted, and fails', async () => {
  const { status, stdout, stderr } = await run(['to-resp', '--target', 'redis-6.2', file]);
  expect(status).toBe(3);
  expect(readCommands(Buffer.from(stdout)).slice(0, 3)).toEqual(['SELECT 0', 'SET k v', 'HSET h0 f v']);
  const lines = stderr.trimEnd().split('\n');
  expect(lines[0]).toBe(`rdb-tool: lost: db0 / key "h0": ${SAID}`);
  expect(lines.slice(10)).toEqual([
    `rdb-tool: lost: 2 more (-v names all): ${SAID}`,
    'rdb-tool: not everything could be carried: --allow-loss takes that for success',
  ]);
});

test.each([
  ['--allow-loss', ['--allow-loss'], 0, 11],
  ['--verbose', ['-v'], 3, 13],
  ['--quiet', ['-q'], 3, 12],
  ['--quiet --allow-loss', ['-q', '--allow-loss'], 0, 0],
])('%s', async (_name, flags, status, lines) => {
  const said = await run(['to-resp', '--target', 'redis-6.2', ...flags, file]);
  expect(said.status).toBe(status);
  expect(said.stderr.split('\n').length - 1).toBe(lines);
});

test('a target that there is not', async () => {
  const { status, stderr } = await run(['to-resp', '--target', 'redis-99.0', file]);
  expect(status).toBe(2);
  expect(stderr).toContain('--target takes a server version, not "redis-99.0"; there are: redis-2.4, ');
  expect(stderr).toContain('valkey-9.1');
});

test('names, databases and expiries are changed', async () => {
  const flags = ['--db-map', '0=5', '--prefix-map', 'h=g', '--no-ttl', '--match', 'h1'];
  const { status, stdout } = await run(['to-resp', ...flags, file]);
  expect(status).toBe(0);
  expect(readCommands(Buffer.from(stdout))).toEqual(['SELECT 5', 'HSET g1 f v']);
});

test.each([
  [['--db-map', '0'], '--db-map takes two databases like 0=5, not "0"'],
  [['--prefix-map', 'a'], '--prefix-map takes OLD=NEW, as in user:=people:, not "a"'],
  [['--ttl-shift', 'soon'], '--ttl-shift takes a time like 30s, 5m or 7d, not "soon"'],
  [['--ttl-shift', '1h', '--no-ttl'], '--ttl-shift and --no-ttl exclude each other'],
])('%j', async (flags, message) => {
  const { status, stderr } = await run(['to-resp', ...flags, file]);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('to-aof: a single file', async () => {
  const log = join(folder, 'x.aof');
  expect(await run(['to-aof', '-o', log, '--match', 'k', file])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readCommands(readFileSync(log))).toEqual(['SELECT 0', 'SET k v']);
});

test('to-aof: a directory with base, increment and manifest', async () => {
  const directory = join(folder, 'logs', 'appendonlydir');
  expect(await run(['to-aof', '-o', `${directory}/`, '--match', 'k', file])).toMatchObject({ status: 0, stderr: '' });
  const base = 'appendonly.aof.1.base.aof';
  const increment = 'appendonly.aof.1.incr.aof';
  const manifest = 'appendonly.aof.manifest';
  expect(readdirSync(directory).sort()).toEqual([base, increment, manifest]);
  expect(readCommands(readFileSync(join(directory, base)))).toEqual(['SELECT 0', 'SET k v']);
  expect(readFileSync(join(directory, increment), 'utf8')).toBe('');
  expect(readFileSync(join(directory, manifest), 'utf8')).toBe(
    `file ${base} seq 1 type b\nfile ${increment} seq 1 type i\n`,
  );
});

test('to-aof: no manifest, if the file is damaged', async () => {
  writeFileSync(file, readFileSync(file).subarray(0, -20));
  const directory = join(folder, 'appendonlydir');
  const { status } = await run(['to-aof', '-o', `${directory}/`, file]);
  expect(status).toBe(3);
  expect(existsSync(join(directory, 'appendonly.aof.manifest'))).toBe(false);
});

test('a value that begins with a dash is no flag', async () => {
  const flags = ['--match', 'h1', '--target', 'redis-8.0'];
  const { status, stdout } = await run(['to-resp', '--ttl-shift', '-1s', ...flags, file]);
  expect(status).toBe(0);
  expect(readCommands(Buffer.from(stdout)).at(-1)).toBe('HPEXPIREAT h1 6000 FIELDS 1 f');
});

test.each([
  ['--ttl-shift', '400000d', '--ttl-shift takes at most 1000 years'],
  ['--db-map', '0=2147483648', 'no server has a database 2147483648'],
])('%s %s', async (flag, value, words) => {
  const { status, stderr } = await run(['to-resp', flag, value, file]);
  expect(status).toBe(2);
  expect(stderr).toContain(words);
});
