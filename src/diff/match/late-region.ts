/**
 * Memory of a size that is fixed, most of which is taken when it is needed: few comparisons find many places, and what is taken
 * costs a garbage collection even where nobody writes to it.
 */
import type { Arena, Region } from '../../bytes/arena.ts';

const FIRST = 64 * 1024;

export class LateRegion {
  private readonly arena: Arena;
  private readonly bytes: number;
  private readonly region: Region;

  /** @param bytes - of all of it */
  constructor(arena: Arena, bytes: number) {
    this.arena = arena;
    this.bytes = bytes;
    this.region = arena.allocate(Math.min(FIRST, bytes));
  }

  get start(): number {
    return this.region.start;
  }
  get end(): number {
    return this.region.end;
  }

  /** Take all of it, and keep what stands in its first `keep` bytes. Gives whether there was more to take. */
  complete(keep = 0): boolean {
    if (this.end - this.start >= this.bytes) return false;
    this.arena.grow(this.region, this.bytes, keep);
    return true;
  }
}
