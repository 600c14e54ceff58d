/**
 * What a decoder calls. Spans are addresses in the arena, `rows` is the address of a table of spans there; both are valid
 * until the method returns. To keep bytes, copy them.
 *
 * A row is 16 bytes: u32 start, u32 end, f64 number (a score, an expiry in ms; NaN where there is none).
 */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from './module-id.ts';
import type { ReadableFields } from './readable.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamId, StreamIdmp, StreamTotals } from './stream.ts';

export type ValueType =
  | 'string'
  | 'list'
  | 'set'
  | 'zset'
  | 'hash'
  | 'stream'
  | 'array'
  | 'module'
  | 'cron'
  | 'path-hash';

export interface SourceHeader {
  /** 'json': key records that do not say what they come from; 'psync': what a server sends to its replicas. */
  readonly format: 'rdb' | 'aof' | 'json' | 'psync';
  /** RDB version as the magic has it; of a DUMP payload, its footer's. A log of commands has none. */
  readonly version: number | undefined;
  readonly dialect: DialectName;
  readonly offset: number;
}

export type DialectName = 'redis' | 'valkey' | 'keydb' | 'redict' | 'dragonfly';

/** Key metadata of Redis 8.6: a class's name, version and flags, and its `modops`. */
export interface KeyMeta {
  readonly name: string;
  readonly version: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** Everything that stands before a value. One object, filled anew for each key. */
export interface KeyHeader {
  readonly db: number;
  /** The key: a span. */
  readonly start: number;
  readonly end: number;
  readonly type: ValueType;
  /** What the file holds: listpack, quicklist2, lzf, … */
  readonly encoding: string;
  /**
   * First byte of the record after the prefixes: types.ts, `byte`, which the dialect gives its meaning. CHANGED_TYPE: the value
   * is changed on its way to the sink, and its serialised bytes do not hold.
   */
  readonly typeByte: number;
  /** The value stands serialised in the source, so that 'raw' gives its bytes. Not so if it comes of a replay. */
  readonly serialised: boolean;
  /** The module's type name, where `type` is 'module'. */
  readonly module: ModuleId | undefined;
  /** A bigint where a double does not hold it. */
  readonly expireAtMs: number | bigint | undefined;
  readonly idleSeconds: number | undefined;
  readonly freq: number | undefined;
  readonly meta: readonly KeyMeta[];
  readonly noEvict: boolean;
  /** KeyDB's MVCC time stamp. */
  readonly mvcc: string | undefined;
  /** First byte of the record, prefixes included. */
  readonly offset: number;
}

/**
 * What a sink wants of a value: nothing, its serialised bytes, its elements, or its sizes: how it is stored, and of elements
 * that are not packed how long they are. With 'sizes', spans of strings of more than 20 bytes that LZF has compressed hold no
 * bytes, only their length, and `blob` decides whether what it tells of is looked into.
 */
export type Interest = 'skip' | 'raw' | 'elements' | 'sizes';

/** Where a command of a log stands. One object, filled anew for each command. */
export interface CommandPlace {
  /** The database that is selected. */
  readonly db: number;
  /** Unix ms of the last time stamp before it; of a live feed, of its arrival. */
  readonly timestampMs: number | undefined;
  /** First byte of the command. */
  readonly offset: number;
  /** Of a live feed: the replication offset behind the command's last byte. */
  readonly replOffset?: number;
}

export const CHANGED_TYPE = -1;

/** A run of short string keys without idle time, frequency or metadata. */
export interface StringKeys {
  readonly db: number;
  /** Of all of them. */
  readonly encoding: 'raw' | 'int';
  readonly count: number;
  /** Two rows a key: the key with its expiry, the value with the address of the record's first byte. */
  readonly rows: number;
  /** One past the last byte of the last record, where they stand in the window one behind the other. */
  readonly end?: number;
  /** Offset in the source of address 0. */
  readonly offset: number;
}

/** A run of keys that are a string or one packed blob each, without idle time, frequency or metadata: how they are stored. */
export interface StoredKeys {
  readonly db: number;
  readonly count: number;
  /**
   * Two rows a key: the key with its expiry; u32 entries that its blob has (a pair are two; 0 of a string), u32 bytes of its
   * longest element (of a string its own; of a blob only if `looks`), f64 the address of the record's first byte.
   */
  readonly rows: number;
  /** A row a key: u32 type byte, u32 bytes of the value, inflated, f64 the integer that a string is the text of (NaN: none). */
  readonly facts: number;
  /** Offset in the source of address 0. */
  readonly offset: number;
}

/** What a sink takes of keys without a look into their values. */
export interface StoredKeyTaker {
  /** For each type byte FORM_BYTES that say how it is stored: see scanStoredKeys. An address. */
  readonly forms: number;
  /** Whether the longest element is wanted. */
  readonly looks: boolean;
  take(keys: StoredKeys): void;
}

export interface KeyEnd {
  /** Bytes the value takes in the source, without key and prefixes. */
  readonly sizeBytes: number;
  /** The key once more: a span that is valid now. */
  readonly start: number;
  readonly end: number;
}

export interface SourceEnd {
  readonly checksum: 'ok' | 'none' | 'skipped';
  /** Bytes up to and with the checksum. */
  readonly bytes: number;
  readonly offset: number;
}

/** What a sink throws when it wants nothing more of any source. No error, so it has no stack. */
export const ENOUGH = { enough: true } as const;

export interface EntrySink {
  /** `endKey` never asks for a value once more, so nothing of it need be kept. */
  readonly singlePass?: boolean;

