/** One file of a log: commands, annotations, an RDB before them, and how it may end. Source: aof-replication-resp.md 1.4–1.8. */
import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../../src/input.ts';
import { inPieces } from '../io/pieces.ts';
import { command, eventsOf } from './log-events.ts';

const SET = command('SET', 'k', 'v');
const MULTI = command('MULTI');
const EXEC = command('EXEC');

/** Redis 6.2's preamble, with one key; Valkey's. */
const PREAMBLE = Buffer.concat([
  Buffer.from('REDIS0009\xfa\x0caof-preamble\xc0\x01\xfe\x00\x00\x01a\x01b\xff', 'latin1'),
  Buffer.alloc(8),
]).toString('latin1');
const VALKEY = PREAMBLE.replace('REDIS0009', 'VALKEY080');

function events(text: string, options?: DecodeOptions): Promise<string[]> {
  return eventsOf(Buffer.from(text, 'latin1'), options);
}

describe('commands and annotations', () => {
  test.each<[string, string, string[]]>([
    ['a command', SET, ['0 db0: SET k v', 'end 27']],
    ['SELECT', command('select', '3') + SET, ['0 db0: select 3', '23 db3: SET k v', 'end 50']],
    [
      'no database',
      command('SELECT', 'x') + SET,
      ['0 db0: SELECT x', '23 db0: SELECT x'.replace('SELECT x', 'SET k v'), 'end 50'],
    ],
    [
      'a transaction',
      MULTI + command('SELECT', '1') + SET + EXEC + SET,
      ['0 db0: MULTI', '15 db0: SELECT 1', '38 db1: SET k v', '65 db1: EXEC', '79 db1: SET k v', 'end 106'],
    ],
    ['times', `${SET}#TS:1700000000\r\n${SET}`, ['0 db0: SET k v', '43 db0 1700000000000ms: SET k v', 'end 70']],
    ['a line end without CR', `#TS:7\n${SET}`, ['6 db0 7000ms: SET k v', 'end 33']],
    ['another annotation', `# hello\r\n#TS:x\r\n${SET}`, ['0 #  hello', '9 # TS:x', '16 db0: SET k v', 'end 43']],
    ['nothing but a time', '#TS:1700000000\r\n', ['end 16']],
  ])('%s', async (_name, text, lines) => {
    expect(await events(text)).toEqual(['begin aof - redis 0', ...lines]);
  });
});

describe('an RDB first', () => {
  test('then commands', async () => {
    const lines = ['begin rdb 9 redis 0', 'key db0 a', 'end 41', 'begin aof - redis 41', '41 db0: SET k v', 'end 68'];
    expect(await events(PREAMBLE + SET)).toEqual(lines);
  });

  test('of Valkey: its commands are too', async () => {
    expect((await events(VALKEY + SET)).at(3)).toBe('begin aof - valkey 41');
  });

  test('and nothing else', async () => {
    expect(await events(PREAMBLE)).toEqual(['begin rdb 9 redis 0', 'key db0 a', 'end 41']);
  });

  test.each([
    [
      'cut',
      PREAMBLE.slice(0, 33),
      'error TRUNCATED: the file ends too early: at least 8 more bytes are missing (byte 33)',
    ],
    [
      'twice',
      PREAMBLE + PREAMBLE,
      'error COMMAND: expected a command, which begins with "*", found "REDIS0009\\xfa\\x0caof-pream"; the log is good up to here (byte 41)',
    ],
  ])('%s', async (_name, text, line) => {
    expect((await events(text, { allowTruncated: true })).at(-1)).toBe(line);
  });
});

