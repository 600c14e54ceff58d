/** Listpack. Source: rdb-format.md 4.2. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTICE } from '../../src/kernels/kernels.ts';
import { integerRow, row, type Row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/packed.ts';
import { anyBytes, mutated, packedEntry } from './arbitraries.ts';
import { encodeListpack, join, le, type PackedEntry } from './encode.ts';
import { ascii, hex, settled } from './memory.ts';
import { listpackLongest, listpackRows, open } from './packed.ts';

const HEADER = 6;

/** A listpack of entries given in bytes. */
function around(entries: Uint8Array, count = 1): Uint8Array {
  return join(le(entries.length + 7, 4), le(count, 2), entries, [0xff]);
}

function rowOf(entry: PackedEntry): Row {
  return typeof entry === 'bigint' ? integerRow(entry) : row(entry);
}

function expectTwins(blob: Uint8Array, pos = HEADER, rowRoom?: number): void {
  const opened = open('listpackOpen', blob);
  expect(opened).toEqual(twins.listpackOpen(blob));
  expectLongest(blob);
  if (opened.stop !== 'DONE') return;
  const limits = rowRoom === undefined ? {} : { rowRoom };
  expect(listpackRows(blob, pos, limits)).toEqual(settled(twins.listpackRows(blob, pos, rowRoom)));
}

/** The longest element, one by one, in pairs, of which one or both count, and in threes. */
function expectLongest(blob: Uint8Array): void {
  const count = blob.length > HEADER ? twins.listpackRows(blob, HEADER).rows.length : 0;
  for (const [entries, period, wanted] of [
    [count, 1, 1],
    [count, 2, 1],
    [count, 2, 2],
    [count, 3, 2],
    [count + 1, 1, 1],
  ] as const) {
    const want = twins.listpackLongest(blob, entries, period, wanted);
    expect(listpackLongest(blob, entries, period, wanted)).toBe(want);
  }
}

describe('entry', () => {
  test.each([
    ['7 bit unsigned, lowest', '00 01', '0'],
    ['7 bit unsigned, highest', '7f 01', '127'],
    ['empty string', '80 01', ''],
    ['6 bit string', '83 61 62 63 04', 'abc'],
    ['13 bit, lowest', 'd0 00 02', '-4096'],
    ['13 bit, -1', 'df ff 02', '-1'],
    ['13 bit, 0 in a longer form', 'c0 00 02', '0'],
    ['13 bit, highest', 'cf ff 02', '4095'],
    ['12 bit string, empty', 'e0 00 02', ''],
    ['12 bit string', 'e0 03 61 62 63 05', 'abc'],
    ['32 bit string, empty', 'f0 00 00 00 00 05', ''],
    ['32 bit string', 'f0 03 00 00 00 61 62 63 08', 'abc'],
    ['16 bit, lowest', 'f1 00 80 03', '-32768'],
    ['16 bit, highest', 'f1 ff 7f 03', '32767'],
    ['24 bit, lowest', 'f2 00 00 80 04', '-8388608'],
    ['24 bit, highest', 'f2 ff ff 7f 04', '8388607'],
    ['24 bit, -2', 'f2 fe ff ff 04', '-2'],
    ['32 bit, lowest', 'f3 00 00 00 80 05', '-2147483648'],
    ['32 bit, highest', 'f3 ff ff ff 7f 05', '2147483647'],
    ['64 bit, lowest', 'f4 00 00 00 00 00 00 00 80 09', '-9223372036854775808'],
    ['64 bit, highest', 'f4 ff ff ff ff ff ff ff 7f 09', '9223372036854775807'],
  ])('%s: %s is %j', (_name, entry, text) => {
    const blob = around(hex(entry));
    expect(open('listpackOpen', blob)).toEqual({ stop: 'DONE', pos: HEADER, count: 1 });
    const { rows, ...answer } = listpackRows(blob, HEADER);
    expect(answer).toEqual({ stop: 'DONE', pos: blob.length - 1, notice: 0 });
    expect(rows.map(({ bytes }) => bytes)).toEqual([ascii(text)]);
    expectTwins(blob);
  });

  test.each([0, 63, 64, 125, 126, 4095, 4096, 16377, 16378, 2097145, 2097146])('string of %d bytes', (size) => {
    const blob = encodeListpack([new Uint8Array(size).fill(0x61), 7n]);
    const { rows, notice } = listpackRows(blob, HEADER, { rowRoom: 2, scratch: 60 });
    expect(rows.map(({ bytes }) => bytes.length)).toEqual([size, 1]);
    expect(notice).toBe(0);
  });

  test.each([
    ['f5 01', 'LISTPACK_ENCODING'],
    ['fe 01', 'LISTPACK_ENCODING'],
    ['ff 01', 'LISTPACK_END'],
    ['c0', 'LISTPACK_ENTRY'], // second byte
    ['cf ff', 'LISTPACK_ENTRY'], // back length
    ['05', 'LISTPACK_ENTRY'],
    ['83 61 62 63', 'LISTPACK_ENTRY'],
    ['83 61 62', 'LISTPACK_ENTRY'],
    ['e0', 'LISTPACK_ENTRY'],
    ['e0 03 61 62', 'LISTPACK_ENTRY'],
    ['f0 00 00 00', 'LISTPACK_ENTRY'],
    ['f0 ff ff ff ff 61', 'LISTPACK_ENTRY'],
    ['f0 01 00 00 00', 'LISTPACK_ENTRY'],
    ['f1 00', 'LISTPACK_ENTRY'],
    ['f2 00 00', 'LISTPACK_ENTRY'],
    ['f3 00 00 00', 'LISTPACK_ENTRY'],
    ['f4 00 00 00 00 00 00 00', 'LISTPACK_ENTRY'],
    [`bf ${'61'.repeat(63)}`, 'LISTPACK_ENTRY'],
    [`e0 7e ${'61'.repeat(126)} 01`, 'LISTPACK_ENTRY'], // the second byte of its back length
  ])('%s is no entry: %s, and two were read', (entry, fault) => {
    const blob = around(join(hex('01 01 02 01'), hex(entry)), 3);
    const want = { stop: 'FAULT', fault, pos: HEADER + 4, rows: [integerRow(1n), integerRow(2n)] };
    open('listpackOpen', blob);
    expect(listpackRows(blob, HEADER)).toEqual(want);
    expect(settled(twins.listpackRows(blob, HEADER))).toEqual(want);
  });

  test.each(['01 02', '83 61 62 63 05', `e0 7e ${'61'.repeat(126)} 01 00`, `e0 7e ${'61'.repeat(126)} 81 80`])(
    '%s has a wrong back length, which is noticed',
    (entry) => {
      const blob = around(hex(entry));
      expect(listpackRows(blob, HEADER)).toMatchObject({ stop: 'DONE', notice: NOTICE.BACKLEN });
      expectTwins(blob);
    },
  );
});

