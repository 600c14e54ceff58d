/** What is to be followed: a source, or a group of them. */
import type { EntrySink } from '../model/sink.ts';
import type { Position } from '../replication/position.ts';
import type { ReplicationSource } from '../replication/segment.ts';
import type { GateSink } from './gated-front.ts';
import type { SourceStatus } from './status.ts';
import type { Kept, LaneSource } from './target.ts';

/** A source that is not asked for anything yet. */
export interface SourceSpec extends LaneSource {
  /** @param from - where to go on; undefined: with a snapshot */
  open(from: Position | undefined, status: SourceStatus): ReplicationSource;
  /** Has to be asked for from here at the latest, whatever its lanes have. */
  readonly since?: Position | undefined;
  /** To be told when another source waits for what this one delivers. */
  onAwaited?: (() => void) | undefined;
  /** What has to stand in front of the sinks of its lanes. */
  gate?(sink: EntrySink): GateSink;
  /** Nothing of it is wanted any more. */
  close?(): void;
}

/** Sources that belong together, and may become more: the shards of a cluster. */
export interface SourceGroup {
  /** @param kept - what `keep` gave */
  open(kept: Kept | undefined): Promise<readonly SourceSpec[]>;
  /** Told of each that comes later. */
  onAdded: ((source: SourceSpec) => void) | undefined;
  /** @param confirmed - how far a source is delivered for certain, by its id */
  keep(confirmed: (id: string) => Position | undefined): Kept;
  close(): void;
}
