/** What would be sent, for people to look at. */
import { expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { DryRun } from '../../src/delivery/dry-run.ts';
import type { Lane } from '../../src/delivery/target.ts';
import { decodeInput } from '../../src/input.ts';
import type { Output } from '../../src/io/output.ts';
import { command } from '../aof/log-events.ts';
import { inPieces } from '../io/pieces.ts';
import { bytes, close, key, length, string, u64le } from '../tools/rdb-bytes.ts';

const SOURCE = { id: '', name: 'source' };
const AT = { replid: 'a'.repeat(40), offset: 100, db: 0 };

async function printed(tell: (lane: Lane) => Promise<void>): Promise<string[]> {
  const parts: Buffer[] = [];
  const output: Output = {
    name: 'out',
    size: 0,
    write: (part) => parts.push(Buffer.from(part)),
    room: () => undefined,
    sync: () => Promise.resolve(),
    close: () => undefined,
  };
  const target = new DryRun({ name: 'redis://target', messages: true, open: () => Promise.resolve(output) });
  await target.open();
  const lane = await target.lane(SOURCE, undefined);
  await tell(lane);
  await lane.drain();
  await lane.close(true);
  await target.close();
  return Buffer.concat(parts).toString().split('\n').slice(0, -1);
}

const FILE = close(
  bytes(
    'REDIS0012',
    bytes(0xfe, 0),
    key(0, 'user:1', string('value')),
    bytes(0xfe, 1),
    bytes(0xfc, u64le(1_800_000_000_000n)),
    key(2, 'a set', length(1), string('a')),
  ),
  'zero',
);

test('keys of a snapshot', async () => {
  const lines = await printed(async (lane) => {
    await lane.beginSnapshot(AT);
    await decode(inPieces(FILE, 7), lane.sink);
    expect(lane.confirmed).toBeUndefined();
    await lane.endSnapshot(AT);
    expect(lane.confirmed).toEqual(AT);
  });
  expect(lines).toEqual([
    '[0] RESTORE user:1 0 (string, 6 bytes)',
    '[1] RESTORE "a set" 1800000000000 (set, 3 bytes) ABSTTL',
  ]);
});

test('commands, and no more of them than a line can bear', async () => {
  const log = [
    command('SELECT', '3'),
    command('SET', 'key', 'a "value"\n\u001b'),
    command('SET', 'long', 'x'.repeat(1000)),
    command('RPUSH', 'list', ...Array.from({ length: 20 }, (_, i) => String(i))),
  ];
  const lines = await printed((lane) => decodeInput(Buffer.from(log.join('')), lane.sink));
  expect(lines).toEqual([
    '[0] SELECT 3',
    '[3] SET key "a \\"value\\"\\n\\x1b"',
    `[3] SET long ${'x'.repeat(60)}…`,
    '[3] RPUSH list 0 1 2 3 4 5 6 7 8 9 … (22 arguments)',
  ]);
});