  /** Called before all else, and again before each further file of a log: the memory that spans and rows are in. */
  open(arena: Arena): void;
  begin(header: SourceHeader): void;
  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void;
  selectDb(db: number, offset: number): void;
  resizeDb(keys: number, expires: number, offset: number): void;
  slotInfo(slot: number, keys: number, expires: number, offset: number): void;
  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[], offset: number): void;
  functionLibrary(library: FunctionLibrary, offset: number): void;
  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number, offset: number): void;
  hashTemplate(id: bigint, fields: readonly Uint8Array[], offset: number): void;

  /** Many string keys at once. A sink without it gets each by `key`, `string`, `endKey`. */
  readonly stringKeys?: ((keys: StringKeys) => void) | undefined;
  /** Many keys of several types at once; asked for when a key comes. What it does not take comes by `key`. */
  readonly storedKeys?: StoredKeyTaker | undefined;
  key(header: KeyHeader): Interest;
  /**
   * Serialised bytes of the value, in order, after an interest of 'raw': everything that follows the key in the source, a
   * module's id included. They have been walked over, not looked into.
   */
  raw?(start: number, end: number): void;
  /**
   * A part of the value at hand that is stored as one blob: a listpack, ziplist, intset or zipmap, or a list node that is
   * one plain string. Its size, inflated, and how many entries its header says it has (a pair are two; undefined where it does
   * not say). Its elements follow, unless sizes are asked for and the answer is 'skip', or 'longest', which calls `longest` in
   * their place where that is possible. Only for sinks that tell how a value is stored. `open`: commands of a log have made it,
   * and the next one may add to it, for which a server keeps room.
   */
  blob?(
    sizeBytes: number,
    plain: boolean,
    entries: number | undefined,
    open?: boolean,
  ): 'skip' | 'longest' | 'elements' | void;
  /** Bytes of the longest element of a blob: of a hash of its fields and values, of a sorted set of its members. */
  longest?(bytes: number): void;
  /** A string; a long one comes in slices, `last` with the final one. */
  string(start: number, end: number, last: boolean): void;
  /** Elements of a list or members of a set: one row each. */
  items(rows: number, count: number): void;
  /** `count` fields of a hash: two rows each, the first with the field's expiry (ms) as its number, NaN if it has none. */
  fields(rows: number, count: number): void;
  /** Members of a sorted set: one row each, with the score. */
  members(rows: number, count: number): void;
  /** Expiry of a member of the value just passed (KeyDB, Dragonfly). */
  memberExpire(start: number, end: number, expireAtMs: number): void;
  /** A live stream entry: `id` is a span of the text ms-seq, its fields stand in two rows each. */
  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void;
  /**
   * A node of a stream, before its entries: its key, and the fields of its master entry, one row each; where sizes are asked
   * for only the key, after `blob`.
   */
  streamNode?(key: StreamId, rows: number, count: number): void;
  /** An entry that is marked as deleted and still stands in its node, as `streamEntry` has it. */
  deletedStreamEntry?(idStart: number, idEnd: number, rows: number, count: number): void;
  streamTotals(totals: StreamTotals): void;
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void;
  idmp(idmp: StreamIdmp): void;
  /** An array's frame, then its elements: index as text, and the element's text; `bare`: it is a number. */
  array(count: number, insertIndex: bigint | undefined): void;
  arrayItem(index: bigint, start: number, end: number, bare: boolean): void;
  /** A path of a path hash (Valkey 9.2); its fields follow by `fields`. */
  path(start: number, end: number): void;
  /** A cron job (KeyDB). */
  cron(job: CronJob): void;
  /**
   * A module's value: the bytes after the module id, up to and with the EOF opcode. Dragonfly's sketches have bytes of their
   * own, as `encoding` tells, and come with the fields that can be read of them; so does its JSON.
   */
  module(start: number, end: number, fields?: ReadableFields): void;
  /**
   * A command of a log: `count` arguments, one row each, the name first; SELECT, MULTI and EXEC too. Only for sinks that show
   * a log as it is; for others it is replayed, and they get the keys it leaves. Rows are in the arena's own table: a sink that
   * has work for that table copies them first.
   */
  readonly command?: ((place: CommandPlace, rows: number, count: number) => void) | undefined;
  /** A line of a log that begins with `#` and is no time stamp: the text behind the `#`, without its line end. */
  readonly annotation?: ((start: number, end: number, offset: number) => void) | undefined;
  /** The value is over. An interest as the answer plays it once more, with that interest. */
  endKey(end: KeyEnd): Interest | undefined;
  /**
   * Asked behind a key: where in the source to go on, if what stands between is not wanted. Only of RDB files that can be read
   * from any place; their checksum is not to be checked then.
   */
  readonly goOn?: (() => RecordPlace | undefined) | undefined;
  end(end: SourceEnd): void;
}

/** Where a key's record begins, and the database that is selected there. */
export interface RecordPlace {
  readonly offset: number;
  readonly db: number;
}

export interface FunctionLibrary {
  readonly engine: string;
  readonly name: Uint8Array;
  readonly code: Uint8Array;
  /** Only in files of 7.0 release candidates (opcode 246). */
  readonly description?: Uint8Array;
}

export interface CronJob {
  readonly script: Uint8Array;
  readonly startMs: bigint;
  readonly intervalMs: bigint;
  readonly keys: readonly Uint8Array[];
  readonly args: readonly Uint8Array[];
}
