/** Keys that are handed on many at a time, for sinks that take them so. */
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { StoredKeys, StringKeys } from '../model/sink.ts';
import type { Context } from './context.ts';
import type { CurrentKey } from './key-header.ts';
import { OPCODES } from './opcodes.ts';
import type { SeenKeys } from './seen-keys.ts';
import { TYPES } from './types.ts';

/** A run of string keys up to this long is not worth its call, where the sink takes others too. */
const SHORT_RUN = 16;
/** With so many bytes left in the window, it is what ends a run. */
const WINDOW_END = 8192;
/** Rows that a stored key takes. */
const STORED_ROWS = 3;

export class KeyRuns {
  private readonly context: Context;
  private readonly key: CurrentKey;
  private readonly seen: SeenKeys;
  /** The last run was one of strings, and long. */
  private strings = true;

  constructor(context: Context, key: CurrentKey, seen: SeenKeys) {
    this.context = context;
    this.key = key;
    this.seen = seen;
  }

  /** Hand on a run of keys, the first of which begins with `byte`, before the cursor; false if none begins here. */
  take(byte: number): boolean {
    const { key, context } = this;
    const { strict, dialect } = context;
    const isString = byte === TYPES.STRING.byte || byte === OPCODES.EXPIRETIME_MS.byte;
    if (strict || key.begun || key.mvcc !== undefined) return false;
    if (!isString && dialect.types[byte] === undefined) return false;
    if (isString && this.strings) return this.stringKeys() || this.storedKeys();
    return this.storedKeys() || (isString && this.stringKeys());
  }

  /** Plain string keys. */
  private stringKeys(): boolean {
    const { key, seen } = this;
    const { cursor, arena, sink } = this.context;
    if (sink.stringKeys === undefined) return false;
    const { kernels, rows, scratch } = arena;
    const at = cursor.at - 1;
    let integers = false;
    kernels.scanStringKeys(at, arena.end, 0, rows.start, rows.end, scratch.start, scratch.end);
    if (arena.rowsDone === 0) {
      integers = true;
      kernels.scanStringKeys(at, arena.end, 1, rows.start, rows.end, scratch.start, scratch.end);
    }
    const count = arena.rowsDone;
    // At the end of the window every run is short.
    this.strings = count > SHORT_RUN || arena.end - arena.stoppedAt < WINDOW_END;
    if (count === 0) return false;
    cursor.at = arena.stoppedAt;
    const run: StringKeys = {
      db: key.db,
      encoding: integers ? 'int' : 'raw',
      count,
      rows: rows.start,
      end: cursor.at,
      offset: arena.base - arena.window.start,
    };
    seen.noteRun(run);
    sink.stringKeys(run);
    cursor.commit();
    return true;
  }

  /** Keys of several types, by how they are stored. */
  private storedKeys(): boolean {
    const { key, seen } = this;
    const { cursor, arena, dialect, sink } = this.context;
    // Records of KeyDB may follow a value, and those of Dragonfly may stand in a compressed blob.
    if (dialect.memberExpiries || dialect.name === 'dragonfly') return false;
    const taker = sink.storedKeys;
    if (taker === undefined) return false;
    const { kernels, rows, scratch } = arena;
    const most = Math.floor((rows.end - rows.start) / (STORED_ROWS * ROW_BYTES));
    const facts = rows.start + 2 * ROW_BYTES * most;
    const { forms } = taker;
    const look = taker.looks ? 1 : 0;
    const from = cursor.at - 1;
    kernels.scanStoredKeys(from, arena.end, forms, look, rows.start, facts, most, scratch.start, scratch.end);
    const count = arena.rowsDone;
    if (count === 0) return false;
    this.strings = count > SHORT_RUN && arena.notice === count;
    cursor.at = arena.stoppedAt;
    const run: StoredKeys = { db: key.db, count, rows: rows.start, facts, offset: arena.base - arena.window.start };
    seen.noteRun(run);
    taker.take(run);
    cursor.commit();
    return true;
  }
}
