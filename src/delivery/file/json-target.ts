/**
 * Records as NDJSON, into a file or to standard output. What a file holds is never taken back but for what was not confirmed when
 * replication stopped: that comes again. Where a snapshot is taken anew, its header tells that it replaces what came before.
 */
import { dirname } from 'node:path';
import { ReplicationError } from '../../errors.ts';
import type { JsonOptions } from '../../formatters/json/options.ts';
import { AppendFile } from '../../io/append-file.ts';
import { checkWritable, kindOf, sizeOf } from '../../io/directory.ts';
import { StreamOutput } from '../../io/stream-output.ts';
import type { FsyncPolicy } from '../durability.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { JsonLane } from './json-lane.ts';
import { checkKept, keptPosition, readKept } from './kept.ts';
import { SharedOutput } from './shared-output.ts';

export interface JsonTargetOptions extends Pick<JsonOptions, 'bytes' | 'noModuleBytes'> {
  /** A path, or a descriptor: standard output. */
  readonly to: string | { readonly fd: number };
  readonly fsync: FsyncPolicy;
  /** What 'everysec' means. */
  readonly everyMs?: number;
  /** Write behind what is there. */
  readonly intoNonEmpty: boolean;
}

export class JsonTarget implements Target {
  readonly name: string;
  readonly takes = 'records';
  private readonly options: JsonTargetOptions;
  /** Undefined: what is written to is a stream. */
  private readonly path: string | undefined;
  private output: SharedOutput | undefined;

  constructor(options: JsonTargetOptions) {
    const { to } = options;
    this.options = options;
    this.name = typeof to === 'string' ? to : '<stdout>';
    this.path = typeof to === 'string' && kindOf(to) !== 'stream' ? to : undefined;
  }

  async open(): Promise<void> {
    const { to } = this.options;
    if (this.path !== undefined) {
      checkWritable(this.path);
      return;
    }
    const stream = typeof to === 'string' ? StreamOutput.open(to) : StreamOutput.of(this.name, to.fd);
    this.output = new SharedOutput({ output: await stream, policy: 'always' });
  }

  async lane(source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { path, options } = this;
    if (path === undefined) {
      return new JsonLane({ ...options, source, output: this.shared, path, at: keptPosition(kept?.['at']) });
    }
    const before = kept === undefined ? undefined : readKept(kept);
    if (before !== undefined) checkKept(dirname(path), before);
    if (this.output === undefined) this.openFile(path, before !== undefined);
    if (before !== undefined) this.shared.resume(source.id, before.at, before.bytes);
    return new JsonLane({ ...options, source, output: this.shared, path, at: before?.at });
  }

  async close(): Promise<void> {
    this.output?.close();
  }

  private get shared(): SharedOutput {
    if (this.output === undefined) throw new Error('the target is not open');
    return this.output;
  }

  private openFile(path: string, ours: boolean): void {
    const { fsync, everyMs, intoNonEmpty } = this.options;
    if (!ours && !intoNonEmpty && sizeOf(path) > 0) {
      throw new ReplicationError('NOT_EMPTY', `${path} is there already: --into-nonempty writes behind what it holds`);
    }
    const file = AppendFile.open(path);
    this.output = new SharedOutput({ output: file, policy: fsync, everyMs, cut: (bytes) => file.cut(bytes) });
  }
}
