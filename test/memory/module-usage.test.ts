/** What modules answer of their values, which stand here as scalars: opcode 2 an integer, 4 a double, 5 a string, 0 the end. */
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { Allocator } from '../../src/memory/allocator.ts';
import { parseServerVersion } from '../../src/memory/choose-server.ts';
import { guessModuleUsage, moduleUsage } from '../../src/memory/module-usage.ts';
import { Sds } from '../../src/memory/sds.ts';
import { vectorSetUsage } from '../../src/memory/vector-set-usage.ts';
import { CursorScalars } from '../../src/modules/cursor-scalars.ts';
import { Cursor } from '../../src/rdb/cursor.ts';

type Scalar = number | string | { readonly double: number };

/** A cursor at the first of these scalars, as a file has them. */
function cursorAt(scalars: readonly Scalar[]): Cursor {
  const parts = scalars.map((scalar) => {
    if (typeof scalar === 'number') return Buffer.concat([Buffer.from([2]), length(scalar)]);
    if (typeof scalar === 'string')
      return Buffer.concat([Buffer.from([5]), length(scalar.length), Buffer.from(scalar)]);
    const double = Buffer.alloc(9, 4);
    double.writeDoubleLE(scalar.double, 1);
    return double;
  });
  const bytes = Buffer.concat([...parts, Buffer.from([0])]);
  const arena = new Arena();
  arena.u8.set(bytes, arena.window.start);
  arena.end = arena.window.start + bytes.length;
  const cursor = new Cursor(arena, false);
  cursor.at = arena.window.start;
  return cursor;
}

/** A length of 32 bits. */
function length(value: number): Buffer {
  const bytes = Buffer.alloc(5, 0x80);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

test.each<[string, string, Scalar[], number]>([
  ['a list of numbers: 16, and a node of 16 for each', 'hellotype', [3, 1, 2, 3], 16 + 3 * 16],
  [
    'two Bloom filters',
    'MBbloom--',
    [
      9,
      2,
      0,
      2,
      100,
      { double: 0.01 },
      7,
      { double: 9.5 },
      64,
      6,
      '12345678',
      5,
      200,
      { double: 0.01 },
      8,
      { double: 9.5 },
      128,
      7,
      '1234567812345678',
      4,
    ],
    32 + 2 * 64 + 8 + 16,
  ],
  ['a cuckoo filter', 'MBbloomCF', [1, 4, 2, 0, 2, 20, 1, 4, '12345678'], 40 + 16 + 8],
  ['a count-min sketch: its counters', 'CMSk-TYPE', [2, 2, 5, '1234567812345678'], 32 + 16],
  [
    'top-k: counters and heap, not the items',
    'TopK-TYPE',
    [1, 1, 1, { double: 0.9 }, '12345678', 'h'.repeat(24), 'item\0'],
    2088 + 8 + 24,
  ],
  ['an inverted index: two blocks', 'ft_invidx', [83, 8, 2, 2, 1, 4, 1, 'abc', 5, 8, 1, 'abcdef'], 32 + 2 * 56 + 9],
  ['tags: the index of each, with its blocks', 'ft_tagidx', [1, 'red', 0, 1, 1, 1, 1, 1, 1, 'x'], 8 + 3 + 32 + 56 + 1],
  [
    'a numeric index of one number: a float, behind a head and a distance',
    'numericdx',
    [5, { double: 1.5 }, 0],
    48 + 40 + 48 + 8 + 32 + 56 + 6,
  ],
  [
    'one of two, where the root has split and keeps its range; small numbers stand in the head',
    'numericdx',
    [5, { double: 1.5 }, 6, { double: 7 }, 0],
    48 + (40 + 48 + 16 + 32 + 56 + 8) + (40 + 48 + 8 + 32 + 56 + 6) + (40 + 48 + 8 + 32 + 56 + 2),
  ],
])('%s', (_name, module, scalars, bytes) => {
  expect(moduleUsage(module, cursorAt(scalars))).toBe(bytes);
});

test('others are not known: of those that answer, the bytes of the value are taken', () => {
  expect(moduleUsage('mytype-00', cursorAt([1]))).toBeUndefined();
  expect([guessModuleUsage('mytype-00', 500), guessModuleUsage('ReJSON-RL', 500)]).toEqual([0, 500]);
});

describe('vector sets', () => {
  const allocator = new Allocator('jemalloc-quantum8', { prefixed: false, pages: false });
  const sds = new Sds(parseServerVersion('redis-8.0', 'a test'), allocator);
  const SET = 112 + 1672;
  /** Of int8 vectors of one dimension, with room for 32 links: node, vector, links, entry of the dict. */
  const NODE = 312 + 1 + 32 * 8 + 16;

  const element = (id: number, name: string, attributes?: string): Scalar[] => [
    name,
    ...(attributes === undefined ? [] : [attributes]),
    'v',
    // Six parameters: id, level and version, links, room for them, the worst, norm and range.
    6,
    id,
    1 << 24,
    0,
    32,
    0,
    0,
  ];
  const usage = (scalars: readonly Scalar[]) => vectorSetUsage(new CursorScalars(cursorAt(scalars)), allocator, sds);

  test('none', () => {
    expect(usage([1, 0, 1 | (16 << 8), 0])).toMatchObject({ bytes: SET, elements: 0 });
  });

  test('one: a third of its links and of its layer is added for those above', () => {
    const layers = Math.floor((24 * 4) / 3) + Math.floor((8 * 16) / 3);
    expect(usage([1, 1, 1 | (16 << 8), 0, ...element(1, 'name')])).toMatchObject({
      bytes: SET + NODE + layers + 24,
      elements: 1,
    });
  });

  test('names count by the average of the last twenty', () => {
    const names = [...Array.from({ length: 5 }, () => 'x'.repeat(300)), ...Array.from({ length: 20 }, () => 'short')];
    const layers = (24 * 25 * 4) / 3 + Math.floor((8 * 16 * 25) / 3);
    const scalars = names.flatMap((name, id) => element(id + 1, name));
    // An object of 16 with 5 bytes in a string of 9: 32.
    expect(usage([1, 25, 1 | (16 << 8), 0, ...scalars]).bytes).toBe(SET + 25 * NODE + layers + 25 * 32);
  });

  test('attributes count by the average of those seen, and 64 where none was', () => {
    const few = usage([1, 1, 1 | (16 << 8), 2, ...element(1, 'name', '{}')]).bytes;
    const without = usage([1, 1, 1 | (16 << 8), 2, ...element(1, 'name', '')]).bytes;
    expect(few - without).toBe(24);
    const hidden = [element(1, 'name', '{}'), ...Array.from({ length: 20 }, (_, i) => element(i + 2, 'name', ''))];
    const all = hidden.map((one) => [one[0] ?? '', '', ...one.slice(2)]);
    const scalars = (elements: readonly Scalar[][]): Scalar[] => [1, 21, 1 | (16 << 8), 2, ...elements.flat()];
    expect(usage(scalars(hidden)).bytes - usage(scalars(all)).bytes).toBe(64);
  });

  test('a projection', () => {
    const head = (flags: number): Scalar[] => [1, 1, 1 | (16 << 8), flags];
    const plain = usage([...head(0), ...element(1, 'name')]).bytes;
    expect(usage([...head(1), 3, 'm'.repeat(12), ...element(1, 'name')]).bytes - plain).toBe(12);
  });
});
