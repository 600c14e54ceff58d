/** Commands of a feed with where they stand, however it is cut. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { drive } from '../../src/decode.ts';
import { Spool } from '../../src/io/spool.ts';
import { StreamSource } from '../../src/io/stream.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { CommandPlace, SourceHeader } from '../../src/model/sink.ts';
import { FeedDecoder, type FeedDecoderOptions } from '../../src/replication/feed-decoder.ts';
import { encodeRequest } from '../../src/resp/encode.ts';

const FROM = { replid: 'a'.repeat(40), offset: 1000, db: 0 };
const command = (...words: readonly string[]): string => Buffer.from(encodeRequest(words)).toString('latin1');

class Lines extends NullSink {
  readonly lines: string[] = [];

  override begin({ format, version, dialect }: SourceHeader): void {
    this.lines.push(`begin ${format} ${version} ${dialect}`);
  }

  override selectDb(db: number): void {
    this.lines.push(`select-db ${db}`);
  }

  readonly command = ({ db, offset, replOffset, timestampMs }: CommandPlace, rows: number, count: number): void => {
    const { arena } = this;
    const words = Array.from({ length: count }, (_none, i) => {
      const row = (rows >>> 2) + 4 * i;
      return arena.latin1(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0);
    });
    this.lines.push(`${db} ${offset} ${replOffset} ${timestampMs}: ${words.join(' ')}`);
  };
}

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decode(
  feed: string,
  options: Partial<FeedDecoderOptions> = {},
  size = feed.length,
): Promise<{ lines: string[]; position: string; positions: Set<number> }> {
  const sink = new Lines();
  const arena = new Arena();
  const source = { name: 'the master', arrivedMs: (offset: number) => offset * 10 };
  const decoder = new FeedDecoder(arena, sink, { from: FROM, source, ...options });
  const spool = new Spool(new StreamSource('x', piecesOf(Buffer.from(feed, 'latin1'), size)));
  const positions = new Set<number>();
  const steps = drive(decoder, arena, spool);
  while ((await steps.next()).done !== true) positions.add(decoder.position.offset);
  const { offset, db } = decoder.position;
  return { lines: sink.lines, position: `${offset} db ${db}`, positions };
}

const FEED = [
  command('SELECT', '3'),
  '\n',
  command('SET', 'a', '1'),
  command('MULTI'),
  command('SELECT', '4'),
  command('INCR', 'a'),
  command('EXEC'),
  'select 5\r\n',
  command('PING'),
].join('');

const LINES = [
  'begin psync undefined redis',
  '0 0 1023 10230: SELECT 3',
  '3 24 1051 10510: SET a 1',
  '3 51 1066 10660: MULTI',
  '3 66 1089 10890: SELECT 4',
  '4 89 1110 11100: INCR a',
  '4 110 1124 11240: EXEC',
  '4 124 1134 11340: select 5',
  '5 134 1148 11480: PING',
];

test.each([1, 2, 3, 7, 11, 31, 1000])('a feed in pieces of %i', async (size) => {
  const { lines, position, positions } = await decode(FEED, {}, size);
  expect(lines).toEqual(LINES);
  expect(position).toBe('1148 db 5');
  // Never within the transaction.
  expect([...positions].filter((offset) => offset > 1051 && offset < 1124)).toEqual([]);
});

test('what goes on where it was says the database, once', async () => {
  const { lines } = await decode(command('PING'), { from: { ...FROM, db: 6 }, dialect: 'valkey' });
  expect(lines).toEqual(['begin psync undefined valkey', 'select-db 6', '6 0 1014 10140: PING']);
  const again = await decode(command('PING'), { from: { ...FROM, db: 6 }, begun: true });
  expect(again.lines).toEqual(['6 0 1014 10140: PING']);
});

test('more arguments than there are rows', async () => {
  const words = Array.from({ length: 5000 }, String);
  const { lines } = await decode(command('RPUSH', ...words), {}, 4096);
  expect(lines[1]).toBe(
    `0 0 ${1000 + command('RPUSH', ...words).length} ${10 * (1000 + command('RPUSH', ...words).length)}: RPUSH ${words.join(' ')}`,
  );
});

test.each([
  ['$4\r\n', 'the master sends no feed: expected a command, found "$4\\r\\n" behind offset 1014'],
  [
    '*1\r\n$4\r\nPI',
    'the master sends no feed: expected the rest of a command, found "*1\\r\\n$4\\r\\nPI" behind offset 1014',
  ],
])('%j behind a command', async (rest, message) => {
  await expect(decode(command('PING') + rest)).rejects.toThrow(message);
});

test('any pieces give the same commands', async () => {
  const words = fc.array(fc.string({ maxLength: 20, unit: 'binary-ascii' }), { minLength: 1, maxLength: 4 });
  const feeds = fc.array(words, { maxLength: 12 }).map((all) => all.map((each) => command(...each)).join(''));
  await fc.assert(
    fc.asyncProperty(feeds, fc.integer({ min: 1, max: 50 }), async (feed, size) => {
      expect((await decode(feed, {}, size)).lines).toEqual((await decode(feed)).lines);
    }),
    { numRuns: 30 },
  );
});
