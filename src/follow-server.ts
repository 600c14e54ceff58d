/** A live server into a sink, for programs. */
import type { ConnectionOptions } from './connection/endpoint.ts';
import { maskedUrl } from './connection/mask-url.ts';
import { parseServerUrl } from './connection/parse-url.ts';
import { openSources } from './delivery/sources.ts';
import { newSourceStatus } from './delivery/status.ts';
import { UsageError } from './errors.ts';
import { follow, type FollowOptions } from './follow.ts';
import type { EntrySink } from './model/sink.ts';
import type { Position } from './replication/position.ts';
import type { LinkEvent } from './replication/segment.ts';

export interface FollowServerOptions extends FollowOptions {
  /** What the URL does not say itself. */
  readonly connection?: ConnectionOptions;
  /** Go on here; else a snapshot comes first. */
  readonly from?: Position;
  /** Take another snapshot where the server can no longer go on from where we are; else that is an error, BACKLOG. */
  readonly resync?: boolean;
  /** What has come is still told. */
  readonly signal?: AbortSignal;
  readonly onLink?: (event: LinkEvent) => void;
}

/**
 * Follow a server as a replica does, over lost links and failovers: tell `sink` of its keys, then of its commands, until `signal`, or
 * until the sink throws ENOUGH.
 *
 * @param url - of a server, or of a master that sentinels know
 * @throws UsageError: the URL; ReplicationError: what trying again does not help; DecodeError and the like; whatever the sink throws
 */
export async function followServer(url: string, sink: EntrySink, options: FollowServerOptions = {}): Promise<void> {
  const place = parseServerUrl(url, options.connection);
  const { from, resync, signal, onLink } = options;
  const sources = await openSources(place, {
    replica: { onBacklogGone: resync === true ? 'resync' : 'stop' },
    scan: undefined,
    now: Date.now,
    random: Math.random,
    onEvent: (_source, event) => onLink?.(event),
    onNote: () => {},
  });
  const [spec] = 'open' in sources ? [] : sources;
  if (spec === undefined)
    throw new UsageError(`${maskedUrl(url)}: a cluster has many feeds: follow its masters, each by itself`);
  const source = spec.open(from, newSourceStatus(spec.name));
  const stop = (): void => source.stop();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  try {
    await follow(source, sink, options);
  } finally {
    signal?.removeEventListener('abort', stop);
    spec.close?.();
  }
}
