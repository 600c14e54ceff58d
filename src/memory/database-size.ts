/** What the keys of a database take, and the tables they are in. */
import type { Allocator } from './allocator.ts';
import type { ServerModel } from './server-model.ts';
import type { SizedDatabase } from './sized-key.ts';
import { dictBuckets, hashtableBuckets } from './table-size.ts';

const DICT_ENTRY = 24;
const POINTER = 8;
const CACHE_LINE = 64;

/** Counters of one database. */
export class DatabaseSize {
  readonly db: number;
  keys = 0;
  expires = 0;
  bytes = 0;
  allocated = 0;

  constructor(db: number) {
    this.db = db;
  }

  total(model: ServerModel, allocator: Allocator): SizedDatabase {
    const { db, keys, expires, bytes, allocated } = this;
    const tables = tableOf(keys, model, allocator) + tableOf(expires, model, allocator);
    // The keys' own entries are counted with the keys; those of expiries hold nothing but a time.
    const entries = model.table === 'hashtable' ? 0 : expires * allocator.usable(DICT_ENTRY);
    return { db, keys, expires, bytes, allocated, tables: tables + entries };
  }
}

function tableOf(count: number, model: ServerModel, allocator: Allocator): number {
  if (count === 0) return 0;
  if (model.table === 'hashtable') return allocator.usable(CACHE_LINE * hashtableBuckets(count));
  return allocator.usable(POINTER * dictBuckets(count));
}
