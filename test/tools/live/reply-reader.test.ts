import { describe, expect, test } from 'vitest';
import { ErrorReply, ReplyReader, type Reply } from './reply-reader.ts';

const TABLE: readonly (readonly [name: string, wire: string, want: Reply])[] = [
  ['a status', '+OK\r\n', Buffer.from('OK')],
  ['an error', '-ERR no such key\r\n', new ErrorReply('ERR no such key')],
  ['an integer', ':-9223372036854775808\r\n', -9223372036854775808n],
  ['bytes', '$4\r\na\r\nb\r\n', Buffer.from('a\r\nb')],
  ['no bytes', '$0\r\n\r\n', Buffer.from('')],
  ['nothing', '$-1\r\n', null],
  ['no array', '*-1\r\n', null],
  ['an empty array', '*0\r\n', []],
  ['arrays in arrays', '*2\r\n*2\r\n:1\r\n*0\r\n$1\r\nx\r\n', [[1n, []], Buffer.from('x')]],
];

function read(wire: string, size: number): Reply[] {
  const replies: Reply[] = [];
  const reader = new ReplyReader((reply) => replies.push(reply));
  const bytes = Buffer.from(wire, 'latin1');
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return replies;
}

describe.each([1, 3, 1000])('in chunks of %i', (size) => {
  test.each(TABLE)('%s', (_name, wire, want) => {
    expect(read(wire, size)).toEqual([want]);
  });

  test('one after the other', () => {
    const wires = TABLE.map(([, wire]) => wire).join('');
    expect(read(wires, size)).toEqual(TABLE.map(([, , want]) => want));
  });
});

test('what is no reply is refused', () => {
  expect(() => read('HTTP/1.1 200 OK\r\n', 1000)).toThrow('no reply begins with "HTTP/1.1 200 OK"');
});
