/** Vector sets by value: graphs of the same elements are seldom the same. */
import { UnsupportedError } from '../../errors.ts';
import type { QuantizationName } from '../../modules/vector-layout.ts';
import { restoreVector } from '../../modules/vector-set.ts';
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { VectorSetValue } from '../../keyspace/values/vector-set.ts';
import type { Projection } from '../../keyspace/vectors/projection.ts';
import type { VectorReader } from '../../keyspace/vectors/vector-reader.ts';
import type { VectorTable } from '../../keyspace/vectors/vector-table.ts';
import type { FactChange, OpaqueChange, VectorChange, VectorState } from '../change.ts';
import { sidesOf } from '../sides-of.ts';
import { diffFact } from './facts.ts';
import { isSameBytes } from '../../bytes/same-bytes.ts';

type Tell = (change: VectorChange | FactChange | OpaqueChange) => void;

export function diffVectorSets(a: VectorSetValue, b: VectorSetValue, reader: VectorReader, tell: Tell): void {
  const left = tryLook(a, reader);
  const right = tryLook(b, reader);
  if (left !== undefined && right !== undefined) diffTables(left, right, tell);
  else diffPayloads(a.storedPayload, b.storedPayload, tell);
}

/** Undefined: no server loads it, so it is what its bytes are. */
function tryLook(value: VectorSetValue, reader: VectorReader): VectorTable | undefined {
  try {
    return value.look(reader);
  } catch (error) {
    if (error instanceof UnsupportedError) return undefined;
    throw error;
  }
}

function diffPayloads(a: Uint8Array | undefined, b: Uint8Array | undefined, tell: Tell): void {
  if (a !== undefined && b !== undefined && !isSameBytes(a, b)) tell({ kind: 'opaque', a, b });
}

function diffTables(a: VectorTable, b: VectorTable, tell: Tell): void {
  const { dimension, quantization, m, projection } = a.shape;
  diffFact('dimension', dimension, b.shape.dimension, tell);
  diffFact('quantization', quantization, b.shape.quantization, tell);
  diffFact('m', m, b.shape.m, tell);
  diffProjections(projection, b.shape.projection, tell);
  const comparable = dimension === b.shape.dimension && quantization === b.shape.quantization;
  for (const _ of a.records()) {
    const { element } = a;
    const found = b.has(element);
    if (found && comparable && isSame(a, b)) continue;
    tell({ kind: 'vector', element: viewOf(element), a: stateOf(a), ...(found ? { b: stateOf(b) } : {}) });
  }
  for (const _ of b.records()) {
    const { element } = b;
    if (!a.has(element)) tell({ kind: 'vector', element: viewOf(element), b: stateOf(b) });
  }
}

/** Vectors of more numbers come as fewer, which a matrix makes of them. */
function diffProjections(a: Projection | undefined, b: Projection | undefined, tell: Tell): void {
  const before = matrixOf(a);
  const after = matrixOf(b);
  if (isSameBytes(before, after) && a?.inputDimension === b?.inputDimension) return;
  tell({ kind: 'fact', name: 'projection', ...sidesOf(before, after) });
}

function matrixOf(projection: Projection | undefined): Uint8Array | undefined {
  if (projection === undefined) return undefined;
  const { buffer, byteOffset, byteLength } = projection.matrix;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Whether what scales the numbers of a vector is the same, as far as the server uses it. */
const SCALED: Readonly<Record<QuantizationName, (a: VectorTable, b: VectorTable) => boolean>> = {
  f32: (a, b) => Object.is(a.norm, b.norm),
  int8: (a, b) => Object.is(a.norm, b.norm) && Object.is(a.range, b.range),
  bin: () => true,
};

/** Of the elements at hand: as they are stored, so that no rounding hides anything. */
function isSame(a: VectorTable, b: VectorTable): boolean {
  return equalSpans(a.vector, b.vector) && SCALED[a.shape.quantization](a, b) && equalSpans(a.attributes, b.attributes);
}

function stateOf({ shape, vector, norm, range, attributes }: VectorTable): VectorState {
  const stored = { vector: viewOf(vector), norm, range };
  const numbers = restoreVector(shape.quantization, stored, shape.dimension);
  return {
    vector: numbers,
    ...(attributes.end > attributes.start ? { attributes: viewOf(attributes) } : {}),
  };
}
