/** A cluster: whichever of its nodes answers tells which servers it has now. */
import { ReplicationError } from '../errors.ts';
import type { RespValue } from '../resp/value.ts';
import { Client } from './client.ts';
import {
  readNodes,
  readShards,
  readSlots,
  uncoveredSlots,
  type NodesView,
  type Reached,
  type Shard,
} from './cluster-topology.ts';
import type { ConnectOptions } from './connect.ts';
import { addressText, type Address, type Credentials, type Endpoint } from './endpoint.ts';
import { refusalOf } from './refusal.ts';
import { errorText, replyText } from './reply.ts';

export interface ClusterOptions extends ConnectOptions {
  /** How often the nodes are asked again while nobody has a hint; ms. */
  readonly refreshMs?: number;
}

const REFRESH_MS = 3000;

export class Cluster {
  /** What messages call it: its first seed. */
  readonly name: string;
  /** As they were told last; those with slots first, in the order of their lowest slot. */
  shards: readonly Shard[] = [];
  private readonly seeds: readonly Address[];
  private readonly credentials: Credentials;
  private readonly options: ClusterOptions;
  private readonly watchers = new Set<() => void>();
  private asking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(seeds: readonly Address[], credentials: Credentials, options: ClusterOptions) {
    this.seeds = seeds;
    this.credentials = credentials;
    this.options = options;
    this.name = seeds[0] === undefined ? 'the cluster' : addressText(seeds[0]);
  }

  /**
   * Its nodes are known.
   * @throws ReplicationError CONNECT: no seed answers; PROTOCOL: they are no nodes of a cluster; AUTH, TLS, DENIED, TIMEOUT
   */
  static async open(seeds: readonly Address[], credentials: Credentials, options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(seeds, credentials, options);
    await cluster.refresh();
    return cluster;
  }

  /** Where a node is, and as whom we come. */
  endpoint(address: Address): Endpoint {
    return { ...this.credentials, address };
  }

  /** Slots that no shard serves; in words, or nothing. */
  get warning(): string | undefined {
    const gaps = uncoveredSlots(this.shards);
    if (gaps.length === 0) return undefined;
    const words = gaps.slice(0, 3).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
    return `no shard of ${this.name} serves the slots ${words.join(', ')}${gaps.length > 3 ? ', …' : ''}`;
  }

  /** Ask again now, unless it is being done. @throws as `open` */
  refresh(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  /** Ask again now: something hints at a change. Failure is no matter, it is asked again in a while. */
  hint(): void {
    this.refresh().catch(() => undefined);
  }

  /** Be told after each time the nodes were asked while anybody watches. Gives what ends it. */
  watch(told: () => void): () => void {
    this.watchers.add(told);
    this.timer ??= setInterval(() => this.hint(), this.options.refreshMs ?? REFRESH_MS);
    return () => {
      this.watchers.delete(told);
      if (this.watchers.size === 0) this.rest();
    };
  }

  close(): void {
    this.closed = true;
    this.watchers.clear();
    this.rest();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Ask nodes in turn until one knows who serves each slot; if none does, the one that knows of most is believed. */
  private async ask(): Promise<void> {
    let best: Shard[] | undefined;
    let failure: unknown;
    for (const address of this.candidates()) {
      if (this.closed) return;
      try {
        const shards = await this.askOne(address);
        if (best === undefined || slotCount(shards) > slotCount(best)) best = shards;
        if (uncoveredSlots(best).length === 0) break;
      } catch (error) {
        failure ??= error;
      }
    }
    if (best === undefined) throw this.unanswered(failure);
    this.shards = best.toSorted((a, b) => lowest(a) - lowest(b));
    for (const told of this.watchers) told();
  }

  private async askOne(address: Address): Promise<Shard[]> {
    const client = await Client.open(this.endpoint(address), this.options);
    try {
      return await askShards(client, { address, tls: this.credentials.tls !== undefined });
    } finally {
      client.close();
    }
  }

  /** Masters, then replicas, then seeds; each once. */
  private candidates(): Address[] {
    const nodes = this.shards.flatMap(({ master, replicas }) =>
      master === undefined ? replicas : [master, ...replicas],
    );
    const online = nodes.filter((node) => node.online).map(({ address }) => address);
    const all = new Map([...online, ...this.seeds].map((address) => [addressText(address), address]));
    return [...all.values()];
  }

  private unanswered(failure: unknown): unknown {
    if (this.seeds.length < 2 || !(failure instanceof ReplicationError)) return failure;
    return new ReplicationError(failure.code, `no node of the cluster answers; ${failure.message}`, { cause: failure });
  }
}

const NO_CLUSTER = /cluster support disabled/i;

/** The ways to ask, the richest first; older servers, and users who may not, have only the later ones. */
const WAYS: readonly {
  readonly words: readonly string[];
  readonly read: (reply: RespValue, reached: Reached) => Shard[];
}[] = [
  { words: ['CLUSTER', 'SHARDS'], read: readShards },
  { words: ['CLUSTER', 'SLOTS'], read: readSlots },
  { words: ['CLUSTER', 'NODES'], read: (reply, reached) => readNodes(replyText(reply) ?? '', reached).shards },
];

async function askShards(client: Client, reached: Reached): Promise<Shard[]> {
  let refusal = '';
  for (const { words, read } of WAYS) {
    const reply = await client.call(...words);
    const error = errorText(reply);
    if (error === undefined) return read(reply, reached);
    refusal = error;
    if (NO_CLUSTER.test(error)) throw new ReplicationError('PROTOCOL', `${client.name} is no node of a cluster`);
  }
  throw refusalOf(client.name, refusal);
}

/** How a node itself sees the cluster, its own open slots among it. @throws ReplicationError DENIED, PROTOCOL */
export async function askNodes(client: Client, reached: Reached): Promise<NodesView> {
  return readNodes(replyText(await client.ask('CLUSTER', 'NODES')) ?? '', reached);
}

function slotCount(shards: readonly Shard[]): number {
  let count = 0;
  for (const { slots } of shards) for (const [first, last] of slots) count += last - first + 1;
  return count;
}

function lowest({ slots }: Shard): number {
  return slots[0]?.[0] ?? Infinity;
}
