/** REDUCE: vectors of fewer dimensions. Source: redis 8.6 modules/vector-sets/vset.c, createProjectionMatrix(), applyProjection(). */

const { fround } = Math;

export interface Projection {
  readonly inputDimension: number;
  /** A row of `inputDimension` for each dimension of the result. */
  readonly matrix: Float32Array;
}

/** The matrix is a Hadamard one cut off, the same on all servers; sets store it all the same. */
export function makeProjection(inputDimension: number, dimension: number): Projection {
  const matrix = new Float32Array(inputDimension * dimension);
  const scale = fround(1 / Math.sqrt(inputDimension));
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < inputDimension; j++) matrix[i * inputDimension + j] = isOdd(i & j) ? -scale : scale;
  }
  return { inputDimension, matrix };
}

export function project({ inputDimension, matrix }: Projection, vector: Float32Array): Float32Array {
  const result = new Float32Array(matrix.length / inputDimension);
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    for (let j = 0; j < inputDimension; j++) {
      sum = fround(sum + fround((matrix[i * inputDimension + j] ?? 0) * (vector[j] ?? 0)));
    }
    result[i] = sum;
  }
  return result;
}

/** Whether an odd number of bits is set. */
function isOdd(value: number): boolean {
  let bits = value;
  for (const shift of [16, 8, 4, 2, 1]) bits ^= bits >>> shift;
  return (bits & 1) !== 0;
}
