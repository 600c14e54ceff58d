/** What the tables of a database take, beside its keys. */
import type { Allocator } from './allocator.ts';
import type { KeyspaceLayout } from './keyspace-layout.ts';
import {
  dictBuckets,
  expectedChildren,
  expectedCollisions,
  grownHashtableBuckets,
  hashtableBuckets,
} from './table-size.ts';
import { BUCKET, DICT_ENTRY, KEY_ENTRY, POINTER } from './struct-size.ts';

/** Of a database, or in a cluster of one of its slots, which then has tables of its own. */
export interface KeyCounts {
  readonly keys: number;
  readonly expires: number;
}

/**
 * Bytes that `used_memory` grows by for the tables that hold so many keys, when a server that has loaded them has come to rest:
 * dicts that grew on the way keep their old table until all is moved, some seconds if there are millions of keys. What the seed
 * of the hash function decides is what is to be expected. Without what the keys themselves take, entries that hold a key and its
 * value included.
 *
 * @param presized - the file says how many keys come (RESIZEDB, slot-info)
 */
export function tablesSize(
  layout: KeyspaceLayout,
  allocator: Allocator,
  { keys, expires }: KeyCounts,
  presized: boolean,
): number {
  const struct = (request: number): number => (request === 0 ? 0 : allocator.usable(request));
  const table = (entries: number, entry: number): number =>
    entries === 0 ? 0 : tableSize(layout, allocator, entries, entry, presized);
  // The entries of keys are counted with them.
  const ofKeys = keys === 0 ? 0 : struct(layout.keysStruct) + table(keys, 0);
  if (!layout.listsExpiries || expires === 0) return ofKeys;
  return ofKeys + struct(layout.expiriesStruct) + table(expires, allocator.usable(DICT_ENTRY));
}

/** @param entry - bytes of an entry of a plain dict */
function tableSize(
  layout: KeyspaceLayout,
  allocator: Allocator,
  entries: number,
  entry: number,
  presized: boolean,
): number {
  switch (layout.table) {
    case 'dict':
      return allocator.usable(POINTER * dictBuckets(entries)) + entries * entry;
    case 'key-dict': {
      const buckets = dictBuckets(entries);
      return allocator.usable(POINTER * buckets) + expectedCollisions(entries, buckets) * allocator.usable(KEY_ENTRY);
    }
    case 'hashtable': {
      const buckets = presized ? hashtableBuckets(entries) : grownHashtableBuckets(entries);
      return allocator.usable(BUCKET * buckets) + expectedChildren(entries, buckets) * allocator.usable(BUCKET);
    }
  }
}
