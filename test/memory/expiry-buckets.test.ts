import { expect, test } from 'vitest';
import { Account } from '../../src/memory/account.ts';
import { Allocator } from '../../src/memory/allocator.ts';
import { ExpiryBuckets } from '../../src/memory/expiry-buckets.ts';

const DICT = 56;
const RAX = 24;

/** Heap that fields with such expiries take, beside what the metadata of the dict does. */
function heapOf(times: readonly number[]): number {
  const account = new Account(new Allocator('jemalloc-quantum8', { prefixed: false, pages: false }));
  const buckets = new ExpiryBuckets(account, RAX);
  for (const time of times) buckets.add(time);
  buckets.finish(DICT);
  expect(account.bytes).toBe(0);
  return account.allocated - (96 - 56);
}

const range = (count: number, step: number): number[] => Array.from({ length: count }, (_none, i) => i * step);

const TREE = 32;
const LEAF = 16;
const HEAD = 16;

test.each([
  ['a list', range(16, 1), 0],
  // Keys 0 and 8 share five bytes: a chain of them, a fork.
  ['the seventeenth field splits the list', range(17, 1), TREE + 24 + 24 + 2 * LEAF + 2 * HEAD],
  // Key 0, of six bytes.
  ['fields that expire at once stay together', range(17, 0), TREE + 24 + LEAF + HEAD + 24],
  ['in as many segments as it takes', range(33, 0), TREE + 24 + LEAF + HEAD + 2 * 24],
  // Keys 0 and 1.
  ['one that expires later has a bucket of its own', [...range(17, 0), 1], TREE + 24 + 24 + 2 * LEAF + 2 * HEAD + 24],
])('%s', (_name, times, bytes) => {
  expect(heapOf(times)).toBe(bytes);
});

test('many fields take in proportion', () => {
  const few = heapOf(range(65_536, 1));
  expect(heapOf(range(131_072, 1)) / few).toBeCloseTo(2, 2);
});
