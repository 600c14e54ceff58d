/** What stands for an iid with XADD IDMPAUTO. Source: redis 8.6 src/t_stream.c, createIdempotencyHash(). */
import { xxh3With128Bits } from '../bytes/xxh3-128.ts';
import { copyInto, type Span } from './span.ts';

/** The arguments of a command. */
export interface Fields {
  readonly count: number;
  span(index: number): Span;
}

const LENGTH_BYTES = 8;
const DIGEST_BYTES = 16;

/** A digest of fields, which are arguments from `first` on, that does not depend on their order. */
export function digestFields(args: Fields, first: number): Uint8Array {
  let sumLow = 0n;
  let sumHigh = 0n;
  let xorLow = 0n;
  let xorHigh = 0n;
  for (let i = first; i < args.count; i += 2) {
    const { low, high } = xxh3With128Bits(fieldBytes(args, i));
    sumLow += low;
    sumHigh += high;
    xorLow ^= low;
    xorHigh ^= high;
  }
  const digest = Buffer.alloc(DIGEST_BYTES);
  digest.writeBigUInt64LE(BigInt.asUintN(64, sumLow) ^ rotateOne(xorHigh), 0);
  digest.writeBigUInt64LE(BigInt.asUintN(64, sumHigh) ^ rotateOne(xorLow), 8);
  return digest;
}

/** Name, length of the name, value. */
function fieldBytes(args: Fields, at: number): Uint8Array {
  const name = args.span(at);
  const value = args.span(at + 1);
  const length = name.end - name.start;
  const bytes = Buffer.alloc(length + LENGTH_BYTES + value.end - value.start);
  copyInto(name.bytes, name.start, name.end, bytes, 0);
  bytes.writeBigUInt64LE(BigInt(length), length);
  copyInto(value.bytes, value.start, value.end, bytes, length + LENGTH_BYTES);
  return bytes;
}

function rotateOne(value: bigint): bigint {
  return BigInt.asUintN(64, value << 1n) | (value >> 63n);
}
