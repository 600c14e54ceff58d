/** Streams that commands have made: nodes are as a server leaves them when it has executed the log. */
import { expect, test } from 'vitest';
import { decodeInput } from '../../src/input.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { SizeCollector } from '../tools/size-collector.ts';

function log(commands: readonly string[]): Buffer {
  const words = commands.map((command) => command.split(' '));
  const texts = words.map((word) => `*${word.length}\r\n${word.map((one) => `$${one.length}\r\n${one}\r\n`).join('')}`);
  return Buffer.from(texts.join(''));
}

/** What MEMORY USAGE answers for `key`, less what the key and the object take. */
async function sizesAfter(
  commands: readonly string[],
  server = 'redis-7.2',
  largest = false,
): Promise<(key: string) => number> {
  const sizes = new SizeCollector(largest);
  const options = { server: parseServerVersion(server, 'a test'), allocator: 'jemalloc-quantum8' } as const;
  await decodeInput(log(commands), new MemorySink(sizes, options), { nowMs: 0 });
  return (key) => sizes.keys.get(`0 ${Buffer.from(key).toString('hex')}`)?.bytes ?? NaN;
}

/** Key of one character, entry, object and struct. */
const FRAME = 8 + 24 + 16 + 80;
const tree = (keys: number, nodes: number): number => 16 * keys + 244 * nodes;

test('XADD begins a node with room for 4096 bytes', async () => {
  const size = await sizesAfter(['XADD x 1-1 a b']);
  expect(size('x')).toBe(FRAME + tree(1, 2) + 4096);
});

test('a copy takes what its listpack needs', async () => {
  const size = await sizesAfter(['XADD x 1-1 a b', 'COPY x y']);
  // 7, a master entry of 2 + 2 + 2 + 3 + 2, and an entry of 2 + 2 + 2 + 3 + 2: 29 bytes in 32.
  expect(size('y')).toBe(FRAME + tree(1, 2) + 32);
});

test('a node that is followed by another gives its room back', async () => {
  const entries = Array.from({ length: 101 }, (_, i) => `XADD x 1-${i + 1} a b`);
  const size = await sizesAfter(entries);
  // Distances from 28 on stay below 128, so each entry takes 11 bytes: 18 + 100 * 11 = 1118 in 1280.
  expect(size('x')).toBe(FRAME + tree(2, 4) + 1280 + 4096);
});

test('deleted entries stay in their node, which goes with its last', async () => {
  const added = ['XADD x 1-1 a b', 'XADD x 1-2 a b', 'XADD x 1-3 a b'];
  const all = await sizesAfter([...added, 'COPY x y']);
  const few = await sizesAfter([...added, 'XDEL x 1-1 1-2', 'COPY x y']);
  const none = await sizesAfter([...added, 'XDEL x 1-1 1-2 1-3', 'COPY x y']);
  expect(few('y')).toBe(all('y'));
  expect(none('y')).toBe(FRAME + tree(0, 1));
});

test('Redis 6.0 counts what a listpack holds', async () => {
  const size = await sizesAfter(['XADD x 1-1 a b'], 'redis-6.0');
  expect(size('x')).toBe(8 + 24 + 16 + tree(1, 2) + 29);
});

test('looking for the longest value changes nothing', async () => {
  const commands = ['XADD x 1-1 a b', 'XADD x 1-2 a bcd', 'XDEL x 1-2', 'XGROUP CREATE x g 0'];
  const [plain, looked] = [await sizesAfter(commands), await sizesAfter(commands, 'redis-7.2', true)];
  expect(looked('x')).toBe(plain('x'));
});
