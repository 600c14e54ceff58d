/**
 * The order in which fields of a Valkey hash expire: nothing beside the hash for one field, a vector of pointers for up to 127,
 * and a radix tree of windows of time for more. Source: valkey 9 src/vset.c; measured on 9.1.2.
 */
import type { Account } from './account.ts';

const POINTER = 8;
/** Vectors begin with room for two. */
const PAIR = 24;
const LONGEST_VECTOR = 127;
/** What a field takes in a tree, measured where all expire in windows of their own. */
const IN_TREE = 43.5;

/** @param count - fields that expire, more than one */
export function addExpirySet(account: Account, count: number): void {
  const { allocator } = account;
  if (count === 2) account.add(PAIR, allocator.usable(PAIR));
  else if (count <= LONGEST_VECTOR) account.block(POINTER + POINTER * count);
  else {
    account.add(IN_TREE * count, IN_TREE * count);
    account.determined = false;
  }
}
