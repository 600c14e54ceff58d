/** Sums over two vectors of the same length. */

/** Products of signed bytes, summed modulo 2^32. */
export function dotBytes(a: Uint8Array, b: Uint8Array): number {
  const signed = (bytes: Uint8Array, i: number): number => ((bytes[i] ?? 0) << 24) >> 24;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum = (sum + signed(a, i) * signed(b, i)) | 0;
  return sum;
}

/** Products of floats, every fourth summed for itself, then all. */
export function dotFloats(a: Float32Array, b: Float32Array): number {
  const { fround } = Math;
  const sums = new Float32Array(4);
  for (const [i, x] of a.entries()) sums[i & 3] = (sums[i & 3] ?? 0) + fround(x * (b[i] ?? 0));
  return sums.reduce((sum, each) => fround(sum + each));
}

/** Bits in which they differ. */
export function differentBits(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (const [i, byte] of a.entries()) {
    for (let bits = byte ^ (b[i] ?? 0); bits > 0; bits >>>= 1) count += bits & 1;
  }
  return count;
}
