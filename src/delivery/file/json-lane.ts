/** The records of one source on their way into an output that all sources share. */
import { basename, dirname } from 'node:path';
import { ByteWriter } from '../../bytes/writer.ts';
import type { JsonOptions } from '../../formatters/json/options.ts';
import type { Position } from '../../replication/position.ts';
import type { Kept, Lane, LaneSource } from '../target.ts';
import { keepEnd } from './kept.ts';
import { RecordSink } from './record-sink.ts';
import type { SharedOutput } from './shared-output.ts';

export interface JsonLaneOptions extends Pick<JsonOptions, 'bytes' | 'noModuleBytes'> {
  readonly source: LaneSource;
  readonly output: SharedOutput;
  /** Where the file is; undefined: it is a stream, of which nothing can be taken back. */
  readonly path: string | undefined;
  readonly at: Position | undefined;
}

export class JsonLane implements Lane {
  readonly sink: RecordSink;
  readonly at: Position | undefined;
  private readonly id: string;
  private readonly path: string | undefined;
  private readonly output: SharedOutput;
  private readonly writer: ByteWriter;

  constructor({ source, output, path, at, ...options }: JsonLaneOptions) {
    this.id = source.id;
    this.path = path;
    this.at = at;
    this.output = output;
    this.writer = new ByteWriter((bytes) => output.write(this.id, bytes, !this.sink.inSnapshot));
    this.sink = new RecordSink(this.writer, options);
    if (source.id !== '') this.sink.from(source.id);
  }

  get confirmed(): Position | undefined {
    return this.output.confirmed?.positions.get(this.id);
  }

  async beginSnapshot(): Promise<void> {
    this.writer.flush();
    this.output.restart(this.id);
    this.sink.inSnapshot = true;
  }

  async endSnapshot(at: Position): Promise<void> {
    this.writer.flush();
    this.sink.inSnapshot = false;
    this.sink.told = at.offset;
    this.output.reached(this.id, at);
    await this.output.drain();
  }

  async abandonSnapshot(): Promise<void> {
    this.sink.abandon();
    this.writer.flush();
    this.sink.inSnapshot = false;
  }

  reached(at: Position): Promise<void> | undefined {
    // A record of a snapshot may be begun: what is before it goes.
    if (this.sink.inSnapshot) this.writer.flushRecords();
    else {
      this.writer.flush();
      // Part of a transaction may have been told: it counts when the rest is there.
      if (this.sink.told <= at.offset) this.output.reached(this.id, at);
    }
    return this.output.room(this.id);
  }

  keep(): Kept {
    const { path, output, id } = this;
    const at = output.confirmed?.positions.get(id);
    if (path === undefined) return at === undefined ? {} : { at };
    return keepEnd(dirname(path), { file: basename(path), bytes: output.confirmed?.bytes ?? 0, at });
  }

  drain(): Promise<void> {
    return this.output.drain();
  }

  async close(): Promise<void> {}
}
