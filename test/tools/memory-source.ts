/** Bytes in memory as a source that gives them in pieces: as a file, or as a pipe, which cannot go back and has no size. */
import type { Source } from '../../src/io/source.ts';

export class MemorySource implements Source {
  readonly name = 'memory';
  readonly size: number | undefined;
  readonly seekable: boolean;
  private readonly bytes: Uint8Array;
  private readonly piece: number;
  private position = 0;

  constructor(bytes: Uint8Array, piece = Infinity, pipe = false) {
    this.bytes = bytes;
    this.size = pipe ? undefined : bytes.length;
    this.seekable = !pipe;
    this.piece = piece;
  }

  read(into: Uint8Array): number {
    const got = Math.min(into.length, this.piece, this.bytes.length - this.position);
    into.set(this.bytes.subarray(this.position, this.position + got));
    this.position += got;
    return got;
  }

  seek(offset: number): void {
    if (!this.seekable) throw new Error('a pipe cannot go back');
    this.position = offset;
  }

  close(): void {}
}
