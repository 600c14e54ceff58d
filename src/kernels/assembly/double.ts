/**
 * Doubles to the shortest text that reads back to the same double, in the form of JavaScript's String(x), but `-0`, and
 * `"inf"`, `"-inf"`, `"nan"` with their quotes, as record-schema.md has them.
 * Source: R. Giulietti, "The Schubfach way to render doubles" (2020).
 */
import { high64, putI64, putU64, tenth } from './integer';

const FIRST_POWER: i32 = -292;
const LAST_POWER: i32 = 324;
const POWERS: usize = memory.data(617 * 16);

/** 617 pairs of u64 (high, low): floor(10^k * 2^(127 - floor(log2(10^k)))) + 1 for k = -292..324. Filled by the loader. */
export function doublePowers(): usize {
  return POWERS;
}

/** The longest text: `-1.2345678901234567e-308`, with room for a whole vector store. */
export const DOUBLE_ROOM: usize = 40;

// @ts-ignore: decorator
@inline function roundToOdd(high: u64, low: u64, c: u64): u64 {
  const x = high64(low, c);
  const y0 = high * c;
  let y1 = high64(high, c);
  const sum = y0 + x;
  if (sum < y0) y1++;
  return y1 | ((sum > 1) as u64);
}

let exponent10: i32 = 0;

/** The shortest significand; its power of ten goes to `exponent10`. */
function shortest(bits: u64): u64 {
  const fraction = bits & 0x000fffffffffffff;
  const biased = ((bits >> 52) as i32) & 0x7ff;
  const c: u64 = biased ? fraction | 0x0010000000000000 : fraction;
  const q: i32 = (biased ? biased : 1) - 1075;
  const even = (c & 1) == 0;
  const closer = fraction == 0 && biased > 1;
  const k: i32 = (q * 1262611 - (closer ? 524031 : 0)) >> 22;
  const h: u64 = (q + ((-k * 1741647) >> 19) + 1) as u64;
  const entry = POWERS + ((((-k - FIRST_POWER) as usize) << 4) as usize);
  const high = load<u64>(entry);
  const low = load<u64>(entry, 8);
  const cb = c << 2;
  const lower = roundToOdd(high, low, (cb - 2 + (closer as u64)) << h) + ((!even) as u64);
  const middle = roundToOdd(high, low, cb << h);
  const upper = roundToOdd(high, low, (cb + 2) << h) - ((!even) as u64);
  const s = middle >> 2;
  if (s >= 10) {
    const tens = tenth(s);
    const down = lower <= tens * 40;
    const up = tens * 40 + 40 <= upper;
    if (down != up) {
      exponent10 = k + 1;
      return tens + (up as u64);
    }
  }
  exponent10 = k;
  const down = lower <= s << 2;
  const up = (s << 2) + 4 <= upper;
  if (down != up) return s + (up as u64);
  const half = (s << 2) + 2;
  return s + ((middle > half || (middle == half && (s & 1) != 0)) as u64);
}

/** 2^53: integers up to here are their own shortest text. */
const LARGEST_EXACT: i64 = 9007199254740992;

/** Write `value` at `out` (room for DOUBLE_ROOM bytes). Returns the end. */
export function putDouble(value: f64, out: usize): usize {
  const bits = reinterpret<u64>(value);
  if (value != value) return putWord(out, 0x226e616e22, 5);
  const whole = <i64>value;
  if ((<f64>whole) == value && whole <= LARGEST_EXACT && whole >= -LARGEST_EXACT) {
    if (whole == 0 && bits >> 63) {
      store<u16>(out, 0x302d);
      return out + 2;
    }
    return putI64(whole, out);
  }
  if (bits >> 63) {
    if (value == -Infinity) return putWord(out, 0x22666e692d22, 6);
    store<u8>(out, 45);
    out++;
  } else if (value == Infinity) return putWord(out, 0x22666e6922, 5);
  let digits = shortest(bits & 0x7fffffffffffffff);
  let power = exponent10;
  while (digits >= 10) {
    const q = tenth(digits);
    if (q * 10 != digits) break;
    digits = q;
    power++;
  }
  return layOut(digits, power, out);
}

function putWord(out: usize, word: u64, length: usize): usize {
  store<u64>(out, word);
  return out + length;
}

/** digits * 10^power the way Number::toString lays it out. Source: ECMA-262, Number::toString. */
function layOut(digits: u64, power: i32, out: usize): usize {
  const end = putU64(digits, out);
  const k = (end - out) as i32;
  const n = k + power;
  if (k <= n && n <= 21) {
    memory.fill(end, 48, n - k);
    return out + (n as usize);
  }
  if (0 < n && n <= 21) {
    memory.copy(out + (n as usize) + 1, out + (n as usize), k - n);
    store<u8>(out + (n as usize), 46);
    return end + 1;
  }
  if (-6 < n && n <= 0) {
    const zeros = (2 - n) as usize;
    memory.copy(out + zeros, out, k);
    memory.fill(out, 48, zeros);
    store<u8>(out, 46, 1);
    return end + zeros;
  }
  let p = end;
  if (k > 1) {
    memory.copy(out + 2, out + 1, k - 1);
    store<u8>(out, 46, 1);
    p++;
  }
  store<u8>(p, 101);
  store<u8>(p, n > 0 ? 43 : 45, 1);
  return putU64(abs(n - 1) as u64, p + 2);
}

/** 10^0 .. 10^22, the powers of ten that a double holds exactly. */
const EXACT_POWERS: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

/**
 * The double that plain decimal text stands for, if one multiplication or division of exact doubles gives it
 * (significand up to 2^53, power of ten up to 22); else NaN: the caller has to parse it.
 */
export function readDouble(start: usize, end: usize): f64 {
  let p = start;
  const negative = p < end && load<u8>(p) == 45;
  if (negative) p++;
  if (p == end) return NaN;
  let digits: u64 = 0;
  let count = 0;
  let power = 0;
  let point = false;
  for (; p < end; p++) {
    const c = load<u8>(p);
    if (c == 46) {
      if (point) return NaN;
      point = true;
      continue;
    }
    const d = (c - 48) as u8;
    if (d > 9) return NaN;
    if (++count > 18) return NaN;
    digits = digits * 10 + (d as u64);
    if (point) power++;
  }
  if (count == 0 || digits > 9007199254740992 || power > 22) return NaN;
  const value = (digits as f64) / load<f64>(EXACT_POWERS + ((power as usize) << 3));
  return negative ? -value : value;
}
