/**
 * Entries of a hash that is a hash table. Source: rdb-format.md 7.4 to 7.6; redis 7.4 src/mstr.c, src/t_hash.c; redis 8.6 and
 * valkey src/entry.c.
 */
import type { Account } from './account.ts';
import type { Sds } from './sds.ts';
import { SDS_TINY } from './sds.ts';
import type { Sizing } from './value-size.ts';
import { DICT_ENTRY, POINTER } from './struct-size.ts';

export type EntrySize = (account: Account, field: number, value: number, expires: boolean) => void;

/** A field's expiry with its place in the order of expiries. */
const EXPIRY_OBJECT = 16;
/** Expiry in an entry of Valkey's. */
const EXPIRY = 8;
/** Header and zero of a value that stands in its entry. */
const EMBEDDED_VALUE = 4;
/** Entries up to this hold their value. */
const EMBEDDED_ENTRY = 128;

/** What an entry adds, by lengths in bytes of field and value. */
export function entrySizeOf(sizing: Sizing): EntrySize {
  const { model, sds } = sizing;
  if (model.table === 'object-dict') return objectEntry(sds);
  if (model.table === 'hashtable') return hashtableEntry(sds);
  return model.fieldObjects ? fieldObject(sds) : dictEntry(sds);
}

/** Two strings. */
function dictEntry(sds: Sds): EntrySize {
  return (account, field, value) => {
    const blocks = sds.block(field) + sds.block(value);
    const bytes = sds.counted(field) + sds.counted(value);
    account.add(DICT_ENTRY + bytes, account.allocator.usable(DICT_ENTRY) + blocks);
  };
}

/** Redis 7.4 and 8.0: fields have headers of their own, which may hold an expiry. */
function fieldObject(sds: Sds): EntrySize {
  return (account, field, value, expires) => {
    const { allocator } = account;
    const header = field < SDS_TINY ? 1 : field < 65536 ? 3 : 9;
    const blocks = allocator.usable((expires ? EXPIRY_OBJECT + 2 : 0) + header + field + 1) + sds.block(value);
    account.add(DICT_ENTRY + blocks, allocator.usable(DICT_ENTRY) + blocks);
  };
}

/**
 * Redis 8.6: an allocation that holds the value too, if it is small; else it points to it. A dict entry is counted for each; those
 * there are come with the table.
 */
function objectEntry(sds: Sds): EntrySize {
  return (account, field, value, expires) => {
    const { allocator } = account;
    const expiry = expires ? EXPIRY_OBJECT : 0;
    const embedded = expiry + (expires ? sds.growable(field) : sds.inside(field)) + EMBEDDED_VALUE + value;
    if (embedded <= EMBEDDED_ENTRY) {
      account.add(DICT_ENTRY + embedded, allocator.usable(embedded));
      return;
    }
    const pointing = expiry + POINTER + sds.growable(field);
    account.add(DICT_ENTRY + pointing + sds.counted(value), allocator.usable(pointing) + sds.block(value));
  };
}

/** Valkey from 8.1 on: the same without a dict entry. */
function hashtableEntry(sds: Sds): EntrySize {
  return (account, field, value, expires) => {
    const { allocator } = account;
    const expiry = expires ? EXPIRY : 0;
    const embedded = expiry + (expires ? sds.growable(field) : sds.inside(field)) + EMBEDDED_VALUE + value;
    const blocks =
      embedded <= EMBEDDED_ENTRY
        ? allocator.usable(embedded)
        : allocator.usable(expiry + POINTER + sds.growable(field)) + sds.block(value);
    account.add(blocks, blocks);
  };
}
