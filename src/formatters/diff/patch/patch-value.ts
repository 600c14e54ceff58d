/** A value changed where it is, by commands of its type. */
import type { ChangedKey } from '../../../diff/change.ts';
import type { ValueType } from '../../../model/sink.ts';
import { patchArray } from './array-patch.ts';
import { patchFields } from './field-patch.ts';
import { patchList } from './list-patch.ts';
import { patchMembers } from './member-patch.ts';
import type { PatchWriter } from './patch-writer.ts';
import { patchStream } from './stream-patch.ts';
import { patchString } from './string-patch.ts';
import { patchVectors } from './vector-patch.ts';

/**
 * Write what makes the value of a that of b, but for its expiry. Nothing is taken away before what is new is there: a key that
 * is empty for a moment loses its expiry.
 * @returns false: it cannot be done, or not at less cost than by writing the key anew, whatever has been written of it
 */
type PatchValue = (key: ChangedKey, writer: PatchWriter) => boolean;

const BY_TYPE: Readonly<Record<ValueType, PatchValue | undefined>> = {
  string: patchString,
  list: patchList,
  set: patchMembers,
  zset: patchMembers,
  hash: patchFields,
  stream: patchStream,
  array: patchArray,
  // Of other modules nothing is known.
  module: patchVectors,
  cron: undefined,
  'path-hash': undefined,
};

export const patchValue: PatchValue = (key, writer) => BY_TYPE[key.a.type]?.(key, writer) ?? false;
