/** Sizes of runs of string keys: counted by encoding and band, and the large ones found. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROW_BYTES, TALLY } from '../../src/kernels/kernels.ts';
import { nextLarge, tally, type SizedString, type TallyCell } from '../../src/kernels/twins/sizes.ts';
import { ascii, Memory, observe, type Span } from './memory.ts';

const ENCODINGS = 3;
const NOW = 1_700_000_000_000;
const ENDS = [10, 20, 30, 40, 50];
const NO_BUCKET = 976;
const CELLS = ENCODINGS * TALLY.BANDS;

/** Two rows a key. */
function putRun(memory: Memory, keys: readonly SizedString[]): Span {
  const spans = keys.map(({ key }) => memory.input(ascii(key)));
  const table = Buffer.alloc(2 * ROW_BYTES * keys.length);
  for (const [i, { encoding, bytes, expireAt }] of keys.entries()) {
    const at = 2 * ROW_BYTES * i;
    table.writeUInt32LE(spans[i]?.start ?? 0, at);
    table.writeUInt32LE(spans[i]?.end ?? 0, at + 4);
    table.writeDoubleLE(expireAt, at + 8);
    table.writeUInt32LE(encoding, at + ROW_BYTES);
    table.writeDoubleLE(bytes, at + ROW_BYTES + 8);
  }
  return memory.input(table);
}

function kernelTally(keys: readonly SizedString[]): Record<string, TallyCell> {
  return observe((memory) => {
    const run = putRun(memory, keys);
    const empty = Buffer.alloc(TALLY.CELLS + TALLY.CELL * CELLS);
    empty.writeDoubleLE(NOW, TALLY.NOW);
    for (const [i, end] of ENDS.entries()) empty.writeDoubleLE(end, TALLY.ENDS + 8 * i);
    for (let i = 0; i < CELLS; i++) empty.writeUInt32LE(NO_BUCKET, TALLY.CELLS + TALLY.CELL * i + TALLY.LOWEST);
    const room = memory.room(empty.length);
    memory.set(room.start, empty);
    memory.kernels.tallySizes(room.start, run.start, keys.length);
    const full = Buffer.from(memory.bytes(room.start, room.end));
    const cells = Array.from({ length: CELLS }, (_, i) => readCell(full, TALLY.CELLS + TALLY.CELL * i));
    return Object.fromEntries(
      cells.flatMap((cell, i) =>
        cell.keys === 0 ? [] : [[`${Math.floor(i / TALLY.BANDS)}/${i % TALLY.BANDS}`, cell] as const],
      ),
    );
  });
}

function readCell(full: Buffer, at: number): TallyCell {
  const lowest = full.readUInt32LE(at + TALLY.LOWEST);
  const highest = full.readUInt32LE(at + TALLY.HIGHEST);
  const buckets = Array.from(
    { length: NO_BUCKET },
    (_, i) => [i, full.readUInt32LE(at + TALLY.BUCKETS + 4 * i)] as const,
  );
  const used = buckets.filter(([, keys]) => keys > 0);
  const keys = full.readUInt32LE(at + TALLY.KEYS);
  if (keys > 0) expect([lowest, highest]).toEqual([used[0]?.[0], used.at(-1)?.[0]]);
  return { bytes: full.readDoubleLE(at), largest: full.readDoubleLE(at + TALLY.LARGEST), keys, buckets: used };
}

function kernelLarge(keys: readonly SizedString[], from: number, least: number, key: string): number {
  return observe((memory) => {
    const worst = memory.input(ascii(key));
    const run = putRun(memory, keys);
    return memory.kernels.nextLarge(run.start, from, keys.length, least, worst.start, worst.end);
  });
}

function sized(bytes: number, key = 'k'): SizedString {
  return { key, bytes, encoding: 2, expireAt: NaN };
}

test('each encoding and band has a cell', () => {
  const keys = [
    { ...sized(56), encoding: 0 },
    { ...sized(255), encoding: 1 },
    { ...sized(256), encoding: 1 },
    { ...sized(2 ** 40), expireAt: NOW - 1 },
    { ...sized(48), expireAt: NOW },
    { ...sized(64), expireAt: NOW + 10 },
    { ...sized(64), expireAt: NOW + 11 },
    { ...sized(64), expireAt: NOW + 51 },
  ];
  const want = {
    '0/0': { bytes: 56, largest: 56, keys: 1, buckets: [[56, 1]] },
    '1/0': {
      bytes: 511,
      largest: 256,
      keys: 2,
      buckets: [
        [255, 1],
        [256, 1],
      ],
    },
    '2/1': { bytes: 2 ** 40, largest: 2 ** 40, keys: 1, buckets: [[768, 1]] },
    '2/2': {
      bytes: 112,
      largest: 64,
      keys: 2,
      buckets: [
        [48, 1],
        [64, 1],
      ],
    },
    '2/3': { bytes: 64, largest: 64, keys: 1, buckets: [[64, 1]] },
    '2/7': { bytes: 64, largest: 64, keys: 1, buckets: [[64, 1]] },
  };
  expect(tally(keys, NOW, ENDS)).toEqual(want);
  expect(kernelTally(keys)).toEqual(want);
});

test.each<[string, number, number, string, number]>([
  ['the first that is larger', 0, 55, 'm', 1],
  ['from a later one on', 2, 55, 'm', 2],
  ['none', 0, 100, 'm', 4],
  ['as large, and before', 0, 70, 'key:2', 2],
  ['as large, and the same', 0, 70, 'key:1', 4],
  ['as large, and the beginning of another', 0, 70, 'key:10', 2],
  ['nothing is before the empty key', 0, 70, '', 4],
])('%s', (_name, from, least, key, want) => {
  const keys = [sized(50), sized(60, 'z'), sized(70, 'key:1'), sized(70, 'zzzzzzzz9')];
  expect(nextLarge(keys, from, least, key)).toBe(want);
  expect(kernelLarge(keys, from, least, key)).toBe(want);
});

const anyKey: fc.Arbitrary<SizedString> = fc.record({
  key: fc.string({ unit: fc.constantFrom('a', 'b', '\xff'), maxLength: 20 }),
  encoding: fc.nat(2),
  bytes: fc.oneof(fc.integer({ min: 60, max: 62 }), fc.nat(1e6), fc.maxSafeNat()),
  expireAt: fc.oneof(fc.constant(NaN), fc.integer({ min: NOW - 3, max: NOW + 60 })),
});

test('any keys', () => {
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 20 }), anyKey, (keys, { key, bytes }) => {
      expect(kernelTally(keys)).toEqual(tally(keys, NOW, ENDS));
      expect(kernelLarge(keys, 0, bytes, key)).toBe(nextLarge(keys, 0, bytes, key));
    }),
    { numRuns: 30 },
  );
});
