/**
 * Redis 8's built-in vector sets, encoding version 0.
 *
 *   U dimension, U count, U config, U flags, [projection: U input dimension, B matrix],
 *   count × ( B element, [attributes: B JSON or ""], B vector, U n, n × U parameter )
 *
 *   config      bits 0–7 quantization, bits 8–23 M
 *   parameters  node id; level | serial version << 24; per layer 0..level: links, most links, a link each,
 *               [version 1: the worst link]; last: range << 32 | norm, both as the bits of a float
 *
 * Source: rdb-format.md 3.16; redis 8.6 modules/vector-sets/vset.c, VectorSetRdbLoad(); hnsw.c, hnsw_insert_serialized()
 * and hnsw_get_node_vector().
 */
import type { Readable, ReadableFields } from '../model/readable.ts';
import { Misfit, type ScalarReader } from './scalar-reader.ts';

const FLAGS = { PROJECTION: 1, ATTRIBUTES: 2 } as const;
const NEWEST_SERIAL_VERSION = 1;
/** Vectors have unit length; quantized to a byte, the largest component is this. */
const INT8_MOST = 127;
/** As many numbers as the largest value we show has as plain floats. */
const MOST_NUMBERS = 1 << 24;

interface Quantization {
  /** As VINFO answers it. */
  readonly name: string;
  sizeBytes(dimension: number): number;
  /** The vector as VEMB answers it. */
  restore(bytes: Uint8Array, dimension: number, norm: number, range: number): number[];
}

/** By bits 0–7 of the config. The server computes in floats: so do we, to the last digit. */
const QUANTIZATIONS: readonly Quantization[] = [
  {
    name: 'f32',
    sizeBytes: (dimension) => 4 * dimension,
    restore: (bytes, dimension, norm) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      return fill(dimension, (i) => Math.fround(view.getFloat32(4 * i, true) * norm));
    },
  },
  {
    name: 'int8',
    sizeBytes: (dimension) => dimension,
    restore: (bytes, dimension, norm, range) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      return fill(dimension, (i) => {
        const component = Math.fround(Math.fround(view.getInt8(i) * range) / INT8_MOST);
        return Math.fround(component * norm);
      });
    },
  },
  {
    // One bit each, in little-endian words of 64.
    name: 'bin',
    sizeBytes: (dimension) => Math.ceil(dimension / 64) * 8,
    restore: (bytes, dimension) => fill(dimension, (i) => ((bytes[i >>> 3] ?? 0) & (1 << (i & 7)) ? 1 : -1)),
  },
];

/** @throws Misfit @returns undefined: another version, or too large to show */
export function readVectorSet(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== 0) return undefined;
  const dimension = scalars.small();
  const declared = scalars.uint();
  const config = scalars.small();
  const quantization = QUANTIZATIONS[config & 0xff];
  if (quantization === undefined) throw new Misfit(`no such quantization ${config & 0xff}`);
  const flags = scalars.small();
  const hasAttributes = (flags & FLAGS.ATTRIBUTES) !== 0;
  if (flags & FLAGS.PROJECTION) {
    const size = 4 * scalars.small() * dimension;
    expectSize('projection matrix', scalars.bytes(), size);
  }
  const size = quantization.sizeBytes(dimension);
  const tooLarge = declared * BigInt(dimension) > BigInt(MOST_NUMBERS);
  const elements: Readable[] = [];
  for (let left = declared; left > 0n; left--) {
    const element = scalars.bytes();
    const attributes = hasAttributes ? scalars.bytes() : undefined;
    const bytes = scalars.bytes();
    expectSize('vector', bytes, size);
    const { norm, range } = readNode(scalars);
    if (tooLarge) continue;
    const vector = quantization.restore(bytes, dimension, norm, range);
    elements.push(attributes?.length ? { element, vector, attributes } : { element, vector });
  }
  scalars.end();
  return tooLarge ? undefined : { dimension, quantization: quantization.name, elements };
}

/** A node's parameters: the links are passed over, the norm and the range are at the end. */
function readNode(scalars: ScalarReader): { norm: number; range: number } {
  let left = scalars.count();
  const take = (): bigint => {
    if (left-- <= 0) throw new Misfit('a node has too few parameters');
    return scalars.uint();
  };
  take();
  const levelAndVersion = Number(take() & 0xffffffffn);
  const level = levelAndVersion & 0xff;
  const version = levelAndVersion >>> 24;
  if (version > NEWEST_SERIAL_VERSION) throw new Misfit(`no such node version ${version}`);
  for (let layer = 0; layer <= level; layer++) {
    const links = take();
    const most = take();
    if (links > most) throw new Misfit(`a node has ${links} links of at most ${most}`);
    for (let i = 0n; i < links; i++) take();
    if (version > 0) take();
  }
  const normAndRange = take();
  // More parameters than these the server ignores.
  for (let more = left; more > 0; more--) take();
  return { norm: floatOfBits(normAndRange & 0xffffffffn), range: floatOfBits(normAndRange >> 32n) };
}

function expectSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) throw new Misfit(`a ${what} has ${bytes.length} bytes instead of ${size}`);
}

const bits = new DataView(new ArrayBuffer(4));

function floatOfBits(value: bigint): number {
  bits.setUint32(0, Number(value));
  return bits.getFloat32(0);
}

function fill(count: number, make: (index: number) => number): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(make(i));
  return numbers;
}
