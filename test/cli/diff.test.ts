/** `diff`, built and called: its statuses, what may stand on its sides, and what it leaves behind. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRdb, type PlainEntry } from '../tools/rdb-writer.ts';
import { run } from '../commands/run.ts';
import { buildProgram, runProgram, runShell, type Ended } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
/** In a process of its own, which has standard input and a status. */
const diffAlone = (line: string, input?: Uint8Array): Ended => runProgram(['diff', ...line.split(' ')], folder, input);

/** The same called, which takes a tenth of the time. */
async function diff(line: string): Promise<Ended> {
  const words = line.split(' ').map((word) => (/^[a-z][^=]*\.|^tmp$/.test(word) ? join(folder, word) : word));
  const { status, stdout, stderr } = await run(['diff', ...words]);
  const named = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { status, stdout: named(stdout), stderr: named(stderr) };
}

const text = (value: string): Buffer => Buffer.from(value);
const string = (key: string, value: string): PlainEntry => ({
  key: text(key),
  value: { type: 'string', value: text(value) },
});

const OLD = [string('gone', 'x'), string('greeting', 'good morning'), string('kept', 'k')];
const NEW = [string('kept', 'k'), string('greeting', 'good evening'), string('new', 'y')];
const A = writeRdb(OLD);
const B = writeRdb(NEW);

/** More keys than 8 MB hold records of, in an order that lets none of them cancel out. */
const MANY = 200_000;
const many = (prefix: string): Buffer =>
  writeRdb(Array.from({ length: MANY }, (_, i) => string(`${prefix}:${i}`, 'v')));

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'a.rdb': A,
  'a.rdb.gz': gzipSync(A),
  'a.aof': ['gone x', 'greeting hello', 'kept k', 'greeting good\\ morning'].map(setCommand).join(''),
  'a.ndjson': OLD.toReversed().map(jsonOf).join(''),
  'b.rdb': B,
  'b-1.rdb': writeRdb(NEW.slice(2)),
  'b-2.rdb': writeRdb(NEW.slice(0, 2)),
  'expired.ndjson': '{"key":"kept","type":"string","expireAt":1,"value":"k"}\n',
  'lasting.ndjson': '{"key":"kept","type":"string","value":"k"}\n',
  'h-a.ndjson': hashes(4_102_444_800_000),
  'h-b.ndjson': hashes(4_102_444_800_900),
  'empty.rdb': writeRdb([]),
  // Within its second key.
  'cut.rdb': A.subarray(0, A.indexOf('morning')),
  // No opcode stands behind its second key, long before the end.
  'a-bad.rdb': badOpcode(A, A.lastIndexOf('kept') - 2),
  'many-a.rdb': many('a'),
  'many-b.rdb': many('b'),
};

function hashes(expireAt: number): string {
  return ['h', 'i']
    .map((key) => `${JSON.stringify({ key, type: 'hash', value: { f: 'v' }, fieldExpireAt: { f: expireAt } })}\n`)
    .join('');
}

function badOpcode(rdb: Uint8Array, at: number): Uint8Array {
  return rdb.with(at, 0x63);
}