describe('a log that is cut', () => {
  const cut = (text: string, bytes: number): string => text.slice(0, text.length - bytes);
  test.each<[string, string, string, number]>([
    ['in a command', SET + cut(SET, 5), 'a command', 27],
    ['behind a CR', SET + cut(SET, 1), 'a command', 27],
    ['behind "*"', `${SET}*`, 'a command', 27],
    ['in a length far past the end', `${SET}*1\r\n$2147483647\r\nab`, 'a command', 27],
    ['in a length past any address', `${SET}*1\r\n$99999999999\r\nab`, 'a command', 27],
    ['in the first command', cut(SET, 1), 'a command', 0],
    ['in the first command behind an RDB', PREAMBLE + cut(SET, 1), 'a command', 41],
    ['behind MULTI', SET + MULTI, 'a transaction, none of which counts', 27],
    ['in a transaction, behind a command', SET + MULTI + SET, 'a transaction, none of which counts', 27],
    ['in a transaction, in a command', SET + MULTI + SET + cut(SET, 3), 'a transaction, none of which counts', 27],
    ['in EXEC', SET + MULTI + SET + cut(EXEC, 3), 'a transaction, none of which counts', 27],
    ['in a transaction within a transaction', SET + MULTI + SET + MULTI, 'a transaction, none of which counts', 27],
  ])('%s', async (_name, text, within, upTo) => {
    const words = `TRUNCATED: the log ends within ${within}; it is good up to here (byte ${upTo})`;
    expect((await events(text)).at(-1)).toBe(`error ${words}`);
    // Nothing of the log stands before the first command.
    const tail = [`warning ${words}`, `end ${upTo}`];
    expect((await events(text, { allowTruncated: true })).slice(-2)).toEqual(tail);
  });

  test('in an annotation: nothing is lost', async () => {
    const lines = await events(`${SET}#TS:17`);
    expect(lines.slice(2)).toEqual(['warning TRUNCATED: the log ends within an annotation (byte 27)', 'end 33']);
    expect((await events(`${SET}#TS:17`, { strict: true })).at(-1)).toContain('error TRUNCATED');
  });
});

describe('damage: what stands before is handed on', () => {
  test.each<[string, string, string]>([
    [
      'a blank line',
      `\r\n${SET}`,
      'expected a command, which begins with "*", found "\\r\\n*3\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nk"; the log is good up to here (byte 27)',
    ],
    [
      'an inline command',
      'SET a 1\r\n',
      'expected a command, which begins with "*", found "SET a 1\\r\\n"; the log is good up to here (byte 27)',
    ],
    [
      'zeros',
      '\0'.repeat(50),
      'expected a command, which begins with "*", found zeros; the log is good up to here (byte 27)',
    ],
    ['no arguments', '*0\r\n', 'a command of 0 arguments; the log is good up to here (byte 27)'],
    [
      'fewer than none',
      '*-1\r\n',
      'expected a number and CR LF, found "-1\\r\\n"; the log is good up to here (byte 27)',
    ],
    [
      'an argument of fewer bytes than none',
      '*1\r\n$-1\r\n',
      'expected a number and CR LF, found "-1\\r\\n"; the log is good up to byte 27 (byte 31)',
    ],
    [
      'one argument too few',
      `${SET.replace('*3', '*4')}${EXEC}`,
      'expected an argument, which begins with "$", found "*1\\r\\n$4\\r\\nEXEC\\r\\n"; the log is good up to byte 27 (byte 54)',
    ],
    [
      'a length one too high',
      `*1\r\n$5\r\nPING\r\n${SET}`,
      'expected CR LF behind an argument, found "\\n*"; the log is good up to byte 27 (byte 40)',
    ],
    [
      'a header without end',
      `*${'1'.repeat(2000)}`,
      'a line of more than 1023 bytes where a number is expected; the log is good up to here (byte 27)',
    ],
    [
      'a long annotation',
      `#${'a'.repeat(1023)}\r\n`,
      'an annotation of more than 1023 bytes; the log is good up to here (byte 27)',
    ],
    [
      'an annotation in a command',
      '*1\r\n#TS:1\r\n$4\r\nPING\r\n',
      'expected an argument, which begins with "$", found "#TS:1\\r\\n$4\\r\\nPING\\r\\n"; the log is good up to byte 27 (byte 31)',
    ],
  ])('%s', async (_name, text, words) => {
    const lines = await events(SET + text, { allowTruncated: true });
    expect(lines).toEqual(['begin aof - redis 0', '0 db0: SET k v', `error COMMAND: ${words}`]);
  });

  test('in a transaction: it is good up to its MULTI', async () => {
    expect((await events(`${SET + MULTI + SET}x`)).at(-1)).toContain('the log is good up to byte 27 (byte 69)');
  });
});

