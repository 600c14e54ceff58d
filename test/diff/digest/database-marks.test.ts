/** Which database is selected where on a side. */
import { expect, test } from 'vitest';
import { DatabaseMarks } from '../../../src/diff/digest/database-marks.ts';

test('a place is of the database of the last key that is not behind it', () => {
  const marks = new DatabaseMarks();
  for (const [place, db] of [
    [10, 0],
    [20, 0],
    [30, 3],
    [40, 1],
  ] as const) {
    marks.mark(place, db);
  }
  const found = [9, 10, 25, 30, 39, 40, 1e15].map((place) => [place, marks.at(place)]);
  expect(found).toEqual([
    [9, 0],
    [10, 0],
    [25, 0],
    [30, 3],
    [39, 3],
    [40, 1],
    [1e15, 1],
  ]);
});

test('each source begins with a database of its own', () => {
  const marks = new DatabaseMarks();
  marks.mark(10, 3);
  marks.from();
  marks.mark(100, 3);
  marks.mark(110, 0);
  expect([10, 100, 110].map((place) => marks.at(place))).toEqual([3, 3, 0]);
});

test('a source that changes databases all the time is not marked to its end, and that is known', () => {
  const marks = new DatabaseMarks();
  for (let key = 0; key < 60_000; key++) marks.mark(key, key % 2);
  expect(marks.isWhole).toBe(true);
  for (let key = 60_000; key < 70_000; key++) marks.mark(key, key % 2);
  expect(marks.isWhole).toBe(false);
});
