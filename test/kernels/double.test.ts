/** Doubles to text and back: String(x) and Number(text). */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOUBLE_ROOM } from '../../src/kernels/kernels.ts';
import { putDouble, readDouble } from '../../src/kernels/twins/double.ts';
import { observe } from './memory.ts';

/** Many at a time: what stands around them is looked at once for all. */
function kernel(values: readonly number[]): string[] {
  return observe((memory) => {
    const { start } = memory.room(DOUBLE_ROOM);
    return values.map((value) => memory.latin1(start, memory.kernels.putDouble(value, start)));
  });
}

function check(values: readonly number[]): void {
  expect(kernel(values)).toEqual(values.map(putDouble));
}

/** Bits from a small generator, so that a failure comes again. */
function randomBits(): () => bigint {
  let state = 0x9e3779b97f4a7c15n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state ^ (state >> 29n);
  };
}

function fromBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

describe('putDouble', () => {
  test.each([
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [-0.1, '-0.1'],
    [1e21, '1e+21'],
    [123456789012345680000, '123456789012345680000'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [1.5e-7, '1.5e-7'],
    [2 ** 53, '9007199254740992'],
    [2 ** 53 + 2, '9007199254740994'],
    [2 ** 63, '9223372036854776000'],
    [-(2 ** 63), '-9223372036854776000'],
    [2 ** 64, '18446744073709552000'],
    [Number.MIN_VALUE, '5e-324'],
    [2 ** -1022, '2.2250738585072014e-308'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [-1.2345678901234567e-308, '-1.2345678901234567e-308'],
    [NaN, '"nan"'],
    [Infinity, '"inf"'],
    [-Infinity, '"-inf"'],
  ])('%d is %s', (value, text) => {
    expect(kernel([value])).toEqual([text]);
    expect(putDouble(value)).toBe(text);
  });

  test('powers of two, and their neighbours', () => {
    for (let exponent = 0; exponent < 0x7ff; exponent += 8) {
      const bits = Array.from({ length: 8 }, (_, i) => BigInt(exponent + i) << 52n);
      check(bits.flatMap((each) => [each, each + 1n, each === 0n ? 0n : each - 1n, each | (1n << 63n)]).map(fromBits));
    }
  });

  test('powers of ten, and their multiples', () => {
    for (let k = -323; k <= 308; k++) check([1, 3, 9, 12, 99.5].map((factor) => factor * Number(`1e${k}`)));
  });

  test('integers around every power of two', () => {
    for (let k = 0; k < 70; k++) check([-1, 0, 1].flatMap((by) => [2 ** k + by, -(2 ** k) + by]));
  });

  const bits = randomBits();
  const uniform = (): number => Number(bits() >> 11n) / 2 ** 53;
  test.each([
    ['any bits', () => fromBits(bits())],
    ['subnormals', () => fromBits(bits() >> 12n)],
    ['short subnormals', () => fromBits(bits() >> 55n)],
    ['of the unit', uniform],
    ['up to 1000', () => uniform() * 1000],
    ['amounts of money', () => Math.round(uniform() * 1e9) / 100],
    ['integers up to 2^53', () => Number(bits() >> 11n)],
    ['integers up to 2^64', () => Number(bits())],
    ['times', () => 1.7e12 + Math.round(uniform() * 1e12) / 1000],
  ])('20,000 random doubles, %s', (_name, next) => {
    const values = Array.from({ length: 20000 }, next);
    check(values);
  });
});

describe('readDouble', () => {
  function read(text: string): number {
    return observe((memory) => {
      const { start, end } = memory.text(text);
      return memory.kernels.readDouble(start, end);
    });
  }

  test.each([
    ['0', 0],
    ['-0', -0],
    ['1', 1],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
    ['0.1', 0.1],
    ['9007199254740992', 2 ** 53],
    ['0.00000000000000001', 1e-17],
    ['3.1415926535897931', NaN], // over 2^53 without its point
    ['9007199254740993', NaN],
    ['1234567890123456789', NaN], // 19 digits
    ['0000000000000000001', NaN],
    ['', NaN],
    ['-', NaN],
    ['.', NaN],
    ['-.', NaN],
    ['+1', NaN],
    ['--1', NaN],
    ['1.2.3', NaN],
    ['1e5', NaN],
    [' 1', NaN],
    ['1 ', NaN],
    ['0x10', NaN],
    ['inf', NaN],
    ['1/2', NaN],
    ['1:2', NaN],
  ])('%j is %d', (text, want) => {
    expect(read(text)).toBe(want);
    expect(readDouble(text)).toBe(want);
  });

  test('is what Number gives, or NaN', () => {
    const digits = fc.array(fc.nat(9), { maxLength: 12 }).map((list) => list.join(''));
    const decimal = fc.tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.', '..', 'e'), digits);
    const text = fc.oneof(
      decimal.map((parts) => parts.join('')),
      fc.double().map(String),
      fc.integer().map((value) => String(value / 1000)),
      fc.string({ maxLength: 6 }).map((any) => Buffer.from(any, 'latin1').toString('latin1')),
    );
    fc.assert(
      fc.property(text, (each) => {
        const value = read(each);
        expect(value).toBe(readDouble(each));
        if (!Number.isNaN(value)) expect(value).toBe(Number(each));
      }),
      { numRuns: 1000 },
    );
  });
});
