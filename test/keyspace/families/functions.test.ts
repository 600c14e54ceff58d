/** Function libraries: which of them there are after each command. */
import { describe, expect, test } from 'vitest';
import { bytes, crc64, OPCODE, string, u16le, u64le } from '../../tools/rdb-bytes.ts';
import { replayCommands, type CommandLine } from '../../tools/replay-commands.ts';

const code = (name: string, body = ''): string => `#!lua name=${name}\nredis.register_function('f', ${body})`;

const load = (name: string, body?: string): CommandLine => ['FUNCTION', 'LOAD', code(name, body)];

/** What FUNCTION DUMP answers. */
function dump(...libraries: string[]): Uint8Array {
  const body = bytes(...libraries.map((library) => bytes(OPCODE.FUNCTION2, string(library))), u16le(10));
  return bytes(body, u64le(crc64(body)));
}

const restore = (payload: Uint8Array, ...words: string[]): CommandLine => ['FUNCTION', 'RESTORE', payload, ...words];
const BC = dump(code('b'), code('c', 'restored'));

describe('libraries', () => {
  test.each<[string, CommandLine[], Record<string, string>]>([
    ['LOAD', [load('a')], { a: code('a') }],
    ['any case, and other blanks', [['function', 'load', '#!LUA  NAME=a\n']], { a: '#!LUA  NAME=a\n' }],
    ['LOAD of one that is there', [load('a'), load('a', 'other')], { a: code('a') }],
    ['LOAD REPLACE', [load('a'), ['FUNCTION', 'LOAD', 'REPLACE', code('a', 'other')]], { a: code('a', 'other') }],
    ['LOAD without a first line', [['FUNCTION', 'LOAD', 'return 1']], {}],
    ['DELETE', [load('a'), load('b'), 'FUNCTION DELETE a'], { b: code('b') }],
    ['FLUSH', [load('a'), 'FUNCTION FLUSH ASYNC'], {}],
    ['FLUSHALL keeps them', [load('a'), 'FLUSHALL'], { a: code('a') }],
    ['RESTORE', [load('a'), restore(BC)], { a: code('a'), b: code('b'), c: code('c', 'restored') }],
    ['RESTORE APPEND of one that is there', [load('c'), restore(BC, 'APPEND')], { c: code('c') }],
    ['RESTORE REPLACE', [load('c'), restore(BC, 'REPLACE')], { b: code('b'), c: code('c', 'restored') }],
    ['RESTORE FLUSH', [load('a'), restore(BC, 'FLUSH')], { b: code('b'), c: code('c', 'restored') }],
    ['RESTORE FLUSH of none', [load('a'), restore(dump(), 'FLUSH')], {}],
  ])('%s', (_name, lines, want) => {
    expect(Object.fromEntries(replayCommands(lines).libraries)).toEqual(want);
  });
});

test.each([
  [
    'a wrong checksum',
    bytes(BC.subarray(0, -1), (BC.at(-1) ?? 0) ^ 1),
    'checksum of the DUMP payload does not match its bytes',
  ],
  ['no library', string('a'), 'a DUMP payload of 2 bytes: 10 are the least'],
])('a payload with %s changes nothing', (_name, payload, want) => {
  const { libraries, warnings } = replayCommands([load('a'), restore(payload, 'FLUSH')]);
  expect(libraries).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining(`FUNCTION changes nothing: ${want}`)]);
});
