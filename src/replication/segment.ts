/**
 * What a source of replication gives, in order: a snapshot, then the feed from its offset on; or the feed alone, where it goes on
 * from a known position. Only when history is lost does another snapshot follow.
 */
import type { Source } from '../io/source.ts';
import type { Position } from './position.ts';

export interface SnapshotSegment {
  readonly kind: 'snapshot';
  readonly replid: string;
  /** The data set is that of this offset. */
  readonly offset: number;
  /**
   * The RDB, from its magic to its checksum; `size` where the server tells it. What has come stands in a queue, so reading may be as
   * slow as it likes. @throws ReplicationError LINK: the rest was lost, and another snapshot follows as a segment of its own
   */
  readonly source: Source;
}

export interface FeedSegment {
  readonly kind: 'feed';
  readonly from: Position;
  readonly source: FeedSource;
}

export type Segment = SnapshotSegment | FeedSegment;

/**
 * The bytes of the stream, from `from.offset` on: whole commands and whole transactions only, whatever happens to connections.
 * Ends when replication is stopped and everything that had come is read, or when another snapshot has to follow.
 */
export interface FeedSource extends Source {
  /** When the byte at this replication offset came: Unix ms. Offsets are asked for in rising order. */
  arrivedMs(offset: number): number;
}

/** A data set. */
export interface Dump extends Source {
  /** The replication offset that it is of; undefined: of servers before 2.8, which have none. */
  readonly offset: number | undefined;
}

/** What a link tells of itself while it runs, for whoever watches. */
export type LinkEvent =
  | { readonly kind: 'connecting'; readonly server: string }
  /** PSYNC is sent, and the server prepares a snapshot. */
  | { readonly kind: 'preparing'; readonly server: string }
  | { readonly kind: 'snapshot'; readonly server: string; readonly at: Position; readonly bytes: number | undefined }
  /** The snapshot is in, or a partial resynchronisation was granted. `resumed`: without a snapshot. */
  | { readonly kind: 'live'; readonly server: string; readonly at: Position; readonly resumed: boolean }
  | { readonly kind: 'lost'; readonly server: string; readonly error: Error; readonly retryMs: number };

/**
 * One source: a server and whoever succeeds it. `segments` throws what cannot be helped by trying again: ReplicationError AUTH, TLS,
 * DENIED, BACKLOG, PROTOCOL; and, at the first contact, CONNECT, TIMEOUT and (after a while) BUSY.
 */
export interface ReplicationSource {
  /** Its data set as it is now, over a connection of its own. Not of sources that tell no offset. */
  dump?(): Promise<Dump>;
  /** What messages call it: `127.0.0.1:6379`, or the master's name that Sentinel knows it by. */
  readonly name: string;
  /** The history that is followed now. A position of an earlier one goes on with it. */
  readonly replid: string;
  /** Bytes of the stream that have come, whole commands. */
  readonly received: number;
  segments(): AsyncGenerator<Segment>;
  /** What is certain to be delivered; told to the source as FACK. */
  confirm(offset: number): void;
  /** Take nothing more; `segments` ends when everything that had come is read. */
  stop(): void;
}
