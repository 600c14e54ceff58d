/** CRC64 "Jones", reflected, initial value 0, sixteen bytes a step. Source: redis src/crc64.c, crcspeed.c. */
const POLYNOMIAL: u64 = 0x95ac9329ac4bc9b5;
const TABLE: usize = memory.data(16 * 256 * 8);

export function crc64Init(): void {
  for (let i = 0; i < 256; i++) {
    let crc = i as u64;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    store<u64>(TABLE + (i << 3), crc);
  }
  for (let i = 0; i < 256; i++) {
    let crc = load<u64>(TABLE + (i << 3));
    for (let slice = 1; slice < 16; slice++) {
      crc = load<u64>(TABLE + (((crc as usize) & 0xff) << 3)) ^ (crc >> 8);
      store<u64>(TABLE + (slice << 11) + (i << 3), crc);
    }
  }
}

// @ts-ignore: decorator
@inline function slice(index: usize, byte: u64): u64 {
  return load<u64>(TABLE + (index << 11) + (((byte as usize) & 0xff) << 3));
}

/** The checksum `crc` continued over the bytes from `start` to `end`. */
export function crc64(crc: u64, start: usize, end: usize): u64 {
  let p = start;
  while (p + 16 <= end) {
    const a = load<u64>(p) ^ crc;
    const b = load<u64>(p, 8);
    crc =
      slice(15, a) ^ slice(14, a >> 8) ^ slice(13, a >> 16) ^ slice(12, a >> 24) ^
      slice(11, a >> 32) ^ slice(10, a >> 40) ^ slice(9, a >> 48) ^ slice(8, a >> 56) ^
      slice(7, b) ^ slice(6, b >> 8) ^ slice(5, b >> 16) ^ slice(4, b >> 24) ^
      slice(3, b >> 32) ^ slice(2, b >> 40) ^ slice(1, b >> 48) ^ slice(0, b >> 56);
    p += 16;
  }
  while (p < end) {
    crc = slice(0, crc ^ (load<u8>(p) as u64)) ^ (crc >> 8);
    p++;
  }
  return crc;
}
