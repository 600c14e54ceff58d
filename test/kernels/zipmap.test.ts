/** Zipmap. Source: rdb-format.md 4.4. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import * as twins from '../../src/kernels/twins/packed.ts';
import { anyBytes, mutated } from './arbitraries.ts';
import { encodeZipmap, join, type ZipmapPair } from './encode.ts';
import { ascii, hex, settled } from './memory.ts';
import { open, zipmapRows } from './packed.ts';

const HEADER = 1;

function rowsOf(pairs: readonly ZipmapPair[]): Row[] {
  return pairs.flatMap(({ key, value }) => [row(key), row(value)]);
}

function expectTwins(blob: Uint8Array, pos = HEADER, rowRoom?: number): void {
  const opened = open('zipmapOpen', blob);
  expect(opened).toEqual(twins.zipmapOpen(blob));
  if (opened.stop !== 'DONE') return;
  const limits = rowRoom === undefined ? {} : { rowRoom };
  expect(zipmapRows(blob, pos, limits)).toEqual(settled(twins.zipmapRows(blob, pos, rowRoom)));
}

test.each([
  ['no pairs', '00 ff', []],
  [
    'the example of the reference',
    '02 03 666f6f 03 00 626172 05 68656c6c6f 05 00 776f726c64 ff',
    ['foo', 'bar', 'hello', 'world'],
  ],
  ['free bytes behind a value', '01 01 61 01 03 62 ff ff ff ff', ['a', 'b']],
  ['the most free bytes', `01 01 61 01 ff 62 ${'00'.repeat(255)} ff`, ['a', 'b']],
  ['empty key and value', '01 00 00 00 ff', ['', '']],
  ['the longest short form', `01 fd ${'6b'.repeat(253)} 01 00 62 ff`, ['k'.repeat(253), 'b']],
  ['the shortest long form', `01 01 61 fe fe 00 00 00 00 ${'76'.repeat(254)} ff`, ['a', 'v'.repeat(254)]],
])('%s', (_name, blob, texts) => {
  const bytes = hex(blob);
  expect(open('zipmapOpen', bytes)).toEqual({ stop: 'DONE', pos: HEADER, count: bytes[0] });
  const rows = texts.map((text) => row(ascii(text)));
  expect(zipmapRows(bytes, HEADER)).toEqual({ stop: 'DONE', pos: bytes.length - 1, rows, notice: 0 });
  expectTwins(bytes);
});

test.each([
  ['nothing', ''],
  ['too short', 'ff'],
  ['no terminator', '00 fe'],
])('%s is a fault', (_name, blob) => {
  const want = { stop: 'FAULT', pos: 0, fault: 'ZIPMAP_SIZE' };
  expect(open('zipmapOpen', hex(blob))).toEqual(want);
  expect(twins.zipmapOpen(hex(blob))).toEqual(want);
});

test.each([
  ['key past the end', '02 61', 'ZIPMAP_ENTRY', 0],
  ['no value', '01 61', 'ZIPMAP_LENGTH', 2],
  ['no free byte', '01 61 01', 'ZIPMAP_ENTRY', 0],
  ['value past the end', '01 61 02 00 62', 'ZIPMAP_ENTRY', 0],
  ['free bytes past the end', '01 61 01 02 62 00', 'ZIPMAP_ENTRY', 0],
  ['terminator for a key', 'ff', 'ZIPMAP_LENGTH', 0],
  ['terminator for a value', '01 61 ff 00', 'ZIPMAP_LENGTH', 2],
  ['long form that is cut', 'fe 00 01 00', 'ZIPMAP_LENGTH', 0],
  ['long form for a short key', `fe fd 00 00 00 ${'6b'.repeat(253)} 00 00`, 'ZIPMAP_LENGTH', 0],
  ['key longer than any memory', 'fe ff ff ff ff 61 00 00', 'ZIPMAP_ENTRY', 0],
  ['value and free bytes whose sum wraps to nothing', '01 61 fe ff ff ff ff 01 62', 'ZIPMAP_ENTRY', 0],
  ['value and free bytes whose sum wraps to a little', '01 61 fe f0 ff ff ff 12 62 63', 'ZIPMAP_ENTRY', 0],
])('%s is a fault, and a pair was read', (_name, entry, fault, at) => {
  const first = hex('01 61 01 00 62');
  const blob = join([2], first, hex(entry), [0xff]);
  const want = { stop: 'FAULT', fault, pos: HEADER + first.length + at, rows: [row(ascii('a')), row(ascii('b'))] };
  expect(zipmapRows(blob, HEADER)).toEqual(want);
  expect(settled(twins.zipmapRows(blob, HEADER))).toEqual(want);
});

describe('any zipmap', () => {
  const text = fc.oneof(fc.uint8Array({ maxLength: 10 }), fc.uint8Array({ minLength: 250, maxLength: 258 }));
  const pairs = fc.array(fc.record({ key: text, value: text, free: fc.constantFrom(0, 0, 1, 4, 255) }), {
    maxLength: 6,
  });

  test('gives back what was put in', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const blob = encodeZipmap(list);
        expect(zipmapRows(blob, HEADER)).toMatchObject({ stop: 'DONE', rows: rowsOf(list) });
        expectTwins(blob);
      }),
    );
  });

  test('damaged or random', () => {
    const body = mutated(pairs.map((list) => encodeZipmap(list).slice(HEADER, -1)));
    const large = fc.uint8Array({ min: 0xfd, maxLength: 12 });
    const around = fc.oneof(body, anyBytes, large).map((bytes) => join([1], bytes, [0xff]));
    fc.assert(
      fc.property(fc.oneof(around, mutated(around)), (blob) => expectTwins(blob)),
      { numRuns: 1000 },
    );
  });

  test('a few rows at a time', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 2, max: 7 }), (list, rowRoom) => {
        const blob = encodeZipmap(list);
        const rows: Row[] = [];
        let pos = HEADER;
        for (;;) {
          expectTwins(blob, pos, rowRoom);
          const answer = zipmapRows(blob, pos, { rowRoom });
          rows.push(...answer.rows);
          pos = answer.pos;
          if (answer.stop === 'DONE') break;
          expect(answer).toMatchObject({ stop: 'ROWS', rows: { length: rowRoom - (rowRoom % 2) } });
        }
        expect(rows).toEqual(rowsOf(list));
      }),
    );
  });
});
