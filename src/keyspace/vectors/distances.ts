/**
 * How far elements are from each other: 0 the same direction, 2 the opposite one. Source: redis 8.6
 * modules/vector-sets/hnsw.c, vectors_distance_float(), vectors_distance_q8(), vectors_distance_bin().
 */
import type { Arena } from '../../bytes/arena.ts';
import type { VectorTable } from './vector-table.ts';

/** Between elements by number, in the order of the table. */
export type Distance = (a: number, b: number) => number;

/** What kernels take at once. */
const BLOCK = 16;
const INT8_MOST = 127;
const FARTHEST = 2;
/** Of a vector of zeros from anything. */
const UNRELATED = 1;

/** The vectors of the whole table, brought into the arena's scratch one behind the other: the distances hold as long. */
export function distancesOf(table: VectorTable, arena: Arena): Distance {
  const { shape, count } = table;
  const { kernels, scratch } = arena;
  const stride = Math.ceil(shape.sizeBytes / BLOCK) * BLOCK;
  const ranges = new Float32Array(count);
  if (scratch.end - scratch.start < stride * count) arena.grow(scratch, stride * count);
  const { start } = scratch;
  bring(table, arena.u8.subarray(start, start + stride * count), stride, ranges);
  const address = (node: number): number => start + node * stride;
  switch (shape.quantization) {
    case 'f32':
      return (a, b) => within(1 - kernels.dotFloats(address(a), address(b), address(a + 1)));
    case 'int8':
      return (a, b) => {
        const scale = ((ranges[a] ?? 0) / INT8_MOST) * ((ranges[b] ?? 0) / INT8_MOST);
        return scale === 0 ? UNRELATED : within(1 - kernels.dotBytes(address(a), address(b), address(a + 1)) * scale);
      };
    case 'bin':
      return (a, b) => (2 * kernels.differentBits(address(a), address(b), address(a + 1))) / shape.dimension;
  }
}

function bring(table: VectorTable, to: Uint8Array, stride: number, ranges: Float32Array): void {
  to.fill(0);
  let node = 0;
  for (const _record of table.records()) {
    const { bytes, start, end } = table.vector;
    to.set(bytes.subarray(start, end), node * stride);
    ranges[node++] = table.range;
  }
}

/** A distance between its limits. Vectors with NaN in them are as far as can be from all others. */
function within(distance: number): number {
  return distance > 0 ? Math.min(distance, FARTHEST) : distance <= 0 ? 0 : FARTHEST;
}
