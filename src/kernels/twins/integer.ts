/** Integers to decimal digits: as JavaScript prints a bigint. */

/** `value` modulo 2^64, signed. */
export function putI64(value: bigint): string {
  return String(BigInt.asIntN(64, value));
}

/** `value` modulo 2^64, unsigned. */
export function putU64(value: bigint): string {
  return String(BigInt.asUintN(64, value));
}
