/** Runs of plain string keys. Source: rdb-format.md 1.1, 1.4, 2.2. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTES, ROW_BYTES } from '../../src/kernels/kernels.ts';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import { jsonStringKeys, scanStringKeys, type KeyText, type Run } from '../../src/kernels/twins/string-keys.ts';
import { mutated, textual } from './arbitraries.ts';
import { encodeInteger, encodeRaw, join, le } from './encode.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

const DIGITS_ROOM = 12;

describe('scanStringKeys', () => {
  function kernel(bytes: Uint8Array, integers: boolean, rowRoom = 2 * bytes.length, scratch = 4 * rowRoom + 12): Run {
    return observe((memory) => {
      const { start, end } = memory.input(bytes);
      const table = memory.room(rowRoom * ROW_BYTES);
      const free = memory.room(integers ? scratch : 0);
      const { kernels } = memory;
      const places = [table.start, table.end, free.start, free.end] as const;
      const stop = stopOf(kernels.scanStringKeys(start, end, Number(integers), ...places));
      expect(stop).toBe('DONE');
      const rows = memory.rows(table.start, 2 * memory.done);
      const relative = rows.map((each, i) => (i % 2 === 0 ? each : row(each.bytes, each.number - start)));
      return { pos: memory.pos - start, rows: relative };
    });
  }

  /** Twelve digits a value: more than a kernel asks for. */
  function expectTwins(bytes: Uint8Array, integers: boolean, rowRoom = 2 * bytes.length): void {
    expect(kernel(bytes, integers, rowRoom, DIGITS_ROOM * (bytes.length + 1))).toEqual(
      scanStringKeys(bytes, integers, rowRoom),
    );
  }

  /** So that ten bytes are left where a record begins. */
  const rest = hex('ff 00 00 00 00 00 00 00 00 00');
  const [k, v] = [encodeRaw(ascii('key')), encodeRaw(ascii('value'))];
  const key = row(ascii('key'));

  test.each<[string, boolean, Uint8Array, Row[]]>([
    ['nothing', false, hex(''), []],
    ['a raw value', false, join([0], k, v), [key, row(ascii('value'), 0)]],
    ['an empty key, an empty value', false, hex('00 00 00'), [row(ascii('')), row(ascii(''), 0)]],
    [
      'an expiry',
      false,
      join([0xfc], le(1700000000000n, 8), [0], k, v),
      [row(key.bytes, 1700000000000), row(ascii('value'), 0)],
    ],
    [
      'the latest expiry',
      false,
      join([0xfc], le(2n ** 53n - 1n, 8), [0], k, v),
      [row(key.bytes, 2 ** 53 - 1), row(ascii('value'), 0)],
    ],
    ['an 8 bit integer', true, join([0], k, encodeInteger(-128)), [key, row(ascii('-128'), 0)]],
    ['a 16 bit integer', true, join([0], k, encodeInteger(-32768)), [key, row(ascii('-32768'), 0)]],
    ['a 32 bit integer', true, join([0], k, encodeInteger(-2147483648)), [key, row(ascii('-2147483648'), 0)]],
    ['the longest value', false, join([0], k, encodeRaw(new Uint8Array(4096))), [key, row(new Uint8Array(4096), 0)]],
  ])('%s', (_name, integers, bytes, rows) => {
    const run = join(bytes, rest);
    const want = { pos: bytes.length, rows };
    expect(kernel(run, integers, 4)).toEqual(want);
    expect(scanStringKeys(run, integers)).toEqual(want);
  });

  test.each<[string, boolean, Uint8Array]>([
    ['another type', false, join([1], k, v)],
    ['another opcode', false, join([0xfd], le(5, 4), [0], k, v)],
    ['an expiry before 1970', false, join([0xfc], le(-1n, 8), [0], k, v)],
    ['an expiry that no double holds', false, join([0xfc], le(2n ** 53n, 8), [0], k, v)],
    ['a key in a long form', false, join([0], encodeRaw(ascii('key'), 5), v)],
    ['a key that is an integer', false, join([0], encodeInteger(5), v)],
    ['a value too long', false, join([0], k, encodeRaw(new Uint8Array(4097)))],
    ['an integer among raw values', false, join([0], k, encodeInteger(5))],
    ['a raw value among integers', true, join([0], k, v)],
    ['LZF', true, join([0], k, hex('c3 04 09 00 61 c0 00'))],
  ])('%s ends the run', (_name, integers, bytes) => {
    const first = join([0], k, integers ? encodeInteger(7) : v);
    expect(kernel(join(first, bytes, rest), integers, 6)).toMatchObject({ pos: first.length, rows: { length: 2 } });
    expect(scanStringKeys(join(first, bytes, rest), integers)).toMatchObject({
      pos: first.length,
      rows: { length: 2 },
    });
  });

  const text = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 60, maxLength: 70 }));
  const expiry = fc.bigInt({ min: 0n, max: 2n ** 53n }).map((at) => join([0xfc], le(at, 8)));
  const raw = text.map((bytes) => encodeRaw(bytes));
  const integer = fc.integer().map(encodeInteger);
  const record = (value: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
    fc
      .tuple(fc.option(expiry, { nil: hex('') }), raw, value)
      .map(([prefix, name, bytes]) => join(prefix, [0], name, bytes));
  const runs = fc.tuple(fc.boolean(), fc.boolean()).chain(([integers, damaged]) => {
    const records = fc.array(record(integers ? integer : raw), { maxLength: 8 }).map((parts) => join(...parts, rest));
    return fc.tuple(fc.constant(integers), damaged ? mutated(records) : records);
  });

  test('any run, whole, damaged or cut', () => {
    fc.assert(
      fc.property(runs, fc.nat(20), ([integers, bytes], rowRoom) => {
        expectTwins(bytes, integers);
        expectTwins(bytes, integers, rowRoom);
      }),
      { numRuns: 500 },
    );
  });

  test('with little scratch: the run ends before it is used up', () => {
    fc.assert(
      fc.property(fc.array(record(integer), { maxLength: 8 }), fc.nat(60), (records, scratch) => {
        const bytes = join(...records, rest);
        const whole = scanStringKeys(bytes, true);
        const { rows } = kernel(bytes, true, 16, scratch);
        expect(rows).toEqual(whole.rows.slice(0, rows.length));
      }),
    );
  });
});

