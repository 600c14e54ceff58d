import { describe, expect, test } from 'vitest';
import { readModule } from '../../src/modules/registry.ts';
import { scalarsOf, text } from './scalars.ts';

const HALF = '04 000000000000e03f';
const ONE = '04 000000000000f03f';
const TWO = '04 0000000000000040';

/** Capacity 100, error 0.5, 7 hashes, 2 bits an entry; 64 bits, log2 of them; the bits; 3 items. */
const FILTER = `02 4064  ${HALF}  02 07  ${TWO}  02 40 40  02 06  05 08 ${'ff'.repeat(8)}  02 03`;
const OLD_FILTER = `02 4064  ${HALF}  02 07  ${TWO}  05 08 ${'ff'.repeat(8)}  02 03`;
const shown = { capacity: 100n, items: 3n, error: 0.5, hashes: 7n, bitsPerEntry: 2, bits: 64n, sizeBytes: 8 };
const { bits: _bits, ...oldShown } = shown;

describe('MBbloom--', () => {
  test.each([
    [0, `02 03 02 01 ${OLD_FILTER}`, { items: 3n, filters: [oldShown] }],
    [1, `02 03 02 01 ${FILTER}`, { items: 3n, filters: [shown] }],
    [2, `02 03 02 01 02 04 ${FILTER}`, { items: 3n, options: 4n, filters: [shown] }],
    [3, `02 03 02 01 02 04 ${FILTER}`, { items: 3n, options: 4n, filters: [shown] }],
    [4, `02 03 02 02 02 04 02 02 ${FILTER} ${FILTER}`, { items: 3n, options: 4n, growth: 2n, filters: [shown, shown] }],
    [5, `02 03 02 01 02 04 02 02 ${FILTER}`, undefined],
    [4, `02 03 02 02 02 04 02 02 ${FILTER}`, undefined],
    [4, `02 03 02 01 02 04 02 02 ${FILTER} 02 00`, undefined],
    [4, `02 03 02 81 ffffffffffffffff 02 04 02 02`, undefined],
  ])('version %s: %s', (version, hex, want) => {
    expect(readModule({ name: 'MBbloom--', version }, scalarsOf(hex))).toEqual(want);
  });
});

const CUCKOO = '02 01 02 10 02 05 02 01 02 02 02 14 02 01 02 10 05 02 0102';
const COUNT_MIN = '02 02 02 01 02 05 05 08 0000000000000000';
const HEAP = `05 30  aaaaaaaa 01000000 0000000000000000 07000000 00000000  ${'00'.repeat(24)}`;
const TOP_K = `02 02  02 01  02 01  ${HALF}  05 08 0000000000000000  ${HEAP}  05 02 6100  05 01 00`;
const T_DIGEST = `${ONE} ${HALF} ${TWO}  02 0a 02 02 02 00 02 05  ${TWO} 04 0000000000000000  ${HALF} ${TWO}  ${ONE} ${ONE}`;
const VALKEY_0 = '02 02 02 02 03 0000003f  05 01 ff 02 08 02 07 02 0a  05 01 0f 02 08 02 07 02 14 02 03';
const VALKEY_1 = `02 02 02 02 ${HALF} ${TWO} 02 01  05 01 ff 02 0a  05 01 0f 02 14 02 03`;

test.each([
  [
    'MBbloomCF',
    4,
    CUCKOO,
    {
      items: 5n,
      deletes: 1n,
      buckets: 16n,
      bucketSize: 2n,
      maxIterations: 20n,
      expansion: 1n,
      filters: [{ buckets: 16n, sizeBytes: 2 }],
    },
  ],
  ['CMSk-TYPE', 0, COUNT_MIN, { width: 2n, depth: 1n, count: 5n }],
  ['TopK-TYPE', 0, TOP_K, { k: 2, width: 1n, depth: 1n, decay: 0.5, items: [[text('a'), 7]] }],
  [
    'TDIS-TYPE',
    0,
    T_DIGEST,
    {
      compression: 1,
      capacity: 10n,
      compressions: 5n,
      weight: 2,
      min: 0.5,
      max: 2,
      centroids: [
        [0.5, 1],
        [2, 1],
      ],
    },
  ],
  [
    'bloomfltr',
    0,
    VALKEY_0,
    {
      expansion: 2n,
      error: 0.5,
      filters: [
        { capacity: 10n, items: 10n, bits: 8n, hashes: 7n, sizeBytes: 1 },
        { capacity: 20n, items: 3n, bits: 8n, hashes: 7n, sizeBytes: 1 },
      ],
    },
  ],
  [
    'bloomfltr',
    1,
    VALKEY_1,
    {
      expansion: 2n,
      error: 0.5,
      tightening: 2,
      randomSeed: 1n,
      filters: [
        { capacity: 10n, items: 10n, sizeBytes: 1 },
        { capacity: 20n, items: 3n, sizeBytes: 1 },
      ],
    },
  ],
])('%s, version %s', (name, version, hex, want) => {
  const scalars = scalarsOf(hex);
  expect(readModule({ name, version }, scalars)).toEqual(want);
  // Less, more and another version: each stays opaque.
  expect(readModule({ name, version }, scalars.slice(0, -1))).toBeUndefined();
  expect(readModule({ name, version }, [...scalars, ...scalars])).toBeUndefined();
  expect(readModule({ name, version: 9 }, scalars)).toBeUndefined();
});

test.each([
  ['CMSk-TYPE', 'counters of another size', '02 02 02 01 02 05 05 04 00000000'],
  ['TopK-TYPE', 'a heap of another size', `02 01 02 01 02 01 ${HALF} 05 08 0000000000000000 05 00 05 01 00`],
  ['TopK-TYPE', 'an item without its NUL', TOP_K.replace('05 02 6100', '05 01 61')],
  ['TDIS-TYPE', 'more centroids than scalars', T_DIGEST.replace('02 0a 02 02', '02 0a 02 7fff')],
])('%s: %s', (name, _what, hex) => {
  expect(readModule({ name, version: 0 }, scalarsOf(hex))).toBeUndefined();
});

test('a module that is not known', () => {
  expect(readModule({ name: 'hellotype', version: 0 }, scalarsOf('02 00'))).toBeUndefined();
});
