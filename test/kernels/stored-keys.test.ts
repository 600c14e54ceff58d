/** Runs of keys by how they are stored. Source: rdb-format.md 1.1, 2.2, 3.2 to 3.5. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORM, ROW_BYTES } from '../../src/kernels/kernels.ts';
import { scanStoredKeys, type StoredForm, type StoredKey } from '../../src/kernels/twins/stored-keys.ts';
import { TYPES } from '../../src/rdb/types.ts';
import { anyBytes, int64, mutated, packedEntry, repetitive } from './arbitraries.ts';
import { encodeInteger, encodeIntset, encodeListpack, encodeLzf, encodeRaw, join, le } from './encode.ts';
import { ascii, hex, observe, stopOf } from './memory.ts';

const FORMS: ReadonlyMap<number, StoredForm> = new Map([
  [TYPES.STRING.byte, { form: FORM.STRING, period: 1, elements: 1, most: 0 }],
  [TYPES.SET_LISTPACK.byte, { form: FORM.LISTPACK, period: 1, elements: 1, most: 8 }],
  [TYPES.HASH_LISTPACK.byte, { form: FORM.LISTPACK, period: 2, elements: 2, most: 8 }],
  [TYPES.ZSET_LISTPACK.byte, { form: FORM.LISTPACK, period: 2, elements: 1, most: 8 }],
  [TYPES.SET_INTSET.byte, { form: FORM.INTSET, period: 1, elements: 1, most: 6 }],
  [TYPES.LIST_QUICKLIST_2.byte, { form: FORM.NODE, period: 1, elements: 1, most: 2 ** 32 - 1 }],
]);

const FORM_TABLE = formTable();

function formTable(): Uint8Array {
  const rows = Array.from({ length: 256 }, (_, byte) => {
    const { form, period, elements, most } = FORMS.get(byte) ?? { form: FORM.NONE, period: 0, elements: 0, most: 0 };
    return join([form, period, elements, 0], le(BigInt(most), 4));
  });
  return join(...rows);
}

interface Run {
  readonly pos: number;
  readonly keys: readonly StoredKey[];
}

function kernel(bytes: Uint8Array, look: boolean, most: number): Run & { readonly strings: number } {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    const forms = memory.input(FORM_TABLE);
    const table = memory.room(2 * most * ROW_BYTES);
    const facts = memory.room(most * ROW_BYTES);
    const free = memory.room(88 * bytes.length + 2048);
    const { kernels } = memory;
    const stop = kernels.scanStoredKeys(
      start,
      end,
      forms.start,
      Number(look),
      table.start,
      facts.start,
      most,
      free.start,
      free.end,
    );
    expect(stopOf(stop)).toBe('DONE');
    const rows = memory.rows(table.start, 2 * memory.done);
    const spans = memory.spans(table.start, 2 * memory.done);
    const about = memory.spans(facts.start, memory.done);
    const keys = about.map(({ start: type, end: size }, i) => ({
      key: rows[2 * i]?.bytes ?? new Uint8Array(),
      expireAt: rows[2 * i]?.number ?? 0,
      type,
      entries: spans[2 * i + 1]?.start ?? 0,
      longest: spans[2 * i + 1]?.end ?? 0,
      size,
      integer: memory.number(facts.start + i * ROW_BYTES),
      offset: (rows[2 * i + 1]?.number ?? 0) - start,
    }));
    return { pos: memory.pos - start, keys, strings: memory.notice };
  });
}

function expectTwins(bytes: Uint8Array, most = 8): void {
  for (const look of [false, true]) {
    const { strings, ...run } = kernel(bytes, look, most);
    expect(run).toEqual(scanStoredKeys(bytes, FORMS, look, most));
    expect(strings).toBe(run.keys.filter(({ type }) => type === TYPES.STRING.byte).length);
  }
}

/** So that ten bytes are left where a record begins. */
const rest = hex('ff 00 00 00 00 00 00 00 00 00');
const key = encodeRaw(ascii('key'));
const listpack = encodeListpack([ascii('a'), 12345n, ascii('bcd'), -7n]);

