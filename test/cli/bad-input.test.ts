/** What the built program says of bad input: one line on stderr, the right status, no result that looks whole. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProgram, peakMemory, runProgram, runShell } from './program.ts';

const HOSTILE = fileURLToPath(new URL('../../fixtures/hostile', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));

const HEADER = Buffer.from('REDIS0011\xfe\x00', 'latin1');
const KEY = Buffer.from('\x00\x01a\x01b', 'latin1');
const NO_CHECKSUM = Buffer.from('\xff\0\0\0\0\0\0\0\0', 'latin1');
const GOOD = Buffer.concat([HEADER, KEY, NO_CHECKSUM]);
const LINE = '{"db":0,"key":"a","type":"string","encoding":"raw","value":"b"}\n';
const LONG_KEY = Buffer.alloc(5000, 'k');

/** AUX aof-preamble, 1. */
const PREAMBLE = Buffer.from('\xfa\x0caof-preamble\xc0\x01', 'latin1');
const SET = '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n';
const CUT = '*1\r\n$4\r\nPI';

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'good.rdb': GOOD,
  'empty.rdb': '',
  'text.rdb': 'hello\nworld\n',
  'cut.rdb': GOOD.subarray(0, 15),
  'checksum.rdb': Buffer.concat([HEADER, KEY, Buffer.from('\xff\x01\x02\x03\x04\x05\x06\x07\x08', 'latin1')]),
  'version.rdb': Buffer.concat([Buffer.from('REDIS0099'), GOOD.subarray(9)]),
  'type.rdb': Buffer.concat([HEADER, Buffer.from('\x63\x01a\x01b', 'latin1'), NO_CHECKSUM]),
  'long-key.rdb': Buffer.concat([
    HEADER,
    Buffer.from('\x00\x53\x88', 'latin1'),
    LONG_KEY,
    Buffer.from('\xc3', 'latin1'),
  ]),
  'appendonly.aof': SET + CUT,
  'preamble.aof': Buffer.concat([Buffer.from('REDIS0011'), PREAMBLE, GOOD.subarray(9), Buffer.from(CUT)]),
  '-dash.rdb': GOOD,
};

