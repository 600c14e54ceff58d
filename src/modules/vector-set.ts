/** Vector sets made readable. Source: rdb-format.md 3.16; redis 8.6 modules/vector-sets/hnsw.c, hnsw_get_node_vector(). */
import type { Readable, ReadableFields } from '../model/readable.ts';
import type { ScalarReader } from './scalar-reader.ts';
import { readVectors, VECTOR_SET, type QuantizationName, type VectorElement } from './vector-layout.ts';

/** Vectors have unit length; quantized to a byte, the largest component is this. */
const INT8_MOST = 127;
/** As many numbers as the largest value we show has as plain floats. */
const MOST_NUMBERS = 1 << 24;

/** A vector as it is stored. */
type StoredVector = Pick<VectorElement, 'vector' | 'norm' | 'range'>;

/** The vector as VEMB answers it. */
type Restore = (stored: StoredVector, dimension: number) => number[];

/** The server computes in floats: so do we, to the last digit. */
const RESTORE: Readonly<Record<QuantizationName, Restore>> = {
  f32: ({ vector, norm }, dimension) => {
    const view = viewOf(vector);
    return fill(dimension, (i) => Math.fround(view.getFloat32(4 * i, true) * norm));
  },
  int8: ({ vector, norm, range }, dimension) => {
    const view = viewOf(vector);
    return fill(dimension, (i) => {
      const component = Math.fround(Math.fround(view.getInt8(i) * range) / INT8_MOST);
      return Math.fround(component * norm);
    });
  },
  bin: ({ vector }, dimension) => fill(dimension, (i) => ((vector[i >>> 3] ?? 0) & (1 << (i & 7)) ? 1 : -1)),
};

/** The vector as VEMB answers it. */
export function restoreVector(quantization: QuantizationName, stored: StoredVector, dimension: number): number[] {
  return RESTORE[quantization](stored, dimension);
}

/** @throws Misfit @returns undefined: another version, or too large to show */
export function readVectorSet(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== VECTOR_SET.version) return undefined;
  let fields: ReadableFields | undefined;
  readVectors(scalars, ({ dimension, count, quantization: { name } }) => {
    if (count * BigInt(dimension) > BigInt(MOST_NUMBERS)) return { element: () => {} };
    const elements: Readable[] = [];
    fields = { dimension, quantization: name, elements };
    return {
      element: (read) => {
        const { element, attributes } = read;
        const vector = restoreVector(name, read, dimension);
        elements.push(attributes?.length ? { element, vector, attributes } : { element, vector });
      },
    };
  });
  return fields;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset);
}

function fill(count: number, make: (index: number) => number): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(make(i));
  return numbers;
}