describe('header', () => {
  test.each([
    ['no entries', '07 00 00 00 00 00 ff', { stop: 'DONE', pos: 6, count: 0 }],
    ['unknown count', '09 00 00 00 ff ff 01 01 ff', { stop: 'DONE', pos: 6, count: 65535 }],
    ['nothing', '', { stop: 'FAULT', pos: 0, fault: 'LISTPACK_SIZE' }],
    ['too short', '06 00 00 00 00 00', { stop: 'FAULT', pos: 0, fault: 'LISTPACK_SIZE' }],
    ['size too small', '06 00 00 00 00 00 ff', { stop: 'FAULT', pos: 0, fault: 'LISTPACK_SIZE' }],
    ['size too large', '08 00 00 00 00 00 ff', { stop: 'FAULT', pos: 0, fault: 'LISTPACK_SIZE' }],
    ['no terminator', '07 00 00 00 00 00 fe', { stop: 'FAULT', pos: 6, fault: 'LISTPACK_END' }],
  ])('%s', (_name, blob, want) => {
    expect(open('listpackOpen', hex(blob))).toEqual(want);
    expect(twins.listpackOpen(hex(blob))).toEqual(want);
  });

  test('the example of the reference', () => {
    const { rows } = listpackRows(hex('0C000000 0200 816102 0501 FF'), HEADER);
    expect(rows).toEqual([row(ascii('a')), integerRow(5n)]);
  });
});

describe('any listpack', () => {
  const entries = fc.array(packedEntry, { maxLength: 12 });

  test('gives back what was put in', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const blob = encodeListpack(list);
        expect(open('listpackOpen', blob)).toEqual({ stop: 'DONE', pos: HEADER, count: list.length });
        expect(listpackRows(blob, HEADER)).toEqual({
          stop: 'DONE',
          pos: blob.length - 1,
          rows: list.map(rowOf),
          notice: 0,
        });
        expectTwins(blob);
      }),
    );
  });

  test('damaged', () => {
    const body = mutated(entries.map((list) => encodeListpack(list).slice(HEADER, -1)));
    fc.assert(
      fc.property(body, (bytes) => expectTwins(around(bytes))),
      { numRuns: 500 },
    );
    fc.assert(fc.property(mutated(entries.map(encodeListpack)), (blob) => expectTwins(blob)));
  });

  test('random', () => {
    const bytes = fc.uint8Array({ min: 0xc0, maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(anyBytes, bytes), (body) => expectTwins(around(body))),
      { numRuns: 500 },
    );
  });

  test('a few rows at a time', () => {
    fc.assert(
      fc.property(
        entries,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 20, max: 70 }),
        (list, rowRoom, scratch) => {
          const blob = encodeListpack(list);
          const rows: Row[] = [];
          let pos = HEADER;
          for (;;) {
            expectTwins(blob, pos, rowRoom);
            const answer = listpackRows(blob, pos, { rowRoom, scratch });
            rows.push(...answer.rows);
            pos = answer.pos;
            if (answer.stop === 'DONE') break;
            expect(answer.rows.length).toBeGreaterThan(0);
            expect(['ROWS', 'SCRATCH']).toContain(answer.stop);
          }
          expect(rows).toEqual(list.map(rowOf));
        },
      ),
    );
  });
});
