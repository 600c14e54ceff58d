/** What passes, counted. */
import { expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { CountingSink } from '../../src/delivery/counting-sink.ts';
import { newStatus } from '../../src/delivery/status.ts';
import { decodeInput } from '../../src/input.ts';
import { command } from '../aof/log-events.ts';
import { CommandLines } from '../filter/feed/through.ts';
import { inPieces } from '../io/pieces.ts';
import { bytes, close, key, length, string } from '../tools/rdb-bytes.ts';

test('keys by type', async () => {
  const file = close(
    bytes(
      'REDIS0012',
      bytes(0xfe, 0),
      key(0, 'a', string('v')),
      key(0, 'b', string('v')),
      key(2, 's', length(1), string('a')),
    ),
    'zero',
  );
  const status = newStatus(0);
  const target = new CommandLines();
  await decode(inPieces(file, 1 << 16), new CountingSink(target, status));
  expect([...status.keys]).toEqual([
    ['string', 2],
    ['set', 1],
  ]);
  expect(target.keys).toEqual(['0 a', '0 b', '0 s']);
});

test('commands by name, in any case, and their bytes', async () => {
  const log = [
    command('SET', 'k', 'v'),
    command('set', 'a longer key', ''),
    command('PING'),
    command('HSET', 'h', ...Array.from({ length: 30 }, (_, i) => 'x'.repeat(i))),
    command('no\u0001name'),
  ].join('');
  const status = newStatus(0);
  const target = new CommandLines();
  await decodeInput(Buffer.from(log), new CountingSink(target, status));
  expect([...status.commands]).toEqual([
    ['SET', 2],
    ['PING', 1],
    ['HSET', 1],
    ['OTHER', 1],
  ]);
  expect(status.commandBytes).toBe(log.length);
  expect(target.lines).toHaveLength(5);
});
