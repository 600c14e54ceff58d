/**
 * Lines of strings whose key and value need neither escapes nor a cut, without colour: put together as text alone they take a
 * fifth of the time of a `Line`. They are what KeyLines prints of the same keys.
 */
import type { Arena } from '../../../bytes/arena.ts';
import type { StringKeys } from '../../../model/sink.ts';
import { STRING_ROWS_BYTES } from '../../../model/string-run.ts';
import { printAscii } from '../../printable.ts';
import { formatTime } from '../../time-text.ts';
import { GAP } from './change-lines.ts';

export interface StringLinesOptions {
  /** `- `, or `- db1 `. */
  readonly head: string;
  readonly columns: number;
  readonly typeColumn: number;
  /** Where stands what comes behind the type. */
  readonly valueColumn: number;
  readonly keysOnly: boolean;
}

/** Bytes that quotes add. */
const QUOTES = 2;

/** The line of a key of a run; undefined: it is no such string. */
export function stringLine(
  arena: Arena,
  keys: StringKeys,
  index: number,
  options: StringLinesOptions,
): string | undefined {
  const { head, columns, typeColumn, valueColumn, keysOnly } = options;
  const { u32, f64 } = arena;
  const row = (keys.rows + STRING_ROWS_BYTES * index) >>> 2;
  const start = u32[row] ?? 0;
  const end = u32[row + 1] ?? 0;
  const valueStart = u32[row + 4] ?? 0;
  const valueEnd = u32[row + 5] ?? 0;
  if (2 * (end - start + QUOTES) > columns || (!keysOnly && valueEnd - valueStart > columns)) return undefined;
  const key = printAscii(arena.latin1(start, end));
  if (key === undefined) return undefined;
  let line = `${padTo(head + key, typeColumn)}string`;
  const expireAtMs = f64[(row + 2) >>> 1] ?? NaN;
  const expires = expireAtMs === expireAtMs;
  if (expires) line = `${padTo(line, valueColumn)}expires ${formatTime(expireAtMs)}`;
  if (!keysOnly) {
    const value = printAscii(arena.latin1(valueStart, valueEnd));
    if (value === undefined) return undefined;
    line = expires ? line + GAP + value : padTo(line, valueColumn) + value;
  }
  return line.length > columns ? undefined : line;
}

function padTo(text: string, column: number): string {
  return text.length + GAP.length > column ? text + GAP : text.padEnd(column);
}
