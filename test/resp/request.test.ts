/** Requests as a server gets them: aof-replication-resp.md 5.2. */
import { describe, expect, test } from 'vitest';
import { encodeRequest } from '../../src/resp/encode.ts';
import { RequestDecoder, type RequestLimits, type RespRequest } from '../../src/resp/request.ts';
import { drain, wire, type Outcome } from './feed.ts';

function requests(stream: string, limits: Partial<RequestLimits> = {}, size?: number): Outcome<RespRequest> {
  return drain(new RequestDecoder(limits), wire(stream), size);
}

const words = ({ values }: Outcome<RespRequest>): string[][] =>
  values.map(({ args }) => args.map((arg) => Buffer.from(arg).toString('latin1')));

const REQUESTS: readonly (readonly [string, string, ...string[][]])[] = [
  ['an array', '*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n', ['ECHO', 'hello']],
  ['an empty argument', '*2\r\n$4\r\nECHO\r\n$0\r\n\r\n', ['ECHO', '']],
  ['any bytes', '*1\r\n$4\r\n\r\n\x00\xff\r\n', ['\r\n\x00\xff']],
  ['an inline command', 'PING\r\n', ['PING']],
  ['an inline command without CR', 'SET a b\n', ['SET', 'a', 'b']],
  ['an inline command with quotes', String.raw`SET "a b" '\'' "\x00"` + '\r\n', ['SET', 'a b', "'", '\0']],
  ['empty lines', '\r\n\nPING\r\n \r\n', ['PING']],
  ['arrays of nothing', '*0\r\n*-1\r\n*-7\r\nPING\r\n', ['PING']],
  [
    'several, of both kinds',
    '*1\r\n$4\r\nPING\r\nREPLCONF ACK 5\r\n*1\r\n$4\r\nQUIT\r\n',
    ['PING'],
    ['REPLCONF', 'ACK', '5'],
    ['QUIT'],
  ],
  ['no POST at the begin of a name', 'POSTED\r\n', ['POSTED']],
];

for (const [name, stream, ...want] of REQUESTS) {
  test.each([stream.length, 1, 3])(`${name}, in pieces of %i`, (size) => {
    const outcome = requests(stream, {}, size);
    expect(outcome.error).toBeUndefined();
    expect(words(outcome)).toEqual(want);
  });
}

const long = 'a'.repeat(65537);

describe.each<readonly [string, string, string]>([
  ['a line without an end', long, 'Protocol error: too big inline request (byte 0)'],
  ['a quote that is not closed', 'SET "a\r\n', 'Protocol error: unbalanced quotes in request (byte 0)'],
  ['a count without an end', `*${long}`, 'Protocol error: too big mbulk count string (byte 0)'],
  ['a length without an end', `*1\r\n$${long}`, 'Protocol error: too big bulk count string (byte 4)'],
  ['a count that is none', '*x\r\n', 'Protocol error: invalid multibulk length (byte 0)'],
  ['a count of 2^31', '*2147483648\r\n', 'Protocol error: invalid multibulk length (byte 0)'],
  ['no string', '*1\r\n:1\r\n', `Protocol error: expected '$', got ':' (byte 4)`],
  ['a negative length', '*1\r\n$-1\r\n', 'Protocol error: invalid bulk length (byte 4)'],
  ['a length that is none', '*1\r\n$x\r\n', 'Protocol error: invalid bulk length (byte 4)'],
  ['a length over 512 MB', '*1\r\n$536870913\r\n', 'Protocol error: invalid bulk length (byte 4)'],
  ['no CR behind a count', '*1\n', 'Protocol error: invalid CRLF in request (byte 2)'],
  ['no CR LF behind an argument', '*1\r\n$1\r\nabc', 'Protocol error: invalid CRLF in request (byte 9)'],
  ['HTTP', 'POST / HTTP/1.1\r\n', 'a request of HTTP, not of Redis (byte 0)'],
  ['a header of HTTP', 'PING\r\nhost: localhost\r\n', 'a request of HTTP, not of Redis (byte 6)'],
])('%s', (_name, stream, error) => {
  test.each([stream.length, 1000, 1])('in pieces of %i', (size) => {
    expect(requests(stream, {}, size).error).toBe(`RESP ${error}`);
  });
});

test.each([
  ['*11\r\n', 'unauthenticated multibulk length (byte 0)'],
  ['*1\r\n$16385\r\n', 'unauthenticated bulk length (byte 4)'],
])('of a stranger: %j', (stream, error) => {
  const decoder = new RequestDecoder();
  decoder.authenticated = false;
  expect(drain(decoder, wire(stream)).error).toBe(`RESP Protocol error: ${error}`);
});

test('a client that has said who it is may send more, in the same piece', () => {
  const decoder = new RequestDecoder();
  decoder.authenticated = false;
  decoder.push(
    Buffer.concat([encodeRequest(['AUTH', 'secret']), encodeRequest('MGET 1 2 3 4 5 6 7 8 9 10 11 12'.split(' '))]),
  );
  expect(decoder.take()?.args).toHaveLength(2);
  decoder.authenticated = true;
  expect(decoder.take()?.args).toHaveLength(13);
});

test('what a master sends has no limit', () => {
  const { error } = requests('*1\r\n$536870913\r\n', { maxBulkBytes: Infinity });
  expect(error).toBeUndefined();
});

test('a request in all has a limit', () => {
  const stream = Buffer.from(encodeRequest(['SET', 'key', 'v'.repeat(100)])).toString('latin1');
  expect(requests(stream, { maxRequestBytes: 100 }).error).toBe('LIMIT a request of more than 100 bytes (byte 0)');
});

test('offsets tell what is taken', () => {
  const decoder = new RequestDecoder();
  decoder.push(wire('PING\r\n*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nEC'));
  expect(decoder.take()).toMatchObject({ inline: true, offset: 0 });
  expect(decoder.offset).toBe(6);
  expect(decoder.take()).toMatchObject({ inline: false, offset: 6 });
  expect(decoder.offset).toBe(20);
  expect(decoder.take()).toBeUndefined();
  expect(decoder.offset).toBe(20);
});
