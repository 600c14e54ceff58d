/** RESP2 and RESP3 replies, as aof-replication-resp.md 5.1 and the RESP3 specification have them. */
import { describe, expect, test } from 'vitest';
import { RespDecoder } from '../../src/resp/decode.ts';
import type { RespLimits, RespValue } from '../../src/resp/value.ts';
import { decodeReplies, wire } from './feed.ts';

const string = (text: string): RespValue => ({ type: 'string', value: wire(text) });
const simple = (text: string): RespValue => ({ type: 'simple-string', value: wire(text) });
const integer = (value: number | bigint): RespValue => ({ type: 'integer', value });
const double = (value: number): RespValue => ({ type: 'double', value });
const array = (...items: RespValue[]): RespValue => ({ type: 'array', items });

const REPLIES: readonly (readonly [string, string, ...RespValue[]])[] = [
  ['a simple string', '+OK\r\n', simple('OK')],
  ['an empty simple string', '+\r\n', simple('')],
  ['an error', '-ERR unknown command\r\n', { type: 'error', value: wire('ERR unknown command') }],
  ['an integer', ':1000\r\n', integer(1000)],
  ['an integer with a plus', ':+7\r\n', integer(7)],
  ['a negative integer', ':-5\r\n', integer(-5)],
  ['the largest safe integer', ':9007199254740991\r\n', integer(9007199254740991)],
  ['one more', ':9007199254740992\r\n', integer(9007199254740992n)],
  ['the largest integer', ':9223372036854775807\r\n', integer(9223372036854775807n)],
  ['the least integer', ':-9223372036854775808\r\n', integer(-9223372036854775808n)],
  ['a string', '$5\r\nhello\r\n', string('hello')],
  ['an empty string', '$0\r\n\r\n', string('')],
  ['a string with line ends', '$4\r\n\r\n\r\n\r\n', string('\r\n\r\n')],
  ['any bytes', '$3\r\n\x00\xff\x80\r\n', string('\x00\xff\x80')],
  ['the null string of RESP2', '$-1\r\n', { type: 'null-string' }],
  ['the null array of RESP2', '*-1\r\n', { type: 'null-array' }],
  ['the null of RESP3', '_\r\n', { type: 'null' }],
  ['an empty array', '*0\r\n', array()],
  ['an array', '*2\r\n$5\r\nhello\r\n:1\r\n', array(string('hello'), integer(1))],
  ['an array of arrays', '*2\r\n*1\r\n:1\r\n*0\r\n', array(array(integer(1)), array())],
  [
    'an array with nulls',
    '*3\r\n$-1\r\n*-1\r\n_\r\n',
    array({ type: 'null-string' }, { type: 'null-array' }, { type: 'null' }),
  ],
  ['true', '#t\r\n', { type: 'boolean', value: true }],
  ['false', '#f\r\n', { type: 'boolean', value: false }],
  ['a double', ',1.23\r\n', double(1.23)],
  ['a double without a fraction', ',10\r\n', double(10)],
  ['a negative double with an exponent', ',-1.5e-7\r\n', double(-1.5e-7)],
  ['a large double', ',1E+300\r\n', double(1e300)],
  ['negative zero', ',-0\r\n', double(-0)],
  ['infinity', ',inf\r\n', double(Infinity)],
  ['negative infinity', ',-inf\r\n', double(-Infinity)],
  ['no number', ',nan\r\n', double(NaN)],
  ['no number, before 7.2', ',-nan\r\n', double(NaN)],
  ['no number, of some C libraries', ',NAN\r\n', double(NaN)],
  [
    'a big number',
    '(3492890328409238509324850943850943825024385\r\n',
    { type: 'big-number', value: 3492890328409238509324850943850943825024385n },
  ],
  ['a negative big number', '(-12\r\n', { type: 'big-number', value: -12n }],
  ['a big number with a plus', '(+12\r\n', { type: 'big-number', value: 12n }],
  ['a blob error', '!21\r\nSYNTAX invalid syntax\r\n', { type: 'blob-error', value: wire('SYNTAX invalid syntax') }],
  [
    'a verbatim string',
    '=15\r\ntxt:Some string\r\n',
    { type: 'verbatim-string', format: 'txt', value: wire('Some string') },
  ],
  ['an empty verbatim string', '=4\r\nmkd:\r\n', { type: 'verbatim-string', format: 'mkd', value: wire('') }],
  ['a set', '~2\r\n+a\r\n:1\r\n', { type: 'set', items: [simple('a'), integer(1)] }],
  ['a set with an element twice', '~2\r\n:1\r\n:1\r\n', { type: 'set', items: [integer(1), integer(1)] }],
  [
    'a map',
    '%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n',
    {
      type: 'map',
      pairs: [
        [simple('first'), integer(1)],
        [simple('second'), integer(2)],
      ],
    },
  ],
  [
    'a map whose keys are arrays',
    '%1\r\n*1\r\n:1\r\n#t\r\n',
    { type: 'map', pairs: [[array(integer(1)), { type: 'boolean', value: true }]] },
  ],
  ['an empty map', '%0\r\n', { type: 'map', pairs: [] }],
  [
    'a push between replies',
    '+a\r\n>2\r\n$7\r\nmessage\r\n:1\r\n+b\r\n',
    simple('a'),
    { type: 'push', items: [string('message'), integer(1)] },
    simple('b'),
  ],
  [
    'an attribute',
    '|1\r\n+ttl\r\n:3600\r\n$1\r\nx\r\n',
    { ...string('x'), attributes: [[simple('ttl'), integer(3600)]] },
  ],
  [
    'an attribute within an array, which does not count',
    '*2\r\n:1\r\n|1\r\n+ttl\r\n:9\r\n:2\r\n',
    array(integer(1), { ...integer(2), attributes: [[simple('ttl'), integer(9)]] }),
  ],
  [
    'an attribute of an array',
    '|1\r\n+a\r\n:1\r\n*1\r\n:2\r\n',
    { ...array(integer(2)), attributes: [[simple('a'), integer(1)]] },
  ],
  [
    'two attributes of a value',
    '|1\r\n+a\r\n:1\r\n|1\r\n+b\r\n:2\r\n_\r\n',
    {
      type: 'null',
      attributes: [
        [simple('a'), integer(1)],
        [simple('b'), integer(2)],
      ],
    },
  ],
  [
    'an attribute of a value of an attribute',
    '|1\r\n+a\r\n|1\r\n+b\r\n:2\r\n:1\r\n_\r\n',
    { type: 'null', attributes: [[simple('a'), { ...integer(1), attributes: [[simple('b'), integer(2)]] }]] },
  ],
  ['an attribute of nothing in particular', '|0\r\n+a\r\n', simple('a')],
  ['a streamed string', '$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n', string('Hello word')],
  ['an empty streamed string', '$?\r\n;0\r\n', string('')],
  ['a streamed array', '*?\r\n:1\r\n:2\r\n.\r\n', array(integer(1), integer(2))],
  ['an empty streamed array', '*?\r\n.\r\n', array()],
  ['a streamed set', '~?\r\n:1\r\n.\r\n', { type: 'set', items: [integer(1)] }],
  [
    'a streamed map',
    '%?\r\n+a\r\n:1\r\n+b\r\n:2\r\n.\r\n',
    {
      type: 'map',
      pairs: [
        [simple('a'), integer(1)],
        [simple('b'), integer(2)],
      ],
    },
  ],
  ['streams within streams', '*?\r\n$?\r\n;1\r\nx\r\n;0\r\n*?\r\n.\r\n.\r\n', array(string('x'), array())],
  ['several replies', ':1\r\n:2\r\n+x\r\n', integer(1), integer(2), simple('x')],
];