describe('what servers let pass', () => {
  test.each([
    ['LF alone', '*1\n$4\nPING\r\n', 'expected a number and CR LF, found "1\\n"', 27],
    ['text behind a number', '*1 one\r\n$4\r\nPING\r\n', 'expected a number and CR LF, found "1 one\\r\\n"', 27],
    ['a sign', '*1\r\n$+4\r\nPING\r\n', 'expected a number and CR LF, found "+4\\r\\n"', 31],
    ['two other bytes behind an argument', '*1\r\n$4\r\nPINGxx', 'expected CR LF behind an argument, found "xx"', 39],
  ])('%s', async (_name, text, words, offset) => {
    const [, , warning, event, ...rest] = await events(SET + text + SET);
    expect(warning).toBe(`warning COMMAND: ${words}: servers let it pass (byte ${offset})`);
    expect(event).toBe('27 db0: PING');
    expect(rest).toHaveLength(2);
    expect((await events(SET + text, { strict: true })).at(-1)).toContain(`error COMMAND: ${words}; the log is good`);
  });

  test('SELECT and MULTI so written still count', async () => {
    const select = '*2\n$6\nSELECT\r\n$1\r\n5\r\n';
    expect(await events(select + SET)).toContain('21 db5: SET k v');
  });
});

describe('until', () => {
  const log = `${SET}#TS:10\r\n${SET}#TS:20\r\n${SET}`;
  test.each<[string, DecodeOptions, number, string]>([
    ['a time before all', { untilMs: 9999 }, 1, 'end 27'],
    ['the time of a stamp', { untilMs: 10_000 }, 2, 'end 62'],
    ['a time after all', { untilMs: 20_000 }, 3, 'end 97'],
    ['the first byte', { untilOffset: 0 }, 0, 'nothing'],
    ['the end of a command', { untilOffset: 27 }, 1, 'end 27'],
    ['a byte in a command', { untilOffset: 61 }, 1, 'end 35'],
    ['a byte behind all', { untilOffset: 1000 }, 3, 'end 97'],
  ])('%s', async (_name, options, commands, end) => {
    const lines = await events(log, options);
    expect(lines.filter((line) => line.includes('SET'))).toHaveLength(commands);
    expect(lines.at(-1) ?? 'nothing').toBe(end);
  });

  test.each([
    ['a cut', SET + SET.slice(0, 20)],
    ['damage', `${SET}garbage`],
  ])('a byte before %s: nobody looks at it', async (_name, text) => {
    expect((await events(text, { untilOffset: 27 })).at(-1)).toBe('end 27');
  });

  test('a time within a transaction: it does not count', async () => {
    expect((await events(`${SET}${MULTI}${SET}#TS:20\r\n${EXEC}`, { untilMs: 1 })).at(-1)).toBe('end 27');
  });
});

describe('in pieces', () => {
  const log = `${command('SELECT', '2') + SET}#TS:10\r\n${MULTI}# note\r\n${SET}${command('SET', 'long', 'x'.repeat(10_000))}${EXEC}`;
  test.each([
    ['a log', log],
    ['with an RDB', PREAMBLE + log],
    ['cut', log.slice(0, -9)],
    ['damaged', `${log}garbage in the middle${log}`],
    ['damaged in a command', `${SET.replace('*3', '*4')}${log}`],
    ['loosely written', SET.replace('\r', '') + log],
    ['many arguments', command('DEL', ...Array.from({ length: 5000 }, (_, i) => `key:${i}`)) + SET],
    [
      'many arguments, loosely written',
      command('DEL', ...Array.from({ length: 5000 }, (_, i) => `${i}`)).replace('\r', '') + SET,
    ],
  ])('%s', async (_name, text) => {
    const bytes = Buffer.from(text, 'latin1');
    const whole = await eventsOf(bytes);
    for (const size of [1, 7, 4096]) expect(await eventsOf(inPieces(bytes, size))).toEqual(whole);
  });
});

describe('large', () => {
  const MOST_ARGUMENTS = 1_048_576;
  test.each([
    [
      'as many arguments as old servers take',
      `*${MOST_ARGUMENTS}\r\n$3\r\nDEL\r\n${'$1\r\nk\r\n'.repeat(MOST_ARGUMENTS - 1)}`,
      MOST_ARGUMENTS,
    ],
    ['an argument that fits no window', command('SET', 'k', 'x'.repeat(5 << 20)), 3],
  ])('%s', async (_name, text, count) => {
    const bytes = Buffer.from(SET + text + SET);
    for (const source of [bytes, inPieces(bytes, 65_536)]) {
      const lines = await eventsOf(source);
      expect(lines.map((line) => line.split(' ').length - 2)).toEqual([3, 3, count, 3, 0]);
    }
  });
});
