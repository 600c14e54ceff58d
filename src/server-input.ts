/** Servers as inputs: the data set that one has now, or those of all masters of a cluster. */
import type { ConnectionOptions, Endpoint, ServerPlace } from './connection/endpoint.ts';
import { addressText } from './connection/endpoint.ts';
import { maskedUrl } from './connection/mask-url.ts';
import { parseServerUrl } from './connection/parse-url.ts';
import { Cluster } from './connection/cluster.ts';
import { ReplicationError } from './errors.ts';
import { LateSource } from './io/late.ts';
import { locatedServer } from './connection/located.ts';
import type { Source } from './io/source.ts';
import { StreamSource } from './io/stream.ts';
import { KeyReader } from './replication/scan/key-reader.ts';
import { RateLimit } from './replication/scan/rate-limit.ts';
import { ScanLink } from './replication/scan/scan-link.ts';
import { SCAN_LIMITS, snapshotBytes, type WantedKey } from './replication/scan/scan-snapshot.ts';
import { openWireDump } from './replication/wire-dump.ts';

/** Read by SCAN and DUMP, key after key, where a server lets nobody replicate. */
export interface ScanInputOptions {
  /** COUNT: how many keys the server looks at for a reply of SCAN. */
  readonly count?: number;
  readonly keysPerSecond?: number;
  /** Others are not asked for: what filters would drop anyway. */
  readonly wanted?: WantedKey;
}

export interface ServerInputOptions {
  /** What a URL does not say itself. */
  readonly connection?: ConnectionOptions;
  /** Instead of the snapshot that servers send to replicas. */
  readonly scan?: ScanInputOptions | undefined;
  readonly connectTimeoutMs?: number;
  /** Told in words what is not as it may be expected. */
  readonly onNote?: (text: string) => void;
  /** Unix ms. */
  readonly now?: () => number;
}

/** What a server, or each of several, has: RDB files as sources. */
export interface ServerContents {
  readonly format: 'psync';
  /** What its files are said to be: 'rdb' of a copy by SCAN. */
  readonly header: 'psync' | 'rdb';
  /** The first one is open; others are opened when they are read. */
  readonly sources: readonly [Source, ...Source[]];
  /** This database alone is wanted. */
  readonly db: number | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 60_000;

/** @throws UsageError: the URL; ReplicationError */
export async function openServer(url: string, options: ServerInputOptions): Promise<ServerContents> {
  const place = parseServerUrl(url, options.connection);
  const name = maskedUrl(url);
  const [first, ...others] = await endpointsOf(place, options);
  const db = place.kind === 'cluster' ? undefined : place.db;
  const open = (endpoint: Endpoint): Promise<Source> => openEndpoint(endpoint, name, db, options);
  const rest = others.map((endpoint) => new LateSource(addressText(endpoint.address), () => open(endpoint)));
  const sources = [await open(first), ...rest] as const;
  // SCAN is asked for that database alone.
  if (options.scan !== undefined) return { format: 'psync', header: 'rdb', sources, db: undefined };
  return { format: 'psync', header: 'psync', sources, db };
}

/** Where dumps are to be had: one server, or the master of each shard. */
async function endpointsOf(
  place: ServerPlace,
  { connectTimeoutMs: timeoutMs = CONNECT_TIMEOUT_MS, onNote }: ServerInputOptions,
): Promise<readonly [Endpoint, ...Endpoint[]]> {
  switch (place.kind) {
    case 'single':
    case 'sentinel':
      return [await locatedServer(place, timeoutMs).locate()];
    case 'cluster': {
      const cluster = await Cluster.open(place.seeds, place.credentials, { timeoutMs });
      if (cluster.warning !== undefined) onNote?.(cluster.warning);
      const masters = cluster.shards.flatMap(({ master }) =>
        master === undefined ? [] : cluster.endpoint(master.address),
      );
      const [first, ...others] = masters;
      if (first === undefined) throw new ReplicationError('CONNECT', `no shard of ${cluster.name} has a master`);
      return [first, ...others];
    }
  }
}

async function openEndpoint(
  endpoint: Endpoint,
  name: string,
  db: number | undefined,
  options: ServerInputOptions,
): Promise<Source> {
  const { scan, connectTimeoutMs = CONNECT_TIMEOUT_MS, now = Date.now } = options;
  if (scan === undefined) return openWireDump(endpoint, { name, connectTimeoutMs, now });
  options.onNote?.(SCAN_LIMITS);
  const link = await ScanLink.open(endpoint, { timeoutMs: connectTimeoutMs, replyTimeoutMs: REPLY_TIMEOUT_MS });
  const reader = new KeyReader(link, new RateLimit(scan.keysPerSecond ?? Infinity, now), now);
  return new ScanInput(name, link, snapshotBytes(link, reader, { db, count: scan.count, wanted: scan.wanted }));
}

/** Closing it closes the connection. */
class ScanInput extends StreamSource {
  private readonly link: ScanLink;

  constructor(name: string, link: ScanLink, bytes: AsyncIterable<Uint8Array>) {
    super(name, bytes);
    this.link = link;
  }

  override async close(): Promise<void> {
    this.link.close();
    await super.close();
  }
}
