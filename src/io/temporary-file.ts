/** A file that has no name, so that nothing is left of it however the program ends. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SourceError } from '../errors.ts';
import { errorText } from './file.ts';

export class TemporaryFile {
  /** Is there as soon as something is written. */
  private fd: number | undefined;

  /** @throws SourceError OUTPUT: there is no room, or no place for it */
  write(bytes: Uint8Array, offset: number): void {
    try {
      this.fd ??= openNameless();
      let done = 0;
      while (done < bytes.length) done += writeSync(this.fd, bytes, done, bytes.length - done, offset + done);
    } catch (cause) {
      throw new SourceError(`cannot write a temporary file: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
    }
  }

  /**
   * Fill `into` with what was written at `offset`.
   *
   * @throws SourceError: it cannot be read, or there is less
   */
  read(into: Uint8Array, offset: number): void {
    let done = 0;
    while (done < into.length) {
      const got = this.readSome(into.subarray(done), offset + done);
      if (got === 0) throw new SourceError('a temporary file is shorter than what was written');
      done += got;
    }
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  private readSome(into: Uint8Array, offset: number): number {
    if (this.fd === undefined) return 0;
    try {
      return readSync(this.fd, into, 0, into.length, offset);
    } catch (cause) {
      throw new SourceError(`cannot read a temporary file: ${errorText(cause)}`, { cause });
    }
  }
}

function openNameless(): number {
  const path = join(tmpdir(), `rdb-tool-${randomUUID()}`);
  // Nobody else reads it, and no file that is there is taken for it.
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}
