/** Held against the same functions in fixed point of 240 bits: every result is the nearest double. */
import { describe, expect, test } from 'vitest';
import { asin, atan2, cos, sin } from '../../../src/keyspace/geo/trigonometry.ts';
import { Random } from '../../tools/random.ts';

const BITS = 240;
const ONE = 1n << BigInt(BITS);

/** Exact: a double has its lowest bit far above 2^-240, unless it is tiny. */
function fixed(x: number): bigint {
  return BigInt(x * 2 ** 120) << BigInt(BITS - 120);
}

/** Rounded once, to the nearest. */
function double(value: bigint): number {
  return Number(value) * 2 ** -BITS;
}

function series(x: bigint, first: bigint, power: number): bigint {
  let sum = 0n;
  let term = first;
  for (let n = power; term !== 0n; n += 2) {
    sum += term;
    term = -((((term * x) >> BigInt(BITS)) * x) >> BigInt(BITS)) / BigInt((n + 1) * (n + 2));
  }
  return sum;
}

const exactSin = (x: number): bigint => series(fixed(x), fixed(x), 1);
const exactCos = (x: number): bigint => series(fixed(x), ONE, 0);

/** Some that are known, some of all sizes, and some small ones. */
function angles(count: number): number[] {
  const random = new Random(17);
  const wide = Array.from({ length: count }, () => (random.fraction() - 0.5) * 2 * Math.PI);
  const narrow = Array.from({ length: count }, () => (random.fraction() - 0.5) / 1000);
  return [0, Math.PI, -Math.PI, Math.PI / 2, Math.PI / 4, 1, 0.5, ...wide, ...narrow];
}

test('sin', () => {
  for (const x of angles(400)) expect(sin(x), `sin(${x})`).toBe(double(exactSin(x)));
});

test('cos', () => {
  for (const x of angles(400)) expect(cos(x), `cos(${x})`).toBe(double(exactCos(x)));
});

describe('asin', () => {
  const random = new Random(18);
  const arguments_ = [1e-9, 0.5, 0.999999, ...Array.from({ length: 400 }, () => random.fraction() ** 2)];
  test('is nearer than half a bit away', () => {
    for (const x of arguments_) {
      const y = fixed(asin(x));
      const half = fixed(2 ** (Math.floor(Math.log2(asin(x))) - 53));
      expect(series(y - half, y - half, 1) <= fixed(x), `asin(${x}) is too large`).toBe(true);
      expect(series(y + half, y + half, 1) >= fixed(x), `asin(${x}) is too small`).toBe(true);
    }
  });
  test.each([0, 1])('of %d', (x) => expect(asin(x)).toBe(Math.asin(x)));
});

test('atan2', () => {
  for (const x of angles(100)) {
    const angle = atan2(sin(x), cos(x));
    expect(Math.abs(angle - x)).toBeLessThanOrEqual(2 ** -51);
  }
  expect(atan2(0, 0)).toBe(0);
  expect(atan2(1, 0)).toBe(Math.PI / 2);
});
