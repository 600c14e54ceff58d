/** Whom to follow, by the URL of a server. */
import { Cluster } from '../connection/cluster.ts';
import { addressText, type Endpoint, type ServerPlace } from '../connection/endpoint.ts';
import { SentinelMaster } from '../connection/sentinel.ts';
import { Replica } from '../replication/replica.ts';
import type { ReplicaOptions } from '../replication/replica-options.ts';
import { ScanSource, type ScanOptions } from '../replication/scan/scan-source.ts';
import type { LinkEvent } from '../replication/segment.ts';
import { noteLink } from './link-status.ts';
import type { SourceGroup, SourceSpec } from './source-spec.ts';
import { ClusterSources } from './shards/cluster-sources.ts';

/** How long a connection to a sentinel or a node may take that is asked about others. */
const CONNECT_MS = 5000;

type AsReplica = Pick<ReplicaOptions, 'onBacklogGone' | 'listeningPort' | 'timeoutMs' | 'retryForMs' | 'memoryBytes'>;
type ByScan = Pick<
  ScanOptions,
  'follow' | 'setNotifications' | 'count' | 'keysPerSecond' | 'wanted' | 'onMissed' | 'client'
>;

export interface SourcesOptions {
  readonly replica: AsReplica;
  /** By SCAN and notifications instead, which never goes on from a position. */
  readonly scan: ByScan | undefined;
  readonly now: () => number;
  readonly random: () => number;
  readonly onEvent: (source: string, event: LinkEvent) => void;
  /** What cannot be promised, or is not as it may be expected. */
  readonly onNote: (source: string, text: string) => void;
}

/** A server that may be another one tomorrow. */
interface Located {
  readonly id: string;
  readonly name: string;
  readonly db: number | undefined;
  locate(): Promise<Endpoint>;
  /** Told when another server has become the master. */
  onMoved?(callback: () => void): void;
  close?(): void;
}

export async function openSources(
  place: ServerPlace,
  options: SourcesOptions,
): Promise<readonly SourceSpec[] | SourceGroup> {
  switch (place.kind) {
    case 'single':
      return [sourceOf(fixed('', place.endpoint, place.db), options)];
    case 'sentinel':
      return [sourceOf(bySentinel(place), options)];
    case 'cluster':
      return options.scan === undefined ? shards(place, options) : scannedShards(place, options);
  }
}

function fixed(id: string, endpoint: Endpoint, db: number | undefined): Located {
  return { id, name: addressText(endpoint.address), db, locate: async () => endpoint };
}

function bySentinel(place: Extract<ServerPlace, { kind: 'sentinel' }>): Located {
  const master = new SentinelMaster(place, { timeoutMs: CONNECT_MS });
  return {
    id: '',
    name: place.master,
    db: place.db,
    locate: () => master.locate(),
    onMoved: (callback) => master.onMoved(callback),
    close: () => master.close(),
  };
}

/** Followed as replicas do: they come and go with the cluster's own. */
function shards(place: Extract<ServerPlace, { kind: 'cluster' }>, options: SourcesOptions): SourceGroup {
  return new ClusterSources(place, {
    timeoutMs: CONNECT_MS,
    onWarning: (message) => options.onNote('cluster', message),
    replica: ({ name, locate, from, status }) =>
      new Replica({
        ...options.replica,
        now: options.now,
        random: options.random,
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

/** Those that are there now. */
async function scannedShards(
  place: Extract<ServerPlace, { kind: 'cluster' }>,
  options: SourcesOptions,
): Promise<SourceSpec[]> {
  const cluster = await Cluster.open(place.seeds, place.credentials, { timeoutMs: CONNECT_MS });
  try {
    if (cluster.warning !== undefined) options.onNote('cluster', cluster.warning);
    return cluster.shards.flatMap(({ id, master }) =>
      master === undefined
        ? []
        : [sourceOf(fixed(id ?? addressText(master.address), cluster.endpoint(master.address), undefined), options)],
    );
  } finally {
    cluster.close();
  }
}

function sourceOf(located: Located, options: SourcesOptions): SourceSpec {
  const { id, name, db } = located;
  const { scan, replica, now, random, onEvent, onNote } = options;
  return {
    id,
    name,
    close: () => located.close?.(),
    open(from, status) {
      const common = {
        now,
        random,
        name,
        locate: () => located.locate(),
        onEvent(event: LinkEvent) {
          noteLink(status, event);
          onEvent(name, event);
        },
      };
      const source =
        scan === undefined
          ? new Replica({ ...replica, ...common, ...(from === undefined ? {} : { from }) })
          : new ScanSource({ ...scan, ...common, db, onNote: (text) => onNote(name, text) });
      located.onMoved?.(() => source.moved());
      return source;
    },
  };
}
