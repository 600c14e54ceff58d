/** Replies are counted, however the stream is cut; only errors and null arrays are told. */
import { describe, expect, test } from 'vitest';
import { ReplyScanner } from '../../../src/delivery/server/reply-scanner.ts';

/** What was told of a stream, and how many replies it has. */
function scan(text: string, piece: number): { replies: number; told: string[] } {
  const told: string[] = [];
  const scanner = new ReplyScanner('h:1', {
    error: (reply, element, words) => told.push(`${reply}${element === undefined ? '' : `/${element}`} ${words}`),
    nullArray: (reply) => told.push(`${reply} null`),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) scanner.scan(bytes.subarray(at, at + piece));
  return { replies: scanner.replies, told };
}

describe.each([1, 2, 3, 7, 1000])('in pieces of %i bytes', (piece) => {
  test.each([
    ['a status', '+OK\r\n', 1, []],
    ['another that begins alike', '+OKAY\r\n', 1, []],
    ['queued', '+QUEUED\r\n+QUEUED\r\n', 2, []],
    ['integers', ':1\r\n:-12\r\n', 2, []],
    ['a string', '$5\r\n-ERR\n\r\n', 1, []],
    ['an empty string', '$0\r\n\r\n', 1, []],
    ['no string', '$-1\r\n', 1, []],
    ['a string with line ends', '$4\r\n\r\n\r\n\r\n+OK\r\n', 2, []],
    ['an error', '+OK\r\n-OOM no\r\n+OK\r\n', 3, ['1 OOM no']],
    ['an array', '*2\r\n+OK\r\n:1\r\n', 1, []],
    ['an empty array', '*0\r\n+OK\r\n', 2, []],
    ['no array', '+OK\r\n*-1\r\n', 2, ['1 null']],
    ['no array within one', '*2\r\n*-1\r\n:1\r\n', 1, []],
    ['an array in an array', '*3\r\n*2\r\n:1\r\n$1\r\nx\r\n*0\r\n:2\r\n+OK\r\n', 2, []],
    ['errors of an array', '+OK\r\n*3\r\n:1\r\n-WRONGTYPE a\r\n-ERR b\r\n', 2, ['1/1 WRONGTYPE a', '1/2 ERR b']],
    ['an error deep in an array', '*2\r\n:1\r\n*2\r\n:1\r\n-ERR b\r\n', 1, ['0/1 ERR b']],
  ])('%s', (_what, text, replies, told) => {
    expect(scan(text, piece)).toEqual({ replies, told });
  });
});

test.each([
  ['no first byte of a reply', 'HTTP/1.1 400 Bad Request\r\n'],
  ['a length that is none', '$1x\r\n'],
])('%s', (_what, text) => {
  expect(() => scan(text, 1000)).toThrow(/^h:1 answers with what is no reply of RESP: "/);
});

test('what is not whole is not counted', () => {
  expect(scan('+OK\r\n*2\r\n:1\r\n', 1000).replies).toBe(1);
  expect(scan('+OK\r\n$3\r\nab', 1000).replies).toBe(1);
});
