/** One shard of a cluster as a source: whoever is its master. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../../connection/client.ts';
import { askNodes, type Cluster } from '../../connection/cluster.ts';
import { slotsIn, type Shard as ShardPlace, type SlotRange } from '../../connection/cluster-topology.ts';
import type { ConnectOptions } from '../../connection/connect.ts';
import { addressText, type Endpoint } from '../../connection/endpoint.ts';
import { replyItems, replyText } from '../../connection/reply.ts';
import { describeServer } from '../../connection/server-facts.ts';
import { ReplicationError } from '../../errors.ts';
import type { EntrySink } from '../../model/sink.ts';
import type { Position } from '../../replication/position.ts';
import type { Dump, ReplicationSource, Segment } from '../../replication/segment.ts';
import type { SourceStatus } from '../status.ts';
import type { Steady } from './slot-clearance.ts';
import { SlotGate, type SlotGateOptions } from './slot-gate.ts';
import type { Shard, ShardView, SlotOwners } from './slot-owners.ts';

/** A source that can be told that its master is somewhere else now. */
export interface MovableSource extends ReplicationSource {
  moved(): void;
}

/** What a shard's replica is opened with. */
export interface ShardReplica {
  readonly name: string;
  readonly locate: () => Promise<Endpoint>;
  readonly from: Position | undefined;
  readonly status: SourceStatus;
}

export interface ShardSourceOptions {
  readonly id: string;
  readonly name: string;
  readonly cluster: Cluster;
  readonly owners: SlotOwners;
  readonly connect: ConnectOptions;
  readonly gate: SlotGateOptions;
  /** The feed has to be asked for from here at the latest, whatever lanes have. */
  readonly since: Position | undefined;
  readonly replica: (options: ShardReplica) => MovableSource;
  /** Where the shard is now. Undefined: the cluster does not have it any more. */
  readonly place: () => ShardPlace | undefined;
}

/** An atomic migration that is under way; `from`: the shard, if it is known. */
export interface KeptImport {
  readonly job: string;
  readonly from: string | undefined;
  readonly ranges: readonly SlotRange[];
  readonly isHandedOver: boolean;
}

/** The first that migrates slots atomically. Redis trims slots by a command of its own. */
const ATOMIC_VALKEY = 9;
/** Between attempts to ask a master. */
const AGAIN_MS = 100;
/** How long the last confirmation may take when the source has ended. */
const LAST_MS = 2000;

export class ShardSource implements Shard {
  readonly id: string;
  readonly name: string;
  readonly since: Position | undefined;
  private readonly options: ShardSourceOptions;
  private source: MovableSource | undefined;
  private located = '';
  private client: Client | undefined;
  private cleansByKey = true;
  private slotGate: SlotGate | undefined;
  private confirmed = 0;
  private isStopped = false;
  private hasEnded = false;
  private waiting: (() => void)[] = [];
  /** Told when another shard waits for this one's delivery. */
  onAwaited: (() => void) | undefined;

  constructor(options: ShardSourceOptions) {
    this.options = options;
    this.id = options.id;
    this.name = options.name;
    this.since = options.since;
  }

  /** What has to stand in front of the sinks of this shard's lanes. */
  gate(sink: EntrySink): SlotGate {
    this.slotGate = new SlotGate(sink, this, this.options.owners, {
      ...this.options.gate,
      onMoved: () => this.wake(),
    });
    return this.slotGate;
  }

  slots(): readonly SlotRange[] {
    return this.options.owners.rangesOf(this);
  }

  open(from: Position | undefined, status: SourceStatus): ReplicationSource {
    const { replica, name } = this.options;
    const source = replica({ name, locate: () => this.locate(), from, status });
    this.source = source;
    this.confirmed = from?.offset ?? 0;
    return new WatchedSource(source, {
      confirm: (offset) => this.confirm(offset),
      stopped: () => this.stopped(),
      ended: () => this.end(),
    });
  }

  /** Atomic migrations to it that are under way there. */
  imports(offset: number): KeptImport[] {
    const all = this.slotGate?.importsAt(offset) ?? [];
    return all.map(({ job, from, ranges, isHandedOver }) => ({ job, from: from?.id, ranges, isHandedOver }));
  }

  /** Since which offset it has taken no slots, and its epoch there. */
  get steady(): Steady | undefined {
    return this.slotGate?.steady ?? this.options.gate.steady;
  }

  /** The topology has been told anew. */
  look(): void {
    const master = this.options.place()?.master;
    if (master === undefined || this.located === '') return;
    if (master.online && addressText(master.address) !== this.located) this.source?.moved();
  }