for (const [name, stream, ...want] of REPLIES) {
  test.each([stream.length, 1, 3])(`${name}, in pieces of %i`, (size) => {
    expect(decodeReplies(wire(stream), {}, size)).toEqual({ values: want, error: undefined });
  });
}

const BROKEN: readonly (readonly [string, string, string])[] = [
  ['no type', 'x\r\n', `RESP expected the first byte of a value, got "x" (byte 0)`],
  ['an empty line', '\r\n', `RESP expected the first byte of a value, got "\\r" (byte 0)`],
  ['no type, after a reply', '+a\r\n\r\n', `RESP expected the first byte of a value, got "\\r" (byte 4)`],
  ['no CR', '+OK\n', 'RESP the line ends in LF, not in CR LF (byte 3)'],
  ['a CR within a line', '+O\rK\r\n', 'RESP a CR within a line (byte 2)'],
  ['a length that is none', '$x\r\n', 'RESP expected a length, got "x" (byte 0)'],
  ['a length with a plus', '$+5\r\nhello\r\n', 'RESP expected a length, got "+5" (byte 0)'],
  ['a length with a blank', '$ 5\r\nhello\r\n', 'RESP expected a length, got " 5" (byte 0)'],
  ['a length with something behind it', '*1 \r\n:1\r\n', 'RESP expected a length, got "1 " (byte 0)'],
  ['no length', '$\r\n', 'RESP expected a length, got "" (byte 0)'],
  ['a length of -2', '$-2\r\n', 'RESP expected a length, got "-2" (byte 0)'],
  ['a null set', '~-1\r\n', 'RESP expected a length, got "-1" (byte 0)'],
  ['a null blob error', '!-1\r\n', 'RESP expected a length, got "-1" (byte 0)'],
  ['a string that is longer than it says', '$1\r\nab\r\n', 'RESP no CR LF behind 1 bytes (byte 5)'],
  ['a string without CR LF', '$1\r\naXY', 'RESP no CR LF behind 1 bytes (byte 5)'],
  ['an integer that is none', ':1.5\r\n', 'RESP expected an integer, got "1.5" (byte 0)'],
  [
    'an integer of more than 64 bits',
    ':9223372036854775808\r\n',
    'RESP expected an integer of 64 bits, got "9223372036854775808" (byte 0)',
  ],
  ['a null that is something', '_x\r\n', 'RESP a null with something behind it (byte 0)'],
  ['a boolean that is neither', '#x\r\n', 'RESP expected t or f, got "x" (byte 0)'],
  ['a double that is none', ',1.\r\n', 'RESP expected a double, got "1." (byte 0)'],
  ['a big number that is none', '(12a\r\n', 'RESP expected a big number, got "12a" (byte 0)'],
  [
    'a verbatim string without a format',
    '=3\r\ntxt\r\n',
    'RESP expected a format of three letters and a colon, got "txt" (byte 0)',
  ],
  [
    'a verbatim string without a colon',
    '=5\r\ntxt;a\r\n',
    'RESP expected a format of three letters and a colon, got "txt;" (byte 0)',
  ],
  ['a push within an array', '*1\r\n>1\r\n+a\r\n', 'RESP a push within a value (byte 4)'],
  ['a push of nothing', '>0\r\n', 'RESP a push begins with its kind, a string (byte 0)'],
  ['a push whose kind is a number', '>1\r\n:1\r\n', 'RESP a push begins with its kind, a string (byte 0)'],
  ['an end of nothing', '.\r\n', `RESP '.' where nothing is streamed (byte 0)`],
  ['an end within a counted array', '*1\r\n.\r\n', `RESP '.' where nothing is streamed (byte 4)`],
  ['an end with text', '*?\r\n.x\r\n', `RESP '.' with text behind it (byte 4)`],
  ['a streamed map that ends behind a key', '%?\r\n+a\r\n.\r\n', 'RESP a streamed map ends behind a key (byte 0)'],
  ['an attribute of an end', '*?\r\n|1\r\n+a\r\n:1\r\n.\r\n', 'RESP an attribute of nothing (byte 16)'],
  ['a streamed string with something else', '$?\r\n:1\r\n', `RESP expected ';', got ":" (byte 4)`],
  ['a slice outside of a streamed string', ';1\r\na\r\n', `RESP expected the first byte of a value, got ";" (byte 0)`],
  ['a streamed blob error', '!?\r\n', 'RESP expected a length, got "?" (byte 0)'],
  ['a streamed push', '>?\r\n', 'RESP expected a length, got "?" (byte 0)'],
  ['an end within a line', '+a\r\n+b', 'TRUNCATED the stream ends within a value (byte 6)'],
  ['an end within an array', '*2\r\n:1\r\n', 'TRUNCATED the stream ends within a value (byte 8)'],
  ['an end within a string', '$5\r\nab', 'TRUNCATED the stream ends within a value (byte 6)'],
  ['an end within a streamed string', '$?\r\n', 'TRUNCATED the stream ends within a value (byte 4)'],
  ['an end behind an attribute', '|1\r\n+a\r\n:1\r\n', 'TRUNCATED the stream ends within a value (byte 12)'],
];

