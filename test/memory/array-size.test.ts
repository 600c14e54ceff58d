/** Arrays, as redis 8.8 src/sparsearray.c makes them: what MEMORY USAGE answers, without the key. */
import { expect, test } from 'vitest';
import { decodeInput } from '../../src/input.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { SizeCollector } from '../tools/size-collector.ts';

type Item = readonly [index: number, value: string | number];

async function sizeOf(items: readonly Item[]): Promise<number> {
  const sizes = new SizeCollector();
  const options = { server: parseServerVersion('redis-8.6', 'a test'), allocator: 'jemalloc-quantum8' } as const;
  const record = { db: 0, key: 'a', type: 'array', encoding: 'array', value: { length: items.length, items } };
  await decodeInput(Buffer.from(`${JSON.stringify(record)}\n`), new MemorySink(sizes, options), { nowMs: 0 });
  const [size] = sizes.keys.values();
  expect(size).toMatchObject({ type: 'array', elements: items.length, determined: false });
  return size?.bytes ?? NaN;
}

/** The object with its key of one character, 20 bytes in 24, and the array's header. */
const FRAME = 24 + 80;
const DIRECTORY = 8;
/** 32, and for each of 4, 8, 10 elements at most an offset of two bytes and a pointer. */
const SPARSE_4 = 80;
const SPARSE_8 = 112;
const SPARSE_10 = 160;
/** A window of 16 pointers. */
const DENSE_16 = 160;
const run = (count: number, step = 1, from = 0): Item[] =>
  Array.from({ length: count }, (_, i) => [from + i * step, 'x']);

test.each<[string, Item[], number]>([
  ['one element: a sparse slice with room for four', run(1), SPARSE_4],
  ['five: for eight', run(5), SPARSE_8],
  ['ten: for ten', run(10), SPARSE_10],
  ['eleven: a dense slice, whose window held ten', run(11), DENSE_16],
  ['a window doubles until an element is in it: 1056 bytes in 1280', run(11, 10), 1280],
  ['a window that ends with its slice', run(12, 1, 4084), DENSE_16],
  ['a whole slice: 32800 bytes in 40960', run(12, 370), 40960],
])('%s', async (_name, items, slice) => {
  expect(await sizeOf(items)).toBe(FRAME + DIRECTORY + slice);
});

test('each slice of 4096 indexes is one of its own, in a directory of a power of two', async () => {
  const items: Item[] = [0, 4096, 5 * 4096].map((index) => [index, 'x']);
  expect(await sizeOf(items)).toBe(FRAME + 8 * 8 + 3 * SPARSE_4);
});

test('from slice 2048 on the directory is in blocks', async () => {
  const items: Item[] = [0, 2048 * 4096].map((index) => [index, 'x']);
  expect(await sizeOf(items)).toBe(FRAME + 4 * 24 + 2 * 16384 + 2 * SPARSE_4);
});

test.each<[string, string | number, number]>([
  ['seven bytes', '1234abc', 0],
  ['eight bytes: with a head of two', 'abcdefgh', 16],
  ['an integer of up to 62 bits', '2305843009213693000', 0],
  ['one of more', '9223372036854775807', 24],
  ['a double, not as it is shown', '0.00012207031250', 24],
  ['the same as it is shown, with its last bits clear', '0.0001220703125', 0],
  ['whole, with a point', '1234567.0', 0],
  ['a third needs its last bits', '0.3333333333333333', 24],
])('%s', async (_name, value, bytes) => {
  expect(await sizeOf([[0, value]])).toBe(FRAME + DIRECTORY + SPARSE_4 + bytes);
});
