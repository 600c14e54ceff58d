/** A directory that several files of an output go into: it is there with all of them, or not at all. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SourceError, UsageError } from '../src/errors.ts';
import { errorText } from '../src/io/file.ts';
import type { Outside } from './outside.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether a path means a directory: it is one, or ends as one. */
export function isDirectory(path: string): boolean {
  return path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

export class OutputDirectory {
  private readonly path: string;
  /** The first of the directories that had to be made. */
  private readonly made: string | undefined;
  private readonly forget: (() => void)[];

  /**
   * @param names - the files that are to be written
   * @throws SourceError OUTPUT; UsageError: a log is in it, whose files would be mixed with those to be written
   */
  constructor(path: string, names: readonly string[], outside: Outside) {
    this.path = path;
    try {
      this.made = mkdirSync(path, { recursive: true });
      if (readdirSync(path).some((name) => name.endsWith('.manifest') || names.includes(name))) {
        throw new UsageError(`${path} holds an append-only file already: give --output another directory`);
      }
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      throw new SourceError(`cannot make ${path}: ${errorText(cause)}`, { cause, code: 'OUTPUT' });
    }
    this.forget = SIGNALS.map((signal) => outside.onSignal(signal, () => this.abandon()));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.file(name));
  }

  commit(): void {
    for (const forget of this.forget) forget();
  }

  /** The files are gone: take away what was made for them. */
  abandon(): void {
    this.commit();
    if (this.made === undefined) return;
    try {
      for (let path = resolve(this.path); path.length >= this.made.length; path = dirname(path)) rmdirSync(path);
    } catch {
      // Somebody else has put something there.
    }
  }
}
