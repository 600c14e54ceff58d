/** Edits between sequences of numbers: right, and as few as there can be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findEdits, type Edits } from '../../../src/diff/values/sequence.ts';

/** Letters as numbers. */
function sequence(text: string): Uint32Array {
  return Uint32Array.from(text, (letter) => letter.charCodeAt(0));
}

function edited(a: Uint32Array, b: Uint32Array, { removed, added }: Edits): number[] {
  const kept = [...a].filter((_, i) => removed[i] === 0);
  return [...b].map((number, i) => (added[i] === 1 ? number : (kept.shift() ?? -1))).concat(kept);
}

function count(edits: Edits): number {
  return [...edits.removed, ...edits.added].reduce((sum, bit) => sum + bit, 0);
}

/** By a table of all prefixes. */
function fewest(a: Uint32Array, b: Uint32Array): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries()) {
      next.push(x === y ? (row[j] ?? 0) : 1 + Math.min(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

test.each([
  ['nothing', '', '', 0],
  ['the same', 'abc', 'abc', 0],
  ['one added to nothing', '', 'a', 1],
  ['all removed', 'abc', '', 3],
  ['one in another place', 'abcde', 'acdeb', 2],
  ['the example of the paper', 'abcabba', 'cbabac', 5],
  ['nothing in common', 'abc', 'xyz', 6],
  ['repeated', 'aaaaaa', 'aaa', 3],
  ['turned round', 'abcdef', 'fedcba', 10],
])('%s: %j to %j takes %i edits', (_name, from, to, edits) => {
  const [a, b] = [sequence(from), sequence(to)];
  const found = findEdits(a, b);
  expect(edited(a, b, found)).toEqual([...b]);
  expect(count(found)).toBe(edits);
});

test('no other edits are fewer', () => {
  const numbers = fc.array(fc.nat({ max: 4 }), { maxLength: 40 }).map((array) => Uint32Array.from(array));
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const found = findEdits(a, b);
      expect(edited(a, b, found)).toEqual([...b]);
      expect(count(found)).toBe(fewest(a, b));
    }),
    { numRuns: 2000 },
  );
});

test('sequences that are too different are replaced', () => {
  const a = Uint32Array.from({ length: 40_000 }, (_, i) => i);
  const b = a.toReversed();
  const found = findEdits(a, b);
  expect(edited(a, b, found)).toEqual([...b]);
});
