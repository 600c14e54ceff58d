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
  const { length } = vector;
  const square = (i: number): number => {
    const x = vector[i] ?? 0;
    return fround(x * x);
  };
  let sum = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const four = fround(fround(fround(square(i) + square(i + 1)) + square(i + 2)) + square(i + 3));
    sum = fround(sum + four);
  }
  for (; i < length; i++) sum = fround(sum + square(i));
  if (sum === 0) return 1;
  const norm = fround(Math.sqrt(sum));
  for (let j = 0; j < length; j++) vector[j] = (vector[j] ?? 0) / norm;
  return norm;
}

/** Writes a vector of unit length at `at`. @returns the range: what the largest component of bytes stands for; 0 otherwise */
type Quantize = (vector: Float32Array, view: DataView, at: number) => number;

/** What is written to is zero before. */
export const QUANTIZE: Readonly<Record<QuantizationName, Quantize>> = {
  f32: (vector, view, at) => {
    for (const [i, x] of vector.entries()) {
      if (Number.isNaN(x)) view.setUint32(at + 4 * i, NAN_BITS, true);
      else view.setFloat32(at + 4 * i, x, true);
    }
    return 0;
  },
  int8: (vector, view, at) => {
    let most = 0;
    for (const x of vector) if (Math.abs(x) > most) most = Math.abs(x);
    if (most === 0) return 0;
    const scale = fround(INT8_MOST / most);
    for (const [i, x] of vector.entries()) view.setInt8(at + i, roundHalfAway(fround(x * scale)));
    return most;
  },
  bin: (vector, view, at) => {
    for (const [i, x] of vector.entries()) {
      if (x > 0) view.setUint8(at + (i >>> 3), view.getUint8(at + (i >>> 3)) | (1 << (i & 7)));
    }
    return 0;
  },
};

/** C's roundf. */
function roundHalfAway(x: number): number {
  return x < 0 ? -Math.floor(0.5 - x) : Math.floor(x + 0.5);
}
