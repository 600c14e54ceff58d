/** Where the records of a source are brought: the interface that files, servers and streams have. */
import type { SlotRange } from '../connection/cluster-topology.ts';
import type { EntrySink } from '../model/sink.ts';
import type { Feature, Target as Server } from '../model/target.ts';
import type { Position } from '../replication/position.ts';

/** One of the sources that are followed: a cluster has one a shard. */
export interface LaneSource {
  /** Stays the same over restarts: the shard's name; '' where there is one source. */
  readonly id: string;
  /** What messages call it. */
  readonly name: string;
  /** Slots of a cluster that are its own now, where keys are called at the targets what they are called there. */
  slots?(): readonly SlotRange[];
}

/** What a lane wrote into the state file, as JSON. */
export type Kept = Readonly<Record<string, unknown>>;

export interface Target {
  /** What messages call it. Has no password. */
  readonly name: string;
  /**
   * 'records': everything as it came, PING and SELECT too. 'writes': what changes data; expiries are absolute, nothing of the
   * link's own is left, and `place.db` says the database, for there is no SELECT.
   */
  readonly takes: 'records' | 'writes';
  /** What it knows, once it is open: of a file, all there is. */
  readonly features?: ReadonlySet<Feature> | undefined;
  /** What server it is, once it is open, where its RESTORE has to take what the source's did. */
  readonly server?: Server | undefined;
  /** It empties slots by SFLUSH, whatever server it is; else it gets the command that the source has for that. */
  readonly takesSflush?: boolean;
  /**
   * Each source has a place of its own there, which is to be what that source is: it gets everything, whatever other sources of the same
   * cluster do with the same keys.
   */
  readonly apart?: boolean;
  /** Whether it passes messages of PUBLISH on. */
  readonly messages?: boolean;
  /** Of a server, once it is open: names of the histories that tell what is written to it. */
  readonly replids?: ReadonlySet<string>;
  /** Is it there, and does it take what is to come? Tried before the source is asked for anything. @throws ReplicationError, SourceError OUTPUT */
  open(): Promise<void>;
  /** @param kept - what the lane of this source kept when it was last confirmed */
  lane(source: LaneSource, kept: Kept | undefined): Promise<Lane>;
  close(): Promise<void>;
}

/** The records of one source on their way to one target. */
export interface Lane {
  /**
   * Keys of a snapshot, then commands. Transactions come whole, MULTI and EXEC with them. Told nothing while a promise of
   * `beginSnapshot`, `endSnapshot` or `reached` is open.
   */
  readonly sink: EntrySink;
  /** The snapshot's bytes as they are, beside `sink`; only where nothing is filtered or mapped. */
  readonly raw?: (bytes: Uint8Array) => void;
  /** How far its target has got: by the marker there, or by what it kept. Commands up to it must not be told again. */
  readonly at: Position | undefined;
  /**
   * A snapshot comes, and takes the place of what was delivered before.
   * @throws ReplicationError NOT_EMPTY: there is something that is not from us
   */
  beginSnapshot(at: Position): Promise<void>;
  /** It has come whole: resolves when it is certain to be there. */
  endSnapshot(at: Position): Promise<void>;
  /** The rest of it was lost; another one follows. */
  abandonSnapshot(): Promise<void>;
  /**
   * Everything up to `at` has been told. Waits while there is no room for more. Between `beginSnapshot` and `endSnapshot` it is called
   * with the snapshot's position after each piece, and means no more than that: is there room?
   */
  reached(at: Position): Promise<void> | undefined;
  /** The last position that is certain to be delivered: on the disk, or confirmed by the server. */
  readonly confirmed: Position | undefined;
  /**
   * What `lane` has to be given to go on from `confirmed`. Small, JSON.
   * @param last - a clean `close` follows: what it removes is not missed the next time
   */
  keep(last?: boolean): Kept;
  /** Resolves when everything that was told is certain. @throws what kept it from being so */
  drain(): Promise<void>;
  /** @param clean - all is drained and the state is written: what was only there to recover may go */
  close(clean: boolean): Promise<void>;
}
