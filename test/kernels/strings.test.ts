/** RDB strings and the plain collections made of them. Source: rdb-format.md 2.1, 2.2, 2.4, 3.2, 3.7, 3.8. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTICE, ROW_BYTES, SHAPE, STOP, type Shape } from '../../src/kernels/kernels.ts';
import { row, type Answer, type Row } from '../../src/kernels/twins/answer.ts';
import {
  rowsOf,
  scanElements,
  scanLength,
  skipElements,
  type ScannedLength,
  type Skipped,
} from '../../src/kernels/twins/strings.ts';
import { anyBytes, element, int64, mutated, repetitive, shape as anyShape } from './arbitraries.ts';
import { encodeInteger, encodeLength, encodeLzf, encodeRaw, f64, join, le } from './encode.ts';
import { answerOf, ascii, hex, observe, settled, stopOf } from './memory.ts';

/** Scratch that is never too small: 88 bytes for each of LZF, and something for each string. */
function ample(bytes: Uint8Array): number {
  return 88 * bytes.length + 1024;
}

interface Limits {
  readonly base?: number;
  readonly rowRoom?: number;
  readonly scratch?: number;
}

function scan(bytes: Uint8Array, count: number, shape: Shape, limits: Limits = {}): Answer & { readonly used: number } {
  const { base = 0, rowRoom = Math.min(3 * count, 3 * bytes.length + 3), scratch = ample(bytes) } = limits;
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const table = memory.room(rowRoom * ROW_BYTES);
    const free = memory.room(scratch);
    const { kernels } = memory;
    const stop = kernels.scanElements(start, end, count, shape, base, table.start, table.end, free.start, free.end, 0);
    const answer = answerOf(memory, stop, start, table.start, rowsOf(shape), shape === SHAPE.TEXT_SCORE);
    const need = stop === STOP.SCRATCH ? { need: memory.need } : {};
    return { ...answer, ...need, used: memory.free - free.start };
  });
}

function expectTwins(bytes: Uint8Array, count: number, shape: Shape, base = 0, rowRoom?: number): void {
  const { used: _, ...answer } = scan(bytes, count, shape, { base, ...(rowRoom !== undefined && { rowRoom }) });
  expect(answer).toEqual(settled(scanElements(bytes, count, shape, base, rowRoom)));
}

function skip(bytes: Uint8Array, count: number, shape: Shape): Skipped & { readonly need: number } {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const stop = stopOf(memory.kernels.skipElements(start, end, count, shape));
    const { done, need } = memory;
    const fault = stop === 'FAULT' ? { fault: memory.fault } : {};
    return { stop, pos: memory.pos - start, done, ...fault, need: stop === 'INPUT' ? need : 0 };
  });
}

describe('length', () => {
  function kernel(bytes: Uint8Array): ScannedLength {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const value = BigInt.asUintN(64, memory.kernels.scanLength(start, end));
      const stop = stopOf(memory.done);
      const pos = memory.pos - start;
      if (stop === 'DONE') return { stop, pos, value, encoded: memory.notice === NOTICE.ENCODED_COUNT };
      return stop === 'INPUT' ? { stop, pos, need: memory.need } : { stop, pos };
    });
  }

  test.each([
    ['6 bit, lowest', '00', 0n],
    ['6 bit, highest', '3f', 63n],
    ['14 bit, lowest', '40 00', 0n],
    ['14 bit, 5 in a longer form', '40 05', 5n],
    ['14 bit, highest', '7f ff', 16383n],
    ['32 bit, lowest', '80 00 00 00 00', 0n],
    ['32 bit, big endian', '80 00 01 02 03', 0x10203n],
    ['32 bit, highest', '80 ff ff ff ff', 2n ** 32n - 1n],
    ['64 bit, big endian', '81 01 02 03 04 05 06 07 08', 0x102030405060708n],
    ['64 bit, highest', '81 ff ff ff ff ff ff ff ff', 2n ** 64n - 1n],
  ])('%s: %s', (_name, bytes, value) => {
    const want = { stop: 'DONE', value, encoded: false, pos: hex(bytes).length };
    expect(kernel(hex(bytes))).toEqual(want);
    expect(scanLength(hex(bytes))).toEqual(want);
  });

  test.each([
    ['c0', 0n],
    ['c3', 3n],
    ['ff', 63n],
  ])('%s selects a string encoding', (bytes, value) => {
    expect(kernel(hex(bytes))).toEqual({ stop: 'DONE', value, encoded: true, pos: 1 });
  });

  test.each([
    ['', 1],
    ['40', 2],
    ['80', 5],
    ['80 00 00 00', 5],
    ['81 00 00 00 00 00 00 00', 9],
  ])('%j needs %d bytes', (bytes, need) => {
    expect(kernel(hex(bytes))).toEqual({ stop: 'INPUT', pos: 0, need });
    expect(scanLength(hex(bytes))).toEqual({ stop: 'INPUT', pos: 0, need });
  });

  test.each(['82', '90 00', 'bf 00'])('%s is none', (bytes) => {
    expect(kernel(hex(bytes))).toEqual({ stop: 'FAULT', pos: 0 });
    expect(scanLength(hex(bytes))).toEqual({ stop: 'FAULT', pos: 0 });
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(kernel(bytes)).toEqual(scanLength(bytes));
      }),
      { numRuns: 300 },
    );
  });
});

