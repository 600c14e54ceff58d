/**
 * A regular file that grows. Writing is synchronous, for it goes into the page cache; what takes long, bringing it to the disk, is
 * not.
 */
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Output } from './output.ts';
import { outputError } from './output-error.ts';

const sync = promisify(fdatasync);

export class AppendFile implements Output {
  private path: string;
  private readonly fd: number;
  private end: number;

  private constructor(path: string, fd: number) {
    this.path = path;
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

  get name(): string {
    return this.path;
  }

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

  /** Call it `path`, in the place of what may be there. Once the directory is synced that is so for good. */
  rename(path: string): void {
    try {
      renameSync(this.path, path);
      this.path = path;
    } catch (cause) {
      throw outputError(path, cause);
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}
