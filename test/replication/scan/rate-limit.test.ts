/** Not more than so many keys a second. */
import { expect, test } from 'vitest';
import { RateLimit } from '../../../src/replication/scan/rate-limit.ts';

test('what is taken is paid for before more is', () => {
  let now = 1000;
  const limit = new RateLimit(100, () => now);
  expect(limit.take(10)).toBe(0);
  expect(limit.take(10)).toBe(100);
  now += 300;
  expect(limit.take(1)).toBe(0);
});

test.each([
  [1000, 100],
  [10, 1],
  [1, 1],
  [Infinity, Infinity],
])('at %d a second, %d are worth taking at once', (rate, want) => {
  expect(new RateLimit(rate, () => 0).burst).toBe(want);
});

test('without a limit nothing waits', () => {
  const limit = new RateLimit(Infinity, () => 0);
  expect([limit.take(1e9), limit.take(1)]).toEqual([0, 0]);
});
