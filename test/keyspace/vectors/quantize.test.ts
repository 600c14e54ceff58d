/** Vectors as Redis 8.6 answers VEMB key element RAW. */
import { expect, test } from 'vitest';
import { QUANTIZATIONS, type QuantizationName } from '../../../src/modules/vector-layout.ts';
import { makeProjection, project } from '../../../src/keyspace/vectors/projection.ts';
import { normalize, QUANTIZE } from '../../../src/keyspace/vectors/quantize.ts';

function store(name: QuantizationName, vector: Float32Array): { hex: string; norm: number; range: number } {
  const size = QUANTIZATIONS.find((one) => one.name === name)?.sizeBytes(vector.length) ?? 0;
  const bytes = Buffer.alloc(size);
  const norm = normalize(vector);
  const range = QUANTIZE[name](vector, new DataView(bytes.buffer, bytes.byteOffset), 0);
  return { hex: bytes.toString('hex'), norm, range };
}

test.each<[QuantizationName, number[], string, number, number]>([
  ['int8', [1, 2, 2], '407f7f', 3, 0.6666666865348816],
  ['int8', [0.1, -0.25, 1e3, -7, 3.5], '00007fff00', 1000.0306396484375, 0.9999693632125854],
  ['int8', [0, 0], '0000', 1, 0],
  ['bin', [1, -2, 0], '0100000000000000', 2.2360680103302, 0],
  ['f32', [1, 2, 2], 'abaaaa3eabaa2a3fabaa2a3f', 3, 0],
  ['f32', [0, 0], '0000000000000000', 1, 0],
  ['f32', [1e-30, 1], '6042a20d0000803f', 1, 0],
  ['f32', [Infinity, 1], '0000c0ff00000000', Infinity, 0],
  [
    'f32',
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    '48a0723d48a0f23d36f8353e48a0723e2da4973e36f8b53e3f4cd43e48a0f23e297a083f',
    16.881942749023438,
    0,
  ],
])('%s of %j', (name, numbers, hex, norm, range) => {
  const stored = store(name, Float32Array.from(numbers));
  expect(stored).toEqual({ hex, norm: expect.closeTo(norm, 12), range });
});

test.each([
  [0.5, 1],
  [0.49, 0],
  [-0.5, -1],
])('%d of 127 parts of the largest component becomes %i: halves are rounded away from zero', (parts, byte) => {
  const { hex } = store('int8', Float32Array.of(127, parts));
  expect(Buffer.from(hex, 'hex').readInt8(1)).toBe(byte);
});

test('bits stand in words of 64', () => {
  const vector = new Float32Array(65).fill(-1);
  vector[0] = 1;
  vector[63] = 1;
  vector[64] = 1;
  expect(store('bin', vector).hex).toBe('01000000000000800100000000000000');
});

test('REDUCE', () => {
  expect([...makeProjection(4, 3).matrix]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, -0.5]);
  const reduced = project(makeProjection(4, 2), Float32Array.of(1, 2, 3, 4));
  expect(store('f32', reduced)).toEqual({
    hex: '56077b3fabd248be',
    norm: expect.closeTo(5.099019527435303, 12),
    range: 0,
  });
});
