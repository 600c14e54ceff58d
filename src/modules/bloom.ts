/**
 * The sketches of RedisBloom, and the Bloom filters of valkey-bloom. Shown is what their INFO commands tell, and what can be
 * got back out of them: a top-k's items, a t-digest's centroids. Bit maps and counters mean nothing without the hash
 * functions: they stay in the value's bytes.
 *
 * Source: rdb-format.md 3.16; RedisBloom 2.8 src/rebloom.c, rm_cms.c, rm_topk.c, topk.h, rm_tdigest.c; valkey-bloom
 * src/wrapper/bloom_callback.rs.
 */
import type { Readable, ReadableFields } from '../model/readable.ts';
import { Misfit, type ScalarReader } from './scalar-reader.ts';

/**
 * MBbloom--, versions 0–4; in brackets the version that brought a field.
 *
 *   U size, U filters, [2: U options], [4: U growth]
 *   filters × ( U capacity, D error, U hashes, D bits per entry, [1: U bits, U log2 of bits], B bits, U items )
 */
export function readBloomFilter(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version > 4) return undefined;
  const items = scalars.uint();
  const count = scalars.count(version < 1 ? 6 : 8);
  const options = version < 2 ? {} : { options: scalars.uint() };
  const growth = version < 4 ? {} : { growth: scalars.uint() };
  const filters = scalars.times(count, () => {
    const capacity = scalars.uint();
    const error = scalars.double();
    const hashes = scalars.uint();
    const bitsPerEntry = scalars.double();
    const bits = version < 1 ? undefined : scalars.uint();
    if (version >= 1) scalars.uint();
    const sizeBytes = scalars.bytes().length;
    const filled = scalars.uint();
    return { capacity, items: filled, error, hashes, bitsPerEntry, ...(bits === undefined ? {} : { bits }), sizeBytes };
  });
  scalars.end();
  return { items, ...options, ...growth, filters };
}

/**
 * MBbloomCF, a cuckoo filter.
 *
 *   U filters, U buckets, U items, U deletes, U bucket size, U iterations, U expansion, filters × ( U buckets, B data )
 *
 * Version 4; of others the layout is not known.
 */
export function readCuckooFilter(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== 4) return undefined;
  const count = scalars.count(2);
  const buckets = scalars.uint();
  const items = scalars.uint();
  const deletes = scalars.uint();
  const bucketSize = scalars.uint();
  const maxIterations = scalars.uint();
  const expansion = scalars.uint();
  const filters = scalars.times(count, () => {
    const own = scalars.uint();
    return { buckets: own, sizeBytes: scalars.bytes().length };
  });
  scalars.end();
  return { items, deletes, buckets, bucketSize, maxIterations, expansion, filters };
}

const COUNTER_BYTES = 4n;

/** CMSk-TYPE, a count-min sketch: U width, U depth, U count, B width × depth counters of 32 bits. */
export function readCountMin(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== 0) return undefined;
  const width = scalars.uint();
  const depth = scalars.uint();
  const count = scalars.uint();
  expectSize('counters', scalars.bytes(), width * depth * COUNTER_BYTES);
  scalars.end();
  return { width, depth, count };
}

/** A bucket: u32 fingerprint, u32 count. */
const BUCKET_BYTES = 8n;
/** A heap bucket of 64-bit machines: u32 fingerprint, u32 length, pointer, u32 count, padding. */
const HEAP_BUCKET = { SIZE: 24, COUNT: 16 } as const;

/** TopK-TYPE: U k, U width, U depth, D decay, B buckets, B heap, k × B item with its NUL; "" with one is a free place. */
export function readTopK(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== 0) return undefined;
  const k = scalars.small();
  const width = scalars.uint();
  const depth = scalars.uint();
  const decay = scalars.double();
  expectSize('buckets', scalars.bytes(), width * depth * BUCKET_BYTES);
  const heap = scalars.bytes();
  expectSize('heap', heap, BigInt(HEAP_BUCKET.SIZE) * BigInt(k));
  const view = new DataView(heap.buffer, heap.byteOffset, heap.length);
  const items: Readable[] = [];
  for (let i = 0; i < k; i++) {
    const text = scalars.bytes();
    if (text.at(-1) !== 0) throw new Misfit('an item without its NUL');
    if (text.length === 1) continue;
    items.push([text.subarray(0, -1), view.getUint32(HEAP_BUCKET.SIZE * i + HEAP_BUCKET.COUNT, true)]);
  }
  scalars.end();
  return { k, width, depth, decay, items };
}

/**
 * TDIS-TYPE, a t-digest: D compression, D min, D max, U capacity, U merged, U unmerged, U compressions, D merged weight,
 * D unmerged weight, merged × D mean, merged × D weight. What is unmerged is merged before it is saved.
 */
export function readTDigest(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version !== 0) return undefined;
  const compression = scalars.double();
  const min = scalars.double();
  const max = scalars.double();
  const capacity = scalars.uint();
  const merged = scalars.count(2);
  scalars.uint();
  const compressions = scalars.uint();
  const weight = scalars.double() + scalars.double();
  const means = scalars.times(merged, () => scalars.double());
  const centroids = means.map((mean) => [mean, scalars.double()]);
  scalars.end();
  return { compression, capacity, compressions, weight, min, max, centroids };
}

/**
 * bloomfltr, valkey-bloom's filter.
 *
 *   version 0   U filters, U expansion, F error; filters × ( B bits, U bits, U hashes, U capacity, [last: U items] )
 *   version 1   U filters, U expansion, D error, D tightening, U random seed; filters × ( B bits, U capacity, [last: U items] )
 *
 * All but the last filter are full. The bits of version 1 hold their number, the hash functions' and the seed themselves.
 */
export function readValkeyBloom(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version > 1) return undefined;
  const count = scalars.count(version === 0 ? 4 : 2);
  const expansion = scalars.uint();
  const error = version === 0 ? { error: scalars.float() } : { error: scalars.double(), tightening: scalars.double() };
  const seed = version === 0 ? {} : { randomSeed: scalars.uint() };
  const filters = scalars.times(count, (index) => {
    const sizeBytes = scalars.bytes().length;
    const shape = version === 0 ? { bits: scalars.uint(), hashes: scalars.uint() } : {};
    const capacity = scalars.uint();
    const items = index === count - 1 ? scalars.uint() : capacity;
    return { capacity, items, ...shape, sizeBytes };
  });
  scalars.end();
  return { expansion, ...error, ...seed, filters };
}

function expectSize(what: string, bytes: Uint8Array, size: bigint): void {
  if (BigInt(bytes.length) !== size) throw new Misfit(`${what} of ${bytes.length} bytes instead of ${size}`);
}
