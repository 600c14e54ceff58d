/** What makes keys of the commands of a log. */
import type { EntrySink } from './sink.ts';

/**
 * A sink that takes a log: the keys of the RDBs it begins with, and its commands. Commands behind a MULTI take effect with their
 * EXEC; where that is missing when the next file begins or the log ends, they never do.
 */
export interface Replay extends EntrySink {
  /** Play the keys that are left into `target`, from `open` to `end`, as a decoder would. */
  play(target: EntrySink): void;
}

export type MakeReplay = () => Replay | Promise<Replay>;
