/** MurmurHash64A, in halves of 32 bits as a number has no 64. Source: redis src/hyperloglog.c, MurmurHash64A(). */
import type { Span } from '../span.ts';

const FACTOR_HIGH = 0xc6a4a793;
const FACTOR_LOW = 0x5bd1e995;
/** Halves of the lower half, for products that a double holds. */
const FACTOR_1 = FACTOR_LOW >>> 16;
const FACTOR_0 = FACTOR_LOW & 0xffff;
const BLOCK = 8;

export class Murmur64 {
  /** The hash that was made last. */
  high = 0;
  low = 0;

  hash({ bytes, start, end }: Span, seed: number): void {
    const length = end - start;
    const blocks = start + length - (length % BLOCK);
    this.high = 0;
    this.low = length;
    this.multiply();
    this.low ^= seed;
    for (let at = start; at < blocks; at += BLOCK) {
      const { high, low } = this;
      this.high = word(bytes, at + 4);
      this.low = word(bytes, at);
      this.multiply();
      this.fold();
      this.multiply();
      this.high ^= high;
      this.low ^= low;
      this.multiply();
    }
    for (let i = end - 1; i >= blocks; i--) {
      const shift = 8 * (i - blocks);
      if (shift < 32) this.low ^= (bytes[i] ?? 0) << shift;
      else this.high ^= (bytes[i] ?? 0) << (shift - 32);
    }
    if (blocks < end) this.multiply();
    this.fold();
    this.multiply();
    this.fold();
  }

  /** By the constant of the hash, modulo 2^64. */
  private multiply(): void {
    const { high, low } = this;
    const low0 = low & 0xffff;
    const low1 = low >>> 16;
    const lowest = low0 * FACTOR_0;
    const middle = low1 * FACTOR_0 + (lowest >>> 16);
    const sum = low0 * FACTOR_1 + (middle & 0xffff);
    const carried = low1 * FACTOR_1 + (middle >>> 16) + (sum >>> 16);
    this.low = (sum << 16) | (lowest & 0xffff);
    this.high = (carried + Math.imul(high, FACTOR_LOW) + Math.imul(low, FACTOR_HIGH)) | 0;
  }

  /** x ^= x >> 47. */
  private fold(): void {
    this.low ^= this.high >>> 15;
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
