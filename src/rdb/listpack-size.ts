/** How many bytes elements take in a listpack, the length behind each included. Source: redis src/listpack.c, lpEncodeGetType(). */
import { LONGEST_INTEGER, readInteger } from '../bytes/canonical-integer.ts';

/** A listpack without elements: its head and its end mark. */
export const EMPTY_LISTPACK = 7;

export function listpackInteger(value: number): number {
  if (value >= 0 && value < 128) return 2;
  if (value >= -4096 && value < 4096) return 3;
  if (value >= -32768 && value < 32768) return 4;
  if (value >= -(2 ** 23) && value < 2 ** 23) return 5;
  return value >= -(2 ** 31) && value < 2 ** 31 ? 6 : 10;
}

/** Of a string that is no integer. */
export function listpackText(length: number): number {
  const size = length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
  return size + backLength(size);
}

/** Of a string, which is stored as an integer where it is one. */
export function listpackString(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const integer = length <= LONGEST_INTEGER ? readInteger(bytes, start, end) : NaN;
  return integer === integer ? listpackInteger(integer) : listpackText(length);
}

/** Seven bits a byte; from the second byte on, the largest number of each width has one more. Source: lpEncodeBacklen(). */
function backLength(size: number): number {
  if (size < 128) return 1;
  if (size < 2 ** 14 - 1) return 2;
  if (size < 2 ** 21 - 1) return 3;
  return size < 2 ** 28 - 1 ? 4 : 5;
}
