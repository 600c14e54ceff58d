/**
 * A regular file that grows. Writing is synchronous, for it goes into the page cache; what takes long, bringing it to the disk, is
 * not.
 */
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Output } from './output.ts';
import { outputError } from './output-error.ts';

const sync = promisify(fdatasync);

export class AppendFile implements Output {
  /** Its path. */
  readonly name: string;
  private readonly fd: number;
  private end: number;

  private constructor(path: string, fd: number) {
    this.name = path;
    this.fd = fd;
    this.end = fstatSync(fd).size;
  }

  /**
   * What is there stays, unless `empty`.
   * @throws SourceError OUTPUT: no such directory, no permission
   */
  static open(path: string, empty = false): AppendFile {
    try {
      const flags = constants.O_WRONLY | constants.O_CREAT | (empty ? constants.O_TRUNC : 0);
      return new AppendFile(path, openSync(path, flags, 0o666));
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  /** Bytes in it. */
  get size(): number {
    return this.end;
  }

  /** @throws SourceError OUTPUT: the disk is full, … */
  write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) {
        const written = writeSync(this.fd, bytes, done, bytes.length - done, this.end);
        done += written;
        this.end += written;
      }
    } catch (cause) {
      throw outputError(this.name, cause);
    }
  }

  /** The page cache takes everything. */
  room(): undefined {}

  /** Resolves when everything that is written is on the disk. */
  async sync(): Promise<void> {
    try {
      await sync(this.fd);
    } catch (cause) {
      // A device has nothing to be brought anywhere.
      if ((cause as NodeJS.ErrnoException).code !== 'EINVAL') throw outputError(this.name, cause);
    }
  }

  /** Drop everything from byte `size` on. */
  cut(size: number): void {
    try {
      ftruncateSync(this.fd, size);
      this.end = size;
    } catch (cause) {
      throw outputError(this.name, cause);
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}
