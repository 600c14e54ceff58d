/** What the size model gives: keys with their sizes, to whoever makes a report of them. */
import type { Arena } from '../bytes/arena.ts';
import type { SourceHeader } from '../model/sink.ts';

/** A key and what it takes. One object, filled anew for each key. */
export interface SizedKey {
  readonly db: number;
  /** The key: a span, valid until the method returns. */
  readonly start: number;
  readonly end: number;
  /** What TYPE answers; of a module its type's name. */
  readonly type: string;
  /** What OBJECT ENCODING answers on the server of the model, once it has loaded the file. */
  readonly encoding: string;
  /** What `MEMORY USAGE key SAMPLES 0` answers there. */
  readonly bytes: number;
  /** False: the server's own figure is random (levels of skip lists, places in hash tables), and `bytes` is what is to be expected. */
  readonly determined: boolean;
  /** LLEN, SCARD, ZCARD, HLEN, XLEN; undefined where the type has no elements. */
  readonly elements: number | undefined;
  /** Bytes of the longest element (field or value, of hashes and streams); undefined unless it is asked for. */
  readonly largest: number | undefined;
  /** Unix ms. */
  readonly expireAtMs: number | undefined;
  readonly idleSeconds: number | undefined;
  readonly freq: number | undefined;
}

/** Encodings of a string, as numbers in the rows of a run. */
export const STRING_ENCODINGS = ['int', 'embstr', 'raw'] as const;

/** A run of string keys that have neither idle time nor frequency. */
export interface SizedStrings {
  readonly db: number;
  readonly count: number;
  /**
   * Two rows a key: the key's span with its expiry (ms, NaN: none); then u32 index into STRING_ENCODINGS, u32 length of the
   * value in bytes, f64 what `MEMORY USAGE` answers.
   */
  readonly rows: number;
}

/** What a database takes beside its keys, and what its keys take of the heap. */
export interface SizedDatabase {
  readonly db: number;
  readonly keys: number;
  readonly expires: number;
  /** Sum of what `MEMORY USAGE` answers. */
  readonly bytes: number;
  /** What `used_memory` grows by for the keys: their allocations, without the tables. */
  readonly allocated: number;
  /** What `used_memory` grows by for the tables of keys and of expiries, entries included that `allocated` lacks. */
  readonly tables: number;
}

/** A consumer of sizes. */
export interface SizeSink {
  /** Whether `largest` is wanted, which takes a look at every element. */
  readonly wantsLargest?: boolean;
  open(arena: Arena): void;
  begin(header: SourceHeader): void;
  /** AUX fields, as text (latin1). */
  aux(name: string, value: string): void;
  key(key: SizedKey): void;
  /** Many string keys at once. */
  strings(run: SizedStrings): void;
  /** Each database with keys, in order, when the source is over. */
  database(database: SizedDatabase): void;
  /** The source is over. */
  end(): void;
}
