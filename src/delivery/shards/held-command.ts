/** Commands of a shard, as its gate sees them. */
import type { CommandPlace } from '../../model/sink.ts';
import type { Migration } from './slot-owners.ts';

/** A command that waits, or stands behind one that does. */
export interface Held {
  readonly place: CommandPlace;
  readonly args: readonly Uint8Array[];
  readonly told: Told;
}

/** What decides on a command. */
export interface Told {
  readonly name: string;
  /** Of its keys; undefined: it has none. */
  readonly slot: number | undefined;
  /** A deletion that may be cleaning up: not one of a transaction. */
  readonly isDeletion: boolean;
  /** It is the mark that this migration is done. */
  readonly migration: Migration | undefined;
}

export type Verdict = 'pass' | 'drop' | 'hold';
