/** Ziplist. Source: rdb-format.md 4.1. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTICE } from '../../src/kernels/kernels.ts';
import { integerRow, row, type Row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/packed.ts';
import { anyBytes, mutated, packedEntry } from './arbitraries.ts';
import { encodeZiplist, join, le, type PackedEntry } from './encode.ts';
import { ascii, hex, settled } from './memory.ts';
import { open, ziplistRows } from './packed.ts';

const HEADER = 10;

/** A ziplist of entries given in bytes. */
function around(entries: Uint8Array, count = 1): Uint8Array {
  return join(le(entries.length + 11, 4), le(HEADER, 4), le(count, 2), entries, [0xff]);
}

function rowOf(entry: PackedEntry): Row {
  return typeof entry === 'bigint' ? integerRow(entry) : row(entry);
}

/** With FAULT nothing is said about the entry before. */
function twin(...args: Parameters<typeof twins.ziplistRows>): ReturnType<typeof ziplistRows> {
  const { previous, ...answer } = twins.ziplistRows(...args);
  return { ...settled(answer), previous: answer.stop === 'FAULT' ? 0 : previous };
}

function expectTwins(blob: Uint8Array, pos = HEADER, previous = 0, rowRoom?: number): void {
  const opened = open('ziplistOpen', blob);
  expect(opened).toEqual(twins.ziplistOpen(blob));
  if (opened.stop !== 'DONE') return;
  const limits = rowRoom === undefined ? {} : { rowRoom };
  expect(ziplistRows(blob, pos, previous, limits)).toEqual(twin(blob, pos, previous, rowRoom));
}

describe('entry', () => {
  test.each([
    ['empty string', '00 00', ''],
    ['6 bit string', '00 03 61 62 63', 'abc'],
    ['14 bit string, empty', '00 40 00', ''],
    ['14 bit string, big endian', '00 40 03 61 62 63', 'abc'],
    ['32 bit string, big endian', '00 80 00 00 00 03 61 62 63', 'abc'],
    ['32 bit string, low bits of the first byte ignored', '00 bf 00 00 00 03 61 62 63', 'abc'],
    ['immediate, lowest', '00 f1', '0'],
    ['immediate, highest', '00 fd', '12'],
    ['8 bit, lowest', '00 fe 80', '-128'],
    ['8 bit, highest', '00 fe 7f', '127'],
    ['16 bit, lowest', '00 c0 00 80', '-32768'],
    ['16 bit, highest', '00 c0 ff 7f', '32767'],
    ['24 bit, lowest', '00 f0 00 00 80', '-8388608'],
    ['24 bit, highest', '00 f0 ff ff 7f', '8388607'],
    ['32 bit, lowest', '00 d0 00 00 00 80', '-2147483648'],
    ['32 bit, highest', '00 d0 ff ff ff 7f', '2147483647'],
    ['64 bit, lowest', '00 e0 00 00 00 00 00 00 00 80', '-9223372036854775808'],
    ['64 bit, highest', '00 e0 ff ff ff ff ff ff ff 7f', '9223372036854775807'],
    ['previous length in five bytes', 'fe 00 00 00 00 f1', '0'],
  ])('%s: %s is %j', (_name, entry, text) => {
    const blob = around(hex(entry));
    expect(open('ziplistOpen', blob)).toEqual({ stop: 'DONE', pos: HEADER, count: 1, tail: HEADER });
    const { rows, ...answer } = ziplistRows(blob, HEADER, 0);
    expect(answer).toEqual({ stop: 'DONE', pos: blob.length - 1, notice: 0, previous: hex(entry).length });
    expect(rows.map(({ bytes }) => bytes)).toEqual([ascii(text)]);
    expectTwins(blob);
  });

  test.each([63, 64, 251, 252, 16383, 16384])('string of %d bytes, and the next one', (size) => {
    const blob = encodeZiplist([new Uint8Array(size).fill(0x61), 7n]);
    const { rows, notice } = ziplistRows(blob, HEADER, 0, { rowRoom: 2, scratch: 60 });
    expect(rows.map(({ bytes }) => bytes.length)).toEqual([size, 1]);
    expect(notice).toBe(0);
  });

  test.each([
    ['ff f1', 'ZIPLIST_ENTRY', 0],
    ['02', 'ZIPLIST_ENTRY', 0],
    ['fe 02 00 00', 'ZIPLIST_ENTRY', 0],
    ['fe 02 00 00 00', 'ZIPLIST_ENTRY', 0],
    ['02 01', 'ZIPLIST_ENTRY', 0],
    ['02 40', 'ZIPLIST_ENTRY', 0],
    ['02 40 01', 'ZIPLIST_ENTRY', 0],
    ['02 80 00 00 00', 'ZIPLIST_ENTRY', 0],
    ['02 80 ff ff ff ff 61', 'ZIPLIST_ENTRY', 0],
    ['02 fe', 'ZIPLIST_ENTRY', 0],
    ['02 c0 00', 'ZIPLIST_ENTRY', 0],
    ['02 f0 00 00', 'ZIPLIST_ENTRY', 0],
    ['02 d0 00 00 00', 'ZIPLIST_ENTRY', 0],
    ['02 e0 00 00 00 00 00 00 00', 'ZIPLIST_ENTRY', 0],
    ['02 c1 00 00', 'ZIPLIST_ENCODING', 1],
    ['02 d1 00 00', 'ZIPLIST_ENCODING', 1],
    ['fe 02 00 00 00 ef 00', 'ZIPLIST_ENCODING', 5],
    ['02 ff', 'ZIPLIST_ENCODING', 1],
  ])('%s is no entry: %s, and two were read', (entry, fault, at) => {
    const blob = around(join(hex('00 f2 02 f3'), hex(entry)), 3);
    const want = { stop: 'FAULT', fault, pos: HEADER + 4 + at, rows: [integerRow(1n), integerRow(2n)], previous: 0 };
    expect(ziplistRows(blob, HEADER, 0)).toEqual(want);
    expect(twin(blob, HEADER, 0)).toEqual(want);
  });

  test('a wrong previous length is noticed', () => {
    const blob = around(hex('00 f2 03 f3'), 2);
    expect(ziplistRows(blob, HEADER, 0)).toMatchObject({ stop: 'DONE', notice: NOTICE.BACKLEN });
    expectTwins(blob);
    expectTwins(blob, HEADER, 5);
  });
});

