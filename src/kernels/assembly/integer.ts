/** Integers to decimal digits and back. */

/** "00", "01", … "99" */
const PAIRS: usize = memory.data(200);
/** 10^0 … 10^19 */
const POWERS: usize = memory.data(20 * 8);

export function integerInit(): void {
  for (let i = 0; i < 100; i++) store<u16>(PAIRS + (i << 1), ((48 + (i % 10)) << 8) | (48 + i / 10));
  let power: u64 = 1;
  for (let i = 0; i < 20; i++) {
    store<u64>(POWERS + (i << 3), power);
    power *= 10;
  }
}

/** The high half of a * b. WebAssembly has no 128-bit product, and its 64-bit division is slow: see the quotients below. */
// @ts-ignore: decorator
@inline export function high64(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const mid = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (mid >> 32) + ((a0 * b1 + (mid & 0xffffffff)) >> 32);
}

/** value / 10, by the product with ceil(2^67 / 10). */
// @ts-ignore: decorator
@inline export function tenth(value: u64): u64 {
  return high64(value, 0xcccccccccccccccd) >> 3;
}

/** value / 10^8, by the product with ceil(2^90 / 10^8). */
// @ts-ignore: decorator
@inline function hundredMillionth(value: u64): u64 {
  return high64(value, 0xabcc77118461cefd) >> 26;
}

/** How many digits: from the number of bits, corrected by one comparison. */
// @ts-ignore: decorator
@inline function countDigits(value: u64): usize {
  const guess = ((64 - (clz(value | 1) as usize)) * 1233) >> 12;
  return guess + ((value >= load<u64>(POWERS + (guess << 3))) as usize) + ((guess == 0 && value == 0) as usize);
}

// @ts-ignore: decorator
@inline function putPair(value: u32, at: usize): void {
  store<u16>(at, load<u16>(PAIRS + ((value as usize) << 1)));
}

/** Write `value` at `out`; at most 20 bytes. Returns the end. */
export function putU64(value: u64, out: usize): usize {
  // What most lengths and packed integers are.
  if (value < 100) {
    if (value < 10) {
      store<u8>(out, 48 + (value as u8));
      return out + 1;
    }
    putPair(value as u32, out);
    return out + 2;
  }
  const end = out + countDigits(value);
  let p = end;
  let rest = value;
  while (rest > 0xffffffff) {
    const q = hundredMillionth(rest);
    let low = (rest - q * 100000000) as u32;
    for (let i = 0; i < 4; i++) {
      const next = low / 100;
      p -= 2;
      putPair(low - next * 100, p);
      low = next;
    }
    rest = q;
  }
  let small = rest as u32;
  while (p >= out + 2) {
    const next = small / 100;
    p -= 2;
    putPair(small - next * 100, p);
    small = next;
  }
  if (p > out) store<u8>(out, 48 + (small as u8));
  return end;
}

/** How many bytes `putI64` writes. */
// @ts-ignore: decorator
@inline export function lengthOfI64(value: i64): usize {
  return value < 0 ? 1 + countDigits((0 - value) as u64) : countDigits(value as u64);
}

/** Write `value` at `out`; at most 20 bytes. Returns the end. */
export function putI64(value: i64, out: usize): usize {
  if (value >= 0) return putU64(value as u64, out);
  store<u8>(out, 45);
  return putU64((0 - value) as u64, out + 1);
}

/** The integer whose digits stand from `start` to `end` (as `putI64` writes them). */
export function readI64(start: usize, end: usize): i64 {
  const negative = start < end && load<u8>(start) == 45;
  let value: i64 = 0;
  for (let p = negative ? start + 1 : start; p < end; p++) value = value * 10 + ((load<u8>(p) - 48) as i64);
  return negative ? 0 - value : value;
}
