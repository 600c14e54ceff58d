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

/** The entry for eight bits of `bits`, which come shifted to bits 3–10: an entry takes eight bytes, so that is its address. */
// @ts-ignore: decorator
@inline function slice(index: usize, bits: u32): u64 {
  return load<u64>(TABLE + (index << 11) + ((bits & 0x7f8) as usize));
}

/** The checksum `crc` continued over the bytes from `start` to `end`. */
export function crc64(crc: u64, start: usize, end: usize): u64 {
  let p = start;
  while (p + 16 <= end) {
    const a = load<u64>(p) ^ crc;
    const b = load<u64>(p, 8);
    const a0 = a as u32;
    const a1 = (a >> 32) as u32;
    const b0 = b as u32;
    const b1 = (b >> 32) as u32;
    // As a tree: only the half that depends on the last step's result is waited for.
    const free =
      ((slice(7, b0 << 3) ^ slice(6, b0 >> 5)) ^ (slice(5, b0 >> 13) ^ slice(4, b0 >> 21))) ^
      ((slice(3, b1 << 3) ^ slice(2, b1 >> 5)) ^ (slice(1, b1 >> 13) ^ slice(0, b1 >> 21)));
    crc =
      free ^
      (((slice(15, a0 << 3) ^ slice(14, a0 >> 5)) ^ (slice(13, a0 >> 13) ^ slice(12, a0 >> 21))) ^
        ((slice(11, a1 << 3) ^ slice(10, a1 >> 5)) ^ (slice(9, a1 >> 13) ^ slice(8, a1 >> 21))));
    p += 16;
  }
  while (p < end) {
    crc = slice(0, ((crc as u32) ^ (load<u8>(p) as u32)) << 3) ^ (crc >> 8);
    p++;
  }
  return crc;
}
