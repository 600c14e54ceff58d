/** CRC64. Source: rdb-format.md 1.6. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc64 } from '../../src/kernels/twins/crc64.ts';
import { anyBytes } from './arbitraries.ts';
import { ascii, hex, observe } from './memory.ts';

function kernel(crc: bigint, bytes: Uint8Array): bigint {
  return observe((memory) => {
    const { start, end } = memory.input(bytes);
    return BigInt.asUintN(64, memory.kernels.crc64(crc, start, end));
  });
}

test.each([
  ['nothing', '', 0n],
  ['entry 1 of the table', '01', 0x7ad870c830358979n],
  ['entry 2', '02', 0xf5b0e190606b12f2n],
  ['entry 255', 'ff', 0x29b7d047efec8728n],
  ['"123456789"', '31 32 33 34 35 36 37 38 39', 0xe9c6d914c4b8d9can],
])('%s', (_name, bytes, want) => {
  expect(kernel(0n, hex(bytes))).toBe(want);
  expect(crc64(0n, hex(bytes))).toBe(want);
});

test('every length around a step, from every place of a word', () => {
  const bytes = ascii('REDIS0011 the quick brown fox jumps over the lazy dog, twice: once here, and once there.');
  for (let from = 0; from < 9; from++) {
    for (let to = from; to < bytes.length; to++) {
      const part = bytes.subarray(from, to);
      expect(kernel(0n, part)).toBe(crc64(0n, part));
    }
  }
});

test('any bytes, continued from any checksum', () => {
  const any = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(any, anyBytes, (crc, bytes) => {
      expect(kernel(crc, bytes)).toBe(crc64(crc, bytes));
    }),
  );
});

test('large blocks, in one call or in two', () => {
  const bytes = Uint8Array.from({ length: 70001 }, (_, i) => (i * i * 31 + (i >> 3)) & 255);
  const whole = kernel(0n, bytes);
  expect(whole).toBe(crc64(0n, bytes));
  for (const cut of [1, 16, 4097, 65536])
    expect(kernel(kernel(0n, bytes.subarray(0, cut)), bytes.subarray(cut))).toBe(whole);
});
