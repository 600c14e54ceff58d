/** Servers as inputs: the data set that one has now, or those of all masters of a cluster. */
import type { ConnectionOptions, Endpoint, ServerPlace } from './connection/endpoint.ts';
import { addressText } from './connection/endpoint.ts';
import { maskedUrl } from './connection/mask-url.ts';
import { parseServerUrl } from './connection/parse-url.ts';
import type { Source } from './io/source.ts';
import { StreamSource } from './io/stream.ts';
import { KeyReader } from './replication/scan/key-reader.ts';
import { RateLimit } from './replication/scan/rate-limit.ts';
import { ScanLink } from './replication/scan/scan-link.ts';
import { snapshotBytes } from './replication/scan/scan-snapshot.ts';
import { openWireDump } from './replication/wire-dump.ts';

/** Read by SCAN and DUMP, key after key, where a server lets nobody replicate. */
export interface ScanInputOptions {
  /** COUNT: how many keys the server looks at for a reply of SCAN. */
  readonly count?: number;
  readonly keysPerSecond?: number;
}

export interface ServerInputOptions {
  /** What goes for every connection, beside what the URL says. */
  readonly connection?: ConnectionOptions;
  /** Instead of the snapshot that servers send to replicas. */
  readonly scan?: ScanInputOptions | undefined;
  readonly connectTimeoutMs?: number;
}

/** What a server, or each of several, has: RDB files as sources. */
export interface ServerContents {
  /** The first one is open; others are opened when they are read. */
  readonly sources: readonly [Source, ...Source[]];
  /** This database alone is wanted. */
  readonly db: number | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;
const COUNT = 512;

/** @throws UsageError: the URL; ReplicationError */
export async function openServer(url: string, options: ServerInputOptions): Promise<ServerContents> {
  const place = parseServerUrl(url, options.connection);
  const name = maskedUrl(url);
  const [first, ...others] = await endpointsOf(place, options);
  const db = place.kind === 'cluster' ? undefined : place.db;
  const open = (endpoint: Endpoint): Promise<Source> => openEndpoint(endpoint, name, db, options);
  const rest = others.map((endpoint) => new LateSource(addressText(endpoint.address), () => open(endpoint)));
  return { sources: [await open(first), ...rest], db };
}
