/**
 * A directory with the files of a log and their manifest, from which a server ≥ 7.0 starts at any moment. What a manifest names is on
 * the disk before it; what it no longer names goes after it. Source: aof-replication-resp.md 1.1–1.3, 1.6.
 */
import { basename, join } from 'node:path';
import { APPEND_FILE_NAME, baseName, incrName, manifestName } from '../../aof/file-names.ts';
import { formatManifest, type Manifest } from '../../aof/manifest.ts';
import { AppendFile } from '../../io/append-file.ts';
import { makeDirectory, namesIn, removeFile } from '../../io/directory.ts';
import { replaceFile, syncDirectory } from '../../io/durable-file.ts';
import { findManifest, loadManifest } from '../../io/log.ts';
import { checkKept, type KeptEnd } from './kept.ts';
import type { LogFiles } from './log-files.ts';

interface Named {
  readonly name: string;
  readonly seq: number;
}

export class AofDirectory implements LogFiles {
  readonly directory: string;
  current: AppendFile | undefined;
  private appendFileName = APPEND_FILE_NAME;
  private base: Named | undefined;
  private incr: readonly Named[] = [];
  private snapshot: { readonly file: AppendFile; readonly named: Named } | undefined;
  /** The last number that was given. */
  private seq = 0;

  constructor(path: string) {
    this.directory = path;
  }

  isThere(): boolean {
    makeDirectory(this.directory);
    const names = namesIn(this.directory);
    if (!names.some((name) => name.endsWith('.manifest')))
      return names.some((name) => /^[^.].*\.(aof|rdb)$/.test(name));
    this.read(names);
    return true;
  }

  async resume(kept: KeptEnd): Promise<boolean> {
    const { file, bytes } = kept;
    this.read(namesIn(this.directory));
    const last = this.incr.findIndex(({ name }) => name === file);
    if (last < 0) return false;
    checkKept(this.directory, kept);
    const isLast = last + 1 === this.incr.length;
    this.incr = this.incr.slice(0, last + 1);
    if (!isLast) await this.writeManifest();
    this.removeOthers();
    this.current = AppendFile.open(join(this.directory, file));
    this.current.cut(bytes);
    return true;
  }

  beginSnapshot(): AppendFile {
    this.seq++;
    const named = { name: baseName(this.appendFileName, this.seq, 'rdb'), seq: this.seq };
    const file = AppendFile.open(join(this.directory, `.${this.appendFileName}.base.tmp`), true);
    this.snapshot = { file, named };
    return file;
  }

  async endSnapshot(): Promise<void> {
    const { snapshot } = this;
    if (snapshot === undefined) throw new Error('no snapshot is begun');
    await snapshot.file.sync();
    snapshot.file.rename(join(this.directory, snapshot.named.name));
    snapshot.file.close();
    this.current?.close();
    this.base = snapshot.named;
    this.snapshot = undefined;
    await this.go([]);
    this.removeOthers();
  }

  abandonSnapshot(): void {
    if (this.snapshot === undefined) return;
    this.snapshot.file.close();
    removeFile(this.snapshot.file.name);
    this.snapshot = undefined;
  }

  async rotate(): Promise<void> {
    this.current?.close();
    await this.go(this.incr);
  }

  close(): void {
    this.abandonSnapshot();
    this.current?.close();
  }

  /** On in a new file, behind those that are named. */
  private async go(before: readonly Named[]): Promise<void> {
    this.seq++;
    const named = { name: incrName(this.appendFileName, this.seq), seq: this.seq };
    this.current = AppendFile.open(join(this.directory, named.name), true);
    await syncDirectory(this.directory);
    this.incr = [...before, named];
    await this.writeManifest();
  }

  private async writeManifest(): Promise<void> {
    const { base, incr } = this;
    await replaceFile(join(this.directory, manifestName(this.appendFileName)), formatManifest({ base, incr }));
  }

  /** Files of this log that the manifest does not name: what it named before, and what was being made when a program ended. */
  private removeOthers(): void {
    const { base, incr, appendFileName } = this;
    const named = new Set([...incr, ...(base === undefined ? [] : [base])].map(({ name }) => name));
    for (const name of namesIn(this.directory)) {
      const isOurs = name.startsWith(`${appendFileName}.`) && /\.\d+\.(base\.rdb|base\.aof|incr\.aof)$/.test(name);
      if (isOurs && !named.has(name)) removeFile(join(this.directory, name));
    }
  }

  /** The log that is there. */
  private read(names: readonly string[]): void {
    const path = findManifest(this.directory, names);
    const { base, incr, history }: Manifest = loadManifest(path);
    this.appendFileName = basename(path, '.manifest');
    this.base = base;
    this.incr = incr;
    this.seq = Math.max(0, ...[...incr, ...history, ...(base === undefined ? [] : [base])].map(({ seq }) => seq));
  }
}
