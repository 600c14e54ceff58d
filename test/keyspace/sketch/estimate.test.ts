/** What PFCOUNT answered, by server version. */
import { expect, test } from 'vitest';
import { Semantics } from '../../../src/keyspace/semantics.ts';
import { estimate } from '../../../src/keyspace/sketch/estimate.ts';

/** 16384 registers, of which some hold 1, 2, 3 … as they would after many elements. */
function histogram(...counts: number[]): number[] {
  const filled = counts.reduce((sum, count) => sum + count, 0);
  return [16384 - filled, ...counts, ...new Array<number>(63 - counts.length).fill(0)];
}

test.each([
  ['nothing', histogram(), 0n, 0n, 0n],
  ['one element', histogram(1), 1n, 1n, 1n],
  ['a thousand', histogram(480, 240, 120, 60, 40, 30), 999n, 1000n, 1000n],
  ['thirty thousand', histogram(5000, 4000, 2500, 1300, 700, 300), 30_260n, 27_535n, 27_933n],
  ['all registers', histogram(0, 0, 0, 0, 16384), 378_144n, 378_144n, 378_194n],
])('%s', (_name, counts, redis32, redis40, redis50) => {
  expect(estimate(counts, new Semantics('redis', '3.2.13'))).toBe(redis32);
  expect(estimate(counts, new Semantics('redis', '4.0.14'))).toBe(redis40);
  expect(estimate(counts, new Semantics('redis', '5.0.14'))).toBe(redis50);
  expect(estimate(counts, new Semantics('valkey', '8.1.1'))).toBe(redis50);
});
