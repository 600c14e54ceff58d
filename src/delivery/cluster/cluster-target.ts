/** A cluster that is given what its source has: its keys, then its commands, each where it belongs. */
import { Client, useClient } from '../../connection/client.ts';
import { slotsIn, type SlotRange } from '../../connection/cluster-topology.ts';
import { Cluster } from '../../connection/cluster.ts';
import { addressText, type Address, type ServerPlace } from '../../connection/endpoint.ts';
import { replyText } from '../../connection/reply.ts';
import { describeServer, replidsOf } from '../../connection/server-facts.ts';
import { ReplicationError } from '../../errors.ts';
import { SLOTS } from '../../model/slot.ts';
import { featuresOf, supports, type Feature, type Loss, type Target as Server } from '../../model/target.ts';
import { makeContact } from '../server/first-contact.ts';
import { readPosition } from '../../replication/position.ts';
import { Clearing } from '../server/clearing.ts';
import { readHoldings, type Holdings } from '../server/holdings.ts';
import { isCompany } from '../server/marker.ts';
import { LateExpiries } from '../late-expiries.ts';
import { passedOver } from '../server/error-reply.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { ClusterLane } from './cluster-lane.ts';
import { markedOffset, MarkerKeys, newGeneration, parseProgress, type Progress } from './cluster-marker.ts';
import { executeEverywhere } from './everywhere.ts';
import type { SlotPace } from './slot-writer.ts';
import { slotTags } from './slot-tags.ts';

export interface ClusterTargetOptions {
  readonly place: Extract<ServerPlace, { kind: 'cluster' }>;
  /** How long a connection may take. */
  readonly timeoutMs: number;
  /** Write into a cluster that holds keys. */
  readonly intoNonEmpty: boolean;
  /** Commit positions with the commands, in keys. */
  readonly marker: boolean;
  /** Take the markers away when all is delivered: a state file tells the position. */
  readonly removesMarker: boolean;
  /** A key, or a part of it, that the target cannot hold. */
  readonly onLoss: (loss: Loss) => void;
  /** Why it waits; undefined: no longer. */
  readonly onTrouble: (trouble: string | undefined) => void;
  /** Told of what is delivered otherwise than it was, once. */
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
  /** Commands come behind the snapshot. */
  readonly follows: boolean;
  readonly pace?: Partial<SlotPace>;
}

