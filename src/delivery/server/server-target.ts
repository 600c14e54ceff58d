/** A server that is given what its source has: its keys, then its commands. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../../connection/client.ts';
import { addressText, type Endpoint } from '../../connection/endpoint.ts';
import { ReplicationError } from '../../errors.ts';
import { describeServer, type ServerFacts } from '../../connection/server-facts.ts';
import { featuresOf, likeSource, type Feature, type Loss, type Target as Server } from '../../model/target.ts';
import type { Position } from '../../replication/position.ts';
import { LateExpiries } from '../late-expiries.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { holdingsText, readHoldings, type Holdings } from './holdings.ts';
import { parsePosition, readMarker, type Company, type Mark } from './marker.ts';
import { LaneSink } from './lane-sink.ts';
import { PASSING, type Pace } from './pipelined-writer.ts';
import { ServerLane } from './server-lane.ts';

export interface ServerTargetOptions {
  readonly endpoint: Endpoint;
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

const FIRST_CONTACT_MS = 10_000;
const RETRY_MS = 250;
const PREFIX = 'rdb-tool:replicate';

interface Found {
  readonly server: Server;
  readonly holdings: Holdings;
}

export class ServerTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  readonly emptiesSlots = 'EVAL';
  readonly messages = true;
  private readonly options: ServerTargetOptions;
  private found: Found | undefined;
  private readonly lanes: ServerLane[] = [];
  /** Markers that were found. */
  private markers = 0;
  /** Whether all that is there is ours, once a snapshot has begun. */
  private company: Company | undefined;

  constructor(options: ServerTargetOptions) {
    this.options = options;
    this.name = addressText(options.endpoint.address);
  }

  async open(): Promise<void> {
    const { master, role, cluster, target, holdings } = await this.firstContact();
    if (role === 'replica' || role === 'sentinel') {
      const whose = master === undefined ? '' : ` of ${addressText(master.address)}`;
      throw new ReplicationError('TARGET', `${this.name} is a ${role}${whose}: give the master`);
    }
    if (cluster) {
      throw new ReplicationError('TARGET', `${this.name} is a node of a cluster: give redis+cluster://${this.name}`);
    }
    this.found = { server: target ?? likeSource('redis', new Map()), holdings };
  }

  get server(): Server {
    return this.opened.server;
  }

  get features(): ReadonlySet<Feature> {
    return featuresOf(this.server);
  }

  private get opened(): Found {
    if (this.found === undefined) throw new Error('the target is not open');
    return this.found;
  }

  async lane(source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { opened, options } = this;
    const { marker: isMarked, removesMarker, follows, onLoss, onTrouble, onWarning, now, pace } = options;
    const key = isMarked ? markerKey(source, kept) : undefined;
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
      clear: (one) => this.clear(one),
      onTrouble,
      onWarning,
      ...(pace === undefined ? {} : { pace }),
    });
    if (mark === undefined) await lane.begin();
    this.lanes.push(lane);
    return lane;
  }

  async close(): Promise<void> {}

  private connect(): Promise<Client> {
    const { endpoint, timeoutMs } = this.options;
    return Client.open(endpoint, { timeoutMs });
  }

  private async ask<T>(what: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.connect();
    try {
      return await what(client);
    } finally {
      client.close();
    }
  }

  /** A server that is being started is waited for. */
  private async firstContact(): Promise<ServerFacts & { readonly holdings: Holdings }> {
    const begun = performance.now();
    const { firstContactMs = FIRST_CONTACT_MS } = this.options.pace ?? {};
    for (;;) {
      try {
        return await this.ask(async (client) => {
          const facts = await describeServer(client);
          return { ...facts, holdings: await readHoldings(client, facts) };
        });
      } catch (error) {
        const isPassing = error instanceof ReplicationError && PASSING.has(error.code);
        if (!isPassing || performance.now() - begun > firstContactMs) throw error;
        this.options.onTrouble(error.message);
        await delay(RETRY_MS);
      }
    }
  }

  /**
   * Make room for a snapshot: what is ours goes. Where several sources come to one server, the first of them does it for all.
   * @throws ReplicationError NOT_EMPTY
   */
  private async clear(lane: ServerLane): Promise<Company> {
    if (this.company !== undefined) {
      if (this.company === 'alone' && this.lanes.length === 1) await this.flush();
      return this.company;
    }
    this.company = companyOf(lane, this.lanes, this.isEmpty);
    if (this.company === undefined) {
      if (!this.options.intoNonEmpty) throw this.notEmpty();
      this.company = 'beside';
    }
    const isKept = this.lanes.some(({ confirmed }) => confirmed !== undefined);
    if (this.company === 'alone' && !this.isEmpty && !isKept) await this.flush();
    return this.company;
  }

  private get isEmpty(): boolean {
    const { keys, functions } = this.opened.holdings;
    return keys <= this.markers && functions === 0;
  }

  private notEmpty(): ReplicationError {
    const { keys, functions } = this.opened.holdings;
    const what = `${this.name} holds ${holdingsText({ keys: keys - this.markers, functions })}`;
    return new ReplicationError('NOT_EMPTY', `${what}: --into-nonempty writes into it all the same`);
  }

  private async flush(): Promise<void> {
    await this.ask(async (client) => {
      await client.ask('FLUSHALL');
      if (this.features.has('functions')) await client.ask('FUNCTION', 'FLUSH');
    });
  }
}

/** Whether all that is there is ours; undefined: nothing says so, and it is not. */
function companyOf(lane: ServerLane, lanes: readonly ServerLane[], isEmpty: boolean): Company | undefined {
  const known = [lane, ...lanes].map(({ company }) => company).filter((company) => company !== undefined);
  if (known.includes('beside')) return 'beside';
  return known.length > 0 || isEmpty ? 'alone' : undefined;
}

/** The same over restarts. */
function markerKey({ id, name }: LaneSource, kept: Kept | undefined): string {
  const key = kept?.['marker'];
  return typeof key === 'string' ? key : `${PREFIX}:${id === '' ? name : id}`;
}

function keptCompany(kept: Kept | undefined): Company | undefined {
  const company = kept?.['company'];
  return company === 'alone' || company === 'beside' ? company : undefined;
}

/**
 * Where a server stands.
 * @param mark - the marker that is there
 * @param isMarked - whether markers are looked for
 */
export function positionOf(mark: Mark | undefined, kept: Kept | undefined, isMarked: boolean): Position | undefined {
  const at = keptPosition(kept);
  // It had one: whatever took it away, a flush or a restart without its data, took more.
  if (mark === undefined && isMarked && kept?.['text'] !== undefined) return undefined;
  // What came since then has not changed anything there.
  if (mark === undefined || (mark.text === kept?.['text'] && at !== undefined)) return at;
  return parsePosition(mark);
}

function keptPosition(kept: Kept | undefined): Position | undefined {
  const at = kept?.['at'];
  if (typeof at !== 'object' || at === null || !('replid' in at) || !('offset' in at) || !('db' in at))
    return undefined;
  const { replid, offset, db } = at;
  if (typeof replid !== 'string' || typeof offset !== 'number' || typeof db !== 'number') return undefined;
  return { replid, offset, db };
}
