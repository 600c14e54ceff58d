/** Numbers as servers read them from arguments. */
import { CommandError } from './command-error.ts';

export const LEAST_INTEGER = -(2n ** 63n);
export const MOST_INTEGER = 2n ** 63n - 1n;

/** Canonical decimal of a signed 64-bit integer. Source: redis src/util.c, string2ll(). @throws CommandError */
export function parseInteger(text: string): bigint {
  const value = tryInteger(text);
  if (value === undefined) throw new CommandError('an argument is no integer or out of range');
  return value;
}

export function tryInteger(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < LEAST_INTEGER || value > MOST_INTEGER ? undefined : value;
}

const MOST_UNSIGNED = 2n ** 64n - 1n;

/** An unsigned 64-bit integer, zeros before it allowed. Source: redis src/util.c, string2ull(). */
export function parseUnsigned(text: string): bigint | undefined {
  if (!/^\s*\+?\d+$/.test(text)) return undefined;
  const value = BigInt(text.trim().replace('+', ''));
  return value > MOST_UNSIGNED ? undefined : value;
}

/** @throws CommandError: beyond 64 bits, as INCR answers it */
export function inRange(value: bigint): bigint {
  if (value < LEAST_INTEGER || value > MOST_INTEGER) throw new CommandError('an increment or decrement would overflow');
  return value;
}

/**
 * What strtod takes as a whole: decimal, exponents, hex, inf and infinity in any case; no blanks, no NaN.
 * Source: redis src/object.c, getDoubleFromObject(). @throws CommandError
 */
export function parseScore(text: string): number {
  const value = readDouble(text);
  if (Number.isNaN(value)) throw new CommandError('an argument is no valid float');
  return value;
}

/** NaN where `text` is none. */
function readDouble(text: string): number {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const [, sign, word] = /^([+-]?)(inf|infinity)$/i.exec(text) ?? [];
  if (word !== undefined) return sign === '-' ? -Infinity : Infinity;
  return readHex(text);
}

/** 0x1.8p3: mantissa in hex, exponent of two in decimal. */
function readHex(text: string): number {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return NaN;
  // More than 13 digits are rounded once by Number() of a bigint, which is right up to the last bit but for ties far behind.
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
