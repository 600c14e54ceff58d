/** Runs of string keys: where in their rows a key stands. See StringKeys. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { StringKeys } from './sink.ts';

/** Two rows a key. */
export const STRING_ROWS_BYTES = 2 * ROW_BYTES;
/** From a key's rows on: the address of its record's first byte, the second row's number. */
const ADDRESS = ROW_BYTES + 8;

/** Offset in the source of the record of one key of a run. */
export function recordOffset({ f64 }: Arena, { rows, offset }: StringKeys, index: number): number {
  return offset + (f64[(rows + STRING_ROWS_BYTES * index + ADDRESS) >>> 3] ?? 0);
}

/** Keys of a run, from one up to another. */
export function partOfRun({ db, encoding, rows, offset }: StringKeys, from: number, to: number): StringKeys {
  return { db, encoding, count: to - from, rows: rows + STRING_ROWS_BYTES * from, offset };
}
