import { expect, test } from 'vitest';
import { Account } from '../../src/memory/account.ts';
import { Allocator } from '../../src/memory/allocator.ts';
import { ExpirySet } from '../../src/memory/expiry-set.ts';

function sizeOf(times: readonly number[]): number {
  const account = new Account(new Allocator('jemalloc-quantum8', { prefixed: false, pages: false }));
  const set = new ExpirySet(account);
  for (const time of times) set.add(time);
  set.finish();
  return account.bytes;
}

const range = (count: number, step: number): number[] => Array.from({ length: count }, (_none, i) => i * step);

const HEAD = 32;
const LEAF = 16;
/** A vector of 127: its length and the pointers. */
const FULL = 1024;

test.each([
  ['one field', range(1, 1), 0],
  ['two', range(2, 1), 24],
  ['three', range(3, 1), 32],
  ['a full vector', range(127, 1), FULL],
  // Keys 2032 and 8192 share six bytes: a chain of them, a fork, and the last byte of each.
  [
    'a full window becomes shorter, the next field has one of its own',
    range(128, 16),
    HEAD + 24 + 24 + 2 * (16 + LEAF) + FULL,
  ],
  // Keys 1008 and 2032 fork in the same byte; 63 fields in the first.
  [
    'a full window that cannot become shorter is split in the middle',
    [...range(127, 16), 2031],
    HEAD + 24 + (8 + 2 * 8) + 2 * (16 + LEAF) + 512 + 640,
  ],
  // 8192 and 2^40 share two bytes.
  ['windows far apart', [...range(127, 0), 2 ** 40 - 1], HEAD + 16 + 24 + 2 * (24 + LEAF) + FULL],
])('%s', (_name, times, bytes) => {
  expect(sizeOf(times)).toBe(bytes);
});
