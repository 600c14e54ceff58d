/** Whom to follow, by the URL of a server. */
import { addressText, type Endpoint } from '../connection/endpoint.ts';
import { SentinelMaster, type SentinelPlace } from '../connection/sentinel.ts';
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
  return replicaSource(
    addressText(endpoint.address),
    options,
    (replica) => new Replica({ ...replica, locate: async () => endpoint }),
  );
}

/** The master that sentinels know by a name, whoever it is. */
export function sentinelSource(place: SentinelPlace, timeoutMs: number, options: SourceOptions): SourceSpec {
  return replicaSource(
    place.master,
    options,
    (replica) => new MovingReplica(new SentinelMaster(place, { timeoutMs }), replica),
  );
}

type ReplicaBase = Omit<ReplicaOptions, 'locate'>;

/** Leaves a master at once when sentinels name another one, and does not wait until it is silent for too long. */
class MovingReplica extends Replica {
  private readonly sentinel: SentinelMaster;

  constructor(sentinel: SentinelMaster, options: ReplicaBase) {
    super({ ...options, locate: () => sentinel.locate() });
    this.sentinel = sentinel;
    sentinel.onMoved(() => this.moved());
  }

  override stop(): void {
    super.stop();
    this.sentinel.close();
  }
}

function replicaSource(name: string, options: SourceOptions, make: (options: ReplicaBase) => Replica): SourceSpec {
  return {
    id: '',
    name,
    server: undefined,
    open: (from, status) =>
      make({
        ...options,
        name,
        ...(from === undefined ? {} : { from }),
        onEvent: (event) => {
          noteLink(status, event);
          options.onEvent(name, event);
        },
      }),
  };
}
