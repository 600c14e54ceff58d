/** What value decoders share: the cursor, whom to tell, and how careful to be. */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError, type ErrorCode } from '../errors.ts';
import type { EntrySink, Interest, KeyHeader } from '../model/sink.ts';
import type { Cursor } from './cursor.ts';
import type { Dialect } from './dialect.ts';
import type { HashTemplates } from './template.ts';

/** Something unusual that servers let pass. */
export interface Warning {
  readonly code: ErrorCode;
  readonly message: string;
  /** Bytes from the start of the source. */
  readonly offset: number;
  readonly db?: number;
  readonly key?: Uint8Array;
  /** Of a log that has several files: the one that `offset` counts in. */
  readonly file?: string;
}

export interface Context {
  readonly arena: Arena;
  readonly cursor: Cursor;
  readonly sink: EntrySink;
  /** The key whose value is read. */
  readonly key: KeyHeader;
  /** What servers tolerate is damage. */
  readonly strict: boolean;
  /** The value stands in a DUMP payload. */
  readonly payload: boolean;
  readonly dialect: Dialect;
  readonly templates: HashTemplates;
  /** Bytes from `offset` to the end of the source, if that is known. */
  left(): number | undefined;
  warn(code: ErrorCode, message: string, offset: number): void;
}

/** What a value decoder is asked for: raw bytes are handed on by whoever steps it. */
export type Looked = Exclude<Interest, 'raw'>;

/** One value, a unit at a step. Kept between windows, so all its state is its own. */
export interface ValueDecoder {
  /** Read one unit, or as many as are there; true when the value is over. */
  step(): boolean;
}

/** Damage in strict reading and in DUMP payloads (RESTORE is stricter than loading), else a warning. */
export function complain(context: Context, code: ErrorCode, message: string, offset: number): void {
  if (context.strict || context.payload) throw new DecodeError(code, message, offset);
  context.warn(code, message, offset);
}

/** Check a count against the bytes that are left: each element takes at least `each`. */
export function checkCount(context: Context, count: number, each: number, what: string, offset: number): void {
  const left = context.left();
  if (left !== undefined && count * each > left) {
    throw new DecodeError('COUNT', `${count} ${what} declared where only ${left} bytes are left`, offset);
  }
}