describe('string', () => {
  test.each([
    ['empty', '00', ''],
    ['raw', '03 61 62 63', 'abc'],
    ['raw, 14 bit length', '40 03 61 62 63', 'abc'],
    ['raw, 32 bit length', '80 00 00 00 03 61 62 63', 'abc'],
    ['raw, 64 bit length', '81 00 00 00 00 00 00 00 03 61 62 63', 'abc'],
    ['8 bit, lowest', 'c0 80', '-128'],
    ['8 bit, highest', 'c0 7f', '127'],
    ['16 bit, lowest', 'c1 00 80', '-32768'],
    ['16 bit, little endian', 'c1 01 02', '513'],
    ['32 bit, lowest', 'c2 00 00 00 80', '-2147483648'],
    ['32 bit, highest', 'c2 ff ff ff 7f', '2147483647'],
    ['LZF', 'c3 04 09 00 61 c0 00', 'aaaaaaaaa'],
    ['LZF of nothing', 'c3 00 00', ''],
  ])('%s: %s is %j', (_name, bytes, text) => {
    const want = { stop: 'DONE', pos: hex(bytes).length, rows: [row(ascii(text))], notice: 0 };
    expect(scan(hex(bytes), 1, SHAPE.STRING)).toMatchObject(want);
    expect(scanElements(hex(bytes), 1, SHAPE.STRING, 0)).toEqual(want);
  });

  test.each([
    ['no length', '80 00 00', 5],
    ['no such encoding, though nothing follows', 'c2 00', 5],
    ['raw, cut', '0a 61', 11],
    ['raw, longer than any memory', '81 00 00 00 ff ff ff ff ff', 2 ** 40 + 8],
    ['LZF, no lengths', 'c3', 2],
    ['LZF, one length', 'c3 04', 3],
    ['LZF, second length cut', 'c3 04 80 00', 7],
    ['LZF, cut', 'c3 04 08 00 61', 7],
  ])('%s: %s needs %d bytes', (_name, bytes, need) => {
    const want = { stop: 'INPUT', pos: 0, rows: [], need, notice: 0 };
    expect(scan(hex(bytes), 1, SHAPE.STRING)).toMatchObject(want);
    expect(settled(scanElements(hex(bytes), 1, SHAPE.STRING, 0))).toEqual(want);
  });

  test.each([
    ['no such length', '82 00', 'LENGTH', 0],
    ['Garantia', 'c4 00', 'STRING_ENCODING', 0],
    ['the last of the undefined', 'ff 00', 'STRING_ENCODING', 0],
    ['LZF, no such length', 'c3 82', 'LENGTH', 1],
    ['LZF, no such second length', 'c3 04 82', 'LENGTH', 2],
    ['LZF, length is an encoding', 'c3 c0 08', 'LZF', 0],
    ['LZF, second length is an encoding', 'c3 04 c0', 'LZF', 0],
    ['LZF, nothing makes something', 'c3 00 01', 'LZF', 0],
    ['LZF, more than 88 for one', 'c3 01 40 59 00', 'LZF', 0],
    ['LZF, inflates to less', 'c3 02 02 00 61', 'LZF', 0],
    ['LZF, inflates to more', 'c3 03 01 01 61 62', 'LZF', 0],
    ['LZF, too large', 'c3 81 00 00 00 00 80 00 00 00 01', 'LZF', 0],
  ])('%s: %s is a fault', (_name, bytes, fault, pos) => {
    const input = bytes.endsWith('80 00 00 00 01') ? hex(`${bytes} 01`) : hex(bytes);
    const want = { stop: 'FAULT', pos, fault, rows: [] };
    expect(scan(input, 1, SHAPE.STRING)).toMatchObject(want);
    expect(settled(scanElements(input, 1, SHAPE.STRING, 0))).toEqual(want);
  });

  test('every form of any bytes', () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom<(1 | 2 | 5 | 9)[]>(1, 2, 5, 9), (bytes, least) => {
        for (const encoded of [encodeRaw(bytes, least), encodeLzf(bytes)]) {
          expect(scan(encoded, 1, SHAPE.STRING).rows).toEqual([row(bytes)]);
        }
      }),
    );
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(scan(encodeInteger(value), 1, SHAPE.STRING).rows).toEqual([row(ascii(String(value)))]);
      }),
    );
  });
});

