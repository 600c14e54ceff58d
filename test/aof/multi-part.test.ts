/** Logs of several files: which are read, in what order, and what is missing. Source: aof-replication-resp.md 1.1–1.3. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../../src/input.ts';
import { command, eventsOf } from './log-events.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;

/** A directory with these files; they are Latin-1. */
function directory(files: Readonly<Record<string, string>>): string {
  const path = join(folder, String(made++), 'appendonlydir');
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text, 'latin1');
  return path;
}

const MANIFEST = 'log.aof.manifest';
const SET = command('SET', 'k', 'v');
const BASE = 'file base.rdb seq 1 type b\n';
const INCR = 'file one seq 1 type i\nfile two seq 2 type i\n';
const RDB = `REDIS0011\xfe\x00\x00\x01a\x01b\xff${'\0'.repeat(8)}`;
const VALKEY_RDB = RDB.replace('REDIS0011', 'VALKEY080');

/** Without the begin and end of each file. */
async function commands(path: string, options?: DecodeOptions): Promise<string[]> {
  return (await eventsOf(path, options)).filter((line) => !/^(begin|end)/.test(line));
}

test('the base, then each increment; each begins in database 0', async () => {
  const one = command('SELECT', '3') + SET;
  const path = directory({ [MANIFEST]: INCR + BASE, 'base.rdb': RDB, one, two: SET });
  const names: string[] = [];
  const lines = await eventsOf(path, { onFile: (name) => names.push(name) });
  expect(names).toEqual(['base.rdb', 'one', 'two']);
  expect(lines).toEqual([
    'begin rdb 11 redis 0',
    'key db0 a',
    'end 25',
    'begin aof - redis 0',
    '0 db0: SELECT 3',
    '23 db3: SET k v',
    'end 50',
    'begin aof - redis 0',
    '0 db0: SET k v',
    'end 27',
  ]);
  expect(await eventsOf(join(path, MANIFEST))).toEqual(lines);
});

test('a base of Valkey makes the commands its own', async () => {
  const path = directory({ [MANIFEST]: BASE + INCR, 'base.rdb': VALKEY_RDB, one: SET, two: SET });
  expect((await eventsOf(path)).filter((line) => line.startsWith('begin aof'))).toEqual([
    'begin aof - valkey 0',
    'begin aof - valkey 0',
  ]);
});

describe('let pass', () => {
  test.each<[string, Record<string, string>, number]>([
    ['no base', { [MANIFEST]: INCR, one: SET, two: SET }, 2],
    ['a base of commands', { [MANIFEST]: BASE, 'base.rdb': SET }, 1],
    ['a base that commands follow', { [MANIFEST]: BASE, 'base.rdb': RDB + SET }, 2],
    ['files of no bytes', { [MANIFEST]: BASE + INCR, 'base.rdb': '', one: '', two: '' }, 0],
    ['a file that is not listed', { [MANIFEST]: 'file one seq 1 type i\n', one: SET, two: SET }, 1],
  ])('%s', async (_name, files, count) => {
    expect(await commands(directory(files))).toHaveLength(count);
  });

  test('history, which may be missing; it is named', async () => {
    const path = directory({
      [MANIFEST]: 'file one seq 2 type i\nfile old seq 1 type h\nfile older seq 1 type h\n',
      one: SET,
    });
    expect(await commands(path)).toEqual([
      `warning MANIFEST: ${MANIFEST}: history is not read: old, older (byte 22)`,
      '0 db0: SET k v',
    ]);
  });

  test("an older server's file, before it is moved into the directory", async () => {
    const path = directory({ [MANIFEST]: 'file log.aof seq 1 type b\n' });
    writeFileSync(join(path, '..', 'log.aof'), SET);
    expect(await commands(path)).toEqual(['0 db0: SET k v']);
  });
});

describe('refused', () => {
  const upTo = 'it is good up to here';
  const cut = SET.slice(0, -3);
  test.each<[string, Record<string, string>, string]>([
    ['a broken manifest', { [MANIFEST]: '\n' }, `error MANIFEST: ${MANIFEST}: line 1: a blank line (byte 0)`],
    ['no base', { [MANIFEST]: BASE }, `error MANIFEST: ${MANIFEST}: line 1: there is no file "base.rdb" (byte 0)`],
    [
      'no increment',
      { [MANIFEST]: INCR, one: SET },
      `error MANIFEST: ${MANIFEST}: line 2: there is no file "two" (byte 22)`,
    ],
    [
      'a cut in the last',
      { [MANIFEST]: INCR, one: SET, two: cut },
      `error TRUNCATED: two: the log ends within a command; ${upTo} (byte 0)`,
    ],
    [
      'a cut before an empty one',
      { [MANIFEST]: INCR, one: cut, two: '' },
      `error TRUNCATED: one: the log ends within a command; ${upTo}, and only the last file of a log may be cut (byte 0)`,
    ],
    [
      'a transaction over two files',
      { [MANIFEST]: INCR, one: command('MULTI'), two: command('EXEC') },
      'error TRUNCATED: one: ',
    ],
    [
      'a base that is cut',
      { [MANIFEST]: BASE + INCR, 'base.rdb': RDB.slice(0, -9), one: '', two: '' },
      'error TRUNCATED: base.rdb: ',
    ],
  ])('%s', async (_name, files, line) => {
    expect((await eventsOf(directory(files))).at(-1)).toContain(line);
  });

  test('a cut that is allowed in the last file is not in others', async () => {
    const options = { allowTruncated: true };
    const last = directory({ [MANIFEST]: INCR, one: SET, two: SET + cut });
    expect(await commands(last, options)).toContain(
      `warning TRUNCATED: two: the log ends within a command; ${upTo} (byte 27)`,
    );
    const first = directory({ [MANIFEST]: INCR, one: SET + cut, two: SET });
    expect((await eventsOf(first, options)).at(-1)).toContain('error TRUNCATED: one: ');
  });
});

describe('until', () => {
  const path = (): string =>
    directory({ [MANIFEST]: INCR, one: `${SET}#TS:10\r\n${SET}`, two: `#TS:20\r\n${SET}${SET}` });
  test.each<[string, DecodeOptions, number]>([
    ['a time in the first file: the second is not read', { untilMs: 5000 }, 1],
    ['a time between them', { untilMs: 10_000 }, 2],
    ['a byte of the last', { untilOffset: 35 }, 3],
  ])('%s', async (_name, options, count) => {
    expect(await commands(path(), options)).toHaveLength(count);
  });
});
