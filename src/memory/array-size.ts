/**
 * What an array of Redis 8.8 takes: a directory of slices, each of 4096 indexes, that grow as elements come in the order of their
 * indexes. No server of that version has been asked, so that no figure counts as determined.
 *
 * Source: redis 8.8 src/sparsearray.h; src/sparsearray.c, arSet(), arSparsePromote(), arSliceDenseGrowRight(), arDirGrow().
 */
import type { Arena } from '../bytes/arena.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { readInteger } from '../bytes/canonical-integer.ts';
import { ValueSize } from './value-size.ts';
import { POINTER } from './struct-size.ts';

const HEADER = 80;
const SLICE = { indexes: 4096, header: 32, sparseFirst: 4, sparseMost: 10, denseLeast: 8 } as const;
/** From this slice on there are blocks of a directory, in a table of their own. */
const BLOCK = { slices: 2048, entry: 24, leastEntries: 4 } as const;
/** Longer ones stand in an allocation, with a head that depends on their length. */
const LONGEST_INLINE = 7;
const LONGEST_SHORT = 32767;
const STRING_HEAD = { short: 2, long: 8 } as const;
const LARGEST_INTEGER = 2 ** 61;
const DECIMAL = /^-?\d*\.\d*$/;
/** Longer texts are no shortest form of a double without an exponent. */
const LONGEST_DECIMAL = 32;

export class ArraySize extends ValueSize {
  private arena: Arena | undefined;
  /** Of strings, and of slices that are over. */
  private allocated = 0;
  /** Numbers of slices and of blocks; below all: none yet. */
  private slice = -1n;
  private block = -1n;
  private blocks = 0;
  /** Of the slice at hand: elements; of a dense one its window, which is 0 as long as it is sparse. */
  private count = 0;
  private first = 0;
  private last = 0;
  private offset = 0;
  private window = 0;

  override begin({ encoding }: KeyHeader, arena: Arena): Interest {
    this.arena = arena;
    this.encoding = encoding;
    this.elements = 0;
    this.allocated = 0;
    this.slice = -1n;
    this.block = -1n;
    this.blocks = 0;
    return 'elements';
  }

  override arrayItem(index: bigint, start: number, end: number): void {
    this.elements = (this.elements ?? 0) + 1;
    const slice = index / BigInt(SLICE.indexes);
    if (slice !== this.slice) this.open(slice);
    this.put(Number(index % BigInt(SLICE.indexes)));
    if (end - start <= LONGEST_INLINE || this.isNumber(start, end)) return;
    const length = end - start;
    this.allocated += this.usable((length <= LONGEST_SHORT ? STRING_HEAD.short : STRING_HEAD.long) + length);
  }

  override finish(): void {
    const { account } = this.sizing;
    this.close();
    const size = this.usable(HEADER) + this.allocated + this.directory();
    account.add(size, size);
    account.determined = false;
  }

  private open(slice: bigint): void {
    this.close();
    this.slice = slice;
    const block = slice / BigInt(BLOCK.slices);
    if (block !== this.block) this.blocks++;
    this.block = block;
    this.count = 0;
    this.window = 0;
  }

  /** The slice at hand gets no more elements. */
  private close(): void {
    if (this.slice < 0n) return;
    if (this.window > 0) {
      this.allocated += this.usable(SLICE.header + POINTER * this.window);
      return;
    }
    let room: number = SLICE.sparseFirst;
    while (room < this.count) room = Math.min(2 * room, SLICE.sparseMost);
    const offsets = Math.ceil((2 * room) / POINTER) * POINTER;
    this.allocated += this.usable(SLICE.header + offsets + POINTER * room);
  }

  private put(place: number): void {
    if (this.count === 0) this.first = place;
    if (this.count === SLICE.sparseMost) this.makeDense();
    if (this.window > 0) this.widen(place);
    this.last = place;
    this.count++;
  }

  /** From the first element to the last that was there when it was made. */
  private makeDense(): void {
    const span = this.last - this.first + 1;
    this.move(this.first, Math.max(SLICE.denseLeast, 2 ** Math.ceil(Math.log2(span))));
  }

  private widen(place: number): void {
    let { window } = this;
    while (place >= this.offset + window && window < SLICE.indexes) window *= 2;
    if (window !== this.window) this.move(this.offset, window);
  }

  /** A window does not reach over the end of its slice. */
  private move(offset: number, window: number): void {
    this.window = Math.min(window, SLICE.indexes);
    this.offset = Math.min(offset, SLICE.indexes - this.window);
  }

  private directory(): number {
    if (this.slice < 0n) return 0;
    if (this.block > 0n) {
      const entries = Math.max(BLOCK.leastEntries, 2 ** Math.ceil(Math.log2(this.blocks)));
      return this.usable(BLOCK.entry * entries) + this.blocks * this.usable(POINTER * BLOCK.slices);
    }
    return this.usable(POINTER * 2 ** Math.ceil(Math.log2(Number(this.slice) + 1)));
  }

  /** Numbers stand in the pointer: integers of 62 bits, and doubles that lose nothing without their last two bits. */
  private isNumber(start: number, end: number): boolean {
    if (this.arena === undefined) return false;
    const integer = readInteger(this.arena.u8, start, end);
    if (integer === integer) return integer >= -LARGEST_INTEGER && integer < LARGEST_INTEGER;
    if (end - start > LONGEST_DECIMAL) return false;
    const text = this.arena.latin1(start, end);
    if (!DECIMAL.test(text)) return false;
    const shown = String(withoutLastBits(Number(text)));
    return shown === text || `${shown}.0` === text;
  }

  private usable(request: number): number {
    return this.sizing.allocator.usable(request);
  }
}

const bits = new DataView(new ArrayBuffer(8));

function withoutLastBits(value: number): number {
  bits.setFloat64(0, value);
  bits.setUint8(7, bits.getUint8(7) & ~3);
  return bits.getFloat64(0);
}
