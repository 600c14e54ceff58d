/**
 * Going back in a source. Files seek; of a pipe the bytes of the value at hand are kept in a temporary file as soon as they
 * leave the window.
 */
import type { Arena } from '../bytes/arena.ts';
import type { Source } from './source.ts';
import { TemporaryFile } from './temporary-file.ts';

export class Spool {
  private readonly source: Source;
  private readonly file = new TemporaryFile();
  /** Whether bytes that are read are kept. */
  private keeping = false;
  /** Offset in the source of the first kept byte, and how many there are. */
  private base = 0;
  private length = 0;
  /** Where reading goes on in what is kept; at its end the source goes on. */
  private position = 0;

  constructor(source: Source) {
    this.source = source;
  }

  read(into: Uint8Array): number | Promise<number> {
    if (this.keeping && this.position < this.length) return this.reread(into);
    const reading = this.source.read(into);
    if (!this.keeping) return reading;
    if (typeof reading === 'number') return this.keep(into.subarray(0, reading));
    return reading.then((got) => this.keep(into.subarray(0, got)));
  }

  /** From now on be able to come back to `offset`, which is in the arena's window. */
  retain(offset: number, arena: Arena): void {
    if (this.source.seekable || this.keeping) return;
    this.keeping = true;
    this.base = offset;
    this.length = 0;
    this.position = 0;
    this.keep(arena.u8.subarray(arena.window.start + offset - arena.base, arena.end));
  }

  /** Coming back is no longer needed. */
  release(): void {
    // What has been read again but is not yet past must still come out.
    if (this.keeping && this.position === this.length) this.keeping = false;
  }

  rewind(offset: number): void {
    if (this.source.seekable) this.source.seek(offset);
    else this.position = offset - this.base;
  }

  close(): void {
    this.file.close();
  }

  private keep(bytes: Uint8Array): number {
    this.file.write(bytes, this.length);
    this.length += bytes.length;
    this.position = this.length;
    return bytes.length;
  }

  private reread(into: Uint8Array): number {
    const size = Math.min(into.length, this.length - this.position);
    this.file.read(into.subarray(0, size), this.position);
    this.position += size;
    return size;
  }
}
