/**
 * A Redis Stream of a server: an entry for each record, as entry-writer.ts has them. Each comes once, for a marker moves on with them.
 * Like a file of records it only grows: where a snapshot is taken anew, its header tells that it replaces what came before.
 */
import { quoteBytes } from '../../bytes/text.ts';
import { Client, useClient } from '../../connection/client.ts';
import type { Located } from '../../connection/located.ts';
import { replyText } from '../../connection/reply.ts';
import { describeServer, replidsOf } from '../../connection/server-facts.ts';
import { ReplicationError } from '../../errors.ts';
import type { Loss } from '../../model/target.ts';
import { checkIsMaster, makeContact } from '../server/first-contact.ts';
import { markerKey, positionOf } from '../server/kept.ts';
import { readMarker, type Mark } from '../server/marker.ts';
import type { Pace } from '../server/pipelined-writer.ts';
import { ServerLane } from '../server/server-lane.ts';
import type { Kept, Lane, LaneSource, Target } from '../target.ts';
import { StreamSink } from './stream-sink.ts';

export interface StreamTargetOptions {
  readonly located: Located;
  readonly db: number;
  /** The stream's key. */
  readonly stream: string;
  /** It is trimmed to about so many entries. */
  readonly maxLength?: number;
  readonly timeoutMs: number;
  /** Add to a stream that has entries. */
  readonly intoNonEmpty: boolean;
  /** Commit the position with the entries, in a key. */
  readonly marker: boolean;
  /** Take the marker away when all is delivered: a state file tells the position. */
  readonly removesMarker: boolean;
  /** A record that is too long for an entry. */
  readonly onLoss: (loss: Loss) => void;
  /** Why it waits; undefined: no longer. */
  readonly onTrouble: (trouble: string | undefined) => void;
  readonly pace?: Partial<Pace>;
}

/** An entry is long, and quickly added: some thousands go together. */
const MOST_WAITING = 1 << 20;

export class StreamTarget implements Target {
  readonly name: string;
  readonly takes = 'writes';
  replids: ReadonlySet<string> = new Set();
  private readonly options: StreamTargetOptions;
  /** Entries that were there before. */
  private entries = 0;
  private isOurs = false;

  constructor(options: StreamTargetOptions) {
    const { located, stream } = options;
    this.options = options;
    this.name = `${located.name} ${quoteBytes(Buffer.from(stream))}`;
  }

  async open(): Promise<void> {
    const { pace, onTrouble } = this.options;
    await makeContact(() => this.ask((client) => this.look(client)), {
      onTrouble,
      firstContactMs: pace?.firstContactMs,
    });
  }

  async lane(source: LaneSource, kept: Kept | undefined): Promise<Lane> {
    const { options } = this;
    const { marker: isMarked, removesMarker, onTrouble, pace, maxLength } = options;
    const key = isMarked ? markerKey([options.stream], source, kept) : undefined;
    const mark = key === undefined ? undefined : await this.ask((client) => readMarker(client, key));
    if (mark !== undefined || kept !== undefined) this.isOurs = true;
    const lane = new ServerLane({
      name: this.name,
      sink: (builder, onCut) =>
        new StreamSink(builder, {
          ...options,
          maxLength,
          source: source.id === '' ? undefined : source.id,
          isOnce: isMarked,
          noModuleBytes: false,
          onCut: () => onCut(true),
        }),
      connect: () => this.connect(),
      marker: key,
      removesMarker,
      at: positionOf(mark, kept, isMarked),
      company: 'beside',
      mark,
      clear: async () => this.checkEmpty(),
      onTrouble,
      mostWaiting: MOST_WAITING,
      ...(pace === undefined ? {} : { pace }),
    });
    if (mark === undefined) await lane.begin();
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

  /** @throws ReplicationError TARGET: it takes no stream */
  private async look(client: Client): Promise<void> {
    const { db, stream } = this.options;
    const facts = await describeServer(client);
    checkIsMaster(client.name, facts);
    if (facts.cluster) {
      throw new ReplicationError('TARGET', `${client.name} is a node of a cluster, which takes no stream`);
    }
    this.replids = new Set(replidsOf(facts));
    await client.ask('SELECT', String(db));
    const type = replyText(await client.ask('TYPE', stream));
    if (type !== 'stream' && type !== 'none') throw new ReplicationError('TARGET', `${this.name} is a ${type}`);
    this.entries = Number(replyText(await client.ask('XLEN', stream)));
  }

  /** @throws ReplicationError NOT_EMPTY */
  private checkEmpty(): Mark['company'] {
    const { entries, isOurs, options } = this;
    if (entries > 0 && !isOurs && !options.intoNonEmpty) {
      const what = `${this.name} has ${entries === 1 ? 'an entry' : `${entries} entries`}`;
      throw new ReplicationError('NOT_EMPTY', `${what}: --into-nonempty adds to it`);
    }
    this.isOurs = true;
    return 'beside';
  }
}
