/** A server that may be another one tomorrow. */
import { addressText, type Endpoint, type ServerPlace } from './endpoint.ts';
import { SentinelMaster } from './sentinel.ts';

export interface Located {
  /** What messages call it. */
  readonly name: string;
  /** Where it is now. @throws ReplicationError: who should tell does not */
  locate(): Promise<Endpoint>;
  /** Told when another server has become the master. */
  onMoved?(callback: () => void): void;
  close?(): void;
}

const CONNECT_MS = 5000;

/** @param timeoutMs - how long a connection to a sentinel may take */
export function locatedServer(
  place: Exclude<ServerPlace, { readonly kind: 'cluster' }>,
  timeoutMs = CONNECT_MS,
): Located {
  return place.kind === 'single' ? fixedServer(place.endpoint) : sentinelMaster(place, timeoutMs);
}

/** One that stays where it is. */
export function fixedServer(endpoint: Endpoint): Located {
  return { name: addressText(endpoint.address), locate: async () => endpoint };
}

function sentinelMaster(place: Extract<ServerPlace, { readonly kind: 'sentinel' }>, timeoutMs: number): Located {
  const master = new SentinelMaster(place, { timeoutMs });
  return {
    name: place.master,
    locate: () => master.locate(),
    onMoved: (callback) => master.onMoved(callback),
    close: () => master.close(),
  };
}
