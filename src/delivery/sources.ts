/** Whom to follow, by the URL of a server. */
import { Cluster } from '../connection/cluster.ts';
import { addressText, type ServerPlace } from '../connection/endpoint.ts';
import { fixedServer, locatedServer, type Located } from '../connection/located.ts';
import { Replica } from '../replication/replica.ts';
import type { ReplicaOptions } from '../replication/replica-options.ts';
import { ScanSource, type ScanOptions } from '../replication/scan/scan-source.ts';
import type { LinkEvent } from '../replication/segment.ts';
import { noteLink } from './link-status.ts';
import type { SourceGroup, SourceSpec } from './source-spec.ts';
import { ClusterSources } from './shards/cluster-sources.ts';

/** How long a connection to a node may take that is asked about others. */
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

export async function openSources(
  place: ServerPlace,
  options: SourcesOptions,
): Promise<readonly SourceSpec[] | SourceGroup> {
  switch (place.kind) {
    case 'single':
    case 'sentinel':
      return [sourceOf('', locatedServer(place), place.db, options)];
    case 'cluster':
      return options.scan === undefined ? shards(place, options) : scannedShards(place, options);
  }
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
        : [
            sourceOf(
              id ?? addressText(master.address),
              fixedServer(cluster.endpoint(master.address)),
              undefined,
              options,
            ),
          ],
    );
  } finally {
    cluster.close();
  }
}

function sourceOf(id: string, located: Located, db: number | undefined, options: SourcesOptions): SourceSpec {
  const { name } = located;
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
