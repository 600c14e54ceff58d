/** Digests and key records, put together from their parts: the plain meaning of assembly/digests.ts and key-records.ts. */
import { xxh3With128Bits } from '../../bytes/xxh3-128.ts';

const STRING_CONSTANT = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn] as const;
const DB_CONSTANT = [0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n] as const;
const TAG_EXPIRY = 0x797269707865n;
const NO_EXPIRY = -(2n ** 63n);
const STRING_TYPE = 0;
const DIGEST_BYTES = 16;

/** What has come of a value. */
export interface ValueParts {
  readonly type: number;
  /** Of a string. */
  readonly bytes?: Uint8Array;
  readonly ordered?: readonly Uint8Array[];
  readonly frames?: readonly Uint8Array[];
  readonly count?: number;
  readonly rest?: readonly Uint8Array[];
}

export interface KeyParts {
  readonly key: Uint8Array;
  readonly db: number;
  readonly value: ValueParts;
  readonly expireAtMs?: number;
  readonly place: number;
  readonly side: 'a' | 'b';
}

export function digestOf(bytes: Uint8Array): Uint8Array {
  const { low, high } = xxh3With128Bits(bytes);
  return lanes(low, high);
}

export function u64(value: bigint | number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
}

export function f64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function expiryFrame(member: Uint8Array, expireAtMs: number, path?: Uint8Array): Uint8Array {
  const head = path === undefined ? [] : [digestOf(path)];
  return Buffer.concat([...head, digestOf(member), f64(expireAtMs), u64(TAG_EXPIRY)]);
}

/** As key-record.ts has it. */
export function recordOf({ key, db, value, expireAtMs, place, side }: KeyParts): Uint8Array {
  const name = sum([digestOf(key), ...Array.from({ length: db }, () => lanes(...DB_CONSTANT))]);
  const expiry = expireAtMs === undefined ? NO_EXPIRY : BigInt(expireAtMs);
  return Buffer.concat([name, valueDigest(value), u64(expiry), u64(BigInt(place) | (side === 'b' ? 1n << 63n : 0n))]);
}

function valueDigest({ type, bytes, ordered = [], frames = [], count = 0, rest = [] }: ValueParts): Uint8Array {
  const beside = rest.map(digestOf);
  if (type === STRING_TYPE) return sum([digestOf(bytes ?? new Uint8Array()), lanes(...STRING_CONSTANT), ...beside]);
  const inOrder = ordered.length === 0 ? new Uint8Array(DIGEST_BYTES) : digestOf(Buffer.concat(ordered));
  const whole = Buffer.concat([inOrder, sum(frames.map(digestOf)), u64(count), u64(type)]);
  return sum([digestOf(whole), ...beside]);
}

function lanes(low: bigint, high: bigint): Uint8Array {
  return Buffer.concat([u64(low), u64(high)]);
}

function sum(digests: readonly Uint8Array[]): Uint8Array {
  let low = 0n;
  let high = 0n;
  for (const digest of digests) {
    const bytes = Buffer.from(digest);
    low += bytes.readBigUInt64LE(0);
    high += bytes.readBigUInt64LE(8);
  }
  return lanes(low, high);
}
