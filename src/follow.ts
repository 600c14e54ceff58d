/** A live server into one sink: its keys, then the commands that change them, for as long as it lasts. */
import { Arena } from './bytes/arena.ts';
import { decodeSteps, drive } from './decode.ts';
import { ReplicationError } from './errors.ts';
import { Spool } from './io/spool.ts';
import { ENOUGH, type EntrySink } from './model/sink.ts';
import type { RdbOptions } from './rdb/decode.ts';
import { FeedDecoder } from './replication/feed-decoder.ts';
import type { Position } from './replication/position.ts';
import type { FeedSegment, ReplicationSource, SnapshotSegment } from './replication/segment.ts';

export interface FollowOptions extends Pick<RdbOptions, 'onWarning'> {
  /** What comes takes the place of everything that the sink was told before. */
  readonly onSnapshot?: (segment: SnapshotSegment) => void;
  /** All of it has been told; or the rest was lost with the link, and another one follows. */
  readonly onSnapshotEnd?: (segment: SnapshotSegment, whole: boolean) => void;
  /** Everything up to here has been told. What it returns is awaited, so it sets the pace. */
  readonly onPosition?: (position: Position) => void | Promise<void>;
}

/**
 * Tell `sink` what `source` gives, until it is stopped, or the sink throws ENOUGH. Commands come by `command`, with the
 * replication offset behind each, and the time of its arrival.
 * @throws ReplicationError: what trying again does not help; DecodeError and the like; whatever the sink throws
 */
export async function follow(source: ReplicationSource, sink: EntrySink, options: FollowOptions = {}): Promise<void> {
  for await (const segment of source.segments()) {
    try {
      if (segment.kind === 'snapshot') await followSnapshot(segment, sink, options);
      else await followFeed(segment, source, sink, options);
    } catch (error) {
      if (error !== ENOUGH) throw error;
      return;
    } finally {
      await segment.source.close();
    }
  }
}

async function followSnapshot(segment: SnapshotSegment, sink: EntrySink, options: FollowOptions): Promise<void> {
  options.onSnapshot?.(segment);
  try {
    const steps = decodeSteps(segment.source, sink, options);
    while ((await steps.next()).done !== true) continue;
  } catch (error) {
    if (!(error instanceof ReplicationError && error.code === 'LINK')) throw error;
    options.onSnapshotEnd?.(segment, false);
    return;
  }
  options.onSnapshotEnd?.(segment, true);
}

async function followFeed(
  { from, source }: FeedSegment,
  replication: ReplicationSource,
  sink: EntrySink,
  options: FollowOptions,
): Promise<void> {
  const arena = new Arena();
  const decoder = new FeedDecoder(arena, sink, { from, source });
  const spool = new Spool(source);
  for await (const _bytes of drive(decoder, arena, spool)) {
    await options.onPosition?.({ ...decoder.position, replid: replication.replid });
  }
}
