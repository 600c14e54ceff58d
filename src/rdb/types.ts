/**
 * First byte of a key record. Source: rdb-format.md 3.0; redis 8.6 src/rdb.h, RDB_TYPE_*; valkey 9.1 src/rdb.h; dragonfly
 * src/server/rdb_extensions.h; KeyDB src/rdb.h. `since` is the RDB version, `encoding` what the file holds.
 */
import { SHAPE, type Shape } from '../kernels/kernels.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { DialectName, ValueType } from '../model/sink.ts';

/** What elements are handed to the sink as. */
export type Delivery = 'items' | 'fields' | 'members';
export type PackedKind = 'listpack' | 'ziplist' | 'zipmap' | 'intset';

export type SketchKind = 'SBF' | 'SBF2' | 'CMS' | 'TOPK' | 'CUCKOO';

/** How the bytes after the key are laid out. */
export type ValueLayout =
  | { readonly kind: 'string' }
  /** A count and as many elements. */
  | {
      readonly kind: 'elements';
      readonly shape: Shape;
      readonly as: Delivery;
      /** An absolute time stands before the count, which field expiries count from. */
      readonly minExpire?: boolean;
      /** Servers refuse an element that stands twice, always. */
      readonly unique?: boolean;
    }
  /** One string that holds a packed encoding; `triples`: field, value, expiry. */
  | {
      readonly kind: 'packed';
      readonly packed: PackedKind;
      readonly as: Delivery;
      readonly triples?: boolean;
      readonly minExpire?: boolean;
    }
  /** A list of packed nodes; `containers`: each with its container kind (quicklist2). */
  | { readonly kind: 'nodes'; readonly packed: PackedKind; readonly containers: boolean }
  | { readonly kind: 'stream'; readonly version: 1 | 2 | 3 | 4 | 5 }
  /** The module id stands before the value. */
  | { readonly kind: 'module' }
  | { readonly kind: 'array' }
  | { readonly kind: 'template'; readonly values: 'listpack' | 'strings'; readonly reference: boolean }
  | { readonly kind: 'path-hash' }
  | { readonly kind: 'cron' }
  /** Dragonfly: field or member expiries as text, seconds since its own epoch. */
  | { readonly kind: 'text-expiry'; readonly as: 'fields' | 'items' }
  /** Dragonfly: what TYPE answers is the name of a module, though no module wrote it. */
  | { readonly kind: 'dragonfly-json'; readonly module: ModuleId }
  | { readonly kind: 'dragonfly-sketch'; readonly sketch: SketchKind; readonly module: ModuleId }
  | { readonly kind: 'unreadable'; readonly why: string };

export interface TypeSpec {
  readonly byte: number;
  readonly since: number;
  readonly type: ValueType;
  readonly encoding: string;
  readonly layout: ValueLayout;
  /** The dialects that have it; all but Dragonfly from 30 on, if left out. */
  readonly only?: readonly DialectName[];
}

const redis: readonly DialectName[] = ['redis'];
const valkey: readonly DialectName[] = ['valkey'];
const keydb: readonly DialectName[] = ['redis', 'keydb'];
const dragonfly: readonly DialectName[] = ['dragonfly'];

/** `name` is what Dragonfly's TYPE answers. */
const sketch = (byte: number, kind: SketchKind, name: string): TypeSpec => ({
  byte,
  since: 9,
  type: 'module',
  encoding: kind,
  layout: { kind: 'dragonfly-sketch', sketch: kind, module: { name, version: 0 } },
  only: dragonfly,
});

const stream = (byte: number, since: number, version: 1 | 2 | 3 | 4 | 5, only?: readonly DialectName[]): TypeSpec => ({
  byte,
  since,
  type: 'stream',
  encoding: 'stream-listpacks',
  layout: { kind: 'stream', version },
  ...(only ? { only } : {}),
});

