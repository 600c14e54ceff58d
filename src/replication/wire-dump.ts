/** A server's data set over the wire, and nothing behind it: as `redis-cli --rdb` does. Source: aof-replication-resp.md 3.7. */
import { connect } from '../connection/connect.ts';
import { addressText, type Endpoint } from '../connection/endpoint.ts';
import { ByteQueue } from '../io/byte-queue.ts';
import { encodeRequest } from '../resp/encode.ts';
import { shakeHands } from './handshake.ts';
import { Heartbeat } from './heartbeat.ts';
import { Link, LINK_TIMES } from './link.ts';
import { requestSync } from './psync.ts';
import type { Dump } from './segment.ts';
import { ReplicationError } from '../errors.ts';
import { parseTransferHeader, takeSnapshot, type TransferHeader } from './transfer.ts';

export interface WireDumpOptions {
  /** What messages call the source. */
  readonly name: string;
  readonly connectTimeoutMs?: number;
  /** After so long without a byte the server is taken for dead; while it prepares it says something every second. */
  readonly silenceMs?: number;
  readonly heartbeatMs?: number;
  readonly now: () => number;
}

/**
 * The RDB that a server sends to its replicas, with its size where the server tells it. It is taken as fast as it comes, whoever reads
 * it how slowly.
 * @throws ReplicationError: no dump is to be had. Reading throws it where the connection is lost before the end
 */
export async function openWireDump(endpoint: Endpoint, options: WireDumpOptions): Promise<Dump> {
  const { connectTimeoutMs: timeoutMs = LINK_TIMES.connectMs, silenceMs = LINK_TIMES.silenceMs } = options;
  const link = new Link(addressText(endpoint.address), await connect(endpoint, { timeoutMs }), options.now);
  try {
    await shakeHands(link, { credentials: endpoint, timeoutMs });
    link.send(encodeRequest(['REPLCONF', 'rdb-only', '1']));
    // Before 6.2 it is not known, and commands follow the dump: then it is for us to close the connection.
    await link.line(timeoutMs);
    const answer = await requestSync(link, undefined, silenceMs);
    const line = answer.kind === 'old' ? answer.header : await link.line(silenceMs);
    const at = answer.kind === 'full' ? answer.offset : undefined;
    return new WireDump(link, parseTransferHeader(link.name, line), at, options);
  } catch (error) {
    link.close();
    throw error;
  }
}

class WireDump extends ByteQueue implements Dump {
  readonly offset: number | undefined;
  private readonly link: Link;

  constructor(link: Link, header: TransferHeader, offset: number | undefined, options: WireDumpOptions) {
    super({ name: options.name, ...(header.kind === 'size' ? { size: header.bytes } : {}) });
    this.link = link;
    this.offset = offset;
    void this.receive(header, options);
  }

  override close(): void {
    this.link.close();
    super.close();
  }

  private async receive(header: TransferHeader, options: WireDumpOptions): Promise<void> {
    const { link } = this;
    const { heartbeatMs: everyMs = LINK_TIMES.heartbeatMs, silenceMs = LINK_TIMES.silenceMs, now } = options;
    const heartbeat = new Heartbeat(link, { everyMs, silenceMs, now }, () => ({ received: 0, confirmed: undefined }));
    try {
      await link.receive(
        takeSnapshot(header, (bytes) => {
          this.push(bytes);
          this.commit();
        }),
      );
      this.end();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.fail(new ReplicationError('LINK', `the dump is not whole: ${why}`, { cause }));
    } finally {
      heartbeat.stop();
      link.close();
    }
  }
}
