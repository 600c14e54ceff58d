/** Integers to digits. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { putI64, putU64 } from '../../src/kernels/twins/integer.ts';
import { int64 } from './arbitraries.ts';
import { observe } from './memory.ts';

/** Exactly the room that the digits take. */
function kernel(name: 'putI64' | 'putU64', value: bigint, room: number): string {
  return observe((memory) => {
    const { start } = memory.room(room);
    return memory.latin1(start, memory.kernels[name](value, start));
  });
}

function check(value: bigint): void {
  for (const [name, want] of [
    ['putI64', putI64(value)],
    ['putU64', putU64(value)],
  ] as const) {
    expect(kernel(name, value, want.length)).toBe(want);
  }
}

test.each([
  [0n, '0', '0'],
  [-1n, '-1', '18446744073709551615'],
  [2n ** 63n - 1n, '9223372036854775807', '9223372036854775807'],
  [-(2n ** 63n), '-9223372036854775808', '9223372036854775808'],
  [-8446744073709551616n, '-8446744073709551616', '10000000000000000000'],
])('%d', (value, signed, unsigned) => {
  expect(kernel('putI64', value, signed.length)).toBe(signed);
  expect(kernel('putU64', value, unsigned.length)).toBe(unsigned);
  check(value);
});

test('both sides of every power of ten and of two', () => {
  const powers = [10n, 2n].flatMap((base) => Array.from({ length: 64 }, (_, i) => base ** BigInt(i)));
  for (const power of powers.filter((each) => each < 2n ** 64n)) {
    for (const value of [power - 1n, power, power + 1n]) {
      check(value);
      check(-value);
    }
  }
});

test('any integer', () => {
  fc.assert(fc.property(int64, check), { numRuns: 500 });
});
