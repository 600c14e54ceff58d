/** Prefixes in a table that is too small for them: what they lack is within the bound that is stated. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { parentOf, patternOf } from '../../src/kernels/twins/prefixes.ts';
import { PrefixTable } from '../../src/report/prefix-table.ts';
import { growTree, type TreeNode } from '../../src/report/prefix-tree.ts';
import { putRun, type StringKey } from './strings.ts';

const SEPARATORS = { ':': 1, '/': 2, '|': 3, '.': 4, '-': 5, _: 6 };

interface Sum {
  keys: number;
  bytes: number;
}

/** Every prefix with all that is in it. */
function exactSums(keys: readonly StringKey[]): Map<string, Sum> {
  const sums = new Map<string, Sum>([['', { keys: 0, bytes: 0 }]]);
  for (const { key, bytes } of keys) {
    for (let name = patternOf(key, SEPARATORS); ; name = parentOf(name, SEPARATORS)) {
      const sum = sums.get(name) ?? { keys: 0, bytes: 0 };
      sums.set(name, { keys: sum.keys + 1, bytes: sum.bytes + bytes });
      if (name === '') break;
    }
  }
  return sums;
}

function sumsOf(table: PrefixTable): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  const visit = ({ name, keys, bytes, children }: TreeNode): void => {
    sums.set(name, { keys, bytes });
    children.forEach(visit);
  };
  visit(growTree(table.counts(), (name) => table.parentOf(name)));
  return sums;
}

function holdBound(table: PrefixTable, keys: readonly StringKey[]): void {
  const found = sumsOf(table);
  const exact = exactSums(keys);
  expect([...found.keys()].filter((name) => !exact.has(name))).toEqual([]);
  expect(found.get('')).toEqual(exact.get('') ?? { keys: 0, bytes: 0 });
  for (const [name, want] of exact) {
    const { keys: count, bytes } = found.get(name) ?? { keys: 0, bytes: 0 };
    expect(bytes).toBeLessThanOrEqual(want.bytes);
    expect(count).toBeLessThanOrEqual(want.keys);
    expect(want.bytes - bytes).toBeLessThanOrEqual(table.errorBytes);
    expect(want.keys - count).toBeLessThanOrEqual(table.errorKeys);
  }
}

const name = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'xyz', '::', '-', '17'), { maxLength: 6 });
const anyKey = fc.record({ key: name.map((parts) => parts.join(':')), bytes: fc.integer({ min: 0, max: 1000 }) });

test.each([2, 4, 8, 64])('a table of %d patterns', (patterns) => {
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 300 }), fc.boolean(), (keys, asRun) => {
      const arena = new Arena();
      const table = new PrefixTable({ patterns });
      table.open(arena);
      if (asRun) table.addRun(putRun(arena, 0, keys).rows, keys.length);
      else addEach(arena, table, keys);
      holdBound(table, keys);
    }),
  );
});

test('names that fill their room before there are many of them', () => {
  const keys = Array.from({ length: 500 }, (_, i) => ({ key: `${'long'.repeat(40)}${letters(i)}:x`, bytes: i }));
  const arena = new Arena();
  const table = new PrefixTable({ patterns: 64 });
  table.open(arena);
  addEach(arena, table, keys);
  expect(table.errorBytes).toBeGreaterThan(0);
  holdBound(table, keys);
});

test('a large prefix among many small ones is as good as exact', () => {
  const keys = Array.from({ length: 100_000 }, (_, i) =>
    i % 2 ? { key: `user:${i}`, bytes: 100 } : { key: `${letters(i)}:x`, bytes: 60 },
  );
  const arena = new Arena();
  const table = new PrefixTable({ patterns: 1024 });
  table.open(arena);
  addEach(arena, table, keys);
  expect(table.counts().find(({ name: text }) => text === 'user:<n>')).toEqual({
    name: 'user:<n>',
    keys: 50_000,
    bytes: 5e6,
  });
  expect(table.errorBytes).toBeLessThan(20_000);
});

test('what was counted goes on in another memory', () => {
  const keys = Array.from({ length: 100 }, (_, i) => ({ key: `${letters(i % 30)}:x`, bytes: i }));
  const [first, second] = [new Arena(), new Arena()];
  const table = new PrefixTable({ patterns: 16 });
  table.open(first);
  addEach(first, table, keys.slice(0, 50));
  table.open(second);
  addEach(second, table, keys.slice(50));
  holdBound(table, keys);
});

function letters(i: number): string {
  return i.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
}

function addEach(arena: Arena, table: PrefixTable, keys: readonly StringKey[]): void {
  const { start } = arena.window;
  for (const { key, bytes } of keys) {
    arena.putLatin1(key, start);
    table.add(start, start + key.length, bytes);
  }
}
