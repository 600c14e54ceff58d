/** Standard output, or a file that appears only when it is whole. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../src/errors.ts';
import { outputError } from '../src/io/output-error.ts';
import type { Outside } from './outside.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How long to wait for a reader that is slower than we are, at a time. */
const PATIENCE_MS = 5;

export interface Output {
  write(bytes: Uint8Array): void;
  /** Everything is written: let it be seen. */
  commit(): void;
  /** Something failed: leave nothing behind. */
  abandon(): void;
}

/** @throws SourceError OUTPUT: it cannot be written; UsageError: it is one of the inputs */
export function openOutput(path: string | undefined, outside: Outside, inputs: readonly string[] = []): Output {
  if (path === undefined || path === '-') return new StreamOutput(outside.stdout.fd, '<stdout>');
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) return new FileOutput(path, undefined, outside);
  if (there.isFile()) {
    if (inputs.some((input) => isSame(input, there))) {
      throw new UsageError(`${path} is both read and written: give --output another name`);
    }
    // What a link leads to is replaced, not the link.
    return new FileOutput(realpathSync(path), there.mode, outside);
  }
  // A device or a named pipe is written to, never replaced: /dev/null stays what it is.
  return new StreamOutput(openFile(path, path, 'w'), path);
}

function isSame(input: string, { dev, ino }: Stats): boolean {
  if (input === '-') return false;
  const stats = statSync(input, { throwIfNoEntry: false });
  return stats?.dev === dev && stats.ino === ino;
}

function openFile(path: string, name: string, flags: 'w' | 'wx'): number {
  try {
    return openSync(path, flags);
  } catch (cause) {
    throw outputError(name, cause);
  }
}

class StreamOutput implements Output {
  private readonly fd: number;
  private readonly name: string;

  constructor(fd: number, name: string) {
    this.fd = fd;
    this.name = name;
  }

  write(bytes: Uint8Array): void {
    writeAll(this.fd, bytes, this.name);
  }
  commit(): void {}
  abandon(): void {}
}

class FileOutput implements Output {
  private readonly path: string;
  private readonly temporary: string;
  private readonly fd: number;
  private readonly forget: (() => void)[];

  constructor(path: string, mode: number | undefined, outside: Outside) {
    this.path = path;
    this.temporary = join(dirname(path), `.${basename(path)}.${outside.now().toString(36)}.tmp`);
    this.fd = openFile(this.temporary, path, 'wx');
    // A file that was not for everybody's eyes stays so.
    if (mode !== undefined) fchmodSync(this.fd, mode);
    this.forget = SIGNALS.map((signal) =>
      outside.onSignal(signal, () => {
        this.abandon();
        outside.dieOf(signal);
      }),
    );
  }

  write(bytes: Uint8Array): void {
    writeAll(this.fd, bytes, this.path);
  }

  commit(): void {
    try {
      fsyncSync(this.fd);
      closeSync(this.fd);
      renameSync(this.temporary, this.path);
    } catch (cause) {
      throw outputError(this.path, cause);
    }
    for (const forget of this.forget) forget();
  }

  abandon(): void {
    for (const forget of this.forget) forget();
    try {
      closeSync(this.fd);
    } catch {
      // It may be closed already; the file goes in any case.
    }
    rmSync(this.temporary, { force: true });
  }
}

/** @throws BROKEN_PIPE; SourceError OUTPUT: the disk is full, … */
function writeAll(fd: number, bytes: Uint8Array, name: string): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done, bytes.length - done);
    } catch (cause) {
      // A pipe that somebody made non-blocking, and that is full.
      if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw outputError(name, cause);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
    }
  }
}
