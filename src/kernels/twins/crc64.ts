/** CRC64 bit by bit. Source: rdb-format.md 1.6. */
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

/** The checksum `crc` continued over `bytes`. */
export function crc64(crc: bigint, bytes: Uint8Array): bigint {
  let rest = crc;
  for (const byte of bytes) {
    rest ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) rest = rest & 1n ? (rest >> 1n) ^ POLYNOMIAL : rest >> 1n;
  }
  return rest;
}
