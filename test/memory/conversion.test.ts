/** What becomes of values when a server loads them, and how large the tables are. Source: rdb-format.md 7.3, 7.4. */
import { describe, expect, test } from 'vitest';
import { Allocator } from '../../src/memory/allocator.ts';
import { TYPES } from '../../src/rdb/types.ts';
import { bytes, intset, key, length, listpack, string, u64le, ziplist } from '../tools/rdb-bytes.ts';
import { hashKey, listKey, setKey, sizeFile, stringKey, zsetKey } from './size-file.ts';
import type { CollectedSize } from '../tools/size-collector.ts';

const integers = (count: number): string[] => Array.from({ length: count }, (_none, i) => String(i));
const texts = (count: number): string[] => integers(count).map((digits) => `m${digits}`);
const pairs = (count: number): [string, string][] => texts(count).map((text) => [text, text]);
const scored = (count: number): [string, number][] => texts(count).map((text, i) => [text, i]);
const long = 'x'.repeat(65);
const packed = (type: keyof typeof TYPES, blob: Uint8Array): Uint8Array => key(TYPES[type].byte, 'k', string(blob));
const nodes = (...blobs: readonly Uint8Array[]): Uint8Array =>
  key(TYPES.LIST_QUICKLIST_2.byte, 'k', length(blobs.length), ...blobs.map((blob) => bytes(length(2), string(blob))));

async function sizeOf(record: Uint8Array, server: string): Promise<CollectedSize | undefined> {
  const { keys } = await sizeFile(record, { server });
  return [...keys.values()][0];
}

describe.each<[what: string, record: Uint8Array, by: Readonly<Record<string, string>>]>([
  ['list of a few elements', listKey('k', texts(9)), { 'redis-7.0': 'quicklist', 'redis-7.2': 'listpack' }],
  ['list of 8193 bytes', listKey('k', ['x'.repeat(8181)]), { 'redis-7.2': 'quicklist', 'redis-8.6': 'quicklist' }],
  ['list in one ziplist', packed('LIST_ZIPLIST', ziplist('a')), { 'redis-6.2': 'quicklist', 'redis-7.2': 'quicklist' }],
  ['one node', nodes(listpack('a')), { 'redis-7.0': 'quicklist', 'redis-7.2': 'listpack' }],
  ['two nodes', nodes(listpack('a'), listpack('b')), { 'redis-7.2': 'quicklist', 'valkey-9.1': 'quicklist' }],
  ['512 integers', setKey('k', integers(512)), { 'redis-6.2': 'intset', 'valkey-9.1': 'intset' }],
  ['513 integers', setKey('k', integers(513)), { 'redis-6.2': 'hashtable', 'valkey-9.1': 'hashtable' }],
  ['128 members', setKey('k', texts(128)), { 'redis-7.0': 'hashtable', 'redis-7.2': 'listpack' }],
  ['129 members', setKey('k', texts(129)), { 'redis-7.2': 'hashtable' }],
  ['a member of 65 bytes', setKey('k', [long]), { 'redis-7.2': 'hashtable' }],
  ['an intset of 513', packed('SET_INTSET', intset(2, ...integers(513).map(Number))), { 'redis-7.2': 'hashtable' }],
  [
    'a listpack of 128',
    packed('SET_LISTPACK', listpack(...texts(128))),
    { 'redis-7.2': 'listpack', 'redis-7.0': 'hashtable' },
  ],
  ['a listpack of 129', packed('SET_LISTPACK', listpack(...texts(129))), { 'redis-7.2': 'hashtable' }],
  ['512 pairs', hashKey('k', pairs(512)), { 'redis-6.2': 'ziplist', 'redis-7.0': 'listpack' }],
  ['513 pairs', hashKey('k', pairs(513)), { 'redis-6.2': 'hashtable' }],
  ['a value of 65 bytes', hashKey('k', [['f', long]]), { 'redis-6.2': 'hashtable', 'redis-8.6': 'hashtable' }],
  ['a packed value of 65 bytes', packed('HASH_LISTPACK', listpack('f', long)), { 'redis-7.0': 'listpack' }],
  ['128 scores', zsetKey('k', scored(128)), { 'redis-6.2': 'ziplist', 'redis-7.0': 'listpack' }],
  ['129 scores', zsetKey('k', scored(129)), { 'redis-6.2': 'skiplist' }],
  ['a scored member of 65 bytes', zsetKey('k', [[long, 1]]), { 'redis-7.0': 'skiplist' }],
  ['the same, packed', packed('ZSET_LISTPACK', listpack(long, 1)), { 'redis-7.0': 'listpack' }],
  [
    'a field that expires',
    key(TYPES.HASH_METADATA.byte, 'k', u64le(4_102_444_800_000n), length(1), 1, string('f'), string('v')),
    { 'redis-7.4': 'listpackex', 'redis-8.6': 'listpackex', 'valkey-9.1': 'hashtable', 'redis-7.2': 'listpack' },
  ],
])('%s', (_what, record, by) => {
  test.each(Object.entries(by))('%s: %s', async (server, encoding) => {
    expect((await sizeOf(record, server))?.encoding).toBe(encoding);
  });
});

