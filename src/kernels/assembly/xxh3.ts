/**
 * XXH3 with 128 bits, default secret, seed 0. Source: XXH3 as in xxHash 0.8.2, XXH3_128bits(). A hash is left in `hashLow` and
 * `hashHigh`; written down it is 16 bytes, low half first, little endian.
 */

const SECRET: usize = memory.data<u64>([
  0xbe4ba423396cfeb8, 0x1cad21f72c81017c, 0xdb979083e96dd4de, 0x1f67b3b7a4a44072, 0x78e5c0cc4ee679cb, 0x2172ffcc7dd05a82,
  0x8e2443f7744608b8, 0x4c263a81e69035e0, 0xcb00c391bb52283c, 0xa32e531b8b65d088, 0x4ef90da297486471, 0xd8acdea946ef1938,
  0x3f349ce33f76faa8, 0x1d4f0bc7c7bbdcf9, 0x3159b4cd4be0518a, 0x647378d9c97e9fc8, 0xc3ebd33483acc5ea, 0xeb6313faffa081c5,
  0x49daf0b751dd0d17, 0x9e68d429265516d3, 0xfca1477d58be162b, 0xce31d07ad1b8f88f, 0x280416958f3acb45, 0x7e404bbbcafbd7af,
]);
const SECRET_BYTES: usize = 192;

const PRIME32_1: u64 = 0x9e3779b1;
const PRIME32_2: u64 = 0x85ebca77;
const PRIME32_3: u64 = 0xc2b2ae3d;
const PRIME64_1: u64 = 0x9e3779b185ebca87;
const PRIME64_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME64_3: u64 = 0x165667b19e3779f9;
const PRIME64_4: u64 = 0x85ebca77c2b2ae63;
const PRIME64_5: u64 = 0x27d4eb2f165667c5;
const PRIME_MX1: u64 = 0x165667919e3779f9;
const PRIME_MX2: u64 = 0x9fb21c651e98df25;
const LOW32: u64 = 0xffffffff;

// Words of the secret that short inputs are mixed with, two by two, at the bytes in their names.
const SECRET_0_4: u64 = 0x87275a9b;
const SECRET_8_12: u64 = 0x302c208b;
const SECRET_16_24: u64 = 0xc4f023344dc994ac;
const SECRET_32_40: u64 = 0x59973f0033362349;
const SECRET_48_56: u64 = 0xc202797692d63d58;
const SECRET_64_72: u64 = 0x682e908a3037f8b4;
const SECRET_80_88: u64 = 0x9655d30bd1a77d49;
/** Where the secret stands for the second round and the last step of inputs of 129 to 240 bytes. */
const MIDDLE_SECRET: usize = 3;
const MIDDLE_LAST_SECRET: usize = 103;

/** Up to this length bytes are mixed at once; longer inputs go through accumulators. */
export const SHORT: usize = 240;
const STRIPE: usize = 64;
/** Sixteen stripes, after which the accumulators are scrambled. */
export const BLOCK: usize = 1024;
const LAST_STRIPE_SECRET: usize = SECRET_BYTES - STRIPE - 7;
const MERGE_SECRET: usize = 11;
export const LANES_BYTES: usize = 64;

export let hashLow: u64 = 0;
export let hashHigh: u64 = 0;

/** The upper 64 bits of a product. */
// @ts-ignore: decorator
@inline function productHigh(a: u64, b: u64): u64 {
  const aLow = a & LOW32;
  const aHigh = a >> 32;
  const bLow = b & LOW32;
  const bHigh = b >> 32;
  const middle = aHigh * bLow;
  const cross = ((aLow * bLow) >> 32) + (middle & LOW32) + aLow * bHigh;
  return (middle >> 32) + (cross >> 32) + aHigh * bHigh;
}

// @ts-ignore: decorator
@inline function fold(a: u64, b: u64): u64 {
  return (a * b) ^ productHigh(a, b);
}

// @ts-ignore: decorator
@inline function avalanche(value: u64): u64 {
  const mixed = (value ^ (value >> 37)) * PRIME_MX1;
  return mixed ^ (mixed >> 32);
}

/** That of XXH64. */
// @ts-ignore: decorator
@inline function avalanche64(value: u64): u64 {
  let mixed = (value ^ (value >> 33)) * PRIME64_2;
  mixed = (mixed ^ (mixed >> 29)) * PRIME64_3;
  return mixed ^ (mixed >> 32);
}

