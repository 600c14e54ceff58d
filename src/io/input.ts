/** A source with a view ahead: decompressors look at some bytes, then say how many of them they took. */
import type { Source } from './source.ts';

const CHUNK = 256 * 1024;

export class Input {
  /** Offset in the source of the next byte. */
  offset = 0;
  private readonly source: Source;
  private buffer = new Uint8Array(2 * CHUNK);
  private start = 0;
  private end = 0;
  private ended = false;

  constructor(source: Source) {
    this.source = source;
  }

  /**
   * All bytes that are there, at least `size` of them unless the source ends before. Valid until the next call. The caller
   * has held `size` against a limit: memory for it is taken.
   */
  async peek(size: number): Promise<Uint8Array> {
    while (this.end - this.start < size && !this.ended) {
      this.makeRoom(size);
      const got = await this.source.read(this.buffer.subarray(this.end));
      if (got === 0) this.ended = true;
      this.end += got;
    }
    return this.buffer.subarray(this.start, this.end);
  }

  /** Pass over `size` bytes. False if the source ends before. */
  async pass(size: number): Promise<boolean> {
    let left = size;
    while (left > 0) {
      const there = Math.min(left, (await this.peek(1)).length);
      if (there === 0) return false;
      this.start += there;
      this.offset += there;
      left -= there;
    }
    return true;
  }

  private makeRoom(size: number): void {
    const kept = this.end - this.start;
    if (this.start > 0 && this.buffer.length - this.end < Math.max(CHUNK, size - kept)) {
      this.buffer.copyWithin(0, this.start, this.end);
      this.start = 0;
      this.end = kept;
    }
    if (size <= this.buffer.length && kept < this.buffer.length) return;
    const larger = new Uint8Array(size + CHUNK);
    larger.set(this.buffer.subarray(this.start, this.end));
    this.buffer = larger;
    this.start = 0;
    this.end = kept;
  }
}
