/** Which modules' values can be read, by the name of their type. */
import { DecodeError } from '../errors.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { ReadableFields } from '../model/readable.ts';
import type { ModuleScalar } from '../rdb/module-opcodes.ts';
import { readBloomFilter, readCountMin, readCuckooFilter, readTDigest, readTopK, readValkeyBloom } from './bloom.ts';
import { readJson } from './json.ts';
import { Misfit, ScalarReader } from './scalar-reader.ts';
import { readTimeSeries } from './time-series.ts';
import { readVectorSet } from './vector-set.ts';

/** @throws Misfit @returns undefined: a version that is not known, or a value too large to show */
type ModuleReader = (version: number, scalars: ScalarReader) => ReadableFields | undefined;

const READERS: ReadonlyMap<string, ModuleReader> = new Map<string, ModuleReader>([
  ['vectorset', readVectorSet],
  ['ReJSON-RL', readJson],
  ['MBbloom--', readBloomFilter],
  ['MBbloomCF', readCuckooFilter],
  ['CMSk-TYPE', readCountMin],
  ['TopK-TYPE', readTopK],
  ['TDIS-TYPE', readTDigest],
  ['bloomfltr', readValkeyBloom],
  ['TSDB-TYPE', readTimeSeries],
]);

/** Built into the server: it refuses a value that does not fit, so what does not fit is damage. */
const BUILT_IN = 'vectorset';

export function canReadModule(id: ModuleId): boolean {
  return READERS.has(id.name);
}

/** The readable fields of a module's value; undefined if its layout is not known or does not fit. */
export function readModule(id: ModuleId, scalars: readonly ModuleScalar[]): ReadableFields | undefined {
  try {
    return READERS.get(id.name)?.(id.version, new ScalarReader(scalars));
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

/** Whether `checkModule` has anything to say of such values. */
export function mustFit(id: ModuleId): boolean {
  return id.name === BUILT_IN;
}

/** See that the value of a built-in module fits its layout. Others are their module's business. @throws DecodeError MODULE */
export function checkModule(id: ModuleId, scalars: readonly ModuleScalar[], offset?: number): void {
  if (!mustFit(id)) return;
  try {
    readVectorSet(id.version, new ScalarReader(scalars));
  } catch (error) {
    if (error instanceof Misfit) throw new DecodeError('MODULE', `vector set: ${error.why}`, offset);
    throw error;
  }
}