export function hash(start: usize, end: usize): void {
  const length = end - start;
  if (length <= 16) {
    if (length > 8) hashTo16(start, length);
    else if (length >= 4) hashTo8(start, length);
    else hashTo3(start, length);
  } else if (length <= 128) hashTo128(start, length);
  else if (length <= SHORT) hashTo240(start, length);
  else hashLong(start, length);
}

/** Hash a span; 16 bytes at `out`. */
export function xxh3(start: usize, end: usize, out: usize): void {
  hash(start, end);
  putHash(out);
}

// @ts-ignore: decorator
@inline export function putHash(out: usize): void {
  store<u64>(out, hashLow);
  store<u64>(out, hashHigh, 8);
}

// @ts-ignore: decorator
@inline function hashTo3(start: usize, length: usize): void {
  if (length == 0) {
    hashLow = avalanche64(SECRET_64_72);
    hashHigh = avalanche64(SECRET_80_88);
    return;
  }
  const word =
    ((load<u8>(start) as u32) << 16) |
    ((load<u8>(start + (length >> 1)) as u32) << 24) |
    (load<u8>(start + length - 1) as u32) |
    ((length as u32) << 8);
  hashLow = avalanche64((word as u64) ^ SECRET_0_4);
  hashHigh = avalanche64((rotl<u32>(bswap<u32>(word), 13) as u64) ^ SECRET_8_12);
}

// @ts-ignore: decorator
@inline function hashTo8(start: usize, length: usize): void {
  const word = (load<u32>(start) as u64) | ((load<u32>(start + length - 4) as u64) << 32);
  const keyed = word ^ SECRET_16_24;
  const factor = PRIME64_1 + ((length as u64) << 2);
  let low = keyed * factor;
  const high = productHigh(keyed, factor) + (low << 1);
  low ^= high >> 3;
  low = (low ^ (low >> 35)) * PRIME_MX2;
  hashLow = low ^ (low >> 28);
  hashHigh = avalanche(high);
}

// @ts-ignore: decorator
@inline function hashTo16(start: usize, length: usize): void {
  const first = load<u64>(start);
  const last = load<u64>(start + length - 8);
  const keyed = first ^ last ^ SECRET_32_40;
  const flipped = last ^ SECRET_48_56;
  const high = productHigh(keyed, PRIME64_1) + flipped + (flipped & LOW32) * (PRIME32_2 - 1);
  const low = (keyed * PRIME64_1 + (((length - 1) as u64) << 54)) ^ bswap<u64>(high);
  hashLow = avalanche(low * PRIME64_2);
  hashHigh = avalanche(productHigh(low, PRIME64_2) + high * PRIME64_2);
}

// @ts-ignore: decorator
@inline function mix16(at: usize, key: usize): u64 {
  return fold(load<u64>(at) ^ load<u64>(SECRET + key), load<u64>(at, 8) ^ load<u64>(SECRET + key, 8));
}

// @ts-ignore: decorator
@inline function sum16(at: usize): u64 {
  return load<u64>(at) + load<u64>(at, 8);
}

// @ts-ignore: decorator
@inline function mixLow(low: u64, first: usize, second: usize, key: usize): u64 {
  return (low + mix16(first, key)) ^ sum16(second);
}

// @ts-ignore: decorator
@inline function mixHigh(high: u64, first: usize, second: usize, key: usize): u64 {
  return (high + mix16(second, key + 16)) ^ sum16(first);
}

// @ts-ignore: decorator
@inline function finish(low: u64, high: u64, length: usize): void {
  hashLow = avalanche(low + high);
  hashHigh = 0 - avalanche(low * PRIME64_1 + high * PRIME64_4 + (length as u64) * PRIME64_2);
}

function hashTo128(start: usize, length: usize): void {
  let low = (length as u64) * PRIME64_1;
  let high: u64 = 0;
  const end = start + length - 16;
  // From the middle outwards.
  for (let at = ((length - 1) >> 5) << 4; at > 0; at -= 16) {
    low = mixLow(low, start + at, end - at, at << 1);
    high = mixHigh(high, start + at, end - at, at << 1);
  }
  low = mixLow(low, start, end, 0);
  high = mixHigh(high, start, end, 0);
  finish(low, high, length);
}

