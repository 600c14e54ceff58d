/** What differs between two values of the same type. */
import { ArrayValue } from '../../keyspace/values/array.ts';
import { CronValue } from '../../keyspace/values/cron.ts';
import { HashValue } from '../../keyspace/values/hash.ts';
import { ListValue } from '../../keyspace/values/list.ts';
import { ModuleValue } from '../../keyspace/values/module.ts';
import { PathHashValue } from '../../keyspace/values/path-hash.ts';
import { SetValue } from '../../keyspace/values/set.ts';
import { StreamValue } from '../../keyspace/values/stream.ts';
import { VectorSetValue } from '../../keyspace/values/vector-set.ts';
import { ZsetValue } from '../../keyspace/values/zset.ts';
import type { ElementChange } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { diffArrays } from './arrays.ts';
import { diffJobs } from './jobs.ts';
import { diffHashes, diffPathHashes } from './fields.ts';
import { diffLists } from './lists.ts';
import { diffSets, diffSortedSets } from './members.ts';
import { ModuleReader } from './module-reader.ts';
import { diffModules } from './modules.ts';
import { isSameBytes } from '../../bytes/same-bytes.ts';
import type { StoredValue } from './stored-key.ts';
import { diffStreams } from './streams.ts';
import { diffVectorSets } from './vector-sets.ts';

/**
 * Tell of each element that differs: as `a` has them, then those that only `b` has. Bytes that are told of are views on the
 * values. Of values of different types nothing is told.
 *
 * @param reader - looks into values of modules; of one that is kept, the memory is used again
 */
export function diffValues(
  a: StoredValue,
  b: StoredValue,
  options: DiffOptions,
  tell: (change: ElementChange) => void,
  reader: ModuleReader = new ModuleReader(),
): void {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    if (!(a instanceof Uint8Array && b instanceof Uint8Array) || isSameBytes(a, b)) return;
    tell({ kind: 'string', a, b });
  } else if (a instanceof HashValue && b instanceof HashValue) diffHashes(a, b, options, tell);
  else if (a instanceof SetValue && b instanceof SetValue) diffSets(a, b, options, tell);
  else if (a instanceof ZsetValue && b instanceof ZsetValue) diffSortedSets(a, b, options, tell);
  else if (a instanceof ListValue && b instanceof ListValue) diffLists(a, b, tell);
  else if (a instanceof StreamValue && b instanceof StreamValue) diffStreams(a, b, options, tell);
  else if (a instanceof ArrayValue && b instanceof ArrayValue) diffArrays(a, b, tell);
  else if (a instanceof VectorSetValue && b instanceof VectorSetValue) diffVectorSets(a, b, reader.vectors, tell);
  else if (a instanceof ModuleValue && b instanceof ModuleValue) diffModules(a, b, reader, tell);
  else if (a instanceof PathHashValue && b instanceof PathHashValue) diffPathHashes(a, b, options, tell);
  else if (a instanceof CronValue && b instanceof CronValue) diffJobs(a, b, options, tell);
}
