/**
 * Redis 8's built-in vector sets, encoding version 0: what stands where, for those who show them and those who change them.
 *
 *   U dimension, U count, U config, U flags, [projection: U input dimension, B matrix],
 *   count × ( B element, [attributes: B JSON or ""], B vector, U n, n × U parameter )
 *
 *   config      bits 0–7 quantization, bits 8–23 M
 *   parameters  node id; level | serial version << 24; per layer 0..level: links, most links, a link each,
 *               [version 1: worst link | its distance << 32]; last: norm | range << 32. Distances, norm and range are floats' bits
 *
 * Source: rdb-format.md 3.16; redis 8.6 modules/vector-sets/vset.c, VectorSetRdbLoad(); hnsw.c, hnsw_insert_serialized().
 */
import type { ModuleId } from '../model/module-id.ts';
import { Misfit } from './scalar-reader.ts';

/** What is read and written here. */
export const VECTOR_SET: ModuleId = { name: 'vectorset', version: 0 };

export function isVectorSet({ name, version }: ModuleId): boolean {
  return name === VECTOR_SET.name && version === VECTOR_SET.version;
}

export const VECTOR_FLAGS = { PROJECTION: 1, ATTRIBUTES: 2 } as const;
/** Of a node. 8.0 and 8.6 write it so. */
export const SERIAL_VERSION = 1;
/** Stands for the M of sets from before it was stored. */
const DEFAULT_M = 16;

export type QuantizationName = 'f32' | 'int8' | 'bin';

interface QuantizationSize {
  /** As VINFO answers it. */
  readonly name: QuantizationName;
  sizeBytes(dimension: number): number;
}

/** By bits 0–7 of the config. */
export const QUANTIZATIONS: readonly QuantizationSize[] = [
  { name: 'f32', sizeBytes: (dimension) => 4 * dimension },
  { name: 'int8', sizeBytes: (dimension) => dimension },
  // One bit each, in little-endian words of 64.
  { name: 'bin', sizeBytes: (dimension) => Math.ceil(dimension / 64) * 8 },
];

/** What the layout is read from: a ScalarReader, or a CursorScalars where there may be too many to hold. */
export interface Scalars {
  uint(): bigint;
  /** @throws Misfit: over 32 bits */
  small(): number;
  /** @throws Misfit: more than there can be */
  count(): number;
  bytes(): Uint8Array;
  /** Pass over so many unsigned integers. */
  skipUints(count: number): void;
  /** @throws Misfit: there are more */
  end(): void;
}

export interface VectorSetHead {
  readonly dimension: number;
  /** As declared. */
  readonly count: bigint;
  readonly quantization: QuantizationSize;
  readonly m: number;
  readonly projection: { readonly inputDimension: number; readonly matrix: Uint8Array } | undefined;
}

export interface VectorElement {
  /** Of its node in the graph. */
  readonly id: number;
  readonly level: number;
  readonly element: Uint8Array;
  /** May be empty, which is none. */
  readonly attributes: Uint8Array | undefined;
  readonly vector: Uint8Array;
  readonly norm: number;
  readonly range: number;
  /** Links that there is room for in layer 0. */
  readonly room: number;
}

/** Who is told of a set's elements. */
export interface VectorVisitor {
  element(element: VectorElement): void;
  /** A link of the node whose element comes next, to the node of this id. */
  link?(layer: number, to: number): void;
}

/** Take a whole set apart. @throws Misfit */
export function readVectors(scalars: Scalars, begin: (head: VectorSetHead) => VectorVisitor): void {
  const dimension = scalars.small();
  const count = scalars.uint();
  const config = scalars.small();
  const quantization = QUANTIZATIONS[config & 0xff];
  if (quantization === undefined) throw new Misfit(`no such quantization ${config & 0xff}`);
  const flags = scalars.small();
  const hasAttributes = (flags & VECTOR_FLAGS.ATTRIBUTES) !== 0;
  const projection = flags & VECTOR_FLAGS.PROJECTION ? readProjection(scalars, dimension) : undefined;
  const size = quantization.sizeBytes(dimension);
  const visitor = begin({ dimension, count, quantization, m: (config >>> 8) & 0xffff || DEFAULT_M, projection });
  for (let left = count; left > 0n; left--) {
    const element = scalars.bytes();
    const attributes = hasAttributes ? scalars.bytes() : undefined;
    const vector = scalars.bytes();
    expectSize('vector', vector, size);
    visitor.element({ element, attributes, vector, ...readNode(scalars, visitor) });
  }
  scalars.end();
}

function readProjection(scalars: Scalars, dimension: number): VectorSetHead['projection'] {
  const inputDimension = scalars.small();
  const matrix = scalars.bytes();
  expectSize('projection matrix', matrix, 4 * inputDimension * dimension);
  return { inputDimension, matrix };
}

/** A node's parameters: links first, the norm and the range at the end. */
function readNode(scalars: Scalars, visitor: VectorVisitor): Omit<VectorElement, 'element' | 'attributes' | 'vector'> {
  let left = scalars.count();
  const claim = (parameters: number): void => {
    left -= parameters;
    if (left < 0) throw new Misfit('a node has too few parameters');
  };
  claim(2);
  const id = Number(scalars.uint());
  const levelAndVersion = Number(scalars.uint() & 0xffffffffn);
  const level = levelAndVersion & 0xff;
  const version = levelAndVersion >>> 24;
  if (version > SERIAL_VERSION) throw new Misfit(`no such node version ${version}`);
  let room = 0;
  for (let layer = 0; layer <= level; layer++) {
    claim(2);
    const links = scalars.uint();
    const most = scalars.uint();
    if (links > most) throw new Misfit(`a node has ${links} links of at most ${most}`);
    if (layer === 0) room = Number(most);
    claim(Number(links) + version);
    if (visitor.link) for (let i = 0n; i < links; i++) visitor.link(layer, Number(scalars.uint()));
    else scalars.skipUints(Number(links));
    // The worst link.
    scalars.skipUints(version);
  }
  claim(1);
  const normAndRange = scalars.uint();
  // More parameters than these the server ignores.
  scalars.skipUints(left);
  return { id, level, norm: floatOfBits(normAndRange & 0xffffffffn), range: floatOfBits(normAndRange >> 32n), room };
}

function expectSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) throw new Misfit(`a ${what} has ${bytes.length} bytes instead of ${size}`);
}

const bits = new DataView(new ArrayBuffer(4));

function floatOfBits(value: bigint): number {
  bits.setUint32(0, Number(value));
  return bits.getFloat32(0);
}
