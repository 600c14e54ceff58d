/**
 * Going back in a source. Files seek; of a pipe the bytes of the value at hand are kept in a temporary file as soon as they
 * leave the window.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arena } from '../bytes/arena.ts';
import { SourceError } from '../errors.ts';
import { errorText } from './file.ts';
import type { Source } from './source.ts';

export class Spool {
  private readonly source: Source;
  private fd: number | undefined;
  private folder: string | undefined;
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
    if (this.fd !== undefined) closeSync(this.fd);
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.fd = undefined;
    this.folder = undefined;
  }

  private keep(bytes: Uint8Array): number {
    try {
      this.fd ??= this.open();
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.fd, bytes, done, bytes.length - done, this.length + done);
      }
    } catch (cause) {
      throw new SourceError(`cannot write a temporary file: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
    }
    this.length += bytes.length;
    this.position = this.length;
    return bytes.length;
  }

  private reread(into: Uint8Array): number {
    const size = Math.min(into.length, this.length - this.position);
    const got = this.fd === undefined ? 0 : readSync(this.fd, into, 0, size, this.position);
    this.position += got;
    return got;
  }

  private open(): number {
    this.folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
    return openSync(join(this.folder, 'spool'), 'w+');
  }
}
