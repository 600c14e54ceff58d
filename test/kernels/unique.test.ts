/** Duplicates in a table of rows. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { row } from '../../src/kernels/twins/answer.ts';
import { firstDuplicate } from '../../src/kernels/twins/unique.ts';
import { ascii, observe } from './memory.ts';

/** Between the elements stand rows that are all the same. */
function kernel(elements: readonly Uint8Array[], step: number): number {
  const others = Array.from({ length: step - 1 }, () => row(ascii('same')));
  const rows = elements.flatMap((bytes) => [row(bytes), ...others]);
  return observe((memory) => {
    const { start } = memory.table(rows);
    return memory.kernels.firstDuplicate(start, elements.length, step);
  });
}

test.each([
  ['nothing', [], 0],
  ['one', ['a'], 0],
  ['two', ['a', 'b'], 0],
  ['the same', ['a', 'a'], 2],
  ['later', ['a', 'b', 'c', 'b', 'a'], 4],
  ['empty', ['', 'a', ''], 3],
  ['one the start of the other', ['abcdefgh', 'abcdefghi', 'abcdefg'], 0],
  ['with a zero behind', ['a', 'a\0', 'a\0\0'], 0],
  ['long, different at the end', ['0123456789abcdef0', '0123456789abcdef1'], 0],
  ['long and the same', ['0123456789abcdef0', '1', '0123456789abcdef0'], 3],
])('%s', (_name, texts, want) => {
  const elements = texts.map(ascii);
  for (const step of [1, 2, 3]) expect(kernel(elements, step)).toBe(want);
  expect(firstDuplicate(elements)).toBe(want);
});

test('as many as the table holds, and one more', () => {
  const numbers = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => ascii(String(i % 2047)));
  for (const count of [2047, 2048, 2049]) {
    expect(firstDuplicate(numbers(count))).toBe(count === 2048 ? 2048 : 0);
    expect(direct(numbers(count))).toBe(count === 2048 ? 2048 : 0);
  }
});

/** Thousands of regions with canaries between them are too many: here all elements stand in one. */
function direct(elements: readonly Uint8Array[]): number {
  return observe((memory) => {
    const { start } = memory.packedTable(elements);
    return memory.kernels.firstDuplicate(start, elements.length, 1);
  });
}

test('any elements', () => {
  const element = fc.oneof(
    fc.uint8Array({ max: 2, maxLength: 3 }),
    fc.uint8Array({ max: 1, minLength: 7, maxLength: 17 }),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (elements, step) => {
      expect(kernel(elements, step)).toBe(firstDuplicate(elements));
    }),
    { numRuns: 300 },
  );
});
