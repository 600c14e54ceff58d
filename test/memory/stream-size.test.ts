/** Streams: what MEMORY USAGE answers, by server. The figures of servers are those of rdb-format.md 7.10. */
import { describe, expect, test } from 'vitest';
import { decodeInput } from '../../src/input.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { SizeCollector, type CollectedSize } from '../tools/size-collector.ts';

interface Entry {
  readonly id: string;
  readonly fields: readonly (readonly [string, string])[];
}

interface Stream {
  readonly entries: readonly Entry[];
  readonly groups?: readonly object[];
  readonly idmp?: object;
}

/** A stream as JSON has it: without nodes, which are packed as XADD would. */
async function sizeOf(
  key: string,
  { entries, groups, idmp }: Stream,
  server: string,
  largest = false,
): Promise<CollectedSize> {
  const lastId = entries.at(-1)?.id ?? '0-0';
  const value = { entries, length: entries.length, lastId, ...(groups && { groups }), ...(idmp && { idmp }) };
  const record = { db: 0, key, type: 'stream', encoding: 'stream-listpacks', value };
  const sizes = new SizeCollector(largest);
  const options = { server: parseServerVersion(server, 'a test'), allocator: 'jemalloc-quantum8' } as const;
  await decodeInput(Buffer.from(`${JSON.stringify(record)}\n`), new MemorySink(sizes, options), { nowMs: 0 });
  const size = sizes.keys.get(`0 ${Buffer.from(key).toString('hex')}`);
  if (size === undefined) throw new Error('the key is not there');
  return size;
}

function entry(i: number): Entry {
  return {
    id: `${1700000000000 + 7 * i}-${(i % 3) + 1}`,
    fields: [
      ['f1', `v${i}`],
      ['f2', 'w'],
    ],
  };
}

function run(count: number): Stream {
  return { entries: Array.from({ length: count }, (_, i) => entry(i)) };
}

/** Twenty entries; one group with eight pending, of two consumers, and one without any. */
function grouped(): Stream {
  const entries: Entry[] = Array.from({ length: 20 }, (_, i) => ({
    id: `${1700000000000 + i}-1`,
    fields: [['a', 'b']],
  }));
  const pending = entries
    .slice(0, 8)
    .map(({ id }, i) => ({ id, consumer: i < 5 ? 'alice' : 'bob', deliveredAt: 1700000000000, deliveries: 1 }));
  const consumers = ['alice', 'bob'].map((name) => ({ name, seenAt: 1700000000000, activeAt: 1700000000000 }));
  return {
    entries,
    groups: [
      { name: 'g1', lastId: '1700000000007-1', pending, consumers },
      { name: 'g2', lastId: '0-0', pending: [], consumers: [] },
    ],
  };
}

describe.each<[string, Stream, Record<string, number>]>([
  ['x:1', run(1), { 'redis-6.2': 632, 'redis-7.2': 672, 'redis-8.0': 672, 'redis-8.6': 302, 'valkey-9.1': 224 }],
  ['x:50', run(50), { 'redis-6.2': 1488, 'redis-7.2': 1528, 'redis-8.0': 1528, 'redis-8.6': 1108, 'valkey-9.1': 1080 }],
  [
    'x:101',
    run(101),
    { 'redis-6.2': 3416, 'redis-7.2': 3456, 'redis-8.0': 3456, 'redis-8.6': 2078, 'valkey-9.1': 2096 },
  ],
  [
    'x:1000',
    run(1000),
    { 'redis-6.2': 25840, 'redis-7.2': 25880, 'redis-8.0': 25880, 'redis-8.6': 18971, 'valkey-9.1': 20888 },
  ],
  [
    'xg',
    grouped(),
    { 'redis-6.2': 10932, 'redis-7.2': 11004, 'redis-8.0': 11004, 'redis-8.6': 2938, 'valkey-9.1': 1800 },
  ],
])('%s', (key, stream, answers) => {
  test.each(Object.entries(answers))('%s answers %i', async (server, bytes) => {
    const size = await sizeOf(key, stream, server);
    expect(size).toMatchObject({ bytes, determined: true, encoding: 'stream', elements: stream.entries.length });
  });
});

test('what older servers leave out: the struct, and what an allocation has beyond its listpack', async () => {
  const [five, six, seven] = await Promise.all(
    ['redis-6.0', 'redis-6.2', 'redis-7.0'].map(async (server) => (await sizeOf('x', run(1), server)).bytes),
  );
  // The listpack's 38 bytes stand in 40; the struct has 40, and 80 since 7.0.
  expect([six, seven]).toEqual([Number(five) + 40 + 2, Number(five) + 80 + 2]);
});

test('Redis 5.0 has no name for the encoding', async () => {
  expect((await sizeOf('x', run(1), 'redis-5.0')).encoding).toBe('unknown');
});

test('the table of producers, of Redis 8.6: a struct of 24 for each, and 32 with the iid for each entry', async () => {
  const idmp = (producers: readonly object[]) => ({
    duration: 100,
    maxEntries: 100,
    producers,
    added: 3,
    duplicates: 0,
  });
  const plain = await sizeOf('x', { ...run(1), idmp: idmp([]) }, 'redis-8.6');
  const ids = ['a', 'b'].map((iid) => ({ iid, id: '1700000000000-1' }));
  const filled = await sizeOf(
    'x',
    {
      ...run(1),
      idmp: idmp([
        { id: 'p', entries: ids },
        { id: 'q', entries: [] },
      ]),
    },
    'redis-8.6',
  );
  expect(filled.bytes - plain.bytes).toBe(2 * 24 + 2 * 40);
});

test('an entry pending in two groups stands once in the index of Redis 8.6', async () => {
  const { entries, groups = [] } = grouped();
  const [group] = groups;
  const once = await sizeOf('x', { entries, groups: [{ ...group, name: 'a' }] }, 'redis-8.6');
  const twice = await sizeOf(
    'x',
    {
      entries,
      groups: [
        { ...group, name: 'a' },
        { ...group, name: 'b' },
      ],
    },
    'redis-8.6',
  );
  const none = await sizeOf('x', { entries, groups: [{ ...group, name: 'a', pending: [] }] }, 'redis-8.6');
  const empty = await sizeOf('x', { entries }, 'redis-8.6');
  // Eight ids: a chain of 7, a fork of eight, and under each a chain of 8 and a leaf.
  const tree = 24 + (4 + 8 + 4 + 64) + 8 * (24 + 16);
  // The first group brings the tree of names, a chain and a leaf; with the second that is a fork and two leaves.
  const names = { one: 32 + 16 + 16, two: 32 + 24 + 2 * 16 };
  const index = 32 + tree;
  expect(twice.bytes - once.bytes - (names.two - names.one)).toBe(once.bytes - empty.bytes - names.one - index);
  expect(once.bytes).toBeGreaterThan(none.bytes);
});

test('the longest field or value, if it is wanted', async () => {
  const stream = { entries: [entry(0), { id: '1800000000000-0', fields: [['a name that is long', 'x']] as const }] };
  expect((await sizeOf('x', stream, 'redis-7.2')).largest).toBeUndefined();
  const plain = await sizeOf('x', stream, 'redis-7.2');
  expect(await sizeOf('x', stream, 'redis-7.2', true)).toEqual({ ...plain, largest: 19 });
});
