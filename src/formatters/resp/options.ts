/** What the RESP formatter is told. */
import type { Loss, Target } from '../../model/target.ts';
import type { BatchLimits } from './batch.ts';

/** The database that commands go to: shared where several write to one server. */
export interface Selection {
  db: number | undefined;
}

export interface RespOptions {
  /** The server that is to read the commands; left out: one like that which wrote the source. */
  readonly target?: Target | undefined;
  /**
   * RESTORE with the serialised value where the target can read it. 'collections': not of strings, for which SET is faster, unless they
   * have an idle time or a frequency.
   */
  readonly restore: boolean | 'collections';
  /** Longer payloads, in bytes, become commands where there are any for the type: a server does nothing else while it reads one. */
  readonly longestRestore?: number;
  /** Longer strings, in bytes, are written by SET and APPEND. */
  readonly longestArgument?: number;
  /** Strings that do not expire by MSET, many at a time: not for clusters. */
  readonly together?: boolean;
  /** RESTORE over a key that is there. */
  readonly replace: boolean;
  /** Delete each key before it is written. */
  readonly del: boolean;
  /** Called for each thing that the target cannot be given. */
  readonly onLoss: (loss: Loss) => void;
  readonly limits?: BatchLimits;
  readonly selection?: Selection;
  /** Called before each command, when those before it are whole; not for those of `stringKeys`. */
  readonly onCommand?: () => void;
}

/** Measured: from 64 to 4,096 elements a command costs a server the same, and it does nothing else while it runs one. */
export const DEFAULT_LIMITS: BatchLimits = { elements: 512, bytes: 64 * 1024 };
