/** Whom to follow, by the URL of a server. */
import { addressText, type Endpoint } from '../connection/endpoint.ts';
import { Replica, type ReplicaOptions } from '../replication/replica.ts';
import type { LinkEvent } from '../replication/segment.ts';
import { ScanSource, type ScanOptions } from '../replication/scan/scan-source.ts';
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

export interface ScanSourceOptions extends Omit<ScanOptions, 'name' | 'locate' | 'onEvent' | 'onNote'> {
  readonly onEvent: (source: string, event: LinkEvent) => void;
  readonly onNote: (source: string, text: string) => void;
}

/** One server, by SCAN and notifications. Nothing tells where to go on: it always begins anew. */
export function scanSource(endpoint: Endpoint, options: ScanSourceOptions): SourceSpec {
  const name = addressText(endpoint.address);
  return {
    id: '',
    name,
    server: undefined,
    open: (_from, status) =>
      new ScanSource({
        ...options,
        name,
        locate: async () => endpoint,
        onEvent: (event) => {
          noteLink(status, event);
          options.onEvent(name, event);
        },
        onNote: (text) => options.onNote(name, text),
      }),
  };
}
