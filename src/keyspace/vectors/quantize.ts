/**
 * Vectors as servers store them. C computes in floats there, so each step is rounded to one; the order of the additions is
 * theirs, too. Source: redis 8.6 modules/vector-sets/hnsw.c, hnsw_normalize_vector(), quantize_to_q8(), quantize_to_bin().
 */
import type { QuantizationName } from '../../modules/vector-layout.ts';

const { fround } = Math;
const INT8_MOST = 127;
/** What x86 makes of inf / inf; JavaScript has another one. */
const NAN_BITS = 0xffc00000;

/** Make `vector` one long. @returns its length before; 1 for one of zeros, which stays as it is */
export function normalize(vector: Float32Array): number {
  const sum = sumOfSquares(vector);
  if (sum === 0) return 1;
  const norm = fround(Math.sqrt(sum));
  for (let i = 0; i < vector.length; i++) vector[i] = fround((vector[i] ?? 0) / norm);
  return norm;
}

/** Four at a time, then what is left. */
function sumOfSquares(vector: Float32Array): number {
  const { length } = vector;
  let sum = fround(0);
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const a = vector[i] ?? 0;
    const b = vector[i + 1] ?? 0;
    const c = vector[i + 2] ?? 0;
    const d = vector[i + 3] ?? 0;
    sum = fround(sum + fround(fround(fround(fround(a * a) + fround(b * b)) + fround(c * c)) + fround(d * d)));
  }
  for (; i < length; i++) sum = fround(sum + fround((vector[i] ?? 0) * (vector[i] ?? 0)));
  return sum;
}

/** Writes a vector of unit length at `at`. @returns the range: what the largest component of bytes stands for; 0 otherwise */
type Quantize = (vector: Float32Array, view: DataView, at: number) => number;

/** What is written to is zero before. */
export const QUANTIZE: Readonly<Record<QuantizationName, Quantize>> = {
  f32: (vector, view, at) => {
    for (let i = 0; i < vector.length; i++) {
      const x = vector[i] ?? 0;
      if (Number.isNaN(x)) view.setUint32(at + 4 * i, NAN_BITS, true);
      else view.setFloat32(at + 4 * i, x, true);
    }
    return 0;
  },
  int8: (vector, view, at) => {
    let most = 0;
    for (let i = 0; i < vector.length; i++) most = larger(most, Math.abs(vector[i] ?? 0));
    if (most === 0) return 0;
    const scale = fround(INT8_MOST / most);
    for (let i = 0; i < vector.length; i++) view.setInt8(at + i, roundHalfAway(fround((vector[i] ?? 0) * scale)));
    return most;
  },
  bin: (vector, view, at) => {
    for (let i = 0; i < vector.length; i++) {
      const byte = at + (i >>> 3);
      if ((vector[i] ?? 0) > 0) view.setUint8(byte, view.getUint8(byte) | (1 << (i & 7)));
    }
    return 0;
  },
};

/** NaN is not larger than anything. */
function larger(most: number, x: number): number {
  return x > most ? x : most;
}

/** C's roundf, to 32 bits. */
function roundHalfAway(x: number): number {
  return (x < 0 ? x - 0.5 : x + 0.5) | 0;
}