// Field-TTL hashes of 6-byte fields and values, the first half with a TTL. Source: rdb-format.md 7.10.
test.each<[server: string, count: number, answer: number]>([
  ['redis-8.0', 600, 43600],
  ['redis-8.6', 600, 42976],
  ['redis-8.0', 1000, 60304],
  ['redis-8.6', 1000, 59280],
])('%s: %d fields, half of which expire: %d', async (server, count, answer) => {
  const fields = Array.from({ length: count }, (_none, i) =>
    bytes(i < count / 2 ? 1 : 0, string(`f${String(i).padStart(5, '0')}`), string(`v${String(i).padStart(5, '0')}`)),
  );
  const name = `hx${count}_6`;
  const record = key(TYPES.HASH_METADATA.byte, name, u64le(4_102_444_800_000n), length(count), ...fields);
  const size = await sizeOf(record, server);
  expect(size?.bytes).toBe(answer);
});

describe('a hash that outgrows its listpack when it is loaded', () => {
  const { small } = new Allocator('jemalloc-quantum8', { prefixed: false, pages: false });
  const string = (length: number): number => small[length + (length < 32 ? 2 : 4)] ?? 0;
  /** Key, entry, object, dict; then each pair with its entry. */
  const FIXED = string(1) + 24 + 16 + 56;
  const pairSize = ([field, value]: readonly [string, string]): number =>
    24 + string(field.length) + string(value.length);

  /** Redis 8.6: the key stands in the object, and a small value beside its field in an allocation that counts as it is. */
  const FIXED86 = 24 + 56;
  const entries86 = (all: readonly (readonly [string, string])[]): number =>
    all.reduce((sum, [field, value]) => sum + 24 + (field.length + 2) + (value.length + 4), 0);

  test.each<[before: number, after: number, by72: number, by86: number, why: string]>([
    [0, 0, 4, 4, 'the smallest dict'],
    [4, 0, 12, 12, 'a full dict of 4, and the one of 8 that it is moved to'],
    [3, 1, 12, 12, 'likewise'],
    [10, 300, 512, 512, 'made larger for those that are left, or for all'],
    [20, 36, 64, 64, 'likewise'],
    [16, 8, 48, 48, 'moving from the full dict is not over'],
    [0, 256, 768, 512, 'made for those that are left it is one too small, made for all it is not'],
  ])('%d pairs, a long one, %d more: %d buckets, %d in 8.6, %s', async (before, after, by72, by86) => {
    const all: [string, string][] = [...pairs(before), ['long', long], ...pairs(before + after).slice(before)];
    const record = hashKey('k', all);
    const entries = all.reduce((sum, pair) => sum + pairSize(pair), 0);
    expect(((await sizeOf(record, 'redis-7.2'))?.bytes ?? 0) - entries - FIXED).toBe(8 * by72);
    expect(((await sizeOf(record, 'redis-8.6'))?.bytes ?? 0) - entries86(all) - FIXED86).toBe(8 * by86);
  });
});

test('elements and the longest of them are told, if they are asked for', async () => {
  const records = bytes(
    setKey('a', ['1', '22', 'x']),
    hashKey('b', [
      ['f', 'four'],
      ['long one', 'v'],
    ]),
    packed('HASH_LISTPACK', listpack('f', 'vvv')),
  );
  const { keys } = await sizeFile(records, { server: 'redis-7.2', wantsLargest: true });
  expect([...keys.values()].map(({ elements, largest }) => [elements, largest])).toEqual([
    [3, 2],
    [2, 8],
    [1, 3],
  ]);
  const plain = await sizeFile(records, { server: 'redis-7.2' });
  expect([...plain.keys.values()].map(({ elements, largest }) => [elements, largest])).toEqual([
    [3, undefined],
    [2, undefined],
    [1, undefined],
  ]);
});

// Measured on Redis 8.6.3, Valkey 8.1.1 and 9.1.2 of Debian: one byte more would take the next class if the header were that of an empty string alone.
test.each<[server: string, length: number, answer: number]>([
  ['redis-8.6', 9, 32],
  ['redis-8.6', 25, 48],
  ['valkey-8.1', 9, 32],
  ['valkey-9.1', 17, 32],
])('%s: an empty key with %d bytes beside it takes %d', async (server, length, answer) => {
  const { keys } = await sizeFile(stringKey('', 'x'.repeat(length)), { server, allocator: 'jemalloc-quantum16' });
  expect([...keys.values()][0]?.bytes).toBe(answer);
});
