/** The files that a log is kept in, while it grows. */
import type { AppendFile } from '../../io/append-file.ts';
import type { KeptEnd } from './kept.ts';

export interface LogFiles {
  /** Where they are. */
  readonly directory: string;
  /** The file that commands go to. There is one once a snapshot is whole, or after `resume`. */
  readonly current: AppendFile | undefined;
  /** Whether there is a log already that nobody told of. */
  isThere(): boolean;
  /**
   * Go on behind what was confirmed: what came later is taken back.
   * @returns false: a later snapshot took its place before that was kept
   * @throws ReplicationError STATE: it is not what it was
   */
  resume(kept: KeptEnd): Promise<boolean>;
  /** A file for a snapshot. What is there stays as it is until it is whole. */
  beginSnapshot(): AppendFile;
  /** It is written: from now on the log begins with it, and what was there before goes. */
  endSnapshot(): Promise<void>;
  abandonSnapshot(): void;
  /** Everything is on the disk: go on in a new file. */
  rotate(): Promise<void>;
  close(): void;
}