describe.each(BROKEN)('%s', (_name, stream, error) => {
  test.each([stream.length, 1, 3])('in pieces of %i', (size) => {
    expect(decodeReplies(wire(stream), {}, size).error).toBe(error);
  });
});

test.each<readonly [string, string, Partial<RespLimits>, string]>([
  ['a string', '$536870913\r\n', {}, 'a string of 536870913 bytes announced, where 536870912 are let pass (byte 0)'],
  [
    'a string of 2^63',
    '*1\r\n$9223372036854775807\r\n',
    {},
    'a string of 9223372036854776000 bytes announced, where 536870912 are let pass (byte 4)',
  ],
  [
    'slices that add up',
    '$?\r\n;2\r\nab\r\n;2\r\n',
    { maxBulkBytes: 3 },
    'a string of 4 bytes announced, where 3 are let pass (byte 12)',
  ],
  ['an array', '*4294967296\r\n', {}, '4294967296 elements announced, where 4294967295 are let pass (byte 0)'],
  ['a map', '%3\r\n', { maxElements: 2 }, '3 elements announced, where 2 are let pass (byte 0)'],
  ['a streamed array', '*?\r\n:1\r\n:2\r\n:3\r\n', { maxElements: 2 }, 'more than 2 elements (byte 0)'],
  ['depth', '*1\r\n'.repeat(129), {}, 'nested more than 128 deep (byte 512)'],
  ['a line', `+${'a'.repeat(20)}`, { maxLineBytes: 20 }, 'a line without an end (byte 0)'],
])('a limit: %s', (_name, stream, limits, message) => {
  expect(decodeReplies(wire(stream), limits).error).toBe(`LIMIT ${message}`);
  expect(decodeReplies(wire(stream), limits, 1).error).toBe(`LIMIT ${message}`);
});

test('128 levels are let pass', () => {
  const { values, error } = decodeReplies(wire(`${'*1\r\n'.repeat(128)}:1\r\n`));
  expect([values.length, error]).toEqual([1, undefined]);
});

test('a broken stream stays broken, and gives what came before', () => {
  const decoder = new RespDecoder();
  decoder.push(wire('+a\r\n?\r\n+b\r\n'));
  expect(decoder.take()).toEqual(simple('a'));
  expect(() => decoder.take()).toThrow('the first byte of a value');
  expect(() => decoder.take()).toThrow('the first byte of a value');
});
