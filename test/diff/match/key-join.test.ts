/** Which keys of two sides belong together, with so little memory that everything happens. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { KeyJoin } from '../../../src/diff/match/key-join.ts';
import { roomsOf, type MatchRooms } from '../../../src/diff/match/rooms.ts';
import { NO_EXPIRY, type DiffSide } from '../../../src/diff/key-record.ts';
import { Random } from '../../tools/random.ts';
import { foundOf, joined, MemorySpool, pieces, recordBytes, type Found, type KeyRecord } from './records.ts';

/** Two records in the first table, 192 in the second, 300 in the last; parts of more than that are split. */
const TINY: MatchRooms = { chunkRecords: 2, firstRecords: 4, mostRecords: 400, blockRecords: 1, places: 64 };
/** No part fits: most are split more than once. */
const LEAST: MatchRooms = { chunkRecords: 2, firstRecords: 4, mostRecords: 6, blockRecords: 1, places: 64 };
const PLENTY = roomsOf(0);

interface Joined {
  readonly found: Found;
  readonly spools: readonly MemorySpool[];
}

function join(batches: readonly [DiffSide, Uint8Array][], rooms: MatchRooms, ttlToleranceMs = 0): Joined {
  const spools: MemorySpool[] = [];
  const spool = (): MemorySpool => {
    const one = new MemorySpool();
    spools.push(one);
    return one;
  };
  const matcher = new KeyJoin({ rooms, ttlToleranceMs, spool });
  for (const [side, records] of batches) matcher.add(side, records);
  const differences = matcher.finish();
  const found = foundOf(differences);
  const { removed, changed, added } = differences;
  expect([removed, changed, added]).toEqual([found.removed.length, found.changed.length, found.added.length]);
  expect(matcher.hasChanges).toBe(found.changed.length > 0);
  matcher.close();
  expect(spools.every(({ closed }) => closed)).toBe(true);
  return { found, spools };
}

/** Records of `count` keys from `first` on, in random order. */
function shuffled(first: number, count: number, seed: number, change = 0): KeyRecord[] {
  const random = new Random(seed);
  const keys = random.sample(
    Array.from({ length: count }, (_, i) => first + i),
    count,
  );
  return keys.map((key, i) => ({
    key,
    value: change > 0 && key % change === 0 ? seed : 0,
    place: 2 ** 53 - 100 * (count - i),
  }));
}

describe('one key', () => {
  const one: KeyRecord = { key: 1, value: 1, place: 7 };
  const at = (expireAt: bigint): KeyRecord => ({ ...one, expireAt });
  const nothing: Found = { same: 0, removed: [], changed: [], added: [] };
  const onlyTtl: Found = { ...nothing, changed: [{ a: 7, b: 7, valueDiffers: false }] };
  const isSame: Found = { ...nothing, same: 1 };
  const MOST = 2n ** 63n - 1n;
  const FAR = 2 ** 53 - 1;

  test.each<[string, KeyRecord | undefined, KeyRecord | undefined, number, Found]>([
    ['of nobody', undefined, undefined, 0, nothing],
    ['of a', one, undefined, 0, { ...nothing, removed: [7] }],
    ['of b', undefined, one, 0, { ...nothing, added: [7] }],
    ['of both', one, one, 0, isSame],
    [
      'another value',
      one,
      { ...one, value: 2, place: 0 },
      0,
      { ...nothing, changed: [{ a: 7, b: 0, valueDiffers: true }] },
    ],
    [
      'places as large as numbers are',
      { ...one, place: 2 ** 53 },
      { ...one, value: 2, place: 2 ** 53 - 1 },
      0,
      { ...nothing, changed: [{ a: 2 ** 53, b: 2 ** 53 - 1, valueDiffers: true }] },
    ],
    ['expiry 1 ms later', at(1000n), at(1001n), 0, onlyTtl],
    ['expiry 1 ms earlier', at(1001n), at(1000n), 0, onlyTtl],
    ['expiry at the tolerance', at(1000n), at(2000n), 1000, isSame],
    ['expiry at the tolerance, earlier', at(2000n), at(1000n), 1000, isSame],
    ['expiry past the tolerance', at(1000n), at(2001n), 1000, onlyTtl],
    ['expiry on both sides of 0', at(-500n), at(500n), 1000, isSame],
    ['expiry of one', at(0n), one, FAR, onlyTtl],
    ['expiry of the other', one, at(NO_EXPIRY + 1n), FAR, onlyTtl],
    ['the first and the last expiry', at(NO_EXPIRY + 1n), at(MOST), FAR, onlyTtl],
    ['the last expiry and the first', at(MOST), at(NO_EXPIRY + 1n), 0, onlyTtl],
    ['the last expiries', at(MOST), at(MOST - 1n), 1, isSame],
    ['any tolerance', at(NO_EXPIRY + 1n), at(MOST), Infinity, isSame],
  ])('%s', (_name, a, b, tolerance, want) => {
    const records = { a: recordBytes(a ? [a] : []), b: recordBytes(b ? [b] : []) };
    expect(join([['a', records.a], ['b', records.b]], PLENTY, tolerance).found).toEqual(want); // prettier-ignore
    expect(join([['b', records.b], ['a', records.a]], PLENTY, tolerance).found).toEqual(want); // prettier-ignore
  });
});

