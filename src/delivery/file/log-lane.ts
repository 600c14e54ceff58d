/** The writes of one source on their way into a log that a server loads. */
import { basename } from 'node:path';
import type { OutputSink } from '../../formatters/formatter.ts';
import type { AppendFile } from '../../io/append-file.ts';
import type { Position } from '../../replication/position.ts';
import { Durability, type FsyncPolicy } from '../durability.ts';
import type { Kept, Lane } from '../target.ts';
import { CommandLog } from './command-log.ts';
import { keepEnd, readKept, type FileEnd } from './kept.ts';
import type { LogFiles } from './log-files.ts';
import { isCopied, makeSnapshot, type SnapshotForm, type SnapshotOptions } from './snapshot-form.ts';
import { WritesSink } from './writes-sink.ts';

export interface LogLaneOptions extends SnapshotOptions {
  readonly form: SnapshotForm;
  readonly fsync: FsyncPolicy;
  /** What 'everysec' means. */
  readonly everyMs?: number;
  /** From this size, or this age, on a file is followed by another one. */
  readonly rotateBytes?: number;
  readonly rotateMs?: number;
  readonly now: () => number;
}

export class LogLane implements Lane {
  readonly sink: WritesSink;
  readonly raw?: (bytes: Uint8Array) => void;
  at: Position | undefined;
  private readonly options: LogLaneOptions;
  private readonly files: LogFiles;
  private readonly log: CommandLog;
  private readonly durability: Durability<FileEnd>;
  private snapshot: AppendFile | undefined;
  private formatter: OutputSink | undefined;
  /** When the file at hand was begun. */
  private begunMs = 0;

  constructor(files: LogFiles, options: LogLaneOptions) {
    this.files = files;
    this.options = options;
    this.log = new CommandLog((bytes) => this.current.write(bytes));
    this.sink = new WritesSink(this.log);
    const { form, fsync, everyMs } = options;
    const every = everyMs === undefined ? {} : { everyMs };
    this.durability = new Durability({ policy: fsync, sync: () => this.current.sync(), ...every });
    if (isCopied(form, options)) this.raw = (bytes) => this.snapshot?.write(bytes);
  }

  /** @throws ReplicationError STATE */
  async resume(kept: Kept): Promise<void> {
    // Nothing had come whole.
    if (kept['at'] === undefined) return;
    const before = readKept(kept);
    if (!(await this.files.resume(before))) return;
    this.at = before.at;
    this.durability.settle(before);
    this.begunMs = this.options.now();
  }

  get confirmed(): Position | undefined {
    return this.durability.confirmed?.at;
  }

  async beginSnapshot(): Promise<void> {
    if (this.files.current !== undefined) await this.durability.drain();
    const snapshot = this.files.beginSnapshot();
    this.snapshot = snapshot;
    if (this.raw !== undefined) return;
    this.formatter = makeSnapshot(this.options.form, (bytes) => snapshot.write(bytes), this.options);
    this.sink.to(this.formatter);
  }

  async endSnapshot(at: Position): Promise<void> {
    this.formatter?.finish();
    await this.files.endSnapshot();
    this.endKeys();
    this.begin(at);
  }

  async abandonSnapshot(): Promise<void> {
    this.files.abandonSnapshot();
    this.endKeys();
  }

  reached(at: Position): Promise<void> | undefined {
    // Part of a transaction may have been told: until the rest is there, it cannot be cut off nor gone on from.
    if (this.snapshot !== undefined || this.sink.told > at.offset) return undefined;
    this.log.flush();
    this.durability.wrote({ ...this.end, at });
    return this.isOver ? this.rotate(at) : undefined;
  }

  /** Of a snapshot that is not whole nothing can be kept: what was there before does not hold any longer. */
  keep(): Kept {
    const { confirmed } = this.durability;
    if (confirmed === undefined || this.snapshot !== undefined) return {};
    return keepEnd(this.files.directory, confirmed);
  }

  async drain(): Promise<void> {
    if (this.files.current !== undefined) await this.durability.drain();
  }

  async close(): Promise<void> {
    this.durability.stop();
    this.files.close();
  }

  private get current(): AppendFile {
    if (this.files.current === undefined) throw new Error('commands come before a snapshot');
    return this.files.current;
  }

  private get end(): Pick<FileEnd, 'file' | 'bytes'> {
    return { file: basename(this.current.name), bytes: this.current.size };
  }

  private get isOver(): boolean {
    const { rotateBytes = Infinity, rotateMs = Infinity, now } = this.options;
    const { size } = this.current;
    return size > 0 && (size >= rotateBytes || now() - this.begunMs >= rotateMs);
  }

  private async rotate(at: Position): Promise<void> {
    await this.durability.drain();
    await this.files.rotate();
    this.begin(at);
  }

  /** A file begins, in which nothing is selected. */
  private begin(at: Position): void {
    this.log.restart();
    this.sink.told = at.offset;
    this.durability.settle({ ...this.end, at });
    this.begunMs = this.options.now();
  }

  private endKeys(): void {
    this.snapshot = undefined;
    this.formatter = undefined;
    this.sink.to();
  }
}
