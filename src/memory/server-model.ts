/**
 * What the figures of each server version are made of. Sizes of structs are those of 64-bit builds. Source: rdb-format.md 7.2;
 * the headers and `objectComputeSize` (src/object.c) of redis 4.0.14 to 7.4.1, valkey 8.0.1, keydb 6.3.4.
 */

/** Grows with every change of a formula: reports of different ones cannot be compared. */
export const ESTIMATOR_VERSION = 1;

/**
 * How a key and its value hang together. entry: a dict entry, the key's string and the object, each an allocation.
 * keyed-entry: the key stands in the dict entry. uncounted: key and expiry stand in the object, MEMORY USAGE counts only the
 * object's fixed part. object: they stand in the object and are counted.
 */
export type KeyLayout = 'entry' | 'keyed-entry' | 'uncounted' | 'object';

/** bytes: MEMORY USAGE counts what is asked for; heap: what the allocator gives. */
export type Measure = 'bytes' | 'heap';

/**
 * What holds the elements of large sets, hashes and sorted sets. dict: chained entries with a pointer to each string.
 * keyed-dict: the same, sets with their members in the entries. object-dict: as Redis 8.6 has it, with a running total.
 * hashtable: Valkey's, buckets of a cache line with children.
 */
export type TableKind = 'dict' | 'keyed-dict' | 'object-dict' | 'hashtable';

/** How the nodes of a skip list hold their members. */
export type SkiplistNode = 'pointer' | 'embedded' | 'embedded-counted';

/** What the figures of one version are made of; structs in bytes. */
export interface ServerModel {
  /** As in `redis-7.2`. */
  readonly name: string;
  readonly family: ServerFamily;
  readonly major: number;
  readonly minor: number;
  /** What it writes. */
  readonly rdbVersion: number;
  readonly key: KeyLayout;
  /** The struct of an object, robj. */
  readonly object: number;
  /** The key is counted as the dict holds it, or as the command does that asks for it; shared: with a count of references. */
  readonly keyName: 'stored' | 'asked' | 'shared';
  /** How strings of their own are counted. */
  readonly sds: Measure;
  /** An embedded string counts as its text and the object with 2 bytes of header, or as its allocation. */
  readonly embstr: 'text' | 'heap';
  /** Longest string that is embedded, if nothing else forbids it. */
  readonly longestEmbedded: 44 | 52;
  /** Scores of packed sorted sets have the fewest digits, not seventeen. */
  readonly shortestScores: boolean;
  /** Bytes from which on a string has a header of 5 bytes. */
  readonly sdsShort: 253 | 256;
  /** What small hashes, sorted sets and nodes of lists are. */
  readonly packed: 'ziplist' | 'listpack';
  /** Listpacks, ziplists and intsets. */
  readonly blobs: Measure;
  readonly quicklist: number;
  readonly quicklistNode: number;
  /** A list of one node within the limits is a listpack. */
  readonly listListpack: boolean;
  /** Elements larger than a node may be have one of their own, not packed. */
  readonly plainNodes: 'never' | 'huge' | 'large';
  /** Small sets that are not all integers are listpacks. */
  readonly setListpack: boolean;
  /** Hashes whose fields have expiries. */
  readonly fieldTtl: 'none' | 'listpackex' | 'hashtable';
  readonly table: TableKind;
  /** The struct of a table; 0: not counted. */
  readonly tableStruct: number;
  /**
   * Which dicts are made for the elements to come when a file is loaded. sets: no others. plain: those of hashes and sorted sets
   * that are stored as elements. hashes: and of packed hashes. zsets: and of packed sorted sets. all: and, for all its fields,
   * of a hash that outgrows its listpack.
   */
  readonly presizes: 'sets' | 'plain' | 'hashes' | 'zsets' | 'all';
  /** What elements are multiplied by once their average is known, in lists. */
  readonly listSamples: 'nodes' | 'elements';
  /** Hash fields have a header of their own, as Redis 7.4 and 8.0 have it. */
  readonly fieldObjects: boolean;
  /** Of zskiplist; undefined: neither it nor its head is counted. */
  readonly skiplist: number | undefined;
  /** The node that it begins with, which has all levels. */
  readonly skiplistHead: number;
  readonly skiplistNode: SkiplistNode;
  /** Redis 4.0 keeps a count of its own of what it asks libc for. */
  readonly libcPrefix: boolean;
  /** The last of Debian's packages is linked with jemalloc 5.3.1, which rounds large requests to pages. */
  readonly debianPages: boolean;
}

