/**
 * XXH3 with 128 bits, default secret, seed 0. Source: XXH3 as in xxHash 0.8.2, XXH3_128bits(). In bigints: it is for what is
 * short and rare.
 */

const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364' +
    'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);

const PRIME32_1 = 0x9e3779b1n;
const PRIME32_2 = 0x85ebca77n;
const PRIME32_3 = 0xc2b2ae3dn;
const PRIME64_1 = 0x9e3779b185ebca87n;
const PRIME64_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME64_3 = 0x165667b19e3779f9n;
const PRIME64_4 = 0x85ebca77c2b2ae63n;
const PRIME64_5 = 0x27d4eb2f165667c5n;
const PRIME_MX1 = 0x165667919e3779f9n;
const PRIME_MX2 = 0x9fb21c651e98df25n;

const STRIPE = 64;
const LANES = 8;
/** Stripes after which the accumulators are scrambled. */
const STRIPES_OF_BLOCK = (SECRET.length - STRIPE) / 8;
const LAST_STRIPE_SECRET = SECRET.length - STRIPE - 7;
const MERGE_SECRET = 11;
/** Where the secret stands for the second round and the last step of inputs of 129 to 240 bytes. */
const MIDDLE_SECRET = 3;
const MIDDLE_LAST_SECRET = 136 - 17 - 16;

export interface Hash128 {
  readonly low: bigint;
  readonly high: bigint;
}

export function xxh3With128Bits(input: Uint8Array): Hash128 {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
  if (bytes.length <= 3) return hashTo3(bytes);
  if (bytes.length <= 8) return hashTo8(bytes);
  if (bytes.length <= 16) return hashTo16(bytes);
  if (bytes.length <= 128) return hashTo128(bytes);
  return bytes.length <= 240 ? hashTo240(bytes) : hashLong(bytes);
}

function hashTo3(bytes: Buffer): Hash128 {
  const { length } = bytes;
  if (length === 0) {
    return { low: avalanche64(secret(64) ^ secret(72)), high: avalanche64(secret(80) ^ secret(88)) };
  }
  const first = bytes.readUInt8(0);
  const middle = bytes.readUInt8(length >> 1);
  const word = ((first << 16) | (middle << 24) | bytes.readUInt8(length - 1) | (length << 8)) >>> 0;
  const other = Buffer.alloc(4);
  other.writeUInt32LE(word);
  const swapped = other.readUInt32BE();
  const rotated = ((swapped << 13) | (swapped >>> 19)) >>> 0;
  return {
    low: avalanche64(BigInt(word) ^ secret32(0) ^ secret32(4)),
    high: avalanche64(BigInt(rotated) ^ secret32(8) ^ secret32(12)),
  };
}

function hashTo8(bytes: Buffer): Hash128 {
  const { length } = bytes;
  const word = BigInt(bytes.readUInt32LE(0)) | (BigInt(bytes.readUInt32LE(length - 4)) << 32n);
  const keyed = word ^ secret(16) ^ secret(24);
  const product = multiply(keyed, u64(PRIME64_1 + BigInt(length << 2)));
  const high = u64(product.high + (product.low << 1n));
  let low = product.low ^ (high >> 3n);
  low = u64((low ^ (low >> 35n)) * PRIME_MX2);
  return { low: low ^ (low >> 28n), high: avalanche(high) };
}

function hashTo16(bytes: Buffer): Hash128 {
  const { length } = bytes;
  const first = bytes.readBigUInt64LE(0);
  const last = bytes.readBigUInt64LE(length - 8);
  const product = multiply(first ^ last ^ secret(32) ^ secret(40), PRIME64_1);
  const flipped = last ^ secret(48) ^ secret(56);
  const high = u64(product.high + flipped + (flipped & 0xffffffffn) * (PRIME32_2 - 1n));
  const low = u64(product.low + (BigInt(length - 1) << 54n)) ^ swap(high);
  const result = multiply(low, PRIME64_2);
  return { low: avalanche(result.low), high: avalanche(u64(result.high + high * PRIME64_2)) };
}

function hashTo128(bytes: Buffer): Hash128 {
  const { length } = bytes;
  let mixed: Hash128 = { low: u64(BigInt(length) * PRIME64_1), high: 0n };
  for (let i = Math.floor((length - 1) / 32); i >= 0; i--) {
    mixed = mix32(mixed, bytes, 16 * i, length - 16 * (i + 1), 32 * i);
  }
  return finish(mixed, length);
}

