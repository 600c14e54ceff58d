/** Three masters that share the slots. */
import type { Client } from '../client.ts';
import type { Installed } from '../installed.ts';
import { run } from '../program.ts';
import { asText } from '../reply-fields.ts';
import { startServer, type RunningServer, type Settings } from '../server.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const MASTERS = 3;

export class Cluster {
  readonly masters: readonly RunningServer[];
  private readonly installed: Installed;

  private constructor(installed: Installed, masters: readonly RunningServer[]) {
    this.installed = installed;
    this.masters = masters;
  }

  /** All slots are served when it is given. */
  static async start(installed: Installed, settings: Settings = {}): Promise<Cluster> {
    const masters: RunningServer[] = [];
    const cluster = new Cluster(installed, masters);
    try {
      for (let i = 0; i < MASTERS; i++) {
        const own = {
          port: String(await freePort()),
          'cluster-port': String(await freePort()),
          'cluster-enabled': 'yes',
          'cluster-node-timeout': '2000',
          'repl-diskless-sync-delay': '0',
        };
        masters.push(await startServer(installed.program('server'), { ...own, ...settings }));
      }
      const nodes = masters.map(({ port }) => `127.0.0.1:${port}`);
      await cluster.cli('--cluster', 'create', ...nodes, '--cluster-yes');
      for (const { client } of masters) await until('a cluster that is up', () => isUp(client));
      return cluster;
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  get url(): string {
    return `redis+cluster://${this.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** Moves the first `count` slots of one master to another, keys and all. */
  async reshard(from: RunningServer, to: RunningServer, count: number): Promise<void> {
    const [source, target] = await Promise.all([from, to].map(({ client }) => client.call('CLUSTER', 'MYID')));
    const words = ['--cluster-from', asText(source), '--cluster-to', asText(target)];
    const address = `127.0.0.1:${from.port}`;
    await this.cli('--cluster', 'reshard', address, ...words, '--cluster-slots', String(count), '--cluster-yes');
  }

  async remove(): Promise<void> {
    await Promise.all(this.masters.map((one) => one.remove()));
  }

  private async cli(...words: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = await run(this.installed.program('cli'), words);
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
  }
}

async function isUp(client: Client): Promise<boolean> {
  return /cluster_state:ok/.test(asText(await client.call('CLUSTER', 'INFO')));
}
