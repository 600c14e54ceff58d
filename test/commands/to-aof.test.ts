/** to-aof: which files it makes, of what, and that none is left where it fails. What servers make of them: test/live. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCommands } from '../formatters/resp/commands.ts';
import { printJson } from '../print-json.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { run } from './run.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'to-aof-'));
  file = at('dump.rdb');
  writeFileSync(
    file,
    writeRdb([{ key: Buffer.from('l'), value: { type: 'list', items: [Buffer.from('a'), Buffer.from('b')] } }]),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const toAof = (...argv: readonly string[]) => run(['to-aof', ...argv]);

describe('--preamble', () => {
  test('a file that begins with an RDB', async () => {
    expect((await toAof('--preamble', '--target', 'redis-7.0', file, '-o', at('log'))).status).toBe(0);
    expect(await printJson(readFileSync(at('log')), { records: true })).toMatch(/"name":"aof-base","value":"1"/);
  });

  test('a directory whose base is an RDB', async () => {
    expect((await toAof('--preamble', file, '-o', at('dir/'))).status).toBe(0);
    expect(readdirSync(at('dir'))).toEqual([
      'appendonly.aof.1.base.rdb',
      'appendonly.aof.1.incr.aof',
      'appendonly.aof.manifest',
    ]);
    expect(readFileSync(at('dir/appendonly.aof.manifest'), 'latin1')).toBe(
      'file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n',
    );
    const { stdout } = await run(['to-resp', at('dir')]);
    expect(readCommands(Buffer.from(stdout))).toEqual(['SELECT 0', 'RPUSH l a b']);
  });

  test.each([
    [['--target', 'redis-3.2'], 'redis-3.2 reads no log that begins with an RDB'],
    [['--restore'], '--preamble and --restore exclude each other'],
  ])('not with %j', async (flags, words) => {
    const { status, stderr } = await toAof('--preamble', ...flags, file, '-o', at('log'));
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('a directory', () => {
  test('goes again, with those above it, where the input is damaged', async () => {
    writeFileSync(at('cut.rdb'), readFileSync(file).subarray(0, -12));
    expect((await toAof(at('cut.rdb'), '-o', at('new/deep/'))).status).toBe(3);
    expect(existsSync(at('new'))).toBe(false);
  });

  test('stays if it was there, and what is in it', async () => {
    mkdirSync(at('old'));
    writeFileSync(at('old/other'), '');
    writeFileSync(at('cut.rdb'), readFileSync(file).subarray(0, -12));
    expect((await toAof(at('cut.rdb'), '-o', at('old'))).status).toBe(3);
    expect(readdirSync(at('old'))).toEqual(['other']);
  });

  test('with a log in it is not written to: it may be the one that is read', async () => {
    await toAof(file, '-o', at('dir/'));
    const { status, stderr } = await toAof(at('dir'), '-o', at('dir'));
    expect(status).toBe(2);
    expect(stderr).toContain('holds an append-only file already');
  });

  test('is nothing for a server that keeps its log in one file', async () => {
    const { status, stderr } = await toAof('--target', 'redis-6.2', file, '-o', at('dir/'));
    expect(status).toBe(2);
    expect(stderr).toContain('redis-6.2 keeps its log in one file');
  });

  test('is whole though commands were passed over', async () => {
    writeFileSync(at('log'), '*2\r\n$7\r\nNOSUCHX\r\n$1\r\nk\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n');
    expect((await toAof('--skip-unknown', at('log'), '-o', at('dir/'))).status).toBe(3);
    expect(readdirSync(at('dir'))).toContain('appendonly.aof.manifest');
  });
});

describe('a key that comes twice', () => {
  test('from two inputs: its elements are not put together', async () => {
    const { status, stderr } = await toAof(file, file, '-o', at('log'));
    expect(status).toBe(1);
    expect(stderr).toContain('db0 / key "l" stands in an input before this one, too');
    expect(existsSync(at('log'))).toBe(false);
  });

  test('--on-conflict first', async () => {
    const { status, stdout } = await toAof('--on-conflict', 'first', file, file);
    expect(status).toBe(0);
    expect(readCommands(Buffer.from(stdout))).toEqual(['SELECT 0', 'RPUSH l a b']);
  });
});