export class ClusterTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly takesSflush = true;
  replids: ReadonlySet<string> = new Set();
  private readonly options: ClusterTargetOptions;
  private readonly tags = slotTags();
  private readonly lanes: ClusterLane[] = [];
  private cluster: Cluster | undefined;
  /** That of its first master. */
  server: Server | undefined;
  private holdings: Holdings = { keys: 0, functions: 0 };
  /** Keys that are markers of ours. */
  private markers = 0;
  private readonly clearing: Clearing<ClusterLane>;
  private hasSpread = false;
  /** Errors of keys that were gone. */
  private readonly gone = new Set<string>();

  constructor(options: ClusterTargetOptions) {
    this.options = options;
    const [seed] = options.place.seeds;
    this.name = seed === undefined ? 'the cluster' : addressText(seed);
    const { intoNonEmpty, onWarning } = options;
    this.clearing = new Clearing({
      name: this.name,
      intoNonEmpty,
      holdings: () => ({ ...this.holdings, keys: this.holdings.keys - this.markers }),
      flush: () => this.flush(),
      clearSlots: (ranges) => this.clearSlots(ranges),
      onWarning,
    });
  }

  get features(): ReadonlySet<Feature> | undefined {
    return this.server && featuresOf(this.server);
  }

  private get opened(): Cluster {
    if (this.cluster === undefined) throw new Error('the target is not open');
    return this.cluster;
  }

  async open(): Promise<void> {
    await makeContact(() => this.look(), this.options);
  }

  async lane(source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { opened: cluster, server, options } = this;
    const { marker, removesMarker, follows, onLoss, onTrouble, now, pace } = options;
    const keys = new MarkerKeys(markerId(source, kept), this.tags);
    const marked = new Float64Array(SLOTS);
    const found = marker ? await this.readProgress(cluster, keys) : undefined;
    // It had one: whatever took it away, a flush or a restart without its data, took more.
    const known =
      found === undefined && marker && kept?.['marked'] === true ? withoutPosition(kept) : keptProgress(kept);
    const progress = found ?? known ?? { generation: newGeneration(), company: 'beside', at: undefined };
    if (found !== undefined) await this.readMarkers(cluster, keys, found.generation, marked);
    const lane = new ClusterLane({
      name: this.name,
      ...(server === undefined ? {} : { server }),
      cluster,
      connect: (address) => this.connect(cluster, address),
      keys,
      marker,
      removesMarker,
      progress: later(progress, known),
      isKnown: found !== undefined || known !== undefined,
      isMarked: found !== undefined,
      marked,
      clear: (one) => this.clearing.clear(one, source, this.lanes),
      newGeneration,
      onLoss,
      onTrouble,
      onSpread: () => this.warnOfSpread(),
      onGone: (command, error) => this.warnOfGone(command, error),
      ...(follows ? { front: (sink) => new LateExpiries(sink, now) } : {}),
      now,
      ...(pace === undefined ? {} : { pace }),
    });
    if (found === undefined) await lane.begin();
    this.lanes.push(lane);
    return lane;
  }

  async close(): Promise<void> {
    this.cluster?.close();
  }

  private connect(cluster: Cluster, address: Address): Promise<Client> {
    return Client.open(cluster.endpoint(address), { timeoutMs: this.options.timeoutMs });
  }

  private async look(): Promise<void> {
    const { place, timeoutMs } = this.options;
    this.cluster?.close();
    const cluster = await Cluster.open(place.seeds, place.credentials, { timeoutMs });
    this.cluster = cluster;
    if (cluster.warning !== undefined) throw new ReplicationError('BUSY', cluster.warning);
    const all = await this.ofMasters(cluster, async (client) => {
      const facts = await describeServer(client);
      return { ...(await readHoldings(client, facts)), server: facts.target, replids: replidsOf(facts) };
    });
    this.replids = new Set(all.flatMap(({ replids }) => replids));
    this.server = all[0]?.server;
    const keys = all.reduce((sum, one) => sum + one.keys, 0);
    this.holdings = { keys, functions: Math.max(...all.map(({ functions }) => functions)) };
  }

  private async ofMasters<T>(cluster: Cluster, what: (client: Client, slots: number[]) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    for (const { master, slots } of cluster.shards) {
      if (master === undefined || slots.length === 0) continue;
      const connecting = this.connect(cluster, master.address);
      results.push(await useClient(connecting, (client) => what(client, slotsIn(slots))));
    }
    return results;
  }

  private async readProgress(cluster: Cluster, keys: MarkerKeys): Promise<Progress | undefined> {
    const texts = await this.ofMasters(cluster, async (client, slots) =>
      slots.includes(keys.progressSlot) ? replyText(await client.ask('GET', keys.progress)) : undefined,
    );
    const text = texts.find((one) => one !== undefined);
    if (text === undefined) return undefined;
    this.markers++;
    return parseProgress(text);
  }

  private async readMarkers(
    cluster: Cluster,
    keys: MarkerKeys,
    generation: string,
    marked: Float64Array,
  ): Promise<void> {
    await this.ofMasters(cluster, async (client, slots) => {
      const replies = await Promise.all(slots.map((slot) => client.ask('GET', keys.ofSlot(slot))));
      for (const [index, slot] of slots.entries()) {
        const text = replyText(replies[index]);
        if (text === undefined) continue;
        this.markers++;
        marked[slot] = markedOffset(text, generation);
      }
    });
  }

  private async clearSlots(ranges: readonly SlotRange[]): Promise<void> {
    const { opened: cluster } = this;
    const words = ['SFLUSH', ...ranges.flat().map(String)].map((word) => Buffer.from(word));
    const connect = (address: Address): Promise<Client> => this.connect(cluster, address);
    await executeEverywhere(words, { cluster, connect, mark: undefined });
  }

  private async flush(): Promise<void> {
    const hasFunctions = this.server === undefined || supports(this.server, 'functions');
    await this.ofMasters(this.opened, async (client) => {
      await client.ask('FLUSHALL');
      if (hasFunctions) await client.ask('FUNCTION', 'FLUSH');
    });
  }

  /** Once a kind of error. */
  private warnOfGone(command: string, error: string): void {
    if (this.gone.has(error)) return;
    this.gone.add(error);
    this.options.onWarning(passedOver(this.name, command, error));
  }

  private warnOfSpread(): void {
    if (this.hasSpread) return;
    this.hasSpread = true;
    this.options.onWarning(`${this.name}: transactions about keys of several slots are done in parts, one a slot`);
  }
}

/** The same over restarts. */
function markerId({ id, name }: LaneSource, kept: Kept | undefined): string {
  const known = kept?.['marker'];
  return typeof known === 'string' ? known : id === '' ? name : id;
}

function keptProgress(kept: Kept | undefined): Progress | undefined {
  const { generation, company, at } = kept ?? {};
  if (typeof generation !== 'string' || !isCompany(company)) return undefined;
  return { generation, company, at: readPosition(at) };
}

/** What is left to know of a target that has lost its markers. */
function withoutPosition(kept: Kept): Progress | undefined {
  const progress = keptProgress(kept);
  return progress && { ...progress, at: undefined };
}

/** Both say that everything before is done. */
function later(one: Progress, other: Progress | undefined): Progress {
  if (other?.generation !== one.generation || other.at === undefined) return one;
  return one.at === undefined || other.at.offset > one.at.offset ? other : one;
}