describe('header', () => {
  test.each([
    ['no entries', '0b000000 0a000000 0000 ff', { stop: 'DONE', pos: 10, count: 0, tail: 10 }],
    ['unknown count', '0d000000 0a000000 ffff 00f1 ff', { stop: 'DONE', pos: 10, count: 65535, tail: 10 }],
    ['nothing', '', { stop: 'FAULT', pos: 0, fault: 'ZIPLIST_SIZE' }],
    ['too short', '0a000000 0a000000 00ff', { stop: 'FAULT', pos: 0, fault: 'ZIPLIST_SIZE' }],
    ['size too small', '0a000000 0a000000 0000 ff', { stop: 'FAULT', pos: 0, fault: 'ZIPLIST_SIZE' }],
    ['size too large', '0c000000 0a000000 0000 ff', { stop: 'FAULT', pos: 0, fault: 'ZIPLIST_SIZE' }],
    ['no terminator', '0b000000 0a000000 0000 fe', { stop: 'FAULT', pos: 0, fault: 'ZIPLIST_SIZE' }],
    ['tail outside', '0b000000 0b000000 0000 ff', { stop: 'FAULT', pos: 4, fault: 'ZIPLIST_SIZE' }],
  ])('%s', (_name, blob, want) => {
    expect(open('ziplistOpen', hex(blob))).toEqual(want);
    expect(twins.ziplistOpen(hex(blob))).toEqual(want);
  });

  test('the example of the reference', () => {
    const { rows } = ziplistRows(hex('0F000000 0C000000 0200 00F3 02F6 FF'), HEADER, 0);
    expect(rows).toEqual([integerRow(2n), integerRow(5n)]);
  });
});

describe('any ziplist', () => {
  const entries = fc.array(packedEntry, { maxLength: 12 });

  test('gives back what was put in', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const blob = encodeZiplist(list);
        expect(open('ziplistOpen', blob)).toMatchObject({ stop: 'DONE', count: list.length });
        expect(ziplistRows(blob, HEADER, 0)).toMatchObject({ stop: 'DONE', rows: list.map(rowOf), notice: 0 });
        expectTwins(blob);
      }),
    );
  });

  test('damaged', () => {
    const body = mutated(entries.map((list) => encodeZiplist(list).slice(HEADER, -1)));
    fc.assert(
      fc.property(body, (bytes) => expectTwins(around(bytes))),
      { numRuns: 500 },
    );
    fc.assert(fc.property(mutated(entries.map(encodeZiplist)), (blob) => expectTwins(blob)));
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
          const blob = encodeZiplist(list);
          const rows: Row[] = [];
          let pos = HEADER;
          let previous = 0;
          for (;;) {
            expectTwins(blob, pos, previous, rowRoom);
            const answer = ziplistRows(blob, pos, previous, { rowRoom, scratch });
            rows.push(...answer.rows);
            ({ pos, previous } = answer);
            expect(answer.notice).toBe(0);
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