  /** It is not in the cluster any more: what has come is all there is. */
  leave(): void {
    this.source?.stop();
  }

  async ask(): Promise<ShardView | 'gone' | 'stopped'> {
    for (;;) {
      if (this.isStopped) return 'stopped';
      const place = this.options.place();
      if (place === undefined) return 'gone';
      try {
        if (place.master !== undefined) return await this.askMaster(place.master.address);
      } catch (error) {
        this.client?.close();
        this.client = undefined;
        if (error instanceof ReplicationError && error.code === 'DENIED') throw error;
      }
      this.options.cluster.hint();
      await delay(AGAIN_MS);
    }
  }

  get toldTo(): number {
    return Math.max(this.slotGate?.told?.offset ?? 0, this.confirmed);
  }

  get seenTo(): number {
    return Math.max(this.slotGate?.seen ?? 0, this.confirmed);
  }

  delivered(offset: () => number): Promise<boolean> {
    return this.until(offset, () => this.confirmed);
  }

  seen(offset: () => number): Promise<boolean> {
    return this.until(offset, () => this.seenTo);
  }

  private async until(offset: () => number, reached: () => number): Promise<boolean> {
    while (reached() < offset()) {
      // Nothing more comes.
      if ((this.isStopped || this.hasEnded) && offset() > (this.source?.received ?? 0)) return false;
      this.onAwaited?.();
      const told = new Promise<'told'>((resolve) => {
        this.waiting.push(() => resolve('told'));
      });
      const patience = this.hasEnded ? delay(LAST_MS) : undefined;
      if ((await (patience === undefined ? told : Promise.race([told, patience]))) !== 'told') return false;
    }
    return true;
  }

  close(): void {
    this.stopped();
    this.end();
  }

  private stopped(): void {
    this.isStopped = true;
    this.client?.close();
    this.wake();
  }

  private confirm(offset: number): void {
    if (offset <= this.confirmed) return;
    this.confirmed = offset;
    this.slotGate?.forget(offset);
    this.wake();
  }

  private end(): void {
    this.hasEnded = true;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async locate(): Promise<Endpoint> {
    const { cluster, place, name } = this.options;
    if (this.located !== '') await cluster.refresh();
    const master = place()?.master;
    if (master === undefined) throw new ReplicationError('BUSY', `the shard of ${name} has no master now`);
    this.located = addressText(master.address);
    return cluster.endpoint(master.address);
  }

  private async askMaster(address: Endpoint['address']): Promise<ShardView> {
    const { cluster, connect } = this.options;
    const endpoint = cluster.endpoint(address);
    if (this.client?.name !== addressText(address)) {
      this.client?.close();
      this.client = await Client.open(endpoint, connect);
      const { software, version } = await describeServer(this.client);
      this.cleansByKey = software === 'valkey' && (version === undefined || Number.parseInt(version) >= ATOMIC_VALKEY);
    }
    const { client } = this;
    // First the offset: what is true of slots after it was true up to it.
    const asked = client.ask('ROLE');
    const nodes = askNodes(client, { address, tls: endpoint.tls !== undefined });
    const [[, offset], { shards, myself, epoch, open }] = await Promise.all([asked.then(replyItems), nodes]);
    const mine = shards.find(({ master }) => master?.id === myself);
    if (mine === undefined) throw new ReplicationError('BUSY', `${client.name} is not the master of its shard`);
    return {
      offset: Number(replyText(offset)),
      epoch,
      owned: new Set(slotsIn(mine.slots)),
      importing: new Set(open.importing.keys()),
      cleansByKey: this.cleansByKey,
    };
  }
}

interface Watch {
  confirm(offset: number): void;
  stopped(): void;
  ended(): void;
}

/** A source, and someone who sees what is told to it. */
class WatchedSource implements ReplicationSource {
  private readonly source: ReplicationSource;
  private readonly watch: Watch;

  constructor(source: ReplicationSource, watch: Watch) {
    this.source = source;
    this.watch = watch;
  }

  get name(): string {
    return this.source.name;
  }
  get replid(): string {
    return this.source.replid;
  }
  get received(): number {
    return this.source.received;
  }
  async *segments(): AsyncGenerator<Segment> {
    try {
      yield* this.source.segments();
    } finally {
      this.watch.ended();
    }
  }
  dump(): Promise<Dump> {
    if (this.source.dump === undefined) throw new Error('the source has no dump');
    return this.source.dump();
  }
  confirm(offset: number): void {
    this.source.confirm(offset);
    this.watch.confirm(offset);
  }
  stop(): void {
    this.watch.stopped();
    this.source.stop();
  }
}
