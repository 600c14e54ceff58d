/** Intset. Source: rdb-format.md 4.3. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integerRow, type Row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/packed.ts';
import { anyBytes, int64, mutated } from './arbitraries.ts';
import { encodeIntset } from './encode.ts';
import { hex, settled } from './memory.ts';
import { intsetLongest, intsetRows, open } from './packed.ts';

const HEADER = 8;

function expectTwins(blob: Uint8Array, pos = HEADER, rowRoom?: number): void {
  const opened = open('intsetOpen', blob);
  expect(opened).toEqual(twins.intsetOpen(blob));
  expect(intsetLongest(blob)).toBe(twins.intsetLongest(blob));
  if (opened.stop !== 'DONE') return;
  const width = blob[0] ?? 0;
  const limits = rowRoom === undefined ? {} : { rowRoom };
  expect(intsetRows(blob, pos, width, limits)).toEqual(settled(twins.intsetRows(blob, pos, width, rowRoom)));
}

test.each<[string, 2 | 4 | 8, bigint[]]>([
  ['one', 2, [5n]],
  ['16 bit, both ends', 2, [-32768n, -1n, 0n, 1n, 32767n]],
  ['32 bit, both ends', 4, [-(2n ** 31n), -1n, 0n, 2n ** 31n - 1n]],
  ['64 bit, both ends', 8, [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n]],
  ['wider than need be', 8, [1n, 2n]],
])('%s', (_name, width, values) => {
  const blob = encodeIntset(values, width);
  expect(open('intsetOpen', blob)).toEqual({ stop: 'DONE', pos: HEADER, count: values.length });
  const want = { stop: 'DONE', pos: blob.length, rows: values.map(integerRow), notice: 0 };
  expect(intsetRows(blob, HEADER, width)).toEqual(want);
  expect(settled(twins.intsetRows(blob, HEADER, width))).toEqual(want);
});

test('the example of the reference', () => {
  const { rows } = intsetRows(hex('04000000 03000000 01000000 02000000 70110100'), HEADER, 4);
  expect(rows).toEqual([1n, 2n, 70000n].map(integerRow));
});

test.each([
  ['nothing', ''],
  ['half a header', '02 00 00 00 01 00 00'],
  ['no integers', '02000000 00000000'],
  ['width 1', '01000000 01000000 05'],
  ['width 3', '03000000 01000000 050000'],
  ['width 16', '10000000 01000000 05000000000000000000000000000000'],
  ['too short', '02000000 02000000 0500'],
  ['too long', '02000000 01000000 0500 00'],
  ['a count whose size wraps', '04000000 00000040'],
  ['a count whose size wraps to what is there', '08000000 01000020 0500000000000000'],
])('%s is a fault', (_name, blob) => {
  const want = { stop: 'FAULT', pos: 0, fault: 'INTSET_SIZE' };
  expect(open('intsetOpen', hex(blob))).toEqual(want);
  expect(twins.intsetOpen(hex(blob))).toEqual(want);
});

test.each([
  ['twice the same', [1n, 2n, 2n, 3n]],
  ['descending', [1n, 2n, 1n, 3n]],
  ['unsigned order', [1n, 2n, -1n, 3n]],
])('%s is a fault, and two were read', (_name, values) => {
  const blob = encodeIntset(values, 2);
  const want = { stop: 'FAULT', fault: 'INTSET_ORDER', pos: HEADER + 4, rows: [1n, 2n].map(integerRow) };
  expect(intsetRows(blob, HEADER, 2)).toEqual(want);
  expect(settled(twins.intsetRows(blob, HEADER, 2))).toEqual(want);
});

test.each([
  ['rows', { rowRoom: 2 }],
  ['scratch', { scratch: 21 }],
])('a duplicate at the end of a full table (%s) is a fault too', (_name, limits) => {
  const blob = encodeIntset([1n, 2n, 2n, 3n], 2);
  expect(intsetRows(blob, HEADER, 2, limits)).toMatchObject({ stop: 'FAULT', fault: 'INTSET_ORDER', pos: HEADER + 4 });
});

describe('any intset', () => {
  const ascending = (bits: number) => (values: bigint[]) =>
    [...new Set(values.map((value) => BigInt.asIntN(bits, value)))].toSorted((a, b) => (a < b ? -1 : 1));
  const width = fc.constantFrom<(2 | 4 | 8)[]>(2, 4, 8);
  const sets = width.chain((bytes) =>
    fc.tuple(fc.constant(bytes), fc.array(int64, { minLength: 1, maxLength: 20 }).map(ascending(8 * bytes))),
  );

  test('gives back what was put in', () => {
    fc.assert(
      fc.property(sets, ([bytes, values]) => {
        const blob = encodeIntset(values, bytes);
        expect(intsetRows(blob, HEADER, bytes)).toMatchObject({ stop: 'DONE', rows: values.map(integerRow) });
        expectTwins(blob);
      }),
    );
  });

  test('damaged or random', () => {
    const damaged = mutated(sets.map(([bytes, values]) => encodeIntset(values, bytes)));
    fc.assert(
      fc.property(fc.oneof(damaged, anyBytes), (blob) => expectTwins(blob)),
      { numRuns: 500 },
    );
  });

  test('a few rows at a time', () => {
    fc.assert(
      fc.property(
        sets,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 20, max: 70 }),
        ([bytes, values], rowRoom, scratch) => {
          const blob = encodeIntset(values, bytes);
          const rows: Row[] = [];
          let pos = HEADER;
          for (;;) {
            expectTwins(blob, pos, rowRoom);
            const answer = intsetRows(blob, pos, bytes, { rowRoom, scratch });
            rows.push(...answer.rows);
            pos = answer.pos;
            if (answer.stop === 'DONE') break;
            expect(answer.rows.length).toBeGreaterThan(0);
            expect(['ROWS', 'SCRATCH']).toContain(answer.stop);
          }
          expect(rows).toEqual(values.map(integerRow));
        },
      ),
    );
  });
});
