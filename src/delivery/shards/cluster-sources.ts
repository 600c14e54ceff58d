/**
 * A cluster as sources, one a shard, whose commands go together: each source has a gate, which has to stand in front of the sinks of its
 * lanes and to be awaited after each piece (slot-gate.ts).
 */
import { Cluster } from '../../connection/cluster.ts';
import type { Shard as ShardPlace, SlotRange } from '../../connection/cluster-topology.ts';
import type { ConnectOptions } from '../../connection/connect.ts';
import { addressText, type ServerPlace } from '../../connection/endpoint.ts';
import { ReplicationError } from '../../errors.ts';
import type { Position } from '../../replication/position.ts';
import type { SourceGroup } from '../source-spec.ts';
import type { Kept } from '../target.ts';
import { ShardSource, type KeptImport, type MovableSource, type ShardReplica } from './shard-source.ts';
import type { Steady } from './slot-clearance.ts';
import { SlotOwners } from './slot-owners.ts';

export interface ClusterSourcesOptions extends ConnectOptions {
  readonly replica: (options: ShardReplica) => MovableSource;
  /** How often the topology is asked for; ms. */
  readonly refreshMs?: number;
  readonly onWarning?: (message: string) => void;
}

type ClusterPlace = Extract<ServerPlace, { kind: 'cluster' }>;

/** A shard that the topology has missed so many times in a row is gone. */
const MISSED = 3;

export class ClusterSources implements SourceGroup {
  /** In the order of their lowest slots; those that came later behind. */
  private readonly sources: ShardSource[] = [];
  /** A shard came to the cluster: it has to be followed as well, from its snapshot on. */
  onAdded: SourceGroup['onAdded'];
  private readonly place: ClusterPlace;
  private readonly options: ClusterSourcesOptions;
  private readonly owners = new SlotOwners();
  /** Shards by what their nodes are called, those that were there once among them. */
  private readonly nodes = new Map<string, string>();
  private readonly missed = new Map<ShardSource, number>();
  private cluster: Cluster | undefined;
  private kept = readKept(undefined);

  constructor(place: ClusterPlace, options: ClusterSourcesOptions) {
    this.place = place;
    this.options = options;
    this.owners.shardOf = (node) => this.sources.find(({ id }) => id === this.nodes.get(node));
  }

  /** @throws ReplicationError CONNECT, PROTOCOL: no cluster; AUTH, TLS, DENIED, TIMEOUT */
  async open(kept: Kept | undefined): Promise<readonly ShardSource[]> {
    const { seeds, credentials } = this.place;
    const cluster = await Cluster.open(seeds, credentials, this.options);
    if (cluster.warning !== undefined) this.options.onWarning?.(cluster.warning);
    const places = cluster.shards.filter(({ slots }) => slots.length > 0);
    if (places.length === 0) {
      throw new ReplicationError('BUSY', `no node of the cluster of ${cluster.name} serves any slot`);
    }
    this.cluster = cluster;
    this.kept = readKept(kept);
    for (const [node, id] of Object.entries(this.kept.nodes)) this.nodes.set(node, id);
    for (const place of cluster.shards) this.add(cluster, place);
    this.assign(cluster);
    cluster.watch(() => this.look(cluster));
    return this.sources;
  }

  /**
   * What `kept` has to be to go on from where all shards are delivered. Small, JSON.
   * @param confirmed - how far a shard is delivered for certain
   */
  keep(confirmed: (id: string) => Position | undefined): Kept {
    const owners: Record<string, readonly SlotRange[]> = {};
    const lost: Record<string, readonly SlotRange[]> = {};
    const at: Record<string, Position> = {};
    const imports: Record<string, readonly KeptImport[]> = {};
    const steady: Record<string, Steady> = {};
    for (const source of this.sources) {
      owners[source.id] = this.owners.rangesOf(source);
      if (source.steady !== undefined) steady[source.id] = source.steady;
      const left = this.owners.lostBy(source);
      if (left.length > 0) lost[source.id] = left;
      const position = confirmed(source.id);
      if (position === undefined) continue;
      at[source.id] = position;
      const migrations = source.imports(position.offset);
      if (migrations.length > 0) imports[source.id] = migrations;
    }
    return { nodes: Object.fromEntries(this.nodes), owners, lost, at, imports, steady } satisfies KeptCluster & Kept;
  }

