/** What a source holds, as plain objects, for programs that use the library. `offset` is that of a record's first byte. */
import type { ModuleId } from './module-id.ts';
import type { DialectName, FunctionLibrary, KeyMeta } from './sink.ts';
import type { Value } from './value.ts';

export type RdbRecord =
  | HeaderRecord
  | AuxRecord
  | SelectDbRecord
  | ResizeDbRecord
  | SlotInfoRecord
  | SlotImportRecord
  | FunctionRecord
  | ModuleAuxRecord
  | HashTemplateRecord
  | Entry
  | CommandRecord
  | AnnotationRecord
  | EofRecord;

export interface HeaderRecord {
  readonly kind: 'header';
  readonly format: 'rdb' | 'aof' | 'json' | 'psync';
  /** The RDB version; a log of commands has none. */
  readonly version: number | undefined;
  readonly dialect: DialectName;
  readonly offset: number;
}

/** Facts about the server that wrote the file: redis-ver, ctime, repl-offset, … */
export interface AuxRecord {
  readonly kind: 'aux';
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  readonly offset: number;
}

export interface SelectDbRecord {
  readonly kind: 'select-db';
  readonly db: number;
  readonly offset: number;
}

/** How many keys the database holds, and how many of them expire. */
export interface ResizeDbRecord {
  readonly kind: 'resize-db';
  readonly keys: number;
  readonly expires: number;
  readonly offset: number;
}

export interface SlotInfoRecord {
  readonly kind: 'slot-info';
  readonly slot: number;
  readonly keys: number;
  readonly expires: number;
  readonly offset: number;
}

export interface SlotImportRecord {
  readonly kind: 'slot-import';
  readonly job: Uint8Array;
  /** First and last slot of each range. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly offset: number;
}

export interface FunctionRecord {
  readonly kind: 'function';
  readonly library: FunctionLibrary;
  readonly offset: number;
}

/** What a module keeps beside its keys. */
export interface ModuleAuxRecord {
  readonly kind: 'module-aux';
  readonly module: ModuleId;
  readonly when: 'before-keys' | 'after-keys';
  /** Up to and with the EOF opcode. */
  readonly payload: Uint8Array;
  readonly offset: number;
}

/** Field names that hashes after it share. */
export interface HashTemplateRecord {
  readonly kind: 'hash-template';
  readonly id: bigint;
  readonly fields: readonly Uint8Array[];
  readonly offset: number;
}

/** A key with everything the file holds of it, or a part of it if it is long. */
export interface Entry {
  readonly kind: 'entry';
  readonly db: number;
  readonly key: Uint8Array;
  readonly value: Value;
  /** What the file holds the value as: listpack, quicklist2, lzf, … */
  readonly encoding: string;
  /** A bigint only where a number does not hold it. */
  readonly expireAtMs?: number | bigint;
  /** Since the last access (LRU). */
  readonly idleSeconds?: number;
  /** Logarithmic access counter, 0–255 (LFU). */
  readonly freq?: number;
  /** Marked as not to be evicted (Redis 8.12). */
  readonly noEvict?: boolean;
  /** KeyDB's time stamp, as digits. */
  readonly mvcc?: string;
  /** What modules keep beside the key (Redis 8.6). */
  readonly meta?: readonly KeyMeta[];
  /** Expiries of members (KeyDB, Dragonfly). */
  readonly memberExpiries?: readonly MemberExpiry[];
  readonly offset: number;
  /** Counts the parts of an entry from 0; each has the elements that the ones before have not. */
  readonly part: number;
  /** No part of this entry follows. True of all entries below `maxEntryBytes`. */
  readonly last: boolean;
}

export interface MemberExpiry {
  readonly member: Uint8Array;
  readonly expireAtMs: number;
}

/** A command of a log, as it stands there: SELECT, MULTI and EXEC too. */
export interface CommandRecord {
  readonly kind: 'command';
  /** The database that is selected. */
  readonly db: number;
  /** The name first. */
  readonly args: readonly Uint8Array[];
  /** Unix ms of the last time stamp before it. */
  readonly timestampMs?: number;
  readonly offset: number;
}

/** A line of a log that begins with `#` and is no time stamp. */
export interface AnnotationRecord {
  readonly kind: 'annotation';
  /** Behind the `#`, without its line end. */
  readonly text: Uint8Array;
  readonly offset: number;
}

export interface EofRecord {
  readonly kind: 'eof';
  readonly checksum: 'ok' | 'none' | 'skipped';
  /** Bytes up to and with the checksum. */
  readonly bytes: number;
  readonly offset: number;
}
