/** /metrics for Prometheus and /healthz for whoever restarts what hangs. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { SourceError } from '../../src/errors.ts';
import type { ReplicationStatus, SourceStatus } from '../../src/delivery/status.ts';
import { printMetrics } from '../../src/formatters/replication/metrics.ts';
import { errorText } from '../../src/io/file.ts';

export interface MetricsAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** A target that has not confirmed for so long may hang. */
const LATE_MS = 60_000;

export class MetricsServer {
  private readonly server: Server;

  constructor(status: ReplicationStatus) {
    this.server = createServer((request, response) => {
      const path = request.url?.split('?')[0];
      if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, 'text/plain', 'only GET\n');
      else if (path === '/metrics') answer(response, 200, 'text/plain; version=0.0.4', printMetrics(status));
      else if (path === '/healthz') answerHealth(response, status);
      else answer(response, 404, 'text/plain', 'there are /metrics and /healthz\n');
    });
    // What is watched goes on without those who watch.
    this.server.unref();
  }

  /** @returns the port @throws SourceError: it is taken */
  async listen({ host, port }: MetricsAddress): Promise<number> {
    this.server.listen(port, host);
    try {
      await once(this.server, 'listening');
    } catch (cause) {
      const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
      const why = isTaken ? 'another program does' : errorText(cause);
      throw new SourceError(`cannot listen on ${host}:${port} for metrics: ${why}`, { cause });
    }
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** 200: all that is to be followed is, and all targets take it in time. 503: something is waited for. */
function answerHealth(response: ServerResponse, { sources, targets }: ReplicationStatus): void {
  const isWell =
    sources.length > 0 && sources.every(isWellFollowed) && targets.every(({ trouble }) => trouble === undefined);
  const body = {
    status: isWell ? 'ok' : 'waiting',
    sources: sources.map(({ name, phase, confirmed, lagMs, trouble }) => ({ name, phase, confirmed, lagMs, trouble })),
    targets: targets.map(({ name, trouble }) => ({ name, trouble })),
  };
  answer(response, isWell ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

/** Even the first snapshot of a large data set is: its lag is none. */
function isWellFollowed({ phase, trouble, lagMs }: SourceStatus): boolean {
  return trouble === undefined && phase !== 'connecting' && phase !== 'waiting' && lagMs < LATE_MS;
}

function answer(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