const template = (byte: number, values: 'listpack' | 'strings', reference: boolean): TypeSpec => ({
  byte,
  since: 15,
  type: 'hash',
  encoding: values === 'listpack' ? 'template-listpack' : 'template-array',
  layout: { kind: 'template', values, reference },
  only: redis,
});

export const TYPES = {
  STRING: { byte: 0, since: 1, type: 'string', encoding: 'raw', layout: { kind: 'string' } },
  LIST: {
    byte: 1,
    since: 1,
    type: 'list',
    encoding: 'linkedlist',
    layout: { kind: 'elements', shape: SHAPE.STRING, as: 'items' },
  },
  SET: {
    byte: 2,
    since: 1,
    type: 'set',
    encoding: 'hashtable',
    layout: { kind: 'elements', shape: SHAPE.STRING, as: 'items', unique: true },
  },
  ZSET: {
    byte: 3,
    since: 1,
    type: 'zset',
    encoding: 'skiplist',
    layout: { kind: 'elements', shape: SHAPE.TEXT_SCORE, as: 'members', unique: true },
  },
  HASH: {
    byte: 4,
    since: 1,
    type: 'hash',
    encoding: 'hashtable',
    layout: { kind: 'elements', shape: SHAPE.PAIR, as: 'fields', unique: true },
  },
  ZSET_2: {
    byte: 5,
    since: 8,
    type: 'zset',
    encoding: 'skiplist',
    layout: { kind: 'elements', shape: SHAPE.SCORE, as: 'members', unique: true },
  },
  MODULE_PRE_GA: {
    byte: 6,
    since: 8,
    type: 'module',
    encoding: 'module',
    layout: {
      kind: 'unreadable',
      why: 'a module value of a 4.0 release candidate, whose end only its module can find',
    },
  },
  MODULE_2: { byte: 7, since: 8, type: 'module', encoding: 'module', layout: { kind: 'module' } },
  HASH_ZIPMAP: {
    byte: 9,
    since: 2,
    type: 'hash',
    encoding: 'zipmap',
    layout: { kind: 'packed', packed: 'zipmap', as: 'fields' },
  },
  LIST_ZIPLIST: {
    byte: 10,
    since: 2,
    type: 'list',
    encoding: 'ziplist',
    layout: { kind: 'packed', packed: 'ziplist', as: 'items' },
  },
  SET_INTSET: {
    byte: 11,
    since: 2,
    type: 'set',
    encoding: 'intset',
    layout: { kind: 'packed', packed: 'intset', as: 'items' },
  },
  ZSET_ZIPLIST: {
    byte: 12,
    since: 2,
    type: 'zset',
    encoding: 'ziplist',
    layout: { kind: 'packed', packed: 'ziplist', as: 'members' },
  },
  HASH_ZIPLIST: {
    byte: 13,
    since: 4,
    type: 'hash',
    encoding: 'ziplist',
    layout: { kind: 'packed', packed: 'ziplist', as: 'fields' },
  },
  LIST_QUICKLIST: {
    byte: 14,
    since: 7,
    type: 'list',
    encoding: 'quicklist',
    layout: { kind: 'nodes', packed: 'ziplist', containers: false },
  },
  STREAM_LISTPACKS: stream(15, 9, 1),
  HASH_LISTPACK: {
    byte: 16,
    since: 10,
    type: 'hash',
    encoding: 'listpack',
    layout: { kind: 'packed', packed: 'listpack', as: 'fields' },
  },
  ZSET_LISTPACK: {
    byte: 17,
    since: 10,
    type: 'zset',
    encoding: 'listpack',
    layout: { kind: 'packed', packed: 'listpack', as: 'members' },
  },
  LIST_QUICKLIST_2: {
    byte: 18,
    since: 10,
    type: 'list',
    encoding: 'quicklist2',
    layout: { kind: 'nodes', packed: 'listpack', containers: true },
  },
  STREAM_LISTPACKS_2: stream(19, 10, 2),
  SET_LISTPACK: {
    byte: 20,
    since: 11,
    type: 'set',
    encoding: 'listpack',
    layout: { kind: 'packed', packed: 'listpack', as: 'items' },
  },
  STREAM_LISTPACKS_3: stream(21, 11, 3),
  HASH_METADATA_PRE_GA: {
    byte: 22,
    since: 12,
    type: 'hash',
    encoding: 'hashtable',
    layout: { kind: 'elements', shape: SHAPE.TTL_PAIR, as: 'fields', unique: true },
    only: redis,
  },
  HASH_LISTPACK_EX_PRE_GA: {
    byte: 23,
    since: 12,
    type: 'hash',
    encoding: 'listpackex',
    layout: { kind: 'packed', packed: 'listpack', as: 'fields', triples: true },
    only: redis,
  },
  /** Valkey. */
  HASH_2: {
    byte: 22,
    since: 80,
    type: 'hash',
    encoding: 'hashtable',
    layout: { kind: 'elements', shape: SHAPE.PAIR_TIME, as: 'fields', unique: true },
    only: valkey,
  },
  PATH_HASH: {
    byte: 23,
    since: 81,
    type: 'path-hash',
    encoding: 'path-hash',
    layout: { kind: 'path-hash' },
    only: valkey,
  },
  HASH_METADATA: {
    byte: 24,
    since: 12,
    type: 'hash',
    encoding: 'hashtable',
    layout: { kind: 'elements', shape: SHAPE.TTL_PAIR, as: 'fields', minExpire: true, unique: true },
    only: redis,
  },
  HASH_LISTPACK_EX: {
    byte: 25,
    since: 12,
    type: 'hash',
    encoding: 'listpackex',
    layout: { kind: 'packed', packed: 'listpack', as: 'fields', triples: true, minExpire: true },
    only: redis,
  },
  STREAM_LISTPACKS_4: stream(26, 13, 4, redis),
  STREAM_LISTPACKS_5: stream(27, 14, 5, redis),
  ARRAY: { byte: 28, since: 14, type: 'array', encoding: 'array', layout: { kind: 'array' }, only: redis },
  HASH_TMPL_LP: template(29, 'listpack', false),
  HASH_TMPL_LP_REF: template(30, 'listpack', true),
  HASH_TMPL_ARRAY: template(31, 'strings', false),
  HASH_TMPL_ARRAY_REF: template(32, 'strings', true),
  GCRA: {
    byte: 33,
    since: 15,
    type: 'string',
    encoding: 'gcra',
    layout: { kind: 'unreadable', why: 'a GCRA rate limiter, which no released server writes' },
    only: redis,
  },
  CRON: { byte: 64, since: 9, type: 'cron', encoding: 'cron', layout: { kind: 'cron' }, only: keydb },
  DF_JSON: {
    byte: 30,
    since: 9,
    type: 'module',
    encoding: 'json',
    // RedisJSON's version 3 is the text as well: the value is shown as one of those.
    layout: { kind: 'dragonfly-json', module: { name: 'ReJSON-RL', version: 3 } },
    only: dragonfly,
  },
  DF_HASH_WITH_EXPIRY: {
    byte: 31,
    since: 9,
    type: 'hash',
    encoding: 'hashtable',
    layout: { kind: 'text-expiry', as: 'fields' },
    only: dragonfly,
  },
  DF_SET_WITH_EXPIRY: {
    byte: 32,
    since: 9,
    type: 'set',
    encoding: 'hashtable',
    layout: { kind: 'text-expiry', as: 'items' },
    only: dragonfly,
  },
  DF_SBF: sketch(33, 'SBF', 'MBbloom--'),
  DF_SBF2: sketch(34, 'SBF2', 'MBbloom--'),
  DF_CMS: sketch(35, 'CMS', 'CMSk-TYPE'),
  DF_TOPK: sketch(36, 'TOPK', 'TopK-TYPE'),
  DF_CUCKOO: sketch(37, 'CUCKOO', 'MBbloomCF'),
} as const satisfies Record<string, TypeSpec>;