export type ServerFamily = 'redis' | 'valkey' | 'keydb' | 'redict';

type Facts = Omit<ServerModel, 'name' | 'family' | 'major' | 'minor' | 'rdbVersion'>;

const redis40: Facts = {
  key: 'entry',
  object: 16,
  keyName: 'asked',
  sds: 'bytes',
  embstr: 'text',
  longestEmbedded: 44,
  shortestScores: false,
  sdsShort: 256,
  packed: 'ziplist',
  blobs: 'bytes',
  quicklist: 40,
  quicklistNode: 32,
  listListpack: false,
  plainNodes: 'never',
  setListpack: false,
  fieldTtl: 'none',
  table: 'dict',
  tableStruct: 96,
  presizes: 'sets',
  listSamples: 'nodes',
  fieldObjects: false,
  skiplist: undefined,
  skiplistHead: 536,
  skiplistNode: 'pointer',
  libcPrefix: true,
  debianPages: false,
};
const redis50: Facts = {
  ...redis40,
  keyName: 'stored',
  presizes: 'plain',
  skiplist: 32,
  skiplistHead: 1048,
  libcPrefix: false,
};
const redis60: Facts = { ...redis50, sds: 'heap', skiplistHead: 536 };
const keydb63: Facts = { ...redis60, object: 24, keyName: 'shared', longestEmbedded: 52, tableStruct: 112 };
const redis70: Facts = {
  ...redis60,
  embstr: 'heap',
  packed: 'listpack',
  blobs: 'heap',
  quicklistNode: 40,
  plainNodes: 'huge',
  tableStruct: 56,
  presizes: 'hashes',
};
const redis72: Facts = { ...redis70, listListpack: true, setListpack: true, presizes: 'zsets', shortestScores: true };
const redis74: Facts = { ...redis72, plainNodes: 'large', fieldTtl: 'listpackex', fieldObjects: true };
const redis80: Facts = { ...redis74, listSamples: 'elements', debianPages: true };
/** 8.2 and 8.4 were not at hand: as far as is known, keys as 8.6 has them, and values as 8.0. */
const redis82: Facts = { ...redis80, key: 'object' };
const redis86: Facts = {
  ...redis82,
  sdsShort: 253,
  blobs: 'bytes',
  quicklist: 48,
  table: 'object-dict',
  presizes: 'all',
  fieldObjects: false,
  skiplist: 40,
  skiplistHead: 528,
  skiplistNode: 'embedded',
  debianPages: true,
};
const valkey80: Facts = { ...redis72, key: 'keyed-entry', table: 'keyed-dict' };
const valkey81: Facts = { ...redis72, key: 'uncounted', sdsShort: 253, table: 'hashtable', tableStruct: 72 };
const valkey90: Facts = {
  ...valkey81,
  key: 'object',
  plainNodes: 'large',
  fieldTtl: 'hashtable',
  tableStruct: 80,
  skiplist: 0,
  skiplistHead: 528,
  skiplistNode: 'embedded-counted',
  debianPages: true,
};

/** Oldest first within a family. `rdbVersion` is what it writes. */
const ROWS: readonly (readonly [family: ServerFamily, version: string, rdbVersion: number, facts: Facts])[] = [
  ['redis', '4.0', 8, redis40],
  ['redis', '5.0', 9, redis50],
  ['redis', '6.0', 9, redis60],
  ['redis', '6.2', 9, redis60],
  ['redis', '7.0', 10, redis70],
  ['redis', '7.2', 11, redis72],
  ['redis', '7.4', 12, redis74],
  ['redis', '8.0', 12, redis80],
  ['redis', '8.2', 12, redis82],
  ['redis', '8.4', 12, redis82],
  ['redis', '8.6', 13, redis86],
  ['valkey', '7.2', 11, redis72],
  ['valkey', '8.0', 11, valkey80],
  ['valkey', '8.1', 11, valkey81],
  ['valkey', '9.0', 80, valkey90],
  ['valkey', '9.1', 80, valkey90],
  ['keydb', '6.3', 9, keydb63],
  ['redict', '7.3', 11, { ...redis72, debianPages: true }],
];

/** All servers that sizes are known of. */
export const SERVER_MODELS: readonly ServerModel[] = ROWS.map(([family, version, rdbVersion, facts]) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { name: `${family}-${version}`, family, major, minor, rdbVersion, ...facts };
});
