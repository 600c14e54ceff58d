/** Regular files, read synchronously: 9 GB/s from the page cache, where an asynchronous read costs 40 µs each. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { SourceError } from '../errors.ts';
import type { Source } from './source.ts';

export class FileSource implements Source {
  readonly name: string;
  readonly size: number;
  readonly seekable = true;
  private readonly fd: number;
  /** Where in the file this source begins. */
  private readonly origin: number;
  private position: number;
  private readonly borrowed: boolean;

  /**
   * @param size - of the whole file
   * @param shared - of a descriptor that is not ours to close: where in the file to begin
   */
  constructor(name: string, fd: number, size: number, shared?: { readonly origin: number }) {
    this.name = name;
    this.fd = fd;
    this.origin = Math.min(shared?.origin ?? 0, size);
    this.size = size - this.origin;
    this.position = this.origin;
    this.borrowed = shared !== undefined;
  }

  read(into: Uint8Array): number {
    try {
      const got = readSync(this.fd, into, 0, into.length, this.position);
      this.position += got;
      return got;
    } catch (cause) {
      throw new SourceError(`cannot read: ${errorText(cause)}`, { cause });
    }
  }

  seek(offset: number): void {
    this.position = this.origin + offset;
  }

  close(): void {
    if (!this.borrowed) closeSync(this.fd);
  }
}

/** @throws SourceError: no such file, a directory, no permission */
export function openFile(path: string): FileSource {
  try {
    const fd = openSync(path, 'r');
    return new FileSource(path, fd, fstatSync(fd).size);
  } catch (cause) {
    throw new SourceError(`cannot open: ${errorText(cause)}`, { cause });
  }
}

/** Whether there is a regular file, which can be opened as often as it is wanted. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What the system says, without Node's prefix and path. */
export function errorText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1];
  return words ?? code ?? message;
}
