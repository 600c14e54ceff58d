/** A master, its replicas, and three sentinels that watch them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from '../installed.ts';
import { asArray, asText } from '../reply-fields.ts';
import { startServer, type Kind, type RunningServer, type Settings } from '../server.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export interface SentinelSettings {
  readonly replicas: number;
  /** How long a master may be silent before it is taken for gone. */
  readonly downAfterMs: number;
  readonly server: Settings;
}

const MASTER = 'mymaster';
const SENTINELS = 3;
const QUORUM = 2;
const SENTINEL: Kind = {
  words: (folder) => [join(folder, 'sentinel.conf'), '--sentinel'],
  ready: /\+monitor master/,
};

export class SentinelTrio {
  readonly sentinels: readonly RunningServer[];
  /** The first master, then its replicas. */
  readonly servers: readonly RunningServer[];

  private constructor(servers: readonly RunningServer[], sentinels: readonly RunningServer[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /** All see each other when it is given. */
  static async start(installed: Installed, settings: SentinelSettings): Promise<SentinelTrio> {
    const started: RunningServer[] = [];
    try {
      const servers: RunningServer[] = [];
      for (let i = 0; i <= settings.replicas; i++) {
        const master = servers[0];
        const follows: Settings = master === undefined ? {} : { replicaof: `127.0.0.1 ${master.port}` };
        const own = { port: String(await freePort()), 'repl-diskless-sync-delay': '0' };
        const server = await startServer(installed.program('server'), { ...own, ...follows, ...settings.server });
        started.push(server);
        servers.push(server);
      }
      const sentinels: RunningServer[] = [];
      for (let i = 0; i < SENTINELS; i++) {
        const sentinel = await startSentinel(installed, servers[0]?.port ?? 0, settings.downAfterMs);
        started.push(sentinel);
        sentinels.push(sentinel);
      }
      const trio = new SentinelTrio(servers, sentinels);
      await trio.complete();
      return trio;
    } catch (error) {
      await Promise.all(started.map((one) => one.remove()));
      throw error;
    }
  }

  get url(): string {
    return `redis+sentinel://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${MASTER}`;
  }

  /** Who is master now, by the word of the first sentinel. */
  async master(): Promise<RunningServer> {
    const reply = await this.sentinels[0]?.client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER);
    const port = Number(asText(asArray(reply)[1]));
    const found = this.servers.find((server) => server.port === port);
    if (found === undefined) throw new Error(`the master is said to be at port ${port}`);
    return found;
  }

  /** Waits until another one is master, and says so itself. */
  async successorOf(before: RunningServer): Promise<RunningServer> {
    await until('another master', async () => (await this.master()) !== before);
    const now = await this.master();
    await until('the master knows', async () => asText(asArray(await now.client.call('ROLE'))[0]) === 'master');
    return now;
  }

  async remove(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((one) => one.remove()));
  }

  private async complete(): Promise<void> {
    for (const { client } of this.sentinels) {
      await until('sentinels that know all', async () => {
        const row = asArray(await client.call('SENTINEL', 'MASTER', MASTER)).map(asText);
        const told = (name: string): number => Number(row[row.indexOf(name) + 1]);
        return told('num-other-sentinels') === SENTINELS - 1 && told('num-slaves') === this.servers.length - 1;
      });
    }
  }
}

async function startSentinel(installed: Installed, master: number, downAfterMs: number): Promise<RunningServer> {
  const port = await freePort();
  return startServer(
    installed.program('server'),
    { port: String(port) },
    (folder) =>
      writeFileSync(
        join(folder, 'sentinel.conf'),
        [
          `sentinel monitor ${MASTER} 127.0.0.1 ${master} ${QUORUM}`,
          `sentinel down-after-milliseconds ${MASTER} ${downAfterMs}`,
          `sentinel failover-timeout ${MASTER} ${10 * downAfterMs}`,
          '',
        ].join('\n'),
      ),
    SENTINEL,
  );
}
