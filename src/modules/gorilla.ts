/**
 * Samples of a time series, compressed as in Facebook's Gorilla: times as differences of differences, values as exclusive
 * ors with the value before.
 *
 *   data := bits of little-endian words of 64, lowest first; the first sample stands outside of them
 *   sample := time value
 *   time   := 0 | 1 by prefix, then a signed number of bits that is added to the last difference
 *             0: 5 bits, 10: 8, 110: 11, 1110: 15, 11110: 32, 11111: 64   (after the first 1)
 *   value  := 0 the same | 1 0 as many bits as last time | 1 1, 5 bits leading zeros, 6 bits length - 1, the bits
 *
 * Source: RedisTimeSeries src/gorilla.c, readInteger() and readFloat(). (Its drawing shows other widths than its code.)
 */
import { Misfit } from './scalar-reader.ts';

const TIME_BITS = [5, 8, 11, 15, 32] as const;
const WHOLE = 64;
const LEADING_BITS = 5;
const LENGTH_BITS = 6;

export interface Chunk {
  readonly count: number;
  /** Bits of `data` in use. */
  readonly bits: bigint;
  readonly baseTime: bigint;
  /** Bits of a double, as all values here. */
  readonly baseValue: bigint;
  readonly lastTime: bigint;
  readonly lastValue: bigint;
  readonly data: Uint8Array;
}

export type Sample = readonly [timeMs: bigint, value: number];

/** @throws Misfit: the samples do not end where the chunk says they do */
export function decodeChunk(chunk: Chunk): Sample[] {
  if (chunk.count === 0) return [];
  const input = new BitReader(chunk.data);
  let time = chunk.baseTime;
  let value = chunk.baseValue;
  let difference = 0n;
  let trailing = 0;
  let length = 0;
  const samples: Sample[] = [[time, doubleOfBits(value)]];
  for (let i = 1; i < chunk.count; i++) {
    if (input.bit()) difference = BigInt.asIntN(64, difference + readChange(input));
    time = BigInt.asUintN(64, time + difference);
    if (input.bit()) {
      if (input.bit()) {
        const leading = Number(input.bits(LEADING_BITS));
        length = Number(input.bits(LENGTH_BITS)) + 1;
        trailing = WHOLE - leading - length;
        if (trailing < 0) throw new Misfit('a value of more than 64 bits');
      }
      value ^= input.bits(length) << BigInt(trailing);
    }
    samples.push([time, doubleOfBits(value)]);
  }
  if (input.at !== chunk.bits || time !== chunk.lastTime || value !== chunk.lastValue) {
    throw new Misfit('a chunk whose samples do not end as it says');
  }
  return samples;
}

function readChange(input: BitReader): bigint {
  for (const bits of TIME_BITS) {
    if (!input.bit()) return BigInt.asIntN(bits, input.bits(bits));
  }
  return BigInt.asIntN(WHOLE, input.bits(WHOLE));
}

class BitReader {
  private readonly view: DataView;
  private position = 0;

  constructor(data: Uint8Array) {
    this.view = new DataView(data.buffer, data.byteOffset, data.length);
  }

  get at(): bigint {
    return BigInt(this.position);
  }

  bit(): boolean {
    this.need(1);
    const byte = this.view.getUint8(this.position >>> 3);
    return (byte & (1 << (this.position++ & 7))) !== 0;
  }

  bits(count: number): bigint {
    this.need(count);
    const first = Math.floor(this.position / WHOLE) * 8;
    const shift = this.position % WHOLE;
    let value = this.view.getBigUint64(first, true) >> BigInt(shift);
    if (shift + count > WHOLE) value |= this.view.getBigUint64(first + 8, true) << BigInt(WHOLE - shift);
    this.position += count;
    return BigInt.asUintN(count, value);
  }

  private need(count: number): void {
    if (this.position + count > 8 * this.view.byteLength) throw new Misfit('a chunk that ends within a sample');
  }
}

const scratch = new DataView(new ArrayBuffer(8));

export function doubleOfBits(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}