  close(): void {
    this.cluster?.close();
    for (const source of this.sources) source.close();
  }

  /** Whose a slot is that was somebody's when this was kept; else as the cluster has it. */
  private assign(cluster: Cluster): void {
    for (const place of cluster.shards) {
      const source = this.sourceOf(place);
      if (source !== undefined) this.owners.give(source, place.slots);
    }
    for (const source of this.sources) {
      this.owners.give(source, this.kept.owners[source.id] ?? []);
      for (const [first, last] of this.kept.lost[source.id] ?? []) {
        for (let slot = first; slot <= last; slot++) this.owners.leftBy(source).add(slot);
      }
      for (const { job, from, ranges, isHandedOver } of this.kept.imports[source.id] ?? []) {
        const sets = { present: new Set<number>(), cleaned: new Set<number>() };
        this.owners.begin({
          job,
          from: this.sources.find(({ id }) => id === from),
          to: source,
          ranges,
          state: 'running',
          isHandedOver,
          begunAt: 0,
          doneAt: undefined,
          partial: true,
          ...sets,
        });
      }
    }
  }

  private look(cluster: Cluster): void {
    for (const place of cluster.shards) {
      const known = this.sourceOf(place);
      if (known === undefined && place.master !== undefined) {
        const added = this.add(cluster, place);
        if (added !== undefined) this.onAdded?.(added);
      }
    }
    for (const source of this.sources) {
      const isMissing = this.placeOf(source.id) === undefined;
      const times = isMissing ? (this.missed.get(source) ?? 0) + 1 : 0;
      this.missed.set(source, times);
      if (times === MISSED) source.leave();
      source.look();
    }
  }

  private add(cluster: Cluster, place: ShardPlace): ShardSource | undefined {
    const { master, replicas } = place;
    const [first] = master === undefined ? replicas : [master];
    if (first === undefined) return undefined;
    const id = this.idOf(place) ?? first.id;
    for (const node of [first, ...replicas]) this.nodes.set(node.id, id);
    const { replica, onWarning, timeoutMs } = this.options;
    const source = new ShardSource({
      id,
      name: addressText(first.address),
      cluster,
      owners: this.owners,
      connect: { timeoutMs },
      gate: {
        takesFunctions: this.sources.length === 0,
        steady: this.kept.steady[id],
        onHint: () => cluster.hint(),
        ...(onWarning === undefined ? {} : { onWarning }),
      },
      since: this.kept.at[id],
      replica,
      place: () => ((this.missed.get(source) ?? 0) < MISSED ? (this.placeOf(id) ?? place) : undefined),
    });
    this.sources.push(source);
    this.owners.shards.push(source);
    return source;
  }

  private sourceOf(place: ShardPlace): ShardSource | undefined {
    const id = this.idOf(place);
    if (id === undefined) return undefined;
    // Nodes may have come to the shard.
    for (const node of [place.master, ...place.replicas]) if (node !== undefined) this.nodes.set(node.id, id);
    return this.sources.find((source) => source.id === id);
  }

  private idOf({ id, master, replicas }: ShardPlace): string | undefined {
    if (id !== undefined) return id;
    for (const node of [master, ...replicas]) {
      const known = node === undefined ? undefined : this.nodes.get(node.id);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  private placeOf(id: string): ShardPlace | undefined {
    return this.cluster?.shards.find((place) => this.idOf(place) === id);
  }
}

interface KeptCluster {
  readonly nodes: Readonly<Record<string, string>>;
  readonly owners: Readonly<Record<string, readonly SlotRange[]>>;
  /** Slots that shards have lost. */
  readonly lost: Readonly<Record<string, readonly SlotRange[]>>;
  /** Where all of this was so: gates have to look at everything from there on, whatever targets have already. */
  readonly at: Readonly<Record<string, Position>>;
  readonly imports: Readonly<Record<string, readonly KeptImport[]>>;
  readonly steady: Readonly<Record<string, Steady>>;
}

/** Of a state file that has been checked to be ours. */
function readKept(kept: Kept | undefined): KeptCluster {
  const {
    nodes = {},
    owners = {},
    lost = {},
    at = {},
    imports = {},
    steady = {},
  } = (kept ?? {}) as Partial<KeptCluster>;
  return { nodes, owners, lost, at, imports, steady };
}
