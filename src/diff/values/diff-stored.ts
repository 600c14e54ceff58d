/** What differs between the values of a key on both sides, as a server would have them. */
import type { ElementChange } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import type { DiffSide } from '../key-record.ts';
import { TYPES } from '../../rdb/types.ts';
import { diffValues } from './diff-values.ts';
import type { ModuleReader } from './module-reader.ts';
import { isSameTime } from './same-time.ts';
import type { StoredKey } from './stored-key.ts';

/**
 * As `diffValues`, but for zeros of a sorted set that one side has as a skiplist and the other packed. A listpack has integers
 * for whole numbers, so -0 becomes 0 as soon as a server packs such a set, which it does with a small one when it loads it.
 * Source: files of servers from redis 7.2 and valkey 7.2 on, saved before and after such a load.
 *
 * @returns whether such zeros were passed over; if nothing was told then, the values are the same
 */
export function diffStored(
  a: StoredKey,
  b: StoredKey,
  options: DiffOptions,
  tell: (change: ElementChange) => void,
  reader?: ModuleReader,
): boolean {
  if (a.value === undefined || b.value === undefined) return false;
  const signed = isPacking(a, b) ? 'a' : isPacking(b, a) ? 'b' : undefined;
  let passed = false;
  const judge = (change: ElementChange): void => {
    if (signed !== undefined && isZero(change, signed, options)) passed = true;
    else tell(change);
  };
  diffValues(a.value, b.value, options, signed === undefined ? tell : judge, reader);
  return passed;
}

function isPacking(a: StoredKey, b: StoredKey): boolean {
  return a.facts.encoding === TYPES.ZSET_2.encoding && b.facts.encoding === TYPES.ZSET_LISTPACK.encoding;
}

/** Nothing differs but the sign of a zero, which `signed` has still. */
function isZero(change: ElementChange, signed: DiffSide, options: DiffOptions): boolean {
  if (change.kind !== 'member') return false;
  const { a, b } = change;
  const isLost = Object.is((signed === 'a' ? a : b)?.score, -0) && Object.is((signed === 'a' ? b : a)?.score, 0);
  return isLost && isSameTime(a?.expireAtMs, b?.expireAtMs, options);
}
