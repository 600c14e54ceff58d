/** What is told of two lists: runs of items in the place of others, as few items as can be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemsChange } from '../../../src/diff/change.ts';
import type { Value } from '../../../src/model/value.ts';
import { bytes, changesOf, readable, stored } from './stored.ts';

function list(items: readonly string[]): Value {
  return { type: 'list', items: items.map(bytes) };
}

function runs(a: readonly string[], b: readonly string[]): ItemsChange[] {
  return changesOf(stored(list(a)), stored(list(b))).filter((change) => change.kind === 'items');
}

/** `aIndex: items -> bIndex: items` */
function text({ aIndex, a, bIndex, b }: ItemsChange): string {
  const joined = (items: readonly Uint8Array[]): string => items.map((item) => String(readable(item))).join('');
  return `${aIndex}:${joined(a)} -> ${bIndex}:${joined(b)}`;
}

test.each<[string, string, string, string[]]>([
  ['nothing', 'abc', 'abc', []],
  ['the first item gone', 'abc', 'bc', ['0:a -> 0:']],
  ['the last item gone', 'abc', 'ab', ['2:c -> 2:']],
  ['one more at the end', 'abc', 'abcd', ['3: -> 3:d']],
  ['one replaced', 'abc', 'aXc', ['1:b -> 1:X']],
  ['two places', 'abcdef', 'aXcdYf', ['1:b -> 1:X', '4:e -> 4:Y']],
  ['a queue that has moved on', 'abcdefgh', 'defghijk', ['0:abc -> 0:', '8: -> 5:ijk']],
  ['one of many that are equal', 'aaaa', 'aaa', ['3:a -> 3:']],
  ['nothing in common', 'abc', 'xy', ['0:abc -> 0:xy']],
  ['one moved to the end', 'abcdef', 'acdefb', ['1:b -> 1:', '6: -> 5:b']],
  ['one inserted beside a replaced one', 'abcd', 'aXYcd', ['1:b -> 1:XY']],
])('%s: %s and %s', (_name, a, b, expected) => {
  expect(runs(a.split(''), b.split('')).map(text)).toEqual(expected);
});

/** What a becomes when the runs are replaced, from the last on. */
function applied(a: readonly string[], changes: readonly ItemsChange[]): unknown[] {
  const items: unknown[] = [...a];
  for (const { aIndex, a: old, b } of changes.toReversed()) {
    expect(items.slice(aIndex, aIndex + old.length)).toEqual(old.map(readable));
    items.splice(aIndex, old.length, ...b.map(readable));
  }
  return items;
}

test('runs make one list of the other', () => {
  const items = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'a longer item', ''), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(items, items, (a, b) => {
      const changes = runs(a, b);
      expect(applied(a, changes)).toEqual(b);
      let [endOfA, endOfB] = [-1, -1];
      for (const change of changes) {
        expect(change.aIndex).toBeGreaterThan(endOfA);
        expect(change.bIndex).toBeGreaterThan(endOfB);
        endOfA = change.aIndex + change.a.length;
        endOfB = change.bIndex + change.b.length;
      }
    }),
  );
});

describe('long lists', () => {
  const LONG = Array.from({ length: 200_000 }, (_, i) => `item ${i % 50_000}`);

  test('a few changes far apart', () => {
    const changed = [...LONG];
    changed[10] = 'x';
    changed.splice(70_000, 2);
    changed.splice(150_000, 0, 'y', 'z');
    changed[199_999] = 'x';
    expect(runs(LONG, changed).map(text)).toEqual([
      '10:item 10 -> 10:x',
      '70000:item 20000item 20001 -> 70000:',
      '150002: -> 150000:yz',
      '199999:item 49999 -> 199999:x',
    ]);
  });

  test('half of the items replaced by others', () => {
    const changed = LONG.map((item, i) => (i % 2 === 0 ? item : `other ${i}`));
    const changes = runs(LONG, changed);
    expect(changes).toHaveLength(100_000);
    expect(changes.every(({ a, b }) => a.length === 1 && b.length === 1)).toBe(true);
  });

  test('turned round: one run for all', () => {
    const items = LONG.slice(0, 50_000);
    const changes = runs(items, items.toReversed());
    expect(changes.map(({ a, b }) => [a.length, b.length])).toEqual([[50_000, 50_000]]);
  });
});
