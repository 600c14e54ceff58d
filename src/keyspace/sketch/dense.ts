/** Registers of six bits each, lowest bits first. Source: redis src/hyperloglog.c, HLL_DENSE_GET_REGISTER(). */

const BITS = 6;
const MASK = 63;

/** @param at - where the registers begin; they end with `bytes` or with what need not be kept apart */
export function readDense(bytes: Uint8Array, at: number, index: number): number {
  const byte = at + ((index * BITS) >>> 3);
  const bit = (index * BITS) & 7;
  return (((bytes[byte] ?? 0) >> bit) | ((bytes[byte + 1] ?? 0) << (8 - bit))) & MASK;
}

/** Make a register at least `value`. False: it was. */
export function raiseDense(bytes: Uint8Array, at: number, index: number, value: number): boolean {
  if (readDense(bytes, at, index) >= value) return false;
  const byte = at + ((index * BITS) >>> 3);
  const bit = (index * BITS) & 7;
  bytes[byte] = ((bytes[byte] ?? 0) & ~(MASK << bit)) | (value << bit);
  // Only where the register reaches into the next byte, as the last one does not.
  if (bit > 8 - BITS) bytes[byte + 1] = ((bytes[byte + 1] ?? 0) & ~(MASK >> (8 - bit))) | (value >> (8 - bit));
  return true;
}
