/** Units that come a little at a time, as from a pipe. */
import { expect, test } from 'vitest';
import { decodeBytes } from './tools/decode-bytes.ts';
import { bytes, close, key, module, moduleId, selectDb, string } from './tools/rdb-bytes.ts';

const SIZE = 24 << 20;
const PIECE = 64 * 1024;
/** Walked from its start for each piece, the value takes half a minute. Of the processor: others may have it in between. */
const LONGEST_MS = 10_000;

test('a large module value is not walked anew for each piece, and is held once', async () => {
  const scalars = Buffer.alloc(SIZE, module.uint(7));
  const file = close(bytes('REDIS0009', key(7, 'k', moduleId('whatever1', 1), scalars, module.end)), 'zero');
  const before = process.cpuUsage();
  const { text, error, memoryBytes } = await decodeBytes(file, { pipe: true, piece: PIECE });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(LONGEST_MS);
  expect(error).toBeUndefined();
  expect(text.length).toBeGreaterThan(SIZE);
  expect(memoryBytes).toBeLessThan(2.5 * SIZE);
});

test('changing the database again and again takes no memory', async () => {
  const parts = Array.from({ length: 20_000 }, (_, i) => bytes(selectDb(i % 2), key(2, `k${i}`, 1, string('a'))));
  const { text, memoryBytes } = await decodeBytes(close(bytes('REDIS0009', ...parts), 'zero'));
  expect(text).toContain('{"db":1,"key":"k19999"');
  expect(memoryBytes).toBeLessThan(2 * (1 << 20));
});
