/** A steady load of a cluster: as `Load`, with keys of many slots, each command within one. */
import { FAMILIES, REPLAYED } from '../commands/families.ts';
import { hasForm, type Form } from '../commands/form.ts';
import type { Command } from '../client.ts';
import type { Installed } from '../installed.ts';
import { chooser } from '../play.ts';
import { ErrorReply, type Reply } from '../reply-reader.ts';
import type { Cluster } from './cluster.ts';
import { ClusterClient, type Tagged } from './cluster-client.ts';
import type { LoadSettings } from './load.ts';
import { TaggedDraw } from './tagged-draw.ts';
import type { Replicator } from './replicator.ts';
import { pause, until } from './until.ts';

/** Hash tags: some in the slots of each master, and among the first slots of each, which a reshard moves. */
export const TAGS = Array.from({ length: 48 }, (_, i) => `t${i}`);

/** Of other databases, of whole servers, or of no key. */
const NOT_OF_A_SLOT = /^(SELECT|SWAPDB|FLUSHDB|FLUSHALL|MOVE|DUMP|FUNCTION|SCRIPT|EVALSHA|FCALL)$/;
const COUNTED = 0.5;
const TICK_MS = 10;

export class ClusterLoad {
  private readonly client: ClusterClient;
  private readonly draw: TaggedDraw;
  private readonly choose: () => Form;
  private readonly rate: number;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  /** What each counter was last said to be. */
  readonly counters = new Map<string, bigint>();

  private constructor(cluster: Cluster, installed: Installed, { seed, rate }: LoadSettings) {
    this.client = new ClusterClient(cluster);
    this.draw = new TaggedDraw(seed);
    this.rate = rate;
    const forms = REPLAYED.flatMap((family) => FAMILIES[family]);
    this.choose = chooser(
      forms.filter((form) => !form.waits && hasForm(installed, form)),
      this.draw,
    );
  }

  static start(cluster: Cluster, installed: Installed, settings: LoadSettings): ClusterLoad {
    const load = new ClusterLoad(cluster, installed, settings);
    load.begin();
    return load;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await this.client.close();
  }

  private begin(): void {
    this.running = this.run();
    // `stop` says what went wrong.
    this.running.catch(() => undefined);
  }

  private async run(): Promise<void> {
    let last = performance.now();
    while (!this.stopping) {
      const now = performance.now();
      const count = Math.min(this.rate, ((now - last) / 1000) * this.rate);
      last = now;
      await this.client.all(Array.from({ length: count }, () => this.next()));
      await pause(TICK_MS);
    }
  }

  private next(): Tagged {
    const tag = this.draw.random.pick(TAGS);
    this.draw.tag = tag;
    if (this.draw.chance(COUNTED)) {
      const name = `{${tag}}counter`;
      return {
        tag,
        command: ['INCR', name],
        take: (reply) => {
          if (typeof reply === 'bigint') this.counters.set(name, reply);
        },
      };
    }
    const [form, command] = this.chooseOfSlot();
    return {
      tag,
      command,
      take: (reply) => {
        if (!(reply instanceof ErrorReply)) form.take?.(this.draw, reply);
      },
    };
  }

  private chooseOfSlot(): [Form, Command] {
    for (;;) {
      const form = this.choose();
      const command = form.make(this.draw);
      // Redis 8.6.3 in cluster mode makes a key of PFMERGE without sources that it does not find again; alone it does find it.
      const isLost = command[0] === 'PFMERGE' && command.length === 2;
      if (!NOT_OF_A_SLOT.test(command[0]) && !isLost) return [form, command];
    }
  }
}

/** Where a key can be asked for, whatever server has it. */
export type Ask = (tag: string, key: string) => Promise<Reply>;

/**
 * Waits until a target holds what all masters do: the last key written of each tag comes last.
 *
 * @throws Error, if the program ends before
 */
export async function clusterCaughtUp(cluster: Cluster, target: Ask, by: Replicator): Promise<void> {
  const client = new ClusterClient(cluster);
  const value = String(++mark);
  for (const tag of TAGS) await client.call(tag, 'SET', lastOf(tag), value);
  for (const tag of TAGS) {
    await until(`the last key of ${tag} at the target`, async () => {
      if (by.hasEnded) throw new Error(`replicate ended:\n${by.stderr}`);
      const reply = await target(tag, lastOf(tag));
      return Buffer.isBuffer(reply) && reply.toString() === value;
    });
  }
  await client.close();
}

let mark = 0;
const lastOf = (tag: string): string => `{${tag}}last`;
