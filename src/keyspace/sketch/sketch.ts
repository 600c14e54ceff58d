/**
 * A HyperLogLog as it stands in its string, changed exactly as a server changes it.
 *
 *   "HYLL" | u8 encoding | 3 zeros | u64 cached count, top bit: no longer right | registers
 *
 * Source: redis 7.0 src/hyperloglog.c; its numbers HLL_P, HLL_REGISTERS, HLL_BITS.
 */
import { CommandError } from '../command-error.ts';
import { spanOf, type Span } from '../span.ts';
import { raiseDense, readDense } from './dense.ts';
import { Murmur64 } from './murmur64.ts';
import { damaged, emptySparse, raiseSparse, sparseRuns, type SparseChange } from './sparse.ts';

export const REGISTERS = 16384;
const HEADER = 16;
const COUNT_AT = 8;
const STALE_AT = 15;
const STALE = 0x80;
const MAGIC = Buffer.from('HYLL');
const ENCODING_AT = 4;
const DENSE = 0;
const SPARSE = 1;
const DENSE_BYTES = HEADER + (REGISTERS * 6) / 8;
const SEED = 0xadc83b19;
/** Bits of the hash that tell the register. */
const INDEX_BITS = 14;
/** The bit that ends the search for a set one, in the upper half of what is left of the hash. */
const LAST_BIT = 1 << 18;

export class Sketch {
  /** What the server's string would hold. It is the one that was given where `own` is false. */
  bytes: Uint8Array;
  start: number;
  end: number;
  own: boolean;

  private constructor({ bytes, start, end }: Span, own: boolean) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.own = own;
  }

  static empty(): Sketch {
    const registers = emptySparse(REGISTERS);
    const bytes = new Uint8Array(HEADER + registers.length);
    bytes.set(MAGIC);
    bytes[ENCODING_AT] = SPARSE;
    bytes.set(registers, HEADER);
    return new Sketch(spanOf(bytes), true);
  }

  /** On a string: registers of a dense one are changed where they stand. @throws CommandError: it is none */
  static at(string: Span): Sketch {
    const { bytes, start, end } = string;
    const encoding = bytes[start + ENCODING_AT] ?? 0;
    const fits = encoding === DENSE ? end - start === DENSE_BYTES : encoding === SPARSE && end - start >= HEADER;
    if (!fits || !MAGIC.every((byte, i) => bytes[start + i] === byte)) throw new CommandError('not a HyperLogLog');
    return new Sketch(string, false);
  }

  get dense(): boolean {
    return this.bytes[this.start + ENCODING_AT] === DENSE;
  }

  get stale(): boolean {
    return ((this.bytes[this.start + STALE_AT] ?? 0) & STALE) !== 0;
  }

  /** The cached count is no longer right. */
  invalidate(): void {
    this.bytes[this.start + STALE_AT] = (this.bytes[this.start + STALE_AT] ?? 0) | STALE;
  }

  setCount(count: bigint): void {
    const { buffer, byteOffset } = this.bytes;
    new DataView(buffer, byteOffset + this.start).setBigUint64(COUNT_AT, count, true);
  }

  /** False: nothing is changed. @throws CommandError: damaged */
  add(element: Span, murmur: Murmur64): boolean {
    murmur.hash(element, SEED);
    const { high, low } = murmur;
    const rest = (low >>> INDEX_BITS) | (high << (32 - INDEX_BITS));
    const upper = (high >>> INDEX_BITS) | LAST_BIT;
    const zeros = rest === 0 ? 32 + trailingZeros(upper) : trailingZeros(rest);
    return this.raise(low & (REGISTERS - 1), zeros + 1);
  }

  /** Make a register at least `value`. False: it was. @throws CommandError: damaged */
  raise(index: number, value: number): boolean {
    if (this.dense) return raiseDense(this.bytes, this.start + HEADER, index, value);
    const change = this.change(index, value);
    if (change.kind === 'none') return false;
    if (change.kind === 'too long') {
      this.toDense();
      return this.raise(index, value);
    }
    this.bytes = change.bytes;
    this.start = 0;
    this.end = change.bytes.length;
    this.own = true;
    this.invalidate();
    return true;
  }

  private change(index: number, value: number): SparseChange {
    return raiseSparse(this.bytes, this.start, this.start + HEADER, this.end, index, value);
  }

  /** @throws CommandError: damaged */
  toDense(): void {
    if (this.dense) return;
    const bytes = new Uint8Array(DENSE_BYTES);
    bytes.set(this.bytes.subarray(this.start, this.start + HEADER));
    bytes[ENCODING_AT] = DENSE;
    this.eachRun((index, length, value) => {
      for (let i = index; i < index + length; i++) raiseDense(bytes, HEADER, i, value);
    });
    this.bytes = bytes;
    this.start = 0;
    this.end = bytes.length;
    this.own = true;
  }

  /** Raise each of `most` to what the register is here. @throws CommandError: damaged */
  mergeInto(most: Uint8Array): void {
    this.eachRun((index, length, value) => {
      for (let i = index; i < index + length; i++) if ((most[i] ?? 0) < value) most[i] = value;
    });
  }

  /** How many registers have each value. @throws CommandError: damaged */
  histogram(): number[] {
    const counts = new Array<number>(64).fill(0);
    this.eachRun((_index, length, value) => {
      counts[value] = (counts[value] ?? 0) + length;
    });
    return counts;
  }

  private eachRun(visit: (index: number, length: number, value: number) => void): void {
    const { bytes, start, end } = this;
    if (this.dense) {
      for (let i = 0; i < REGISTERS; i++) visit(i, 1, readDense(bytes, start + HEADER, i));
      return;
    }
    let index = 0;
    for (const { length, value } of sparseRuns(bytes, start + HEADER, end)) {
      if (index + length > REGISTERS) break;
      visit(index, length, value);
      index += length;
    }
    if (index !== REGISTERS) throw damaged();
  }
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
