/** Sums over two vectors. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { differentBits, dotBytes, dotFloats } from '../../src/kernels/twins/vectors.ts';
import { hex, observe } from './memory.ts';

type Sum = 'dotBytes' | 'dotFloats' | 'differentBits';

function kernel(name: Sum, a: Uint8Array, b: Uint8Array): number {
  return observe((memory) => {
    const left = memory.input(a);
    const sum: Kernels[Sum] = memory.kernels[name];
    return sum(left.start, memory.input(b).start, left.end);
  });
}

function bytesOf(numbers: Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Vectors are filled up to whole blocks with zeros. */
function whole(text: string): Uint8Array {
  const bytes = hex(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / 16) * 16);
  padded.set(bytes);
  return padded;
}

describe.each<[Sum, [string, string, string, number][]]>([
  [
    'dotBytes',
    [
      ['nothing', '', '', 0],
      ['signs', 'ff 01 80', '01 ff 80', 16_382],
      ['the last byte', `${'00'.repeat(15)}02`, `${'00'.repeat(15)}03`, 6],
      ['the largest', '7f'.repeat(16), '81'.repeat(16), -16 * 127 * 127],
      ['two blocks', '01'.repeat(32), '02'.repeat(32), 64],
    ],
  ],
  [
    'differentBits',
    [
      ['nothing', '', '', 0],
      ['none', 'ff 01 80', 'ff 01 80', 0],
      ['all', 'ff'.repeat(32), '00'.repeat(32), 256],
      ['some', '0f 00 80', '00 01 00', 6],
    ],
  ],
])('%s', (name, rows) => {
  test.each(rows)('%s', (_name, a, b, want) => {
    expect(kernel(name, whole(a), whole(b))).toBe(want);
  });
});

test('dotFloats', () => {
  const a = Float32Array.of(1, 2, 3, 4, 0.5, 0, 0, 0);
  const b = Float32Array.of(1, 10, 100, 1000, 2, 0, 0, 0);
  expect(kernel('dotFloats', bytesOf(a), bytesOf(b))).toBe(4322);
});

const blocks = fc
  .nat(5)
  .chain((count) => fc.tuple(...[1, 2].map(() => fc.uint8Array({ minLength: 16 * count, maxLength: 16 * count }))));

test('any bytes', () => {
  fc.assert(
    fc.property(blocks, ([a = new Uint8Array(), b = new Uint8Array()]) => {
      expect(kernel('dotBytes', a, b)).toBe(dotBytes(a, b));
      expect(kernel('differentBits', a, b)).toBe(differentBits(a, b));
    }),
  );
});

test('any floats', () => {
  const floats = fc.float32Array({ minLength: 8, maxLength: 8, min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(floats, floats, (a, b) => {
      // One zero is as good as the other.
      expect(kernel('dotFloats', bytesOf(a), bytesOf(b)) + 0).toBe(dotFloats(a, b) + 0);
    }),
  );
});
