/** Whom to follow, by the URL of a server. */
import { addressText, type Endpoint, type ServerPlace } from '../connection/endpoint.ts';
import { Replica, type ReplicaOptions } from '../replication/replica.ts';
import type { LinkEvent } from '../replication/segment.ts';
import { noteLink } from './link-status.ts';
import type { SourceGroup, SourceSpec } from './replicate.ts';
import { ClusterSources } from './shards/cluster-sources.ts';

/** How long a connection to a node may take that is asked about its cluster. */
const CONNECT_MS = 5000;

export interface SourceOptions extends Pick<
  ReplicaOptions,
  'onBacklogGone' | 'listeningPort' | 'timeoutMs' | 'retryForMs' | 'memoryBytes' | 'now' | 'random'
> {
  readonly onEvent: (source: string, event: LinkEvent) => void;
}

/** A cluster: a source a shard. */
export function clusterSource(
  place: Extract<ServerPlace, { kind: 'cluster' }>,
  options: SourceOptions & { readonly onWarning: (message: string) => void },
): SourceGroup {
  return new ClusterSources(place, {
    timeoutMs: CONNECT_MS,
    onWarning: options.onWarning,
    replica: ({ name, locate, from, status }) =>
      new Replica({
        ...options,
        name,
        locate,
        ...(from === undefined ? {} : { from }),
        onEvent: (event) => {
          noteLink(status, event);
          options.onEvent(name, event);
        },
      }),
  });
}

/** One server. */
export function serverSource(endpoint: Endpoint, options: SourceOptions): SourceSpec {
  const name = addressText(endpoint.address);
  return {
    id: '',
    name,
    server: undefined,
    open: (from, status) =>
      new Replica({
        ...options,
        name,
        locate: async () => endpoint,
        ...(from === undefined ? {} : { from }),
        onEvent: (event) => {
          noteLink(status, event);
          options.onEvent(name, event);
        },
      }),
  };
}
