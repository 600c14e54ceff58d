/**
 * How far elements are from each other: 0 the same direction, 2 the opposite one. Source: redis 8.6
 * modules/vector-sets/hnsw.c, vectors_distance_float(), vectors_distance_q8(), vectors_distance_bin().
 */
import type { VectorTable } from './vector-table.ts';

/** Between elements by number, in the order of the table. */
export type Distance = (a: number, b: number) => number;

/** Takes the vectors of the whole table, one behind the other. */
export function distancesOf(table: VectorTable): Distance {
  const { shape, count } = table;
  const bytes = new Uint8Array(count * shape.sizeBytes);
  const ranges = new Float32Array(count);
  let i = 0;
  for (const _record of table.records()) {
    const { vector } = table;
    bytes.set(vector.bytes.subarray(vector.start, vector.end), i * shape.sizeBytes);
    ranges[i++] = table.range;
  }
  switch (shape.quantization) {
    case 'f32':
      return betweenFloats(new Float32Array(bytes.buffer), shape.dimension);
    case 'int8':
      return betweenBytes(new Int8Array(bytes.buffer), ranges, shape.dimension);
    case 'bin':
      return betweenBits(new Uint32Array(bytes.buffer), shape.dimension, shape.sizeBytes / 4);
  }
}

function betweenFloats(vectors: Float32Array, dimension: number): Distance {
  return (a, b) => {
    let dot = 0;
    const end = (a + 1) * dimension;
    for (let i = a * dimension, j = b * dimension; i < end; i++, j++) dot += (vectors[i] ?? 0) * (vectors[j] ?? 0);
    return finite(1 - dot);
  };
}

const INT8_MOST = 127;
const FARTHEST = 2;
/** Of a vector of zeros from anything. */
const UNRELATED = 1;

function betweenBytes(vectors: Int8Array, ranges: Float32Array, dimension: number): Distance {
  return (a, b) => {
    const scale = ((ranges[a] ?? 0) / INT8_MOST) * ((ranges[b] ?? 0) / INT8_MOST);
    if (scale === 0) return UNRELATED;
    let dot = 0;
    const end = (a + 1) * dimension;
    for (let i = a * dimension, j = b * dimension; i < end; i++, j++) {
      dot = (dot + Math.imul(vectors[i] ?? 0, vectors[j] ?? 0)) | 0;
    }
    return finite(Math.min(Math.max(1 - dot * scale, 0), FARTHEST));
  };
}

function betweenBits(words: Uint32Array, dimension: number, width: number): Distance {
  return (a, b) => {
    let opposite = 0;
    const end = (a + 1) * width;
    for (let i = a * width, j = b * width; i < end; i++, j++) opposite += bitsSet((words[i] ?? 0) ^ (words[j] ?? 0));
    return (2 * opposite) / dimension;
  };
}

function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Vectors with NaN in them are nowhere: as far as can be, so that order is kept. */
function finite(distance: number): number {
  return Number.isNaN(distance) ? FARTHEST : distance;
}
