/** /metrics and /healthz, asked as Prometheus and an orchestrator ask. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { MetricsServer } from '../../../commands/watch/metrics-server.ts';
import { newSourceStatus, newStatus, type ReplicationStatus } from '../../../src/delivery/status.ts';

const servers: MetricsServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(status: ReplicationStatus): Promise<string> {
  const server = new MetricsServer(status);
  servers.push(server);
  return `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}`;
}

function live(): ReplicationStatus {
  const status = newStatus(0);
  status.sources.push({ ...newSourceStatus('a'), phase: 'live' });
  status.targets.push({ name: 'b', trouble: undefined });
  return status;
}

test('/metrics is the text format of Prometheus', async () => {
  const response = await fetch(`${await serve(live())}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  const lines = (await response.text()).trimEnd().split('\n');
  for (const line of lines) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) rdb_tool_replicate_\w+ .+|rdb_tool_replicate_\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/,
    );
  }
});

test.each<[string, (status: ReplicationStatus) => void, number]>([
  ['all is well', () => {}, 200],
  ['a snapshot is on its way', ({ sources: [source] }) => Object.assign(source ?? {}, { phase: 'snapshot' }), 200],
  ['the source is not reached', ({ sources: [source] }) => Object.assign(source ?? {}, { phase: 'connecting' }), 503],
  ['the link is lost', ({ sources: [source] }) => Object.assign(source ?? {}, { phase: 'waiting', trouble: 'x' }), 503],
  ['a target waits', ({ targets: [target] }) => Object.assign(target ?? {}, { trouble: 'read only' }), 503],
  ['a target hangs', ({ sources: [source] }) => Object.assign(source ?? {}, { lagMs: 61_000 }), 503],
  ['nothing is begun', (status) => status.sources.splice(0), 503],
])('/healthz: %s', async (_name, change, code) => {
  const status = live();
  change(status);
  const response = await fetch(`${await serve(status)}/healthz`);
  expect(response.status).toBe(code);
  expect(await response.json()).toMatchObject({ status: code === 200 ? 'ok' : 'waiting' });
});

test.each([
  ['/', 'GET', 404],
  ['/metrics', 'POST', 405],
  ['/metrics', 'HEAD', 200],
  ['/healthz?verbose', 'GET', 200],
])('%s by %s: %i', async (path, method, code) => {
  expect((await fetch(`${await serve(live())}${path}`, { method })).status).toBe(code);
});

test('a port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server = new MetricsServer(live());
  await expect(server.listen({ host: '127.0.0.1', port })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port} for metrics: another program does`,
  );
  other.close();
});
