/**
 * RedisTimeSeries, `TSDB-TYPE`, versions 0–9. In brackets the version that brought a field.
 *
 *   B key, U retention, U chunk size, [1: U options], [2: U last time, D last value, U samples], [3: U duplicate policy],
 *   [2: U has source, [has source: B source]], [8: U ignored time difference, D ignored value difference],
 *   U n, n × ( B label, B value ), U n, n × rule,
 *   versions 0 and 1: U n, n × ( U time, D value ); since: U n, n × chunk
 *
 *   rule   B destination, U bucket, [6: U alignment], U aggregation, U start, [9: U valid samples], context
 *   chunk  compressed: U size, U samples, U bits, U base value, U base time, U last time, U last difference, U last value,
 *          U leading, U trailing, B data (values as the bits of a double; see gorilla.ts)
 *          else: U base time, U samples, U size, B size / 16 × ( u64 time, f64 value )
 *
 * Source: rdb-format.md 3.16; RedisTimeSeries src/rdb.c, compaction.c, chunk.c, compressed_chunk.c.
 */
import type { ReadableFields } from '../model/readable.ts';
import { decodeChunk, type Sample } from './gorilla.ts';
import { Misfit, type ScalarReader } from './scalar-reader.ts';

const NEWEST_VERSION = 9;
/** Bit 0 of the options. */
const UNCOMPRESSED = 1n;
const SAMPLE_BYTES = 16;
/** Versions 0 and 1 count a chunk's samples, not its bytes. */
const FIRST_SIZE_IN_BYTES = 2;
/** A sample may take two bits only. */
const MOST_SAMPLES = 1 << 21;

/** Source: RedisTimeSeries src/consts.h, DuplicatePolicy. */
const DUPLICATE_POLICIES = ['none', 'block', 'last', 'first', 'min', 'max', 'sum'] as const;

/** What an aggregation keeps of the bucket at hand, and since which version. Source: src/compaction.c, …ReadContext(). */
type ContextKind = 'single' | 'first' | 'extremes' | 'average' | 'deviation' | 'weighted';

/** By number. Source: src/consts.h, TS_AGG_TYPES_T; names as TS.INFO prints them. */
const AGGREGATIONS: readonly ({ readonly name: string; readonly context: ContextKind } | undefined)[] = [
  undefined,
  { name: 'min', context: 'extremes' },
  { name: 'max', context: 'extremes' },
  { name: 'sum', context: 'single' },
  { name: 'avg', context: 'average' },
  { name: 'count', context: 'single' },
  { name: 'first', context: 'first' },
  { name: 'last', context: 'single' },
  { name: 'range', context: 'extremes' },
  { name: 'std.p', context: 'deviation' },
  { name: 'std.s', context: 'deviation' },
  { name: 'var.p', context: 'deviation' },
  { name: 'var.s', context: 'deviation' },
  { name: 'twa', context: 'weighted' },
  { name: 'countnan', context: 'single' },
  { name: 'countall', context: 'single' },
];

/** @throws Misfit @returns undefined: another version, or too large to show */
export function readTimeSeries(version: number, scalars: ScalarReader): ReadableFields | undefined {
  if (version > NEWEST_VERSION) return undefined;
  const key = scalars.bytes();
  const retention = scalars.uint();
  const declared = scalars.uint();
  const chunkSizeBytes = version < FIRST_SIZE_IN_BYTES ? declared * BigInt(SAMPLE_BYTES) : declared;
  const options = version < 1 ? UNCOMPRESSED : scalars.uint();
  if (version >= 2) {
    scalars.uint();
    scalars.double();
    scalars.uint();
  }
  const policy = version < 3 ? {} : { duplicatePolicy: nameOf(DUPLICATE_POLICIES, scalars.uint()) };
  const source = version >= 2 && scalars.uint() !== 0n ? { source: scalars.bytes() } : {};
  const ignore = version < 8 ? {} : { ignoreMaxTimeDiff: scalars.uint(), ignoreMaxValDiff: scalars.double() };
  const labels = scalars.times(scalars.count(2), () => [scalars.bytes(), scalars.bytes()]);
  const rules = scalars.times(scalars.count(5), () => readRule(version, scalars));
  const samples = version < 2 ? readPlainSamples(scalars) : readChunks((options & UNCOMPRESSED) !== 0n, scalars);
  scalars.end();
  if (samples === undefined) return undefined;
  return { key, retention, chunkSizeBytes, ...policy, ...source, ...ignore, labels, rules, samples };
}

