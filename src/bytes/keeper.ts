/**
 * Copies of bytes, many of them short. An ArrayBuffer for each would cost more than what is in it, so short ones are put
 * into slabs, as Node does it for Buffers.
 */

const SLAB = 8192;
/** More than this gets an ArrayBuffer of its own, so that a slab's rest is never much. */
const SHORT = 1024;
/** Up to here a loop is faster than a call. */
const LOOP = 32;

export class ByteKeeper {
  private slab = new Uint8Array(SLAB);
  private used = 0;

  /** A copy of `from[start, end)`. */
  keep(from: Uint8Array, start: number, end: number): Uint8Array {
    const size = end - start;
    if (size > SHORT) return from.slice(start, end);
    if (this.used + size > SLAB) {
      this.slab = new Uint8Array(SLAB);
      this.used = 0;
    }
    const { slab, used } = this;
    this.used = used + size;
    if (size > LOOP) slab.set(from.subarray(start, end), used);
    else for (let i = 0; i < size; i++) slab[used + i] = from[start + i] ?? 0;
    return new Uint8Array(slab.buffer, used, size);
  }
}
