/** Text that servers take for an integer of 64 bits. Source: redis src/util.c, string2ll(). */

const MINUS = 0x2d;
const ZERO = 0x30;
/** Characters of the longest: -9223372036854775808. */
export const LONGEST_INTEGER = 20;
const SAFE_DIGITS = 15;
const MOST_DIGITS = 19;
const LARGEST = 2n ** 63n;

/** The value, as exact as a double can be; NaN: it is no canonical integer, or over 64 bits. */
export function readInteger(u8: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > LONGEST_INTEGER || length === 0) return NaN;
  const negative = u8[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > MOST_DIGITS) return NaN;
  if (u8[first] === ZERO) return digits > 1 || negative ? NaN : 0;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (u8[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  if (digits > SAFE_DIGITS && !fits(u8, first, end, negative)) return NaN;
  return negative ? -value : value;
}

function fits(u8: Uint8Array, first: number, end: number, negative: boolean): boolean {
  let value = 0n;
  for (let i = first; i < end; i++) value = value * 10n + BigInt((u8[i] ?? 0) - ZERO);
  return negative ? value <= LARGEST : value < LARGEST;
}
