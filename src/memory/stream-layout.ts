/**
 * What servers make of a stream in memory. Sizes of structs in bytes. Source: redis src/stream.h, src/adlist.h, src/rax.h of
 * 5.0, 6.2, 7.0, 7.2, 8.2, 8.4, 8.6; keydb 6.3 src/object.cpp; valkey 8.1 src/stream.h, src/rax.h; struct sizes of running servers, rdb-format.md 7.2.
 */
import type { ServerModel } from './server-model.ts';
import { factsOf, type VersionTable } from './version-table.ts';

export interface StreamLayout {
  readonly stream: number;
  readonly group: number;
  readonly consumer: number;
  /** An entry of a group's PEL. */
  readonly pending: number;
  /** The head of a radix tree. */
  readonly rax: number;
  /**
   * How `MEMORY USAGE` counts. 'guess': radix trees by a formula that knows no allocations, and without what the names of groups
   * and consumers hang in. 'trees': the same, with the true sizes of those trees. 'all': what is allocated, but for the lists
   * of the index of pending entries.
   */
  readonly counts: 'guess' | 'trees' | 'all';
  /** Whether that has the stream's own struct. */
  readonly countsStruct: boolean;
  /** Whether that has of a node what is allocated for its listpack, not the listpack's own bytes. */
  readonly countsSlack: boolean;
  /** What is asked for, for a node that XADD begins. Source: redis 6.2 src/t_stream.c, STREAM_LISTPACK_MAX_PRE_ALLOCATE. */
  readonly nodeRoom: number;
  /** OBJECT ENCODING. */
  readonly encoding: 'stream' | 'unknown';
  /** A tree of the entries that are pending in any group, each with a list of those groups (Redis 8.2). */
  readonly indexesPending: boolean;
}

const REDIS_5: StreamLayout = {
  stream: 40,
  group: 32,
  consumer: 24,
  pending: 24,
  rax: 24,
  counts: 'guess',
  countsStruct: false,
  countsSlack: false,
  nodeRoom: 0,
  encoding: 'unknown',
  indexesPending: false,
};
const REDIS_6_0: StreamLayout = { ...REDIS_5, encoding: 'stream' };
const REDIS_6_2: StreamLayout = { ...REDIS_6_0, countsStruct: true, countsSlack: true, nodeRoom: 4096 };
const KEYDB_6_3: StreamLayout = { ...REDIS_6_0, countsStruct: true };
/** First and largest deleted id, entries added; entries read of a group. */
const REDIS_7_0: StreamLayout = { ...REDIS_6_2, stream: 80, group: 40 };
/** The time a consumer was active. */
const REDIS_7_2: StreamLayout = { ...REDIS_7_0, consumer: 32 };
const VALKEY_8_1: StreamLayout = { ...REDIS_7_2, rax: 32, counts: 'trees' };
/** The index of pending entries, which MEMORY USAGE does not know of. */
const REDIS_8_2: StreamLayout = { ...REDIS_7_2, stream: 112, pending: 32, indexesPending: true };
/** Pending entries in the order of time, in a tree that is left out here. */
const REDIS_8_4: StreamLayout = { ...REDIS_8_2, group: 48 };
/** A total of what is allocated, pending entries of a group in the order of time, and the table of idempotent producers. */
const REDIS_8_6: StreamLayout = {
  ...REDIS_7_2,
  stream: 160,
  group: 56,
  pending: 64,
  rax: 32,
  counts: 'all',
  countsSlack: false,
  indexesPending: true,
};

const LAYOUTS: VersionTable<StreamLayout> = [
  ['redis', 4, 0, REDIS_5],
  ['redis', 6, 0, REDIS_6_0],
  ['redis', 6, 2, REDIS_6_2],
  ['redis', 7, 0, REDIS_7_0],
  ['redis', 7, 2, REDIS_7_2],
  ['redis', 8, 2, REDIS_8_2],
  ['redis', 8, 4, REDIS_8_4],
  ['redis', 8, 6, REDIS_8_6],
  ['valkey', 7, 2, REDIS_7_2],
  ['valkey', 8, 1, VALKEY_8_1],
  ['keydb', 6, 3, KEYDB_6_3],
  ['redict', 7, 3, REDIS_7_2],
];

/** As a server has it; as the oldest, if none is known. */
export function streamLayoutOf(model: ServerModel): StreamLayout {
  return factsOf(LAYOUTS, model) ?? REDIS_5;
}
