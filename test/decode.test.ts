/** Units that come a little at a time, as from a pipe. */
import { expect, test } from 'vitest';
import { decodeBytes } from './tools/decode-bytes.ts';
import { bytes, close, key, module, moduleId } from './tools/rdb-bytes.ts';

const SIZE = 24 << 20;
const PIECE = 64 * 1024;
/** Walked from its start for each piece, the value takes half a minute. */
const LONGEST_MS = 10_000;

test('a large module value is not walked anew for each piece, and is held once', async () => {
  const scalars = Buffer.alloc(SIZE, module.uint(7));
  const file = close(bytes('REDIS0009', key(7, 'k', moduleId('whatever1', 1), scalars, module.end)), 'zero');
  const before = performance.now();
  const { text, error, memoryBytes } = await decodeBytes(file, { pipe: true, piece: PIECE });
  expect(performance.now() - before).toBeLessThan(LONGEST_MS);
  expect(error).toBeUndefined();
  expect(text.length).toBeGreaterThan(SIZE);
  expect(memoryBytes).toBeLessThan(2.5 * SIZE);
});
