/** A server that is given what its source has: its keys, then its commands. */
import { Client, useClient } from '../../connection/client.ts';
import type { Located } from '../../connection/located.ts';
import { ReplicationError } from '../../errors.ts';
import { describeServer, replidsOf } from '../../connection/server-facts.ts';
import { featuresOf, likeSource, type Feature, type Loss, type Target as Server } from '../../model/target.ts';
import { LateExpiries } from '../late-expiries.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { checkIsMaster, makeContact } from './first-contact.ts';
import { Clearing } from './clearing.ts';
import { readHoldings, type Holdings } from './holdings.ts';
import { keptCompany, markerKey, positionOf } from './kept.ts';
import { readMarker } from './marker.ts';
import { LaneSink } from './lane-sink.ts';
import type { Pace } from './pipelined-writer.ts';
import { deleteSlots } from './slot-script.ts';
import { ServerLane } from './server-lane.ts';

export interface ServerTargetOptions {
  readonly located: Located;
  /** How long a connection may take. */
  readonly timeoutMs: number;
  /** Write into a server that holds keys. */
  readonly intoNonEmpty: boolean;
  /** Commit the position with the commands, in a key. */
  readonly marker: boolean;
  /** Take the marker away when all is delivered: a state file tells the position. */
  readonly removesMarker: boolean;
  /** A key, or a part of it, that the target cannot hold. */
  readonly onLoss: (loss: Loss) => void;
  /** Why it waits; undefined: no longer. */
  readonly onTrouble: (trouble: string | undefined) => void;
  /** Of what is passed over. */
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
  /** Commands come behind the snapshot. */
  readonly follows: boolean;
  readonly pace?: Partial<Pace>;
}

interface Found {
  readonly server: Server;
  readonly replids: ReadonlySet<string>;
  readonly holdings: Holdings;
}

export class ServerTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly takesSflush = true;
  readonly messages = true;
  private readonly options: ServerTargetOptions;
  private found: Found | undefined;
  private readonly lanes: ServerLane[] = [];
  /** Markers that were found. */
  private markers = 0;
  private readonly clearing: Clearing<ServerLane>;

  constructor(options: ServerTargetOptions) {
    this.options = options;
    this.name = options.located.name;
    const { intoNonEmpty, onWarning } = options;
    this.clearing = new Clearing({
      name: this.name,
      intoNonEmpty,
      holdings: () => this.others,
      flush: () => this.flush(),
      clearSlots: (ranges) => this.ask(async (client) => void (await client.ask(...deleteSlots(ranges)))),
      onWarning,
    });
  }

  async open(): Promise<void> {
    const { pace, onTrouble } = this.options;
    const { facts, holdings } = await makeContact(
      () =>
        this.ask(async (client) => {
          const told = await describeServer(client);
          return { facts: told, holdings: await readHoldings(client, told) };
        }),
      { onTrouble, firstContactMs: pace?.firstContactMs },
    );
    checkIsMaster(this.name, facts);
    const { cluster, target } = facts;
    if (cluster) {
      throw new ReplicationError('TARGET', `${this.name} is a node of a cluster: give redis+cluster://${this.name}`);
    }
    const replids = new Set(replidsOf(facts));
    this.found = { server: target ?? likeSource('redis', new Map()), holdings, replids };
  }

  get server(): Server {
    return this.opened.server;
  }

  get features(): ReadonlySet<Feature> {
    return featuresOf(this.server);
  }

  get replids(): ReadonlySet<string> {
    return this.opened.replids;
  }

  private get opened(): Found {
    if (this.found === undefined) throw new Error('the target is not open');
    return this.found;
  }

  async lane(source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { opened, options } = this;
    const { marker: isMarked, removesMarker, follows, onLoss, onTrouble, onWarning, now, pace } = options;
    const key = isMarked ? markerKey([], source, kept) : undefined;
    const mark = key === undefined ? undefined : await this.ask((client) => readMarker(client, key));
    if (mark !== undefined) this.markers++;
    const lane = new ServerLane({
      name: this.name,
      sink: (builder, onCut) => new LaneSink(builder, { server: opened.server, onLoss, marker: key, onCut }),
      ...(follows ? { front: (sink) => new LateExpiries(sink, now) } : {}),
      connect: () => this.connect(),
      marker: key,
      removesMarker,
      at: positionOf(mark, kept, isMarked),
      company: mark?.company ?? keptCompany(kept),
      mark,
      clear: (one) => this.clearing.clear(one, source, this.lanes),
      onTrouble,
      onWarning,
      ...(pace === undefined ? {} : { pace }),
    });
    if (mark === undefined) await lane.begin();
    this.lanes.push(lane);
    return lane;
  }

  async close(): Promise<void> {}

  private async connect(): Promise<Client> {
    const { located, timeoutMs } = this.options;
    return Client.open(await located.locate(), { timeoutMs });
  }

  private ask<T>(what: (client: Client) => Promise<T>): Promise<T> {
    return useClient(this.connect(), what);
  }

  /** What was there at first that is no marker of ours. */
  private get others(): Holdings {
    const { keys, functions } = this.opened.holdings;
    return { keys: keys - this.markers, functions };
  }

  private async flush(): Promise<void> {
    await this.ask(async (client) => {
      await client.ask('FLUSHALL');
      if (this.features.has('functions')) await client.ask('FUNCTION', 'FLUSH');
    });
  }
}
