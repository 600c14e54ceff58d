import { expect, test } from 'vitest';
import { Allocator, type AllocatorName } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { DatabaseSize } from '../../src/memory/database-size.ts';
import type { KeyCounts } from '../../src/memory/keyspace-size.ts';

/** What is said of the tables of a database. */
function tables(
  version: string,
  allocatorName: AllocatorName,
  { keys, expires }: KeyCounts,
  { presized = true, slots = [] }: { readonly presized?: boolean; readonly slots?: readonly KeyCounts[] } = {},
): number {
  const model = parseServerVersion(version, 'the test');
  const allocator = new Allocator(allocatorName, { prefixed: model.libcPrefix, pages: model.debianPages });
  const database = new DatabaseSize(0);
  Object.assign(database, { keys, expires, presized });
  slots.forEach((slot, i) => database.slots.set(i, slot));
  return database.total(model, allocator).tables;
}

const bundled = 'jemalloc-quantum8';
const debian = 'jemalloc-quantum16';
/** Entries that share a bucket, children of buckets: expectations. */
const SHARING_1000_OF_1024 = 361.1;
const CHILDREN_1000_IN_256 = 11.8;

test.each([
  // Pointers to entries; the entries themselves are counted with their keys, those of expiries here.
  ['redis-4.0', bundled, 1000, 0, 1024 * 8],
  ['redis-6.2', bundled, 1000, 1000, 2 * 1024 * 8 + 1000 * 24],
  ['redis-7.0', debian, 1000, 1000, 2 * 1024 * 8 + 1000 * 32],
  ['redis-7.2', bundled, 1, 1, 2 * 4 * 8 + 24],
  ['redis-7.2', bundled, 1024, 0, 1024 * 8],
  ['redis-7.2', bundled, 1025, 0, 2048 * 8],
  ['valkey-7.2', bundled, 1000, 0, 1024 * 8],
  ['keydb-6.3', bundled, 1000, 1000, 1024 * 8],
  // Dicts that are made for the first key.
  ['redict-7.3', debian, 1000, 1000, 64 + 1024 * 8 + 64 + 1024 * 8 + 1000 * 32],
  ['redis-7.4', bundled, 1000, 0, 64 + 1024 * 8],
  ['valkey-8.0', bundled, 1000, 1000, 80 + 1024 * 8 + 80 + 1024 * 8 + 1000 * 24],
  // With counts of keys by size.
  ['redis-8.0', debian, 1000, 1000, 2560 + 1024 * 8 + 64 + 1024 * 8 + 1000 * 32],
  // Keys right in the buckets.
  ['redis-8.6', debian, 1000, 0, 2560 + 1024 * 8 + 16 * SHARING_1000_OF_1024],
  ['redis-8.6', debian, 1000, 1000, 2560 + 64 + 2 * (1024 * 8 + 16 * SHARING_1000_OF_1024)],
  // Buckets of seven.
  ['valkey-8.1', debian, 6, 0, 96 + 64],
  ['valkey-8.1', debian, 1000, 0, 96 + 64 * (256 + CHILDREN_1000_IN_256)],
  ['valkey-9.1', debian, 1000, 1000, 2 * (96 + 64 * (256 + CHILDREN_1000_IN_256))],
  ['valkey-9.1', debian, 0, 0, 0],
] as const)('%s, %s: %i keys, %i of them expire', (version, allocator, keys, expires, bytes) => {
  expect(Math.abs(tables(version, allocator, { keys, expires }) - bytes)).toBeLessThanOrEqual(32);
});

test('a hash table that nobody told how many keys come grows when it is full', () => {
  const table = (keys: number): number => tables('valkey-8.1', bundled, { keys, expires: 0 }, { presized: false });
  expect(table(7)).toBe(96 + 64);
  // Told of seven keys, it has two buckets from the start.
  expect(tables('valkey-8.1', bundled, { keys: 7, expires: 0 })).toBe(96 + 2 * 64);
});

test.each([
  ['redis-8.0', 100 * (2560 + 16 * 8 + 64 + 16 * 8 + 10 * 32)],
  ['redict-7.3', 100 * (64 + 16 * 8 + 64 + 16 * 8 + 10 * 32)],
  ['valkey-9.1', 100 * 2 * (96 + 64 * 2 + 7)],
  // One for all, whatever the file says.
  ['redis-7.2', 2 * 1024 * 8 + 1000 * 32],
] as const)('%s: each slot of a cluster has tables of its own, from 7.4 on', (version, bytes) => {
  const slots = Array.from({ length: 100 }, () => ({ keys: 10, expires: 10 }));
  expect(Math.abs(tables(version, debian, { keys: 1000, expires: 1000 }, { slots }) - bytes)).toBeLessThanOrEqual(50);
});

test('a filter that lets half of the keys pass leaves half in each slot', () => {
  const slots = [10, 20].map((keys) => ({ keys, expires: 0 }));
  const half = tables('redis-7.4', bundled, { keys: 15, expires: 0 }, { slots });
  expect(half).toBe(64 + 8 * 8 + 64 + 16 * 8);
});