test.each<[string, MatchRooms, number, number]>([
  ['in the first table', PLENTY, 1000, 0],
  ['in a larger table', PLENTY, 40_000, 0],
  ['in parts', TINY, 4000, 0],
  ['in parts of parts', LEAST, 3000, 0],
  ['of digests that begin alike', LEAST, 300, 3],
])('keys of two sides in random order, %s', (_name, rooms, count, common) => {
  const a = shuffled(0, count, 1);
  const b = shuffled(Math.floor(count / 3), count, 2, 5);
  const batches = [...pieces('a', recordBytes(a, common), 7), ...pieces('b', recordBytes(b, common), 5)];
  const want = joined(a, b);
  expect(want.changed.length).toBeGreaterThan(count / 10);
  expect(join(batches, rooms).found).toEqual(want);
});

test('sides in the same order need no file', () => {
  const a = pieces('a', recordBytes(shuffled(0, 5000, 1)), 2);
  const b = pieces('b', recordBytes(shuffled(0, 5000, 1)), 2);
  const { found, spools } = join(
    a.flatMap((one, i) => [one, b[i] ?? one]),
    LEAST,
  );
  expect(found.same).toBe(5000);
  expect(spools).toEqual([]);
});

test('sides that come into step again need no file any more', () => {
  const lost = recordBytes(shuffled(10_000, 1000, 1));
  const a = pieces('a', recordBytes(shuffled(0, 5000, 1)), 2);
  const b = pieces('b', recordBytes(shuffled(0, 5000, 1)), 2);
  const { found, spools } = join([['a', lost], ...a.flatMap((one, i) => [one, b[i] ?? one])], TINY);
  expect(found.same).toBe(5000);
  expect(found.removed.length).toBe(1000);
  // What is lost, and its places.
  expect(spools.map(({ written }) => written)).toEqual([48 * 1000, 8 * 1000]);
});

test('any records in any order, of any sides', () => {
  const record = fc.record(
    { key: fc.nat(400), value: fc.nat(2), expireAt: fc.constantFrom(-1n, 1n, 5n, 20n) },
    { requiredKeys: ['key', 'value'] },
  );
  // Places grow along a side.
  const records = fc
    .uniqueArray(record, { selector: ({ key }) => key, maxLength: 300 })
    .map((all) => all.map((one, i): KeyRecord => ({ ...one, place: 3 * i })));
  const order = fc.array(fc.tuple(fc.constantFrom('a' as const, 'b' as const), fc.integer({ min: 1, max: 9 })));
  const rooms = fc.constantFrom(TINY, LEAST, PLENTY);
  fc.assert(
    fc.property(records, records, order, rooms, fc.nat(10), (a, b, some, limits, near) => {
      const left = { a, b };
      const batches = [...some, ['a', Infinity] as const, ['b', Infinity] as const].map(
        ([side, count]): [DiffSide, Uint8Array] => {
          const batch = left[side].slice(0, count);
          left[side] = left[side].slice(count);
          return [side, recordBytes(batch)];
        },
      );
      expect(join(batches, limits, near).found).toEqual(joined(a, b, near));
    }),
  );
});

test('how many were waited for', () => {
  const matcher = new KeyJoin({ rooms: TINY, ttlToleranceMs: 0, spool: () => new MemorySpool() });
  expect(matcher.add('a', recordBytes(shuffled(0, 10, 1)))).toBe(0);
  expect(matcher.add('b', recordBytes(shuffled(4, 10, 2)))).toBe(6);
  expect(matcher.hasChanges).toBe(false);
  expect(matcher.add('b', recordBytes([{ key: 0, value: 9, place: 0 }]))).toBe(1);
  expect(matcher.hasChanges).toBe(true);
});