const a = encodeRaw(ascii('a'));
const long = encodeRaw(ascii('a longer string'));

describe('elements', () => {
  test.each<[string, Shape, Uint8Array, Row[]]>([
    ['pair', SHAPE.PAIR, join(a, long), [row(ascii('a')), row(ascii('a longer string'))]],
    ['score', SHAPE.SCORE, join(a, f64(1.5)), [row(ascii('a'), 1.5)]],
    ['negative zero', SHAPE.SCORE, join(a, f64(-0)), [row(ascii('a'), -0)]],
    ['text score', SHAPE.TEXT_SCORE, join(a, encodeRaw(ascii('2.5'))), [row(ascii('a'), 2.5)]],
    ['text score, infinite', SHAPE.TEXT_SCORE, join(a, [254]), [row(ascii('a'), Infinity)]],
    ['text score, negative infinite', SHAPE.TEXT_SCORE, join(a, [255]), [row(ascii('a'), -Infinity)]],
    [
      'text score, to be parsed',
      SHAPE.TEXT_SCORE,
      join(a, encodeRaw(ascii('1e3'))),
      [{ bytes: ascii('a'), number: NaN, slow: ascii('1e3') }],
    ],
    ['no TTL', SHAPE.TTL_PAIR, join([0], a, a), [row(ascii('a')), row(ascii('a'))]],
    ['TTL', SHAPE.TTL_PAIR, join([1], a, a), [row(ascii('a'), 1001), row(ascii('a'))]],
    [
      'latest TTL',
      SHAPE.TTL_PAIR,
      join(encodeLength(2 ** 48 - 1001), a, a),
      [row(ascii('a'), 2 ** 48 - 1), row(ascii('a'))],
    ],
    ['no time', SHAPE.PAIR_TIME, join(a, a, le(-1n, 8)), [row(ascii('a')), row(ascii('a'))]],
    ['time 0', SHAPE.PAIR_TIME, join(a, a, le(0n, 8)), [row(ascii('a'), 0), row(ascii('a'))]],
    ['time', SHAPE.PAIR_TIME, join(a, a, le(1700000000000n, 8)), [row(ascii('a'), 1700000000000), row(ascii('a'))]],
    ['triple', SHAPE.TRIPLE, join(a, long, a), [row(ascii('a')), row(ascii('a longer string')), row(ascii('a'))]],
  ])('%s', (_name, shape, bytes, rows) => {
    const notice = rows.some(({ slow }) => slow) ? NOTICE.SLOW_NUMBER : 0;
    const want = { stop: 'DONE', pos: bytes.length, rows, notice };
    expect(scan(bytes, 1, shape, { base: 1000 })).toMatchObject(want);
    expect(scanElements(bytes, 1, shape, 1000)).toEqual(want);
    expect(skip(bytes, 1, shape)).toEqual({ stop: 'DONE', pos: bytes.length, done: 1, need: 0 });
  });

  test.each<[string, Shape, Uint8Array, string, number]>([
    ['NaN', SHAPE.SCORE, join(a, f64(NaN)), 'SCORE', 2],
    ['text score NaN', SHAPE.TEXT_SCORE, join(a, [253]), 'SCORE', 2],
    ['score without text', SHAPE.TEXT_SCORE, join(a, [0]), 'SCORE', 2],
    ['TTL is an encoding', SHAPE.TTL_PAIR, join([0xc1], a, a), 'LENGTH', 0],
    ['TTL is no length', SHAPE.TTL_PAIR, join([0x82], a, a), 'LENGTH', 0],
    ['TTL after the last time', SHAPE.TTL_PAIR, join(encodeLength(2 ** 48 - 1000), a, a), 'FIELD_TIME', 0],
    ['time before none', SHAPE.PAIR_TIME, join(a, a, le(-2n, 8)), 'FIELD_TIME', 4],
    ['value of no encoding', SHAPE.PAIR, join(a, [0xc9]), 'STRING_ENCODING', 2],
  ])('%s is a fault', (_name, shape, bytes, fault, pos) => {
    // One that is right before it, so that the fault tells how many were read.
    const whole = join(...Array<Uint8Array>(2).fill(rightOne(shape)), bytes);
    const want = { stop: 'FAULT', fault, pos: pos + 2 * rightOne(shape).length };
    const answer = scan(whole, 3, shape, { base: 1000 });
    expect(answer).toMatchObject(want);
    expect(answer.rows).toHaveLength(2 * rowsOf(shape));
    expect(scanElements(whole, 3, shape, 1000)).toMatchObject(want);
  });

  test('a skipped fault tells how many were passed', () => {
    expect(skip(join(a, a, [0xc9]), 3, SHAPE.STRING)).toMatchObject({
      stop: 'FAULT',
      fault: 'STRING_ENCODING',
      pos: 4,
      done: 2,
    });
    const lzf = hex('c3 01 40 59 00');
    expect(skip(join(a, lzf), 3, SHAPE.STRING)).toMatchObject({ stop: 'FAULT', fault: 'LZF', pos: 2, done: 1 });
    expect(skip(join(a, [0x82]), 3, SHAPE.STRING)).toMatchObject({ stop: 'FAULT', fault: 'LENGTH', pos: 2, done: 1 });
  });

  test('a compressed length that no product holds is not taken for a small one', () => {
    const bytes = join([0xc3], encodeLength(2n ** 62n), encodeLength(100), ascii('abc'));
    expect(skip(bytes, 1, SHAPE.STRING)).toMatchObject({ stop: 'INPUT', pos: 0 });
    expect(scan(bytes, 1, SHAPE.STRING)).toMatchObject({ stop: 'FAULT', fault: 'LZF' });
  });
});