function hashTo240(bytes: Buffer): Hash128 {
  const { length } = bytes;
  let mixed: Hash128 = { low: u64(BigInt(length) * PRIME64_1), high: 0n };
  for (let at = 0; at < 128; at += 32) mixed = mix32(mixed, bytes, at, at + 16, at);
  mixed = { low: avalanche(mixed.low), high: avalanche(mixed.high) };
  for (let at = 128; at + 32 <= length; at += 32) mixed = mix32(mixed, bytes, at, at + 16, MIDDLE_SECRET + at - 128);
  return finish(mix32(mixed, bytes, length - 16, length - 32, MIDDLE_LAST_SECRET), length);
}

function hashLong(bytes: Buffer): Hash128 {
  const lanes = [PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1];
  const { length } = bytes;
  const stripes = Math.floor((length - 1) / STRIPE);
  for (let i = 0; i < stripes; i++) {
    const inBlock = i % STRIPES_OF_BLOCK;
    accumulate(lanes, bytes, i * STRIPE, 8 * inBlock);
    if (inBlock === STRIPES_OF_BLOCK - 1) scramble(lanes);
  }
  accumulate(lanes, bytes, length - STRIPE, LAST_STRIPE_SECRET);
  const size = BigInt(length);
  return {
    low: merge(lanes, MERGE_SECRET, u64(size * PRIME64_1)),
    high: merge(lanes, SECRET.length - STRIPE - MERGE_SECRET, u64(~u64(size * PRIME64_2))),
  };
}

function accumulate(lanes: bigint[], bytes: Buffer, at: number, key: number): void {
  for (let lane = 0; lane < LANES; lane++) {
    const word = bytes.readBigUInt64LE(at + 8 * lane);
    const keyed = word ^ secret(key + 8 * lane);
    lanes[lane ^ 1] = u64((lanes[lane ^ 1] ?? 0n) + word);
    lanes[lane] = u64((lanes[lane] ?? 0n) + (keyed & 0xffffffffn) * (keyed >> 32n));
  }
}

function scramble(lanes: bigint[]): void {
  for (const [lane, value] of lanes.entries()) {
    lanes[lane] = u64((value ^ (value >> 47n) ^ secret(SECRET.length - STRIPE + 8 * lane)) * PRIME32_1);
  }
}

function merge(lanes: readonly bigint[], key: number, start: bigint): bigint {
  let sum = start;
  for (let i = 0; i < LANES; i += 2) {
    sum += fold((lanes[i] ?? 0n) ^ secret(key + 8 * i), (lanes[i + 1] ?? 0n) ^ secret(key + 8 * i + 8));
  }
  return avalanche(u64(sum));
}

function mix32({ low, high }: Hash128, bytes: Buffer, first: number, second: number, key: number): Hash128 {
  return {
    low: u64(low + mix16(bytes, first, key)) ^ sum16(bytes, second),
    high: u64(high + mix16(bytes, second, key + 16)) ^ sum16(bytes, first),
  };
}

function mix16(bytes: Buffer, at: number, key: number): bigint {
  return fold(bytes.readBigUInt64LE(at) ^ secret(key), bytes.readBigUInt64LE(at + 8) ^ secret(key + 8));
}

function sum16(bytes: Buffer, at: number): bigint {
  return u64(bytes.readBigUInt64LE(at) + bytes.readBigUInt64LE(at + 8));
}

function finish({ low, high }: Hash128, length: number): Hash128 {
  const sum = u64(low * PRIME64_1 + high * PRIME64_4 + BigInt(length) * PRIME64_2);
  return { low: avalanche(u64(low + high)), high: u64(-avalanche(sum)) };
}

function avalanche(value: bigint): bigint {
  const mixed = u64((value ^ (value >> 37n)) * PRIME_MX1);
  return mixed ^ (mixed >> 32n);
}

/** That of XXH64. */
function avalanche64(value: bigint): bigint {
  let mixed = u64((value ^ (value >> 33n)) * PRIME64_2);
  mixed = u64((mixed ^ (mixed >> 29n)) * PRIME64_3);
  return mixed ^ (mixed >> 32n);
}

function multiply(a: bigint, b: bigint): Hash128 {
  const product = a * b;
  return { low: u64(product), high: product >> 64n };
}

function fold(a: bigint, b: bigint): bigint {
  const { low, high } = multiply(a, b);
  return low ^ high;
}

/** The bytes the other way round. */
function swap(value: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.readBigUInt64BE();
}

function secret(at: number): bigint {
  return SECRET.readBigUInt64LE(at);
}

function secret32(at: number): bigint {
  return BigInt(SECRET.readUInt32LE(at));
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