function hashTo240(start: usize, length: usize): void {
  let low = (length as u64) * PRIME64_1;
  let high: u64 = 0;
  for (let at: usize = 0; at < 128; at += 32) {
    low = mixLow(low, start + at, start + at + 16, at);
    high = mixHigh(high, start + at, start + at + 16, at);
  }
  low = avalanche(low);
  high = avalanche(high);
  for (let at: usize = 128; at + 32 <= length; at += 32) {
    low = mixLow(low, start + at, start + at + 16, MIDDLE_SECRET + at - 128);
    high = mixHigh(high, start + at, start + at + 16, MIDDLE_SECRET + at - 128);
  }
  const end = start + length;
  low = mixLow(low, end - 16, end - 32, MIDDLE_LAST_SECRET);
  high = mixHigh(high, end - 16, end - 32, MIDDLE_LAST_SECRET);
  finish(low, high, length);
}

/** Where long inputs are accumulated that come whole. */
const LANES: usize = memory.data(64, 16);

function hashLong(start: usize, length: usize): void {
  beginLanes(LANES);
  const end = start + length;
  let at = start;
  for (; end - at > BLOCK; at += BLOCK) addBlock(LANES, at);
  endLanes(LANES, at, end, length);
}

export function beginLanes(lanes: usize): void {
  store<u64>(lanes, PRIME32_3);
  store<u64>(lanes, PRIME64_1, 8);
  store<u64>(lanes, PRIME64_2, 16);
  store<u64>(lanes, PRIME64_3, 24);
  store<u64>(lanes, PRIME64_4, 32);
  store<u64>(lanes, PRIME32_2, 40);
  store<u64>(lanes, PRIME64_5, 48);
  store<u64>(lanes, PRIME32_1, 56);
}

/** Two lanes and two words more: each lane gets its own word keyed and multiplied, and its neighbour's as it is. */
// @ts-ignore: decorator
@inline function step(lanes: v128, at: usize, key: usize): v128 {
  const words = v128.load(at);
  const keyed = v128.xor(words, v128.load(key));
  const lows = v128.shuffle<i32>(keyed, keyed, 0, 2, 0, 2);
  const highs = v128.shuffle<i32>(keyed, keyed, 1, 3, 1, 3);
  const swapped = v128.shuffle<i64>(words, words, 1, 0);
  return i64x2.add(lanes, i64x2.add(swapped, i64x2.extmul_low_i32x4_u(lows, highs)));
}

/** Add stripes from `at` on, the first with the secret from `key` on, each with 8 bytes further of it. */
function addStripes(lanes: usize, at: usize, count: usize, key: usize): void {
  let a = v128.load(lanes);
  let b = v128.load(lanes, 16);
  let c = v128.load(lanes, 32);
  let d = v128.load(lanes, 48);
  for (let end = at + count * STRIPE; at < end; at += STRIPE, key += 8) {
    a = step(a, at, SECRET + key);
    b = step(b, at + 16, SECRET + key + 16);
    c = step(c, at + 32, SECRET + key + 32);
    d = step(d, at + 48, SECRET + key + 48);
  }
  v128.store(lanes, a);
  v128.store(lanes, b, 16);
  v128.store(lanes, c, 32);
  v128.store(lanes, d, 48);
}

/** Add BLOCK bytes, which are not the last. */
export function addBlock(lanes: usize, at: usize): void {
  addStripes(lanes, at, BLOCK / STRIPE, 0);
  for (let i: usize = 0; i < LANES_BYTES; i += 8) {
    const lane = load<u64>(lanes + i);
    store<u64>(lanes + i, (lane ^ (lane >> 47) ^ load<u64>(SECRET + SECRET_BYTES - STRIPE + i)) * PRIME32_1);
  }
}

/** Add the last 1 to BLOCK bytes of more than SHORT, and hash. The 64 bytes before `end` are the last of all. */
export function endLanes(lanes: usize, at: usize, end: usize, length: u64): void {
  addStripes(lanes, at, (end - at - 1) / STRIPE, 0);
  addStripes(lanes, end - STRIPE, 1, LAST_STRIPE_SECRET);
  hashLow = merge(lanes, MERGE_SECRET, length * PRIME64_1);
  hashHigh = merge(lanes, SECRET_BYTES - STRIPE - MERGE_SECRET, ~(length * PRIME64_2));
}

function merge(lanes: usize, key: usize, sum: u64): u64 {
  for (let i: usize = 0; i < LANES_BYTES; i += 16) {
    sum += fold(
      load<u64>(lanes + i) ^ load<u64>(SECRET + key + i),
      load<u64>(lanes + i, 8) ^ load<u64>(SECRET + key + i, 8),
    );
  }
  return avalanche(sum);
}
