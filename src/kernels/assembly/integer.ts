/** Integers to decimal digits and back. */

/** Write `value` at `out`; at most 20 bytes. Returns the end. */
export function putU64(value: u64, out: usize): usize {
  if (value < 10) {
    store<u8>(out, 48 + (value as u8));
    return out + 1;
  }
  let n: usize = 1;
  let limit: u64 = 10;
  while (n < 20 && value >= limit) {
    n++;
    if (n == 20) break;
    limit *= 10;
  }
  let p = out + n;
  let rest = value;
  while (rest > 0xffffffff) {
    const q = rest / 10;
    store<u8>(--p, 48 + ((rest - q * 10) as u8));
    rest = q;
  }
  let small = rest as u32;
  while (p > out) {
    const q = small / 10;
    store<u8>(--p, 48 + ((small - q * 10) as u8));
    small = q;
  }
  return out + n;
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