function readRule(version: number, scalars: ScalarReader): ReadableFields {
  const destination = scalars.bytes();
  const bucket = scalars.uint();
  const alignment = version < 6 ? {} : { alignment: scalars.uint() };
  const aggregation = AGGREGATIONS[scalars.small()];
  if (aggregation === undefined) throw new Misfit('no such aggregation');
  const start = scalars.uint();
  if (version >= 9) scalars.uint();
  skipContext(aggregation.context, version, scalars);
  return { destination, bucket, ...alignment, aggregation: aggregation.name, start };
}

function skipContext(kind: ContextKind, version: number, scalars: ScalarReader): void {
  scalars.double();
  switch (kind) {
    case 'single':
      if (version >= 3 && version < 7) scalars.uint();
      return;
    case 'first':
      if (version >= 3) scalars.uint();
      return;
    case 'extremes':
      scalars.double();
      if (version < 6) scalars.bytes();
      return;
    case 'average':
      scalars.double();
      if (version >= 4) scalars.uint();
      return;
    case 'deviation':
      scalars.double();
      scalars.uint();
      return;
    case 'weighted':
      scalars.uint();
      scalars.double();
      for (let i = 0; i < 7; i++) scalars.uint();
      return;
  }
}

function readPlainSamples(scalars: ScalarReader): Sample[] | undefined {
  const count = scalars.count(2);
  const samples = scalars.times(count, (): Sample => [scalars.uint(), scalars.double()]);
  return count > MOST_SAMPLES ? undefined : samples;
}

/** undefined: more samples than can be shown. */
function readChunks(uncompressed: boolean, scalars: ScalarReader): Sample[] | undefined {
  const samples: Sample[] = [];
  let total = 0;
  for (let left = scalars.count(4); left > 0; left--) {
    const read = uncompressed ? readPlainChunk(scalars) : readCompressedChunk(scalars);
    total += read.count;
    if (total <= MOST_SAMPLES) for (const sample of read.samples()) samples.push(sample);
  }
  return total > MOST_SAMPLES ? undefined : samples;
}

interface ChunkReading {
  readonly count: number;
  /** @throws Misfit */
  samples(): Sample[];
}

function readPlainChunk(scalars: ScalarReader): ChunkReading {
  scalars.uint();
  const count = scalars.small();
  scalars.uint();
  const data = scalars.bytes();
  if (count * SAMPLE_BYTES > data.length) throw new Misfit(`${count} samples in a chunk of ${data.length} bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const sample = (i: number): Sample => [
    view.getBigUint64(SAMPLE_BYTES * i, true),
    view.getFloat64(SAMPLE_BYTES * i + 8, true),
  ];
  return { count, samples: () => Array.from({ length: count }, (_, i) => sample(i)) };
}

function readCompressedChunk(scalars: ScalarReader): ChunkReading {
  scalars.uint();
  const count = scalars.small();
  const bits = scalars.uint();
  const baseValue = scalars.uint();
  const baseTime = scalars.uint();
  const lastTime = scalars.uint();
  scalars.uint();
  const lastValue = scalars.uint();
  scalars.uint();
  scalars.uint();
  const data = scalars.bytes();
  if (data.length % 8 !== 0) throw new Misfit(`a chunk of ${data.length} bytes, which are no words`);
  const chunk = { count, bits, baseValue, baseTime, lastTime, lastValue, data };
  return { count, samples: () => decodeChunk(chunk) };
}

function nameOf(names: readonly string[], number: bigint): string {
  // A policy added later is still a number.
  return names[Number(number)] ?? String(number);
}
