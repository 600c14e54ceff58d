/** Bytes in memory as a source that gives them in pieces. */
import type { Source } from '../../src/io/source.ts';

export class MemorySource implements Source {
  readonly name = 'memory';
  readonly size: number;
  readonly seekable = true;
  private readonly bytes: Uint8Array;
  private readonly piece: number;
  private position = 0;

  constructor(bytes: Uint8Array, piece = Infinity) {
    this.bytes = bytes;
    this.size = bytes.length;
    this.piece = piece;
  }

  read(into: Uint8Array): number {
    const got = Math.min(into.length, this.piece, this.size - this.position);
    into.set(this.bytes.subarray(this.position, this.position + got));
    this.position += got;
    return got;
  }

  seek(offset: number): void {
    this.position = offset;
  }

  close(): void {}
}