test('places are told as often as one asks, also all at once', () => {
  const matcher = new KeyJoin({ rooms: TINY, ttlToleranceMs: 0, spool: () => new MemorySpool() });
  const a = shuffled(0, 500, 1);
  const b = shuffled(300, 500, 2, 3);
  matcher.add('a', recordBytes(a));
  matcher.add('b', recordBytes(b));
  const differences = matcher.finish();
  const want = joined(a, b);
  for (let i = 0; i < 2; i++) expect(foundOf(differences)).toEqual(want);
  const sums: number[] = [];
  let removed = 0;
  for (const place of differences.removedPlaces()) {
    if (place !== want.removed[removed++]) throw new Error(`not ${place}`);
    if (removed % 100 > 0) continue;
    sums.push([...differences.addedPlaces()].length + [...differences.changedPlaces()].length);
  }
  expect(removed).toBe(300);
  expect(sums).toEqual(Array(3).fill(300 + want.changed.length));
});

test('more places than there is room for at first, and than there is room for at all', () => {
  const rooms: MatchRooms = { ...PLENTY, places: 96 * 1024 };
  for (const count of [10_000, 40_000]) {
    const [a, b] = [shuffled(0, count, 1), shuffled(count / 2, count, 2, 2)];
    const { found } = join(
      [
        ['a', recordBytes(a)],
        ['b', recordBytes(b)],
      ],
      rooms,
    );
    if (JSON.stringify(found) !== JSON.stringify(joined(a, b))) throw new Error(`${count} keys are joined wrongly`);
  }
});

describe('a key that stands twice', () => {
  const twice = [1, 2, 3, 2, 1].map((key, i): KeyRecord => ({ key, value: i, place: 10 * i }));

  test.each<[string, MatchRooms, readonly KeyRecord[]]>([
    ['in one table', PLENTY, []],
    ['in parts', LEAST, shuffled(100, 1000, 1)],
  ])('is told of, %s', (_name, rooms, others) => {
    for (const side of ['a', 'b'] as const) {
      const matcher = new KeyJoin({ rooms, ttlToleranceMs: 0, spool: () => new MemorySpool() });
      matcher.add(side, recordBytes(twice.slice(0, 3)));
      matcher.add(side, recordBytes(others));
      matcher.add(side, recordBytes(twice.slice(3)));
      const differences = matcher.finish();
      expect(differences.twice).toMatchObject({ side, count: 2 });
      expect([30, 40]).toContain(differences.twice?.place);
      expect(differences.removed + differences.added).toBe(3 + others.length);
    }
  });

  test('thousands of times', () => {
    const matcher = new KeyJoin({ rooms: LEAST, ttlToleranceMs: 0, spool: () => new MemorySpool() });
    for (const { key } of shuffled(0, 1000, 1)) {
      matcher.add('b', recordBytes([0, 1, 2, 3, 4, 5, key].map((one) => ({ key: one, value: 0, place: one }))));
    }
    const differences = matcher.finish();
    expect([differences.added, differences.twice?.count]).toEqual([1000, 6000]);
  });

  test('no key does', () => {
    const matcher = new KeyJoin({ rooms: PLENTY, ttlToleranceMs: 0, spool: () => new MemorySpool() });
    matcher.add('a', recordBytes(twice.slice(0, 3)));
    matcher.add('b', recordBytes(twice.slice(2)));
    expect(matcher.finish().twice).toBeUndefined();
  });
});

test.each([
  ['of records', 0],
  ['of places', 1],
])('no room for a file %s', (_name, number) => {
  let made = 0;
  const full = new SourceError('cannot write a temporary file: no space left on device', { code: 'OUTPUT' });
  const spools: MemorySpool[] = [];
  const matcher = new KeyJoin({
    rooms: LEAST,
    ttlToleranceMs: 0,
    spool: () => {
      const spool = new MemorySpool();
      spools.push(spool);
      if (made++ === number) {
        spool.write = () => {
          throw full;
        };
      }
      return spool;
    },
  });
  expect(() => {
    matcher.add('a', recordBytes(shuffled(0, 100, 1)));
    matcher.finish();
  }).toThrow(full);
  matcher.close();
  expect(spools.map(({ closed }) => closed)).toEqual(Array(number + 1).fill(true));
});
