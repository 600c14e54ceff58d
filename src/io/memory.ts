/** Bytes in memory as a source. */
import type { Source } from './source.ts';

export class MemorySource implements Source {
  readonly name = '<bytes>';
  readonly size: number;
  readonly seekable = true;
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  read(into: Uint8Array): number {
    const got = Math.min(into.length, this.size - this.position);
    into.set(this.bytes.subarray(this.position, this.position + got));
    this.position += got;
    return got;
  }

  seek(offset: number): void {
    this.position = offset;
  }

  close(): void {}
}
