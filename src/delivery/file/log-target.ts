/**
 * A log that a server loads: a file that begins with an RDB (an append-only file) or has only commands (for redis-cli --pipe), or a
 * directory as servers ≥ 7.0 keep it. A snapshot takes the place of all that was there, at once and when it is whole. Of several
 * sources each has a log of its own: that of a shard of a cluster is what its server would write, whatever moves to it or away.
 */
import { ReplicationError } from '../../errors.ts';
import { checkReplaceable, makeDirectory } from '../../io/directory.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { AofDirectory } from './aof-directory.ts';
import { LogLane, type LogLaneOptions } from './log-lane.ts';
import { directoryOfSource, pathOfSource } from './path-of-source.ts';
import { SingleLog } from './single-log.ts';

export interface LogTargetOptions extends Omit<LogLaneOptions, 'form'> {
  readonly path: string;
  /** 'directory': with a manifest. */
  readonly form: 'preamble' | 'resp' | 'directory';
  /** Take the place of what is there. */
  readonly intoNonEmpty: boolean;
}

export class LogTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly apart = true;
  private readonly options: LogTargetOptions;

  constructor(options: LogTargetOptions) {
    this.options = options;
    this.name = options.path;
  }

  async open(): Promise<void> {
    if (this.options.form === 'directory') makeDirectory(this.name);
    else checkReplaceable(this.name);
  }

  async lane({ id }: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { path, form, intoNonEmpty } = this.options;
    const directory = form === 'directory';
    const place = directory ? directoryOfSource(path, id) : pathOfSource(path, id);
    const files = directory ? new AofDirectory(place) : new SingleLog(place);
    if (files.isThere() && kept === undefined && !intoNonEmpty) {
      const what = directory ? 'holds an append-only file already' : 'is there already';
      throw new ReplicationError('NOT_EMPTY', `${place} ${what}: --into-nonempty replaces it`);
    }
    const lane = new LogLane(files, { ...this.options, form: directory ? 'preamble' : form });
    if (kept !== undefined) await lane.resume(kept);
    return lane;
  }

  async close(): Promise<void> {}
}
