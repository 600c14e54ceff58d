/** The snapshot as an RDB file, which appears when it is whole. The feed is not for it. Of several sources each has a file of its own. */
import { ReplicationError } from '../../errors.ts';
import { checkReplaceable, sizeOf } from '../../io/directory.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { keptPosition } from './kept.ts';
import { pathOfSource } from './path-of-source.ts';
import { RdbLane } from './rdb-lane.ts';
import type { SnapshotOptions } from './snapshot-form.ts';

export interface RdbTargetOptions extends SnapshotOptions {
  readonly path: string;
  /** Take the place of what is there. */
  readonly intoNonEmpty: boolean;
}

export class RdbTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly apart = true;
  private readonly options: RdbTargetOptions;

  constructor(options: RdbTargetOptions) {
    this.options = options;
    this.name = options.path;
  }

  async open(): Promise<void> {
    checkReplaceable(this.name);
  }

  async lane({ id }: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const path = pathOfSource(this.name, id);
    if (kept === undefined && !this.options.intoNonEmpty && sizeOf(path) > 0) {
      throw new ReplicationError('NOT_EMPTY', `${path} is there already: --into-nonempty replaces it`);
    }
    return new RdbLane(path, keptPosition(kept?.['at']), this.options);
  }

  async close(): Promise<void> {}
}