function rightOne(shape: Shape): Uint8Array {
  const text = encodeRaw(ascii('1'));
  switch (shape) {
    case SHAPE.STRING:
      return a;
    case SHAPE.PAIR:
      return join(a, long);
    case SHAPE.SCORE:
      return join(long, f64(1));
    case SHAPE.TEXT_SCORE:
      return join(long, text);
    case SHAPE.TTL_PAIR:
      return join([5], a, long);
    case SHAPE.PAIR_TIME:
      return join(a, long, le(5, 8));
    case SHAPE.TRIPLE:
      return join(a, long, a);
  }
}

describe('a window that ends inside an element', () => {
  test.each(Object.entries(SHAPE))('%s: needs more than there is, no more than the element takes', (_name, shape) => {
    const one = rightOne(shape);
    for (let there = 0; there < one.length; there++) {
      const bytes = join(one, one.subarray(0, there));
      for (const { stop, pos, need = 0 } of [scan(bytes, 2, shape), skip(bytes, 2, shape)]) {
        expect({ stop, pos }).toEqual({ stop: 'INPUT', pos: one.length });
        expect(need).toBeGreaterThan(there);
        expect(need).toBeLessThanOrEqual(one.length);
      }
    }
  });
});

describe('any elements', () => {
  const many = anyShape.chain((shape) =>
    fc.tuple(fc.constant(shape), mutated(fc.array(element(shape), { maxLength: 6 }).map((parts) => join(...parts)))),
  );

  test('well formed, damaged or cut', () => {
    const base = fc.constantFrom(0, 1700000000000, 2 ** 48 - 1000);
    fc.assert(
      fc.property(many, fc.nat(7), base, ([shape, bytes], count, from) => expectTwins(bytes, count, shape, from)),
      { numRuns: 1000 },
    );
  });

  test('random', () => {
    fc.assert(
      fc.property(anyShape, anyBytes, (shape, bytes) => expectTwins(bytes, 1000, shape)),
      { numRuns: 300 },
    );
  });

  test('skipped', () => {
    fc.assert(
      fc.property(many, fc.nat(7), ([shape, bytes], count) => {
        const { need, ...answer } = skip(bytes, count, shape);
        expect(answer).toEqual(skipElements(bytes, count, shape));
        if (answer.stop === 'INPUT') expect(need).toBeGreaterThan(bytes.length - answer.pos);
      }),
      { numRuns: 1000 },
    );
  });

  test('with few rows', () => {
    fc.assert(
      fc.property(many, fc.nat(6), ([shape, bytes], rowRoom) => expectTwins(bytes, 7, shape, 0, rowRoom)),
      { numRuns: 300 },
    );
  });
});

