/** Where commands and transactions end in a feed, however it is cut. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeedMeter } from '../../src/replication/feed-meter.ts';
import { encodeRequest } from '../../src/resp/encode.ts';

const FROM = { replid: 'a'.repeat(40), offset: 1000, db: 2 };
const command = (...words: readonly string[]): string => Buffer.from(encodeRequest(words)).toString('latin1');

const GETACK = command('REPLCONF', 'GETACK', '*');
const TRANSACTION = command('MULTI') + command('SET', 'a', '1') + command('EXEC');

/** What a meter says when the feed comes in pieces of `size` bytes. */
function measure(
  feed: string,
  size = feed.length,
): { boundary: number; db: number; acks: number[]; fault?: string | undefined } {
  const acks: number[] = [];
  const meter = new FeedMeter('the master', FROM, (offset) => acks.push(offset - FROM.offset));
  const bytes = Buffer.from(feed, 'latin1');
  for (let at = 0; at < bytes.length && meter.fault === undefined; at += size)
    meter.take(bytes.subarray(at, at + size));
  const { boundary, boundaryDb: db, fault } = meter;
  return { boundary: boundary - FROM.offset, db, acks, ...(fault === undefined ? {} : { fault: fault.message }) };
}

const SIZES = [1, 2, 3, 5, 7, 13, 64, 1 << 20];

test.each<[what: string, feed: string, boundary: number, db: number, acks: readonly number[]]>([
  ['nothing', '', 0, 2, []],
  ['a command', command('SET', 'a', '1'), 27, 2, []],
  ['a command that is cut', command('SET', 'a', '1').slice(0, -1), 0, 2, []],
  ['a newline between commands', '\n\n' + command('PING') + '\n', 17, 2, []],
  ['SELECT', command('SELECT', '11'), 24, 11, []],
  ['select, as servers from 6.2 say it', command('select', '3'), 23, 3, []],
  ['the key of another command', command('GET', 'SELECT', '9'), 32, 2, []],
  ['SELECT of Redis 2.4', 'select 7\r\n', 10, 7, []],
  ['an open transaction', command('MULTI') + command('SELECT', '5'), 0, 2, []],
  ['a transaction', TRANSACTION, 56, 2, []],
  ['SELECT in a transaction', command('MULTI') + command('SELECT', '5') + command('EXEC'), 52, 5, []],
  ['behind a transaction', TRANSACTION + command('PING'), 70, 2, []],
  ['GETACK', command('PING') + GETACK, 51, 2, [14]],
  ['GETACK twice', GETACK + GETACK, 74, 2, [0, 37]],
  ['no GETACK', command('REPLCONF', 'ACK', '5'), 34, 2, []],
  ['an empty argument', command('SET', 'a', ''), 26, 2, []],
  ['line ends in an argument', command('SET', 'a', '\r\n*1\r\n$4\r\nEXEC\r\n'), 43, 2, []],
  ['many arguments', command('RPUSH', 'l', ...Array.from({ length: 2000 }, (_none, i) => String(i))), 18_915, 2, []],
  ['a long argument', command('SET', 'multi', 'x'.repeat(100_000)), 100_035, 2, []],
])('%s', (_what, feed, boundary, db, acks) => {
  for (const size of SIZES) expect(measure(feed, size), `pieces of ${size}`).toEqual({ boundary, db, acks });
});

test.each<[feed: string, boundary: number, fault: string]>([
  [command('PING') + '$4\r\n', 14, 'the master sends no feed: expected a command, found "$" behind offset 1014'],
  ['*0\r\n', 0, 'the master sends no feed: expected a command of at least one argument, found "0" behind offset 1000'],
  ['*-1\r\n', 0, 'the master sends no feed: expected a number and CR LF, found "-" behind offset 1000'],
  ['*1\n$4\r\nPING\r\n', 0, 'the master sends no feed: expected a number and CR LF, found "\\n" behind offset 1000'],
  ['*9999999999999999\r\n', 0, 'the master sends no feed: expected a number and CR LF, found "9" behind offset 1000'],
  ['-NOPERM no such thing\r\n', 0, 'the master breaks the feed off: NOPERM no such thing'],
])('%j is no feed', (feed, boundary, fault) => {
  for (const size of SIZES) expect(measure(feed, size), `pieces of ${size}`).toMatchObject({ boundary, fault });
});

test.each([
  ['*1\r\n:4\r\n', 'expected "\\$" and the length of an argument, found ":'],
  ['*1\r\n$4\r\nPINGXX', 'expected CR LF, found "X'],
  ['*1\r\n$4\r\nPING\rX', 'expected CR LF, found "X'],
])('%j is no command', (feed, fault) => {
  for (const size of SIZES) expect(measure(feed, size).fault, `pieces of ${size}`).toMatch(new RegExp(fault));
});

test('after a rollback the feed goes on from the boundary', () => {
  const meter = new FeedMeter('the master', FROM, () => {});
  const whole = Buffer.from(command('SELECT', '4'));
  meter.take(whole);
  meter.take(Buffer.from(command('MULTI') + command('SELECT', '9') + '*3\r\n$3\r\nSE'));
  meter.rollback();
  expect([meter.offset, meter.boundary, meter.boundaryDb]).toEqual([1023, 1023, 4]);
  meter.take(Buffer.from(command('PING')));
  expect([meter.boundary, meter.boundaryDb]).toEqual([1037, 4]);
});

const word = fc.oneof(
  fc.constantFrom('SELECT', 'multi', 'Exec', 'EXEC', 'REPLCONF', 'GETACK', 'SET', '7', '*', '12'),
  fc.string({ maxLength: 30, unit: 'binary-ascii' }),
);
const feeds = fc
  .array(fc.oneof(fc.array(word, { minLength: 1, maxLength: 5 }), fc.constant(undefined)), { maxLength: 30 })
  .map((commands) => commands.map((words) => (words === undefined ? '\n' : command(...words))).join(''));

test('any cut says the same as none', () => {
  fc.assert(
    fc.property(feeds, fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }), (feed, sizes) => {
      const acks: number[] = [];
      const meter = new FeedMeter('the master', FROM, (offset) => acks.push(offset - FROM.offset));
      const bytes = Buffer.from(feed, 'latin1');
      let whole = 0;
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const piece = bytes.subarray(at, at + (sizes[i % sizes.length] ?? 0) + 1);
        const before = meter.offset - FROM.offset;
        const cut = meter.take(piece);
        if (cut > 0) whole = before + cut;
        at += piece.length;
      }
      const wanted = measure(feed);
      expect({ boundary: whole, db: meter.boundaryDb, acks }).toEqual(wanted);
    }),
  );
});
