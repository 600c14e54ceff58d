/**
 * The tables of a database: of its keys, and of those that have an expiry. Sizes of structs are those of 64-bit builds.
 * Source: server.h, dict.c, kvstore.c of redis 4.0 to 7.4, valkey 8.0; keydb 6.3 server.h; redis 8.0.6 and 8.6.3, redict 7.3.6,
 * valkey 8.1.1 and 9.1.2 by `used_memory` as it grows with keys, databases and slots.
 */

import type { ServerModel } from './server-model.ts';
import { factsOf, type VersionTable } from './version-table.ts';

export interface KeyspaceLayout {
  /**
   * dict: each key has an entry, which is counted with the key; so has each expiry. key-dict: the first key of a bucket is in
   * the bucket, the others have entries. hashtable: Valkey's, buckets of a cache line with children.
   */
  readonly table: 'dict' | 'key-dict' | 'hashtable';
  /** Bytes of the structs that are made for the first key and for the first expiry; 0: they are there from the start. */
  readonly keysStruct: number;
  readonly expiriesStruct: number;
  /** False: expiries stand in the objects of the keys and nowhere else. */
  readonly listsExpiries: boolean;
  /** In cluster mode each slot has tables of its own. */
  readonly bySlot: boolean;
}

const DICT = 56;
/** The list node of a table that is being rehashed; Valkey has the way back to the database too. */
const METADATA = 8;
const VALKEY_METADATA = 16;
/** Counts of keys of five types by 60 powers of two of their size, u64 each: INFO keysizes. */
const KEY_SIZES = 5 * 60 * 8;

const fixed: KeyspaceLayout = {
  table: 'dict',
  keysStruct: 0,
  expiriesStruct: 0,
  listsExpiries: true,
  bySlot: false,
};
const redis74: KeyspaceLayout = {
  ...fixed,
  keysStruct: DICT + METADATA,
  expiriesStruct: DICT + METADATA,
  bySlot: true,
};
const redis80: KeyspaceLayout = { ...redis74, keysStruct: DICT + METADATA + KEY_SIZES };
const valkey80: KeyspaceLayout = {
  ...redis74,
  keysStruct: DICT + VALKEY_METADATA,
  expiriesStruct: DICT + VALKEY_METADATA,
};
/** @param struct - bytes of a hash table without metadata */
const hashtable = (struct: number): KeyspaceLayout => ({
  table: 'hashtable',
  keysStruct: struct + VALKEY_METADATA,
  expiriesStruct: struct + VALKEY_METADATA,
  listsExpiries: true,
  bySlot: true,
});

const redis82: KeyspaceLayout = { ...redis80, table: 'key-dict' };
/** Expiries stand in the objects. */
const keydb63: KeyspaceLayout = { ...fixed, listsExpiries: false };

const LAYOUTS: VersionTable<KeyspaceLayout> = [
  ['redis', 4, 0, fixed],
  ['redis', 7, 4, redis74],
  ['redis', 8, 0, redis80],
  ['redis', 8, 2, redis82],
  ['valkey', 7, 2, fixed],
  ['valkey', 8, 0, valkey80],
  ['valkey', 8, 1, hashtable(72)],
  ['valkey', 9, 0, hashtable(80)],
  ['keydb', 6, 3, keydb63],
  ['redict', 7, 3, redis74],
];

/** As a server has it; as the oldest, if none is known. */
export function keyspaceLayoutOf(model: ServerModel): KeyspaceLayout {
  return factsOf(LAYOUTS, model) ?? fixed;
}
