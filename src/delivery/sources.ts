/** Whom to follow, by the URL of a server. */
import { addressText, type Endpoint } from '../connection/endpoint.ts';
import { Replica, type ReplicaOptions } from '../replication/replica.ts';
import type { LinkEvent } from '../replication/segment.ts';
import { noteLink } from './link-status.ts';
import type { SourceSpec } from './replicate.ts';

export interface SourceOptions extends Pick<
  ReplicaOptions,
  'onBacklogGone' | 'listeningPort' | 'timeoutMs' | 'retryForMs' | 'memoryBytes' | 'now' | 'random'
> {
  readonly onEvent: (source: string, event: LinkEvent) => void;
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
