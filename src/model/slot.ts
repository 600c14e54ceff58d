/** Cluster slots: CRC16 of the key, or of its {hash tag}, modulo 16384. Source: redis src/cluster.c, keyHashSlot(); src/crc16.c. */

const OPEN = 0x7b;
const CLOSE = 0x7d;
export const SLOTS = 16384;

export function keySlot(key: Uint8Array): number {
  const open = key.indexOf(OPEN);
  if (open >= 0) {
    const close = key.indexOf(CLOSE, open + 1);
    if (close > open + 1) return crc16(key.subarray(open + 1, close)) % SLOTS;
  }
  return crc16(key) % SLOTS;
}

/** CRC16 of XMODEM: polynomial 0x1021, initial value 0. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0);
  return crc;
}

/** What each byte does to the checksum. */
const TABLE = Uint16Array.from({ length: 256 }, (_entry, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});
