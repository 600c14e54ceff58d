/** Strings as servers keep them: a header, the bytes, a zero. Source: rdb-format.md 7.2; redis src/sds.c, sdsReqType(). */
import type { Account } from './account.ts';
import type { Allocator } from './allocator.ts';
import type { ServerModel } from './server-model.ts';

/** Strings shorter than this have their length in the first byte. */
export const SDS_TINY = 32;

/** Lengths up to this are looked up. */
const LOOKED_UP = 8192;

/** How long strings are in memory. */
export class Sds {
  /** Bytes of a string with its header, by length. */
  readonly sizes: Float64Array;
  /** What the allocator gives for it. */
  readonly blocks: Float64Array;
  /** What MEMORY USAGE counts for it. */
  readonly countedSizes: Float64Array;
  private readonly short: number;
  private readonly medium: number;
  private readonly allocator: Allocator;
  private readonly heap: boolean;

  constructor(model: ServerModel, allocator: Allocator) {
    this.short = model.sdsShort;
    this.medium = model.sdsShort === 253 ? 65531 : 65536;
    this.allocator = allocator;
    this.sizes = new Float64Array(LOOKED_UP);
    for (let length = 0; length < LOOKED_UP; length++) this.sizes[length] = this.compute(length);
    this.blocks = this.sizes.map((size) => allocator.usable(size));
    if (model.table === 'object-dict') {
      // The running total of Redis 8.6 takes strings with a tiny header for what they hold.
      this.countedSizes = this.blocks.slice();
      this.countedSizes.set(this.sizes.subarray(1, SDS_TINY), 1);
    } else this.countedSizes = model.sds === 'heap' ? this.blocks : this.sizes;
    this.heap = model.sds === 'heap';
  }

  size(length: number): number {
    return length < LOOKED_UP ? (this.sizes[length] ?? 0) : this.compute(length);
  }

  block(length: number): number {
    return length < LOOKED_UP ? (this.blocks[length] ?? 0) : this.allocator.usable(this.compute(length));
  }

  /** Of one that stands in an allocation with something else: an empty one has a tiny header there. */
  inside(length: number): number {
    return length === 0 ? 2 : this.size(length);
  }

  counted(length: number): number {
    if (length < LOOKED_UP) return this.countedSizes[length] ?? 0;
    return this.heap ? this.block(length) : this.size(length);
  }

  /** The first header that can tell of room to grow, or one that is larger. */
  growable(length: number): number {
    return length < SDS_TINY ? length + 4 : this.size(length);
  }

  /** Strings get no tiny header where they are empty: that is how those begin that grow. */
  private compute(length: number): number {
    if (length === 0) return 4;
    if (length < SDS_TINY) return length + 2;
    if (length < this.short) return length + 4;
    if (length < this.medium) return length + 6;
    return length + (length < 2 ** 32 ? 10 : 18);
  }
}

/** Add the strings of `count` rows that are `stride` u32 apart, each an allocation; `at` is the first row's start. */
export function addStrings(
  account: Account,
  sds: Sds,
  u32: Uint32Array,
  at: number,
  count: number,
  stride: number,
): void {
  const { blocks, countedSizes } = sds;
  const limit = blocks.length;
  let bytes = 0;
  let allocated = 0;
  for (let i = at, end = at + count * stride; i < end; i += stride) {
    const length = (u32[i + 1] ?? 0) - (u32[i] ?? 0);
    if (length < limit) {
      bytes += countedSizes[length] ?? 0;
      allocated += blocks[length] ?? 0;
    } else {
      bytes += sds.counted(length);
      allocated += sds.block(length);
    }
  }
  account.add(bytes, allocated);
}
