/** Entries of listpacks and ziplists written. Source: rdb-format.md 4.1, 4.2. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PACK, ROW_BYTES } from '../../src/kernels/kernels.ts';
import { row, type Row } from '../../src/kernels/twins/answer.ts';
import * as twin from '../../src/kernels/twins/pack.ts';
import { int64, someBytes } from './arbitraries.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

type Form = 'listpack' | 'ziplist';
const FORMS = { listpack: PACK.LISTPACK, ziplist: PACK.ZIPLIST } as const;

interface Packed {
  readonly stop: string;
  readonly done: number;
  readonly bytes: Uint8Array;
  /** Where the last entry of a ziplist begins, and its size. */
  readonly last: number;
  readonly size: number;
}

function pack(rows: readonly Row[], form: Form, scored: boolean, before: number, room: number): Packed {
  return observe((memory) => {
    const table = memory.table(rows);
    const out = memory.room(room);
    const { kernels } = memory;
    const flags = [FORMS[form], scored ? 1 : 0, before] as const;
    const stop = stopOf(kernels.packRows(table.start, rows.length, ...flags, out.start, out.end));
    const bytes = memory.bytes(out.start, memory.free);
    return { stop, done: memory.done, bytes, last: memory.pos - out.start, size: memory.notice };
  });
}

describe('entries of a listpack', () => {
  test.each([
    ['7 bits, lowest', '0', '00 01'],
    ['7 bits, highest', '127', '7f 01'],
    ['13 bits, lowest', '-4096', 'd0 00 02'],
    ['13 bits, highest', '4095', 'cf ff 02'],
    ['16 bits', '4096', 'f1 00 10 03'],
    ['16 bits, lowest', '-32768', 'f1 00 80 03'],
    ['24 bits', '32768', 'f2 00 80 00 04'],
    ['32 bits', '8388608', 'f3 00 00 80 00 05'],
    ['64 bits', '2147483648', 'f4 00 00 00 80 00 00 00 00 09'],
    ['text', 'a', '81 61 02'],
    ['no integer', '007', '83 30 30 37 04'],
    ['nothing', '', '80 01'],
  ])('%s', (_name, text, bytes) => {
    expect(twin.listpackEntry(ascii(text))).toEqual(hex(bytes));
    expect(pack([row(ascii(text))], 'listpack', false, 0, 40).bytes).toEqual(hex(bytes));
  });

  test.each([63, 64, 126, 127, 4095, 4096, 16375, 16376, 16378, 2_097_143, 2_097_150])('text of %d bytes', (size) => {
    const rows = [row(new Uint8Array(size).fill(0x61))];
    expect(
      Buffer.compare(pack(rows, 'listpack', false, 0, size + 30).bytes, twin.packRows(rows, 'listpack', false, 0)),
    ).toBe(0);
  });
});

describe('entries of a ziplist', () => {
  test.each([
    ['immediate, lowest', '0', 0, '00 f1'],
    ['immediate, highest', '12', 2, '02 fd'],
    ['8 bits', '13', 2, '02 fe 0d'],
    ['16 bits', '128', 2, '02 c0 80 00'],
    ['24 bits', '32768', 2, '02 f0 00 80 00'],
    ['32 bits', '8388608', 253, 'fd d0 00 00 80 00'],
    ['64 bits', '2147483648', 254, 'fe fe 00 00 00 e0 00 00 00 80 00 00 00 00'],
    ['text', 'a', 2, '02 01 61'],
  ])('%s', (_name, text, before, bytes) => {
    expect(twin.ziplistEntry(ascii(text), before)).toEqual(hex(bytes));
    const packed = pack([row(ascii(text))], 'ziplist', false, before, 40);
    expect(packed).toMatchObject({ bytes: hex(bytes), last: 0, size: hex(bytes).length });
  });

  test.each([63, 64, 253, 16383, 16384])('text of %d bytes', (size) => {
    const rows = [row(new Uint8Array(size).fill(0x61)), row(ascii('b'))];
    const { bytes, last } = pack(rows, 'ziplist', false, 0, size + 60);
    expect(Buffer.compare(bytes, twin.packRows(rows, 'ziplist', false, 0))).toBe(0);
    expect(last).toBe(twin.packRows(rows.slice(0, 1), 'ziplist', false, 0).length);
  });
});

const texts = fc.oneof(
  someBytes,
  int64.map((n) => ascii(String(n))),
);
const score = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(-0, Infinity, -Infinity));
const rowsOf = fc.array(
  fc.tuple(texts, score).map(([bytes, number]) => row(bytes, number)),
  { maxLength: 8 },
);

test.each(['listpack', 'ziplist'] as const)('any rows into a %s, as far as there is room', (form) => {
  fc.assert(
    fc.property(rowsOf, fc.boolean(), fc.nat(300), fc.nat(2000), (rows, scored, before, room) => {
      const { stop, done, bytes } = pack(rows, form, scored, before, room);
      expect(bytes).toEqual(twin.packRows(rows.slice(0, done), form, scored, before));
      expect(stop).toBe(done === rows.length ? 'DONE' : 'OUTPUT');
    }),
  );
});

test('entries that are put one by one', () => {
  fc.assert(
    fc.property(texts, int64, (bytes, number) => {
      const [text, integer] = observe((memory) => {
        const { start, end } = memory.input(bytes);
        const out = memory.room(bytes.length + 16);
        const whole = memory.bytes(out.start, memory.kernels.putListpackEntry(start, end, out.start));
        const other = memory.room(16);
        return [whole, memory.bytes(other.start, memory.kernels.putListpackNumber(number, other.start))] as const;
      });
      expect(text).toEqual(twin.listpackEntry(bytes));
      expect(integer).toEqual(twin.listpackEntry(ascii(String(number))));
    }),
  );
});

describe('rows', () => {
  const few = fc.array(
    fc
      .tuple(fc.uint8Array({ min: 0x61, max: 0x63, maxLength: 3 }), fc.integer({ min: -2, max: 2 }))
      .map(([bytes, n]) => row(bytes, n)),
    { maxLength: 12 },
  );

  test('sorted by score, then by bytes', () => {
    fc.assert(
      fc.property(few, fc.constantFrom('as they come', 'sorted', 'reversed'), (given, order) => {
        const want = twin.sortRows(given);
        const rows = order === 'sorted' ? want : order === 'reversed' ? want.toReversed() : given;
        const sorted = observe((memory) => {
          const table = memory.table(rows);
          memory.kernels.sortRows(table.start, rows.length);
          return memory.rows(table.start, rows.length);
        });
        expect(sorted).toEqual(want.map(({ bytes, number }) => row(Uint8Array.from(bytes), number)));
      }),
    );
  });

  test('kept with their bytes, if those fit', () => {
    fc.assert(
      fc.property(few, fc.nat(30), (rows, room) => {
        const size = rows.reduce((sum, { bytes }) => sum + bytes.length, 0);
        const answer = observe((memory) => {
          const table = memory.table(rows);
          const out = memory.room(rows.length * ROW_BYTES);
          const bytes = memory.room(room);
          const { kernels } = memory;
          const end = kernels.keepRows(table.start, rows.length, out.start, bytes.start, bytes.end);
          const longest = kernels.longestRow(table.start, rows.length);
          return { longest, kept: end === 0 ? undefined : memory.rows(out.start, rows.length) };
        });
        const kept = rows.map(({ bytes, number }) => row(Uint8Array.from(bytes), number));
        expect(answer).toEqual({
          longest: Math.max(0, ...rows.map(({ bytes }) => bytes.length)),
          kept: size > room ? undefined : kept,
        });
      }),
    );
  });
});