beforeAll(() => {
  buildProgram();
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'folder'));
  mkdirSync(join(folder, 'appendonlydir'));
  writeFileSync(join(folder, 'appendonlydir', 'appendonly.aof.manifest'), '');
  symlinkSync('good.rdb', join(folder, 'link.rdb'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('bad input', () => {
  test.each([
    ['missing.rdb', 2, '', 'missing.rdb: cannot open: no such file or directory'],
    ['folder', 2, '', 'folder: is a directory, and none of an AOF: it holds no .manifest file'],
    ['empty.rdb', 3, '', 'empty.rdb: not an RDB or AOF file: it is empty'],
    ['text.rdb', 3, '', 'text.rdb: not an RDB or AOF file: it begins with "hello\\nworld\\n"'],
    [
      'cut.rdb',
      3,
      '',
      'cut.rdb: db0 / key "a" / string raw: the file ends too early: at least 1 more bytes are missing (byte 15)',
    ],
    [
      'checksum.rdb',
      3,
      LINE,
      'checksum.rdb: checksum is 0x0807060504030201, the bytes give 0xb70df277e0998537: the file is damaged (byte 17)',
    ],
    ['type.rdb', 3, '', 'type.rdb: no such type or opcode 99 in RDB version 11 of redis (byte 11)'],
    ['appendonly.aof', 3, LINE, 'appendonly.aof: the log ends within a command; it is good up to here (byte 27)'],
    ['appendonlydir', 3, '', 'appendonlydir: appendonly.aof.manifest: the manifest is empty (byte 0)'],
    ['preamble.aof', 3, LINE, 'preamble.aof: the log ends within a command; it is good up to here (byte 41)'],
    [
      'long-key.rdb',
      3,
      '',
      `long-key.rdb: db0 / key "${'k'.repeat(100)}"… (5000 bytes) / string lzf: the file ends too early: at least 1 more bytes are missing (byte 5015)`,
    ],
    [
      'good.rdb missing.rdb',
      2,
      LINE.replace(',"value"', ',"source":"good.rdb","value"'),
      'missing.rdb: cannot open: no such file or directory',
    ],
  ])('%s', (files, status, stdout, what) => {
    expect(runProgram(['to-json', ...files.split(' ')], folder)).toEqual({
      status,
      stdout,
      stderr: `rdb-tool: ${what}\n`,
    });
  });

  test('a newer version: a warning, what could be read, status 3', () => {
    const newer = 'RDB version 99 is newer than any this program knows';
    expect(runProgram(['to-json', 'version.rdb'], folder)).toEqual({
      status: 3,
      stdout: LINE,
      stderr: `rdb-tool: warning: version.rdb: ${newer} (byte 0)\nrdb-tool: version.rdb: ${newer}: decoded as far as known\n`,
    });
  });

  test('an array that is not whole is not closed', () => {
    const { status, stdout } = runProgram(['to-json', '--format', 'array', 'checksum.rdb'], folder);
    expect({ status, stdout }).toEqual({ status: 3, stdout: `[\n${LINE.trimEnd()}` });
  });
});

describe('a wrong command line', () => {
  test.each([
    ['dump --fromat csv good.rdb', 'no such flag --fromat (did you mean --format?)'],
    ['dump - good.rdb -', '- (standard input) is given twice'],
    ['dump --db one good.rdb', '--db takes a whole number, not "one"'],
    ['dump --strict=no good.rdb', '--strict takes no value, not "no"'],
    ['dump --full --format csv good.rdb', '--full goes with --format pretty, not csv'],
    ['dump --null --format csv good.rdb', '--null goes with --format keys, not csv'],
    ['dump -o good.rdb good.rdb', 'good.rdb is both read and written: give --output another name'],
    ['dump -o link.rdb good.rdb', 'link.rdb is both read and written: give --output another name'],
  ])('%s', (line, what) => {
    const stderr = `rdb-tool: ${what}\nTry: rdb-tool dump --help\n`;
    expect(runProgram(line.split(' '), folder)).toEqual({ status: 2, stdout: '', stderr });
    expect(readFileSync(join(folder, 'good.rdb'))).toEqual(GOOD);
  });
});

describe('operands', () => {
  test.each([
    ['to-json -- -dash.rdb', LINE],
    ['--quiet to-json good.rdb', LINE],
    ['to-json -', LINE],
    ['to-json', LINE],
    [
      'to-json good.rdb -',
      ['good.rdb', '-'].map((name) => LINE.replace(',"value"', `,"source":"${name}","value"`)).join(''),
    ],
  ])('%s', (line, stdout) => {
    expect(runProgram(line.split(' '), folder, GOOD)).toEqual({ status: 0, stdout, stderr: '' });
  });
});

/** /dev/full and GNU stat. */
describe.runIf(process.platform === 'linux')('output', () => {
  test.each([
    ['$RDB_TOOL to-json good.rdb > /dev/full', 2, 'rdb-tool: cannot write <stdout>: no space left on device\n'],
    ['$RDB_TOOL to-json -o /dev/full good.rdb', 2, 'rdb-tool: cannot write /dev/full: no space left on device\n'],
    ['$RDB_TOOL to-json -o none/x good.rdb', 2, 'rdb-tool: cannot write none/x: no such file or directory\n'],
    ['$RDB_TOOL to-json -o /dev/null good.rdb && test -c /dev/null', 0, ''],
    ['$RDB_TOOL to-json good.rdb | (exec true); exit ${PIPESTATUS[0]}', 0, ''],
    // Who reads the messages is gone.
    ['$RDB_TOOL to-json checksum.rdb 2>&1 >/dev/null | (exec true); exit ${PIPESTATUS[0]}', 3, ''],
  ])('%s', (line, status, stderr) => {
    expect(runShell(line, folder)).toEqual({ status, stdout: '', stderr });
  });

  test('through a link, with the rights of the file that was there; none of what failed', () => {
    const line =
      'umask 022; touch old; chmod 600 old; ln -s old new; $RDB_TOOL to-json -o new good.rdb && stat -c %a old && test -L new';
    expect(runShell(line, folder)).toEqual({ status: 0, stdout: '600\n', stderr: '' });
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe(LINE);
    expect(runProgram(['to-json', '-o', 'failed', 'checksum.rdb'], folder).status).toBe(3);
    expect(readdirSync(folder).filter((name) => name.includes('failed') || name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('memory of hostile files', () => {
  const LARGEST = 200 << 20;
  const names = readdirSync(HOSTILE).filter((name) => name.includes('huge') || name.includes('packed'));
  test.each(names)('%s', (name) => {
    const peak = peakMemory(['to-json', '-q', join(HOSTILE, name, 'dump.rdb')], folder);
    expect(peak).toBeGreaterThan(10 << 20);
    expect(peak).toBeLessThan(LARGEST);
  });
});