describe('jsonStringKeys', () => {
  function kernel(rows: readonly Row[], how: KeyText, room: number): { stop: string; done: number; text: string } {
    const { head, tail, valued, offset, mode } = how;
    return observe((memory) => {
      const h = memory.text(head);
      const t = memory.text(tail);
      const table = memory.table(rows);
      const out = memory.room(room);
      const frame = [h.start, h.end - h.start, t.start, t.end - t.start] as const;
      const { kernels } = memory;
      const count = rows.length / 2;
      const rest = [Number(valued), offset, mode, out.start, out.end] as const;
      const stop = stopOf(kernels.jsonStringKeys(table.start, count, ...frame, ...rest));
      return { stop, done: memory.done, text: memory.utf8(out.start, memory.free) };
    });
  }

  const head = '{"db":0,"key":';
  const tail = ',"type":"string"';
  const rows = [row(ascii('a'), 5000), row(ascii('1'), 100), row(ascii('b')), row(ascii('"'), 120)];

  test.each<[string, KeyText, string[]]>([
    [
      'keys and values',
      { head, tail, valued: true, offset: NaN, mode: BYTES.AUTO },
      [
        '{"db":0,"key":"a","type":"string","expireAt":5000,"value":"1"}',
        '{"db":0,"key":"b","type":"string","value":"\\""}',
      ],
    ],
    [
      'keys with their offsets',
      { head: '"key":', tail: '', valued: false, offset: -91, mode: BYTES.AUTO },
      ['{"record":"key","offset":9,"key":"a","expireAt":5000}', '{"record":"key","offset":29,"key":"b"}'],
    ],
  ])('%s', (_name, how, lines) => {
    const text = lines.map((line) => `${line}\n`).join('');
    expect(kernel(rows, how, 4000)).toEqual({ stop: 'DONE', done: 2, text });
    expect(jsonStringKeys(rows, how)).toBe(text);
  });

  test('any run, in any room: nothing is lost', () => {
    const keys = fc
      .array(fc.tuple(textual, textual, fc.oneof(fc.constant(NaN), fc.maxSafeNat()), fc.nat(1000000)), { maxLength: 5 })
      .map((list) => list.flatMap(([key, value, time, at]) => [row(key, time), row(value, at)]));
    const frame = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
    const how = fc.record({
      head: frame,
      tail: frame,
      valued: fc.boolean(),
      offset: fc.constantFrom(NaN, 0, 2 ** 40),
      mode: fc.constantFrom(...Object.values(BYTES)),
    });
    fc.assert(
      fc.property(keys, how, fc.nat(2000), (list, text, first) => {
        let room = first;
        let printed = '';
        for (let left = list; ;) {
          const part = kernel(left, text, room);
          printed += part.text;
          left = left.slice(2 * part.done);
          if (part.stop === 'DONE') break;
          if (part.done === 0) room = 2 * room + 100;
        }
        expect(printed).toBe(jsonStringKeys(list, text));
      }),
      { numRuns: 200 },
    );
  });
});
