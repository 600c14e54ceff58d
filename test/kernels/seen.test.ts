/** Keys that stand twice in a database, over as many calls as there are runs of keys. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { firstSeen } from '../../src/kernels/twins/seen.ts';
import { SeenKeys } from '../../src/rdb/seen-keys.ts';
import { ascii } from './memory.ts';

interface Run {
  readonly db: number;
  readonly keys: readonly Uint8Array[];
}

/** For each run the number (from 1) of the first key that was seen before; the table grows by `moveKeys` on the way. */
function kernel(runs: readonly Run[]): number[] {
  const arena = new Arena();
  let twice = 0;
  const seen = new SeenKeys(arena, false, (offset) => {
    twice = offset;
  });
  return runs.map(({ db, keys }) => {
    twice = 0;
    for (const [i, key] of keys.entries()) {
      arena.u8.set(key, arena.scratch.start);
      seen.note(arena.scratch.start, arena.scratch.start + key.length, db, i + 1);
    }
    seen.enter();
    return twice;
  });
}

function twin(runs: readonly Run[]): number[] {
  const seen = new Set<string>();
  return runs.map(({ db, keys }) => firstSeen(seen, db, keys));
}

test.each<[string, readonly Run[], number[]]>([
  ['once', [{ db: 0, keys: ['a', 'b', ''].map(ascii) }], [0]],
  ['twice in a run', [{ db: 0, keys: ['a', 'b', 'a'].map(ascii) }], [3]],
  [
    'in two databases',
    [
      { db: 0, keys: [ascii('a')] },
      { db: 1, keys: [ascii('a')] },
    ],
    [0, 0],
  ],
  [
    'in two runs',
    [
      { db: 3, keys: [ascii('a')] },
      { db: 3, keys: ['b', 'a'].map(ascii) },
    ],
    [0, 2],
  ],
  ['a zero behind', [{ db: 0, keys: ['a', 'a\0', 'a\0\0\0\0\0\0\0'].map(ascii) }], [0]],
])('%s', (_name, runs, want) => {
  expect(kernel(runs)).toEqual(want);
  expect(twin(runs)).toEqual(want);
});

test('thousands of keys, through several sizes of the table', () => {
  const runs = Array.from({ length: 40 }, (_, run) => ({
    db: 0,
    keys: Array.from({ length: 500 }, (__, i) => ascii(`session:${run * 499 + i}`)),
  }));
  // The first key of each run is the last one of the run before.
  expect(kernel(runs)).toEqual(runs.map((_, run) => (run === 0 ? 0 : 1)));
  expect(twin(runs)).toEqual(kernel(runs));
});

test('hashes that are moved are found again, and nothing is written outside the tables', () => {
  const arena = new Arena();
  const { kernels, u8, u32, f64, rows, scratch } = arena;
  u8.set(ascii('key'), scratch.start);
  const row = rows.start >>> 2;
  u32[row] = scratch.start;
  u32[row + 1] = scratch.start + 3;
  f64[(row + 6) >>> 1] = 5;
  const waiting = arena.allocate(64);
  const table = arena.allocate(64);
  const larger = arena.allocate(128);
  const behind = arena.allocate(64);
  kernels.hashKey(scratch.start, scratch.start + 3, 0, 7, waiting.start);
  kernels.hashStringKeys(rows.start, 1, 0, 100, waiting.start + 16);
  expect(f64[(waiting.start + 8) >>> 3]).toBe(7);
  expect(f64[(waiting.start + 24) >>> 3]).toBe(105);
  expect(kernels.enterKeys(waiting.start, 1, table.start, 7)).toBe(0);
  kernels.moveKeys(table.start, 8, larger.start, 15);
  expect(kernels.enterKeys(waiting.start + 16, 1, larger.start, 15)).toBe(1);
  expect(arena.u8.subarray(behind.start, behind.end).every((byte) => byte === 0)).toBe(true);
});

test('any keys', () => {
  const key = fc.uint8Array({ max: 2, maxLength: 10 });
  const run = fc.record({ db: fc.nat(2), keys: fc.array(key, { maxLength: 20 }) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 5 }), (runs) => {
      expect(kernel(runs)).toEqual(twin(runs));
    }),
  );
});
