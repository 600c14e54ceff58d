/** How many bytes elements take in a listpack, the length behind each included. Source: redis src/listpack.c, lpEncodeGetType(). */
import { tryInteger } from '../number.ts';

const MINUS = 0x2d;
const ZERO = 0x30;
/** Digits that a double holds; more of them take the widest form, as far as 64 bits hold them. */
const SAFE_DIGITS = 15;
const MOST_DIGITS = 19;
const WIDEST = 9;

export function packedInteger(value: number): number {
  if (value >= 0 && value < 128) return 2;
  if (value >= -4096 && value < 4096) return 3;
  if (value >= -32768 && value < 32768) return 4;
  if (value >= -(2 ** 23) && value < 2 ** 23) return 5;
  return value >= -(2 ** 31) && value < 2 ** 31 ? 6 : WIDEST + 1;
}

/** Of a string, which is stored as an integer where it is one. */
export function packedString(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length <= MOST_DIGITS + 1) {
    const size = packedDigits(bytes, start, end);
    if (size > 0) return size;
  }
  const head = length < 64 ? 1 : length < 4096 ? 2 : 5;
  return head + length + backLength(head + length);
}

/** 0: no canonical integer of 64 bits. */
function packedDigits(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > MOST_DIGITS) return 0;
  if (bytes[first] === ZERO && (digits > 1 || negative)) return 0;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  if (digits <= SAFE_DIGITS) return packedInteger(negative ? -value : value);
  if (digits < MOST_DIGITS) return WIDEST + 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return tryInteger(text) === undefined ? 0 : WIDEST + 1;
}

/** Seven bits a byte. */
function backLength(size: number): number {
  if (size < 128) return 1;
  if (size < 2 ** 14) return 2;
  if (size < 2 ** 21) return 3;
  return size < 2 ** 28 ? 4 : 5;
}
