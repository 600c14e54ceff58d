/** What differs between two values of the same type. */
import { isSameBytes } from './same-bytes.ts';
import { HashValue } from '../../keyspace/values/hash.ts';
import { PathHashValue } from '../../keyspace/values/path-hash.ts';
import { SetValue } from '../../keyspace/values/set.ts';
import { ZsetValue } from '../../keyspace/values/zset.ts';
import type { ElementChange } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { diffHashes, diffPathHashes } from './fields.ts';
import { diffSets, diffSortedSets } from './members.ts';
import type { StoredValue } from './stored-key.ts';

/**
 * Tell of each element that differs: as `a` has them, then those that only `b` has. Bytes that are told of are views on the
 * values. Of values of different types nothing is told.
 */
export function diffValues(
  a: StoredValue,
  b: StoredValue,
  options: DiffOptions,
  tell: (change: ElementChange) => void,
): void {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    if (!(a instanceof Uint8Array && b instanceof Uint8Array) || isSameBytes(a, b)) return;
    tell({ kind: 'string', a, b });
  } else if (a instanceof HashValue && b instanceof HashValue) diffHashes(a, b, options, tell);
  else if (a instanceof SetValue && b instanceof SetValue) diffSets(a, b, options, tell);
  else if (a instanceof ZsetValue && b instanceof ZsetValue) diffSortedSets(a, b, options, tell);
  else if (a instanceof PathHashValue && b instanceof PathHashValue) diffPathHashes(a, b, options, tell);
}
