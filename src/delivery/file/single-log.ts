/**
 * A log in one file, or in several of which each goes on where the one before ends: `feed.aof`, then `feed.aof.000001`,
 * `feed.aof.000002`, …; the last of them is the one that grows. In that order, which is the one `cat feed.aof*` has, they are one log.
 */
import { basename, dirname, join } from 'node:path';
import { AppendFile } from '../../io/append-file.ts';
import { namesIn, removeFile, sizeOf } from '../../io/directory.ts';
import { syncDirectory } from '../../io/durable-file.ts';
import { checkKept, type KeptEnd } from './kept.ts';
import type { LogFiles } from './log-files.ts';

const DIGITS = 6;

export class SingleLog implements LogFiles {
  readonly directory: string;
  current: AppendFile | undefined;
  private readonly path: string;
  private snapshot: AppendFile | undefined;
  /** Of the file that grows; 0: that without a number. */
  private number = 0;

  constructor(path: string) {
    this.path = path;
    this.directory = dirname(path);
  }

  isThere(): boolean {
    return sizeOf(this.path) > 0 || this.numbers().length > 0;
  }

  async resume(kept: KeptEnd): Promise<boolean> {
    const { file, bytes } = kept;
    checkKept(this.directory, kept);
    this.number = this.numberOf(file) ?? 0;
    this.removeBehind(this.number);
    this.current = AppendFile.open(join(this.directory, file));
    this.current.cut(bytes);
    return true;
  }

  beginSnapshot(): AppendFile {
    this.snapshot = AppendFile.open(join(this.directory, `.${basename(this.path)}.tmp`), true);
    return this.snapshot;
  }

  async endSnapshot(): Promise<void> {
    const { snapshot } = this;
    if (snapshot === undefined) throw new Error('no snapshot is begun');
    await snapshot.sync();
    this.current?.close();
    // From the last one on: whatever is left of the log before is whole.
    this.removeBehind(0);
    snapshot.rename(this.path);
    await syncDirectory(this.directory);
    this.number = 0;
    this.current = snapshot;
    this.snapshot = undefined;
  }

  abandonSnapshot(): void {
    if (this.snapshot === undefined) return;
    this.snapshot.close();
    removeFile(this.snapshot.name);
    this.snapshot = undefined;
  }

  async rotate(): Promise<void> {
    this.current?.close();
    this.number++;
    this.current = AppendFile.open(`${this.path}.${String(this.number).padStart(DIGITS, '0')}`, true);
    await syncDirectory(this.directory);
  }

  close(): void {
    this.abandonSnapshot();
    this.current?.close();
  }

  private removeBehind(number: number): void {
    for (const other of this.numbers()) {
      if (other > number) removeFile(`${this.path}.${String(other).padStart(DIGITS, '0')}`);
    }
  }

  /** Those that are there, highest first. */
  private numbers(): number[] {
    const numbers = namesIn(this.directory).map((name) => this.numberOf(name) ?? 0);
    return numbers.filter((number) => number > 0).toSorted((a, b) => b - a);
  }

  private numberOf(name: string): number | undefined {
    const lead = `${basename(this.path)}.`;
    const digits = name.startsWith(lead) ? name.slice(lead.length) : '';
    return /^\d{6,}$/.test(digits) ? Number(digits) : undefined;
  }
}