function setCommand(line: string): string {
  const [key = '', value = ''] = line.split(/(?<!\\) /).map((word) => word.replace('\\ ', ' '));
  return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`;
}

function jsonOf({ key, value }: PlainEntry): string {
  return `${JSON.stringify({ key: key.toString(), type: 'string', value: value.type === 'string' && value.value.toString() })}\n`;
}

beforeAll(() => {
  buildProgram();
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'tmp'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const SAME: Ended = { status: 0, stdout: '', stderr: '' };

/** What a line of text begins with, and the key that it is about. */
function marks({ stdout }: Ended): readonly string[] {
  return stdout
    .split('\n')
    .flatMap((line) => /^([-+~]) .*?"?(gone|greeting|kept|new)"?/.exec(line)?.slice(1, 3).join(' ') ?? []);
}
const DIFFERENT = ['- gone', '~ greeting', '+ new'];

describe('the same, whatever form it has', () => {
  test('--ttl-tolerance with any --limit: fields whose expiries are near enough are no differences', async () => {
    const near = '--ttl-tolerance 1s h-a.ndjson h-b.ndjson';
    expect(await diff(`--limit 0 ${near}`)).toEqual(SAME);
    expect(await diff(`--limit 1 ${near}`)).toEqual(SAME);
    const { stdout } = await diff('--ttl-tolerance 1s --limit 1 --a a.rdb --a h-a.ndjson --b h-b.ndjson --b b.rdb');
    expect(stdout).toMatch(/1 key only in .*, 1 changed, 1 only in .*; 3 the same; 2 differences not shown/);
  });

  test.each([
    ['a.rdb a.rdb'],
    ['a.rdb a.rdb.gz'],
    ['a.rdb.gz a.aof'],
    ['a.aof a.ndjson'],
    ['a.ndjson a.rdb'],
    ['empty.rdb empty.rdb'],
    ['-q a.rdb a.aof'],
    ['--format resp a.rdb a.ndjson'],
  ])('%s', async (line) => {
    expect(await diff(line)).toEqual(SAME);
  });

  test.each([['a.rdb -'], ['- a.aof'], ['--a a.rdb --b - --b empty.rdb']])('%s', (line) => {
    expect(diffAlone(line, A)).toEqual(SAME);
  });

  test('pipes on both sides', () => {
    expect(runShell('$RDB_TOOL diff <(cat a.rdb) <(gzip -dc a.rdb.gz)', folder)).toEqual(SAME);
  });
});

describe('different', () => {
  test.each([
    ['a.rdb b.rdb'],
    ['a.rdb.gz b.rdb'],
    ['a.aof b.rdb'],
    ['a.ndjson b.rdb'],
    ['- b.rdb'],
    ['--a - --b b-1.rdb --b b-2.rdb'],
  ])('%s', async (line) => {
    const ended = line.includes('- ') ? diffAlone(line, A) : await diff(line);
    expect({ ...ended, stdout: '' }).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(marks(ended).toSorted()).toEqual(DIFFERENT.toSorted());
    expect(ended.stdout).toContain('morning');
  });

  test('a pipe is looked at twice', () => {
    const ended = runShell('$RDB_TOOL diff <(cat a.rdb) <(cat b.rdb)', folder);
    expect(ended).toEqual({ ...diffAlone('a.rdb b.rdb'), stdout: ended.stdout });
    expect(marks(ended)).toEqual(DIFFERENT);
  });

  test('-q: the status alone', async () => {
    expect(diffAlone('-q a.rdb b.rdb')).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(await diff('-q --ttl-tolerance 1s a.rdb b.rdb')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  test('--keys-only: no values', async () => {
    const ended = await diff('--keys-only a.rdb b.rdb');
    expect(marks(ended)).toEqual(DIFFERENT);
    expect(ended.stdout).not.toContain('morning');
  });

  test.each([0, 1, 2, 3])('--limit %i: so many are told, and the status is the same', async (limit) => {
    const ended = await diff(`--limit ${limit} a.rdb b.rdb`);
    expect(ended.status).toBe(1);
    expect(marks(ended)).toEqual(DIFFERENT.slice(0, limit));
  });

  test.each([
    ['--match gone', ['- gone']],
    ['--not-match g*', ['+ new']],
    ['--match kept', []],
  ])('%s: the keys that are compared', async (filter, want) => {
    const ended = await diff(`${filter} a.rdb b.rdb`);
    expect(ended.status).toBe(want.length > 0 ? 1 : 0);
    expect(marks(ended)).toEqual(want);
  });

  test('a patch for a key that only expired: its server needs the value again', () => {
    const { status, stdout, stderr } = diffAlone('--format resp expired.ndjson lasting.ndjson');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.split('\r\n').filter((line) => /^[a-zA-Z]/.test(line))).toEqual(['SELECT', 'SET', 'kept', 'k']);
  });

  test('-o: the same in a file, which appears with status 1, too', async () => {
    const { stdout } = await diff('a.rdb b.rdb');
    expect(diffAlone('-o out.txt a.rdb b.rdb')).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(stdout);
  });

  test('| head: quiet, and no less different', () => {
    const line = '$RDB_TOOL diff many-a.rdb many-b.rdb | head -1 | cut -c1; echo ${PIPESTATUS[0]}';
    expect(runShell(line, folder)).toEqual({ status: 0, stdout: '-\n1\n', stderr: '' });
  });

  test('| true, of the same: not different', () => {
    const line = '{ sleep 0.2; $RDB_TOOL diff --format ndjson a.rdb a.rdb; echo $? >&2; } | true';
    expect(runShell(line, folder).stderr).toBe('0\n');
  });
});

describe('damage: which side, and never an answer', () => {
  const CUT = 'cut.rdb: db0 / key "greeting" / string raw: the file ends too early';

  test.each([
    ['cut.rdb b.rdb', 'side a is damaged: which keys only b has is not known, and not told', ['~ greeting']],
    ['a.rdb cut.rdb', 'side b is damaged: which keys only a has is not known, and not told', []],
    ['cut.rdb cut.rdb', 'both sides are damaged: which keys only one side has is not known, and not told', []],
    ['-q a.rdb cut.rdb', 'side b is damaged: nobody knows whether they are the same', []],
    ['--format resp a.rdb cut.rdb', 'side b is damaged: there is no patch', []],
    ['--a a.rdb --b empty.rdb --b cut.rdb', 'side b is damaged: which keys only a has is not known, and not told', []],
  ])('%s', async (line, what) => {
    const { status, stderr } = await diff(line);
    expect(status).toBe(3);
    expect(stderr.split('\n')[0]).toContain(`rdb-tool: ${CUT}`);
    expect(stderr).toContain(`rdb-tool: ${what}\n`);
  });

  test('what is certain is told: keys that only the whole side has are not', async () => {
    expect(marks(await diff('cut.rdb empty.rdb'))).toEqual(['- gone']);
    expect(marks(await diff('empty.rdb cut.rdb'))).toEqual(['+ gone']);
    expect(marks(await diff('cut.rdb b.rdb'))).toEqual(['- gone']);
    expect((await diff('--format resp empty.rdb cut.rdb')).stdout).toBe('');
  });

  test.each(['a-bad.rdb b.rdb', 'b.rdb a-bad.rdb'])(
    '%s: what stands right before the damage is told, too',
    async (line) => {
      const ended = await diff(line);
      expect(marks(ended).toSorted()).toEqual([line.startsWith('a') ? '- gone' : '+ gone', '~ greeting']);
      expect(ended.stdout).not.toContain('not shown');
    },
  );

  test('-o: nothing appears', () => {
    expect(diffAlone('-o damaged.txt cut.rdb b.rdb').status).toBe(3);
    expect(readdirSync(folder).filter((name) => name.includes('damaged') || name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('trouble', () => {
  test.each([
    ['a.rdb missing.rdb', 'missing.rdb: cannot open: no such file or directory'],
    ['missing.rdb a.rdb', 'missing.rdb: cannot open: no such file or directory'],
    ['-q missing.rdb a.rdb', 'missing.rdb: cannot open: no such file or directory'],
    ['a.rdb tmp', 'tmp: is a directory, and none of an AOF: it holds no .manifest file'],
    ['--a b-1.rdb --a b.rdb --b empty.rdb', 'b-1.rdb, b.rdb: db0 / key "new" comes twice on this side'],
  ])('%s', async (line, what) => {
    expect(await diff(line)).toEqual({ status: 2, stdout: '', stderr: `rdb-tool: ${what}\n` });
  });

  test('-o of an input: the input stays', async () => {
    const { status, stderr } = await diff('-o a.rdb a.rdb b.rdb');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'rdb-tool: a.rdb is both read and written: give --output another name\nTry: rdb-tool diff --help\n',
    });
    expect(readFileSync(join(folder, 'a.rdb'))).toEqual(A);
  });
});

describe('temporary files', () => {
  const MEMORY = '--memory 8mb --keys-only many-a.rdb many-b.rdb';

  test('take what memory does not hold, and are gone afterwards', () => {
    const line = `TMPDIR=$PWD/tmp $RDB_TOOL diff ${MEMORY} | tail -1; exit \${PIPESTATUS[0]}`;
    expect(runShell(line, folder)).toEqual({
      status: 1,
      stdout: '200,000 keys only in many-a.rdb, 0 changed, 200,000 only in many-b.rdb; 0 the same\n',
      stderr: '',
    });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  test('a folder that is not there', () => {
    const { status, stdout, stderr } = runShell(`TMPDIR=$PWD/none $RDB_TOOL diff ${MEMORY}`, folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rdb-tool: cannot write a temporary file: .*\n$/);
  });

  test('a disk that is full: status 2, and nothing stays', () => {
    // A file may have a megabyte, and no signal comes where it would have more.
    const line = `ulimit -f 1024; trap '' XFSZ; TMPDIR=$PWD/tmp $RDB_TOOL diff ${MEMORY}`;
    const { status, stdout, stderr } = runShell(line, folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rdb-tool: cannot write a temporary file: .*\n$/);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });
});
