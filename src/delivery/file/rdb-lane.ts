/** The snapshot of one source on its way into an RDB file. */
import { basename, dirname, join } from 'node:path';
import { SwitchSink } from '../../filter/switch-sink.ts';
import type { OutputSink } from '../../formatters/formatter.ts';
import { AppendFile } from '../../io/append-file.ts';
import { removeFile } from '../../io/directory.ts';
import { syncDirectory } from '../../io/durable-file.ts';
import type { Position } from '../../replication/position.ts';
import type { Kept, Lane } from '../target.ts';
import { isCopied, makeSnapshot, type SnapshotOptions } from './snapshot-form.ts';

export class RdbLane implements Lane {
  readonly sink = new SwitchSink();
  readonly raw?: (bytes: Uint8Array) => void;
  readonly at: Position | undefined;
  confirmed: Position | undefined;
  private readonly path: string;
  private readonly options: SnapshotOptions;
  private file: AppendFile | undefined;
  private formatter: OutputSink | undefined;

  constructor(path: string, at: Position | undefined, options: SnapshotOptions) {
    this.path = path;
    this.at = at;
    this.confirmed = at;
    this.options = options;
    if (isCopied('rdb', options)) this.raw = (bytes) => this.file?.write(bytes);
  }

  async beginSnapshot(): Promise<void> {
    this.confirmed = undefined;
    const file = AppendFile.open(join(dirname(this.path), `.${basename(this.path)}.tmp`), true);
    this.file = file;
    if (this.raw !== undefined) return;
    this.formatter = makeSnapshot('rdb', (bytes) => file.write(bytes), this.options);
    this.sink.to(this.formatter);
  }

  async endSnapshot(at: Position): Promise<void> {
    this.formatter?.finish();
    await this.file?.sync();
    this.file?.rename(this.path);
    await syncDirectory(dirname(this.path));
    this.end();
    this.confirmed = at;
  }

  async abandonSnapshot(): Promise<void> {
    const { file } = this;
    this.end();
    if (file !== undefined) removeFile(file.name);
  }

  /** Of what follows the snapshot nothing is to be delivered. */
  reached(at: Position): undefined {
    if (this.file === undefined) this.confirmed = at;
  }

  keep(): Kept {
    return this.confirmed === undefined ? {} : { at: this.confirmed };
  }

  async drain(): Promise<void> {}

  async close(): Promise<void> {
    if (this.file !== undefined) await this.abandonSnapshot();
  }

  private end(): void {
    this.file?.close();
    this.file = undefined;
    this.formatter = undefined;
    this.sink.to();
  }
}
