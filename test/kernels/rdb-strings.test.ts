/** RDB lengths, strings and elements written. Source: rdb-format.md 2.1, 2.2, 2.4, 3.2. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RDB_STRING_ROOM, SHAPE, type Shape } from '../../src/kernels/kernels.ts';
import type { Row } from '../../src/kernels/twins/answer.ts';
import { lzfInflate } from '../../src/kernels/twins/lzf.ts';
import * as twin from '../../src/kernels/twins/rdb-strings.ts';
import { int64, shape as anyShape, someBytes } from './arbitraries.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

function putString(bytes: Uint8Array, compress: boolean): Uint8Array {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const out = memory.room(bytes.length + RDB_STRING_ROOM);
    return memory.bytes(out.start, memory.kernels.putRdbString(start, end, out.start, compress ? 1 : 0));
  });
}

describe('lengths', () => {
  test.each([
    [0n, '00'],
    [63n, '3f'],
    [64n, '40 40'],
    [16383n, '7f ff'],
    [16384n, '80 00 00 40 00'],
    [2n ** 32n - 1n, '80 ff ff ff ff'],
    [2n ** 32n, '81 00 00 00 01 00 00 00 00'],
    [2n ** 64n - 1n, '81 ff ff ff ff ff ff ff ff'],
  ])('%d', (value, bytes) => {
    expect(twin.putLength(value)).toEqual(hex(bytes));
    const kernel = observe((memory) => {
      const { start } = memory.room(9);
      return memory.bytes(start, memory.kernels.putLength(BigInt.asIntN(64, value), start));
    });
    expect(kernel).toEqual(hex(bytes));
  });
});

describe('strings', () => {
  test.each([
    ['empty', '', '00'],
    ['the smallest of 8 bits', '-128', 'c0 80'],
    ['the largest of 8 bits', '127', 'c0 7f'],
    ['the smallest of 16 bits', '-32768', 'c1 00 80'],
    ['one more than 8 bits', '128', 'c1 80 00'],
    ['the largest of 32 bits', '2147483647', 'c2 ff ff ff 7f'],
    ['the smallest of 32 bits', '-2147483648', 'c2 00 00 00 80'],
    ['one more than 32 bits', '2147483648', '0a 32 31 34 37 34 38 33 36 34 38'],
    ['zero', '0', 'c0 00'],
    ['no integer: -0', '-0', '02 2d 30'],
    ['no integer: a leading zero', '01', '02 30 31'],
    ['no integer: a plus', '+1', '02 2b 31'],
    ['no integer: a minus alone', '-', '01 2d'],
    ['no integer: a space', '1 ', '02 31 20'],
  ])('%s', (_name, text, bytes) => {
    expect(twin.putRdbString(ascii(text))).toEqual(hex(bytes));
    expect(putString(ascii(text), true)).toEqual(hex(bytes));
    expect(putString(ascii(text), false)).toEqual(hex(bytes));
  });

  test('LZF begins above 20 bytes, and has to save four', () => {
    expect(putString(ascii('a'.repeat(20)), true)[0]).toBe(20);
    expect(putString(ascii('a'.repeat(21)), true)[0]).toBe(0xc3);
    expect(putString(ascii('abcdefghijklmnopqrstuvwxyz'), true)[0]).toBe(26);
  });

  test('any bytes, raw', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(putString(bytes, false)).toEqual(twin.putRdbString(bytes));
      }),
    );
  });

  test('any bytes, compressed where that saves something', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const written = putString(bytes, true);
        if (written[0] !== 0xc3) expect(written).toEqual(twin.putRdbString(bytes));
        else {
          const packed = written.length - lzfHead(written, bytes.length);
          expect(packed).toBeLessThanOrEqual(bytes.length - 4);
          const body = written.subarray(written.length - packed);
          expect(lzfInflate(body, new Uint8Array(), bytes.length, true).out).toEqual(Uint8Array.from(bytes));
        }
      }),
    );
  });
});

/** Bytes in front of LZF data: the code, its length and that of the string. */
function lzfHead(written: Uint8Array, size: number): number {
  const own = (written[1] ?? 0) < 64 ? 1 : 2;
  return 1 + own + (size < 64 ? 1 : 2);
}

describe('elements', () => {
  const BASE = 1_700_000_000_000;
  const PAIRED: readonly Shape[] = [SHAPE.PAIR, SHAPE.TTL_PAIR, SHAPE.PAIR_TIME];
  const SCORED: readonly Shape[] = [SHAPE.SCORE, SHAPE.TEXT_SCORE];

  function putElements(rows: readonly Row[], count: number, shape: Shape, room: number): [string, number, Uint8Array] {
    return observe((memory) => {
      const table = memory.table(rows);
      const out = memory.room(room);
      const stop = memory.kernels.putElements(table.start, count, shape, BASE, 0, out.start, out.end);
      return [stopOf(stop), memory.done, memory.bytes(out.start, memory.free)] as const;
    }) as [string, number, Uint8Array];
  }

  const time = fc.oneof(
    fc.constant(NaN),
    fc.nat(1e6).map((ms) => BASE + 1 + ms),
  );
  const rowsOf = (shape: Shape): fc.Arbitrary<Row[]> => {
    const number = SCORED.includes(shape)
      ? fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant(Infinity))
      : time;
    const each = PAIRED.includes(shape) ? 2 : 1;
    return fc
      .array(fc.tuple(fc.array(someBytes, { minLength: each, maxLength: each }), number), { maxLength: 6 })
      .map((elements) =>
        elements.flatMap(([all, one]) => all.map((bytes, i) => ({ bytes, number: i === 0 ? one : NaN }))),
      );
  };

  test('of any shape, as far as there is room', () => {
    const shapes = anyShape.filter((shape) => shape !== SHAPE.TRIPLE);
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.tuple(fc.constant(shape), rowsOf(shape), fc.nat(2000))),
        ([shape, rows, room]) => {
          const each = PAIRED.includes(shape) ? 2 : 1;
          const [stop, done, written] = putElements(rows, rows.length / each, shape, room);
          expect(written).toEqual(twin.putElements(rows.slice(0, each * done), shape, BASE));
          expect(stop).toBe(each * done === rows.length ? 'DONE' : 'OUTPUT');
        },
      ),
    );
  });
});

describe('integers', () => {
  function read(texts: readonly string[]): bigint[] | undefined {
    return observe((memory) => {
      const table = memory.packedTable(texts.map(ascii));
      const out = memory.room(8 * texts.length);
      if (memory.kernels.readIntegers(table.start, texts.length, out.start) === 0) return undefined;
      const bytes = Buffer.from(memory.bytes(out.start, out.end));
      return texts.map((_, i) => bytes.readBigInt64LE(8 * i));
    });
  }

  test.each([
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['9223372036854775808', undefined],
    ['-9223372036854775809', undefined],
    ['99999999999999999999', undefined],
    ['12a', undefined],
    ['', undefined],
  ])('%s', (text, value) => {
    expect(read([text])).toEqual(value === undefined ? undefined : [value]);
    expect(twin.parseInteger(ascii(text))).toBe(value);
  });

  test('any', () => {
    fc.assert(
      fc.property(fc.array(int64, { maxLength: 5 }), (all) => {
        expect(read(all.map(String))).toEqual(all);
      }),
    );
  });
});