describe('scratch', () => {
  const forms = fc.oneof(
    anyBytes.map(encodeLzf),
    fc.integer().map(encodeInteger),
    anyBytes.map((bytes) => encodeRaw(bytes)),
  );
  const whole = fc.constantFrom(SHAPE.STRING, SHAPE.PAIR, SHAPE.TRIPLE);

  test('that is too small: as much as was asked for is enough, and no element is lost', () => {
    fc.assert(
      fc.property(whole, fc.array(forms, { minLength: 3, maxLength: 12 }), fc.nat(60), (shape, strings, first) => {
        const count = Math.floor(strings.length / rowsOf(shape));
        const bytes = join(...strings.slice(0, count * rowsOf(shape)));
        const rows: Row[] = [];
        let pos = 0;
        let scratch = first;
        for (let left = count; left > 0;) {
          const answer = scan(bytes.subarray(pos), left, shape, { scratch });
          rows.push(...answer.rows);
          pos += answer.pos;
          left -= answer.rows.length / rowsOf(shape);
          if (answer.stop === 'DONE') break;
          expect(answer.stop).toBe('SCRATCH');
          if (answer.rows.length > 0) continue;
          expect(answer.need).toBeGreaterThan(scratch);
          scratch = answer.need ?? 0;
        }
        expect(rows).toEqual(scanElements(bytes, count, shape, 0).rows);
      }),
    );
  });

  test('goes on behind the strings of whole elements', () => {
    const bytes = join(encodeInteger(-100), encodeInteger(200), encodeInteger(300), [0x0a]);
    expect(scan(bytes, 2, SHAPE.PAIR)).toMatchObject({ stop: 'INPUT', used: '-100200'.length });
  });
});

describe('lengths without inflating', () => {
  const forms = fc.oneof(
    repetitive.map(encodeLzf),
    fc.integer().map(encodeInteger),
    anyBytes.map((bytes) => encodeRaw(bytes)),
  );
  const HEAD = 10;

  function head(
    bytes: Uint8Array,
    scratch = 4096,
  ): { stop: string; size: number; head: Uint8Array; pos: number; need: number } {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const table = memory.room(ROW_BYTES);
      const free = memory.room(scratch);
      const stop = stopOf(memory.kernels.scanHead(start, end, HEAD, table.start, free.start, free.end));
      const { pos, need } = memory;
      if (stop !== 'DONE') return { stop, size: 0, head: new Uint8Array(), pos: pos - start, need };
      const [only] = memory.rows(table.start, 1);
      return { stop, size: only?.number ?? NaN, head: only?.bytes ?? new Uint8Array(), pos: pos - start, need: 0 };
    });
  }

  test('the length of a string, and its first bytes', () => {
    fc.assert(
      fc.property(forms, (bytes) => {
        const [whole] = scanElements(bytes, 1, SHAPE.STRING, 0).rows;
        expect(head(bytes)).toEqual({
          stop: 'DONE',
          size: whole?.bytes.length,
          head: whole?.bytes.slice(0, HEAD),
          pos: bytes.length,
          need: 0,
        });
      }),
    );
  });

  test('of a string that is cut the need is told, and of too little scratch', () => {
    const bytes = encodeLzf(new Uint8Array(1000));
    expect(head(bytes.subarray(0, 5))).toMatchObject({ stop: 'INPUT', pos: 0, need: bytes.length });
    const { stop, need } = head(bytes, 30);
    expect(stop).toBe('SCRATCH');
    expect(head(bytes, need)).toMatchObject({ stop: 'DONE', size: 1000 });
  });

  test('rows of elements are as long as they would be', () => {
    fc.assert(
      fc.property(fc.array(forms, { maxLength: 12 }), (strings) => {
        const bytes = join(...strings);
        const lengths = observe((memory) => {
          const { start, end } = memory.input(bytes);
          const table = memory.room(strings.length * ROW_BYTES);
          const free = memory.room(1024 * strings.length);
          const { kernels } = memory;
          const stop = kernels.scanElements(
            start,
            end,
            strings.length,
            SHAPE.STRING,
            0,
            table.start,
            table.end,
            free.start,
            free.end,
            1,
          );
          const spans = memory.spans(table.start, strings.length);
          return [stopOf(stop), ...spans.map((span) => span.end - span.start)];
        });
        const { rows } = scanElements(bytes, strings.length, SHAPE.STRING, 0);
        expect(lengths).toEqual(['DONE', ...rows.map((each) => each.bytes.length)]);
      }),
    );
  });
});

test('integers of every width, packed where they fit', () => {
  fc.assert(
    fc.property(int64, (value) => {
      const time = le(value, 8);
      expectTwins(join(a, a, time), 1, SHAPE.PAIR_TIME);
      expectTwins(join(encodeLength(BigInt.asUintN(64, value)), a, a), 1, SHAPE.TTL_PAIR);
    }),
  );
});