describe('a key', () => {
  test.each<[string, number, Uint8Array, Partial<StoredKey>]>([
    ['a string', 0, encodeRaw(ascii('value')), { size: 5, longest: 5, integer: NaN }],
    ['digits', 0, encodeRaw(ascii('-9223372036854775808')), { size: 20, integer: -(2 ** 63) }],
    ['digits that a server would print otherwise', 0, encodeRaw(ascii('007')), { integer: NaN }],
    ['an integer', 0, encodeInteger(300), { size: 3, longest: 3, integer: 300 }],
    ['LZF', 0, encodeLzf(new Uint8Array(100)), { size: 100, longest: 100, integer: NaN }],
    ['a set', TYPES.SET_LISTPACK.byte, encodeRaw(listpack), { entries: 4, longest: 5, size: listpack.length }],
    ['a compressed set', TYPES.SET_LISTPACK.byte, encodeLzf(listpack), { entries: 4, longest: 5 }],
    ['a hash', TYPES.HASH_LISTPACK.byte, encodeRaw(listpack), { entries: 4, longest: 5 }],
    ['a sorted set, whose scores are no elements', TYPES.ZSET_LISTPACK.byte, encodeRaw(listpack), { longest: 3 }],
    ['an intset', TYPES.SET_INTSET.byte, encodeRaw(encodeIntset([-10n, 5n], 2)), { entries: 2, longest: 3, size: 12 }],
    ['a list of one node', TYPES.LIST_QUICKLIST_2.byte, join([1, 2], encodeRaw(listpack)), { entries: 4, longest: 5 }],
  ])('%s', (_name, type, value, want) => {
    const bytes = join([type], key, value, rest);
    expect(kernel(bytes, true, 4).keys).toEqual([expect.objectContaining({ key: ascii('key'), type, ...want })]);
    expectTwins(bytes);
    expectTwins(join([0xfc], le(1700000000000n, 8), bytes));
  });

  test.each<[string, Uint8Array]>([
    ['of another type', join([TYPES.SET.byte], key, [1], encodeRaw(ascii('member')))],
    ['whose name is a number', join([0], encodeInteger(5), encodeRaw(ascii('value')))],
    ['with an expiry that is negative', join([0xfc], le(-5n, 8), [0], key, encodeRaw(ascii('value')))],
    ['of two nodes', join([TYPES.LIST_QUICKLIST_2.byte], key, [2, 2], encodeRaw(listpack))],
    ['of a plain node', join([TYPES.LIST_QUICKLIST_2.byte], key, [1, 1], encodeRaw(ascii('element')))],
    [
      'with too many entries',
      join([TYPES.SET_INTSET.byte], key, encodeRaw(encodeIntset([1n, 2n, 3n, 4n, 5n, 6n, 7n], 2))),
    ],
    ['without entries', join([TYPES.SET_LISTPACK.byte], key, encodeRaw(encodeListpack([])))],
    ['whose blob is not as long as it says', join([TYPES.SET_LISTPACK.byte], key, encodeRaw(join(listpack, [0])))],
    ['that is cut', join([0], key, [0x3f])],
  ])('%s is left to the decoder', (_name, record) => {
    const bytes = join(record, rest);
    expect(kernel(bytes, true, 4)).toMatchObject({ pos: 0, keys: [] });
    expectTwins(bytes);
  });
});

describe('any run', () => {
  type Stored = (bytes: fc.Arbitrary<Uint8Array>) => fc.Arbitrary<Uint8Array>;
  const raw: Stored = (bytes) => bytes.map((each) => encodeRaw(each));
  const compressed: Stored = (bytes) => fc.oneof(raw(bytes), bytes.map(encodeLzf));
  const blob = fc.array(packedEntry, { maxLength: 10 }).map(encodeListpack);
  const intset = fc
    .uniqueArray(
      int64.map((value) => BigInt.asIntN(32, value)),
      { minLength: 1, maxLength: 8 },
    )
    .map((values) =>
      encodeIntset(
        values.toSorted((a, b) => (a < b ? -1 : 1)),
        4,
      ),
    );

  function typed(type: number, value: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
    return fc.tuple(anyBytes, value, fc.boolean()).map(([name, bytes, expires]) => {
      const expiry = expires ? join([0xfc], le(1700000000000n, 8)) : new Uint8Array();
      return join(expiry, [type], encodeRaw(name), bytes);
    });
  }

  function runs(stored: Stored): fc.Arbitrary<Uint8Array> {
    const digits = int64.map((value) => ascii(String(value)));
    const record = fc.oneof(
      typed(0, fc.oneof(stored(fc.oneof(anyBytes, repetitive, digits)), fc.integer().map(encodeInteger))),
      typed(TYPES.SET_LISTPACK.byte, stored(blob)),
      typed(TYPES.HASH_LISTPACK.byte, stored(blob)),
      typed(TYPES.ZSET_LISTPACK.byte, stored(blob)),
      typed(TYPES.SET_INTSET.byte, stored(intset)),
      typed(
        TYPES.LIST_QUICKLIST_2.byte,
        stored(blob).map((bytes) => join([1, 2], bytes)),
      ),
    );
    return fc.array(record, { maxLength: 6 }).map((records) => join(...records, rest));
  }

  test('as its twin has it', () => {
    fc.assert(
      fc.property(runs(compressed), fc.integer({ min: 1, max: 8 }), (bytes, most) => expectTwins(bytes, most)),
      { numRuns: 200 },
    );
  });

  /** Of compressed values no more is inflated than is wanted, so damage in them is not seen here: the checksum tells of it. */
  test('damaged or cut', () => {
    const damaged = mutated(runs(raw)).filter((bytes) => !bytes.includes(0xc3));
    fc.assert(
      fc.property(damaged, (bytes) => expectTwins(bytes)),
      { numRuns: 300 },
    );
  });
});
