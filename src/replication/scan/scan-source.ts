/**
 * A source for servers that let nobody replicate: a copy by SCAN and DUMP, then what keyspace notifications tell of. What it
 * cannot promise is said by `SCAN_LIMITS` and `FOLLOW_LIMITS`.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientOptions } from '../../connection/client.ts';
import { addressText, type Endpoint } from '../../connection/endpoint.ts';
import { ReplicationError, type ReplicationCode } from '../../errors.ts';
import { StreamSource } from '../../io/stream.ts';
import type { FeedSource, LinkEvent, ReplicationSource, Segment } from '../segment.ts';
import { DirtyKeys } from './dirty-keys.ts';
import { KeyReader } from './key-reader.ts';
import { findNotifications, Notifications, type NotificationKind } from './notifications.ts';
import { RateLimit } from './rate-limit.ts';
import { ScanFeed } from './scan-feed.ts';
import { ScanLink } from './scan-link.ts';
import { snapshotBytes } from './scan-snapshot.ts';
import { CommandCounters } from './unnotified.ts';

/** What a copy by SCAN is not, to be said once. */
export const SCAN_LIMITS =
  'a copy by SCAN is of no point in time: keys are read one after another, and each is as it is when it is read';

/** What following by notifications does not see, to be said once. */
export const FOLLOW_LIMITS =
  'notifications tell that a key has changed, not how: changes that follow fast become one, transactions do not stay whole, ' +
  'and what consumer groups read and acknowledge (XREADGROUP, XACK, XCLAIM) is seen when their stream changes otherwise';

export interface ScanOptions {
  /** What messages call the source. */
  readonly name: string;
  /** Where it is now: asked at each attempt to connect. */
  readonly locate: () => Promise<Endpoint>;
  readonly connect: ClientOptions;
  /** This database alone. */
  readonly db?: number;
  /** COUNT of SCAN: how many keys the server looks at for a reply. */
  readonly count?: number;
  readonly keysPerSecond?: number;
  /** Go on with what changes. */
  readonly follow: boolean;
  /** Switch on the notifications that are missing. */
  readonly setNotifications?: boolean;
  /** Changes were missed, for the connection was lost or a database flushed: stop, or copy everything anew. */
  readonly onMissed: 'stop' | 'resync';
  readonly onEvent?: (event: LinkEvent) => void;
  /** Told in words what is not as it may be expected. */
  readonly onNote?: (text: string) => void;
  readonly now: () => number;
  readonly gatherMs?: number;
  readonly lookMs?: number;
  readonly pingMs?: number;
  /** Between attempts to connect. */
  readonly retryMs?: number;
}

const COUNT = 512;
const GATHER_MS = 5;
const LOOK_MS = 1000;
const PING_MS = 10_000;
const RETRY_MS = 1000;
const REPLID_BYTES = 20;
/** Trying again may do. */
const PASSING: ReadonlySet<ReplicationCode> = new Set(['CONNECT', 'LINK', 'TIMEOUT', 'BUSY']);

/** What is open while a server is followed. */
interface Session {
  readonly link: ScanLink;
  readonly reader: KeyReader;
  readonly dirty: DirtyKeys;
  readonly feed: ScanFeed | undefined;
  readonly notifications: Notifications | undefined;
}

export class ScanSource implements ReplicationSource {
  readonly name: string;
  replid = '';
  received = 0;
  private readonly options: ScanOptions;
  private readonly limit: RateLimit;
  private session: Session | undefined;
  private isStopped = false;

  constructor(options: ScanOptions) {
    this.name = options.name;
    this.options = options;
    this.limit = new RateLimit(options.keysPerSecond ?? Infinity, options.now);
  }

  async *segments(): AsyncGenerator<Segment> {
    this.options.onNote?.(SCAN_LIMITS);
    if (this.options.follow) this.options.onNote?.(FOLLOW_LIMITS);
    for (let isFirst = true; !this.isStopped; isFirst = false) {
      const session = await this.connect(isFirst);
      if (session === undefined) return;
      try {
        const trouble = yield* this.follow(session);
        if (trouble === undefined) return;
        this.tellLost(session.link.name, trouble);
      } finally {
        this.close(session);
      }
      await delay(this.retryMs);
    }
  }

  confirm(): void {}

  stop(): void {
    this.isStopped = true;
    this.session?.feed?.end('stopped');
  }

  /** The source is somewhere else now. */
  moved(): void {
    this.session?.feed?.end({ missed: 'the master has moved' });
    this.session?.link.close();
  }

  /** @returns why it is over, if it is not to be. @throws ReplicationError: what trying again would not help */
  private async *follow(session: Session): AsyncGenerator<Segment, ReplicationError | undefined> {
    const { link, feed } = session;
    this.replid = randomBytes(REPLID_BYTES).toString('hex');
    this.received = 0;
    const at = { replid: this.replid, offset: 0, db: 0 };
    this.options.onEvent?.({ kind: 'snapshot', server: link.name, at, bytes: undefined });
    const snapshot = new Watched(this.snapshot(session));
    yield { kind: 'snapshot', replid: this.replid, offset: 0, source: new StreamSource(this.name, snapshot.pieces()) };
    if (snapshot.trouble !== undefined) return snapshot.trouble;
    if (feed === undefined || this.isStopped) return undefined;
    this.options.onEvent?.({ kind: 'live', server: link.name, at, resumed: false });
    const changes = new Watched(feed.commands());
    yield {
      kind: 'feed',
      from: at,
      source: new ScanFeedSource(this.name, this.counted(changes.pieces()), this.options.now),
    };
    if (changes.trouble !== undefined && !this.isStopped) return this.missed(link, changes.trouble.message);
    return changes.result === undefined || changes.result === 'stopped'
      ? undefined
      : this.missed(link, changes.result.missed);
  }

  private missed({ name }: ScanLink, why: string): ReplicationError {
    const error = new ReplicationError('BACKLOG', `changes of ${name} were missed: ${why}`);
    if (this.options.onMissed === 'resync') return error;
    throw new ReplicationError('BACKLOG', `${error.message}: --resync copies everything anew`);
  }

  private async *snapshot({ link, reader, dirty }: Session): AsyncGenerator<Uint8Array, void> {
    const { db, count = COUNT } = this.options;
    const onAsk = (of: number, keys: readonly Uint8Array[]): void => dirty.forget(of, keys);
    for await (const piece of snapshotBytes(link, reader, { db, count, onAsk })) {
      if (this.isStopped) throw new ReplicationError('LINK', `the copy of ${link.name} was stopped`);
      yield piece;
    }
  }

  private async *counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.received += piece.length;
      yield piece;
    }
  }

  /** Undefined: it was stopped. The first attempt must do. */
  private async connect(isFirst: boolean): Promise<Session | undefined> {
    while (!this.isStopped) {
      let server = this.name;
      try {
        const endpoint = await this.options.locate();
        server = addressText(endpoint.address);
        this.options.onEvent?.({ kind: 'connecting', server });
        return (this.session = await this.open(endpoint));
      } catch (error) {
        if (isFirst || !isPassing(error)) throw error;
        this.tellLost(server, error);
        await delay(this.retryMs);
      }
    }
    return undefined;
  }

  private async open(endpoint: Endpoint): Promise<Session> {
    const { options } = this;
    const link = await ScanLink.open(endpoint, options.connect);
    const reader = new KeyReader(link, this.limit, options.now);
    const dirty = new DirtyKeys();
    if (!options.follow) return { link, reader, dirty, feed: undefined, notifications: undefined };
    try {
      const kind = await findNotifications(link, { set: options.setNotifications ?? false, onNote: this.note });
      const counters = await this.counters(link);
      const { gatherMs = GATHER_MS, lookMs = LOOK_MS, now } = options;
      const feed = new ScanFeed({ link, reader, dirty, counters }, { gatherMs, lookMs, now });
      // Before the first key is asked for, so that nothing in between is missed.
      const notifications = await this.subscribe(endpoint, kind, dirty, feed);
      return { link, reader, dirty, feed, notifications };
    } catch (error) {
      link.close();
      throw error;
    }
  }

  private async counters(link: ScanLink): Promise<CommandCounters | undefined> {
    const counters = new CommandCounters(link);
    if (await counters.begin()) return counters;
    this.note(`${link.name} does not tell INFO commandstats: FLUSHALL, FLUSHDB, SWAPDB and new functions are not seen`);
    return undefined;
  }

  private subscribe(
    endpoint: Endpoint,
    kind: NotificationKind,
    dirty: DirtyKeys,
    feed: ScanFeed,
  ): Promise<Notifications> {
    const { db, connect, pingMs = PING_MS } = this.options;
    return Notifications.open(endpoint, {
      kind,
      db,
      client: connect,
      pingMs,
      onChange: ({ db: of, key }) => {
        if (this.isStopped) return;
        dirty.note(of, key);
        feed.stir();
      },
      onLost: (error) => feed.end({ missed: error.message }),
    });
  }

  private readonly note = (text: string): void => this.options.onNote?.(text);

  private get retryMs(): number {
    return this.options.retryMs ?? RETRY_MS;
  }

  private tellLost(server: string, error: Error): void {
    this.options.onEvent?.({ kind: 'lost', server, error, retryMs: this.retryMs });
  }

  private close({ link, notifications }: Session): void {
    this.session = undefined;
    link.close();
    notifications?.close();
  }
}

function isPassing(error: unknown): error is ReplicationError {
  return error instanceof ReplicationError && PASSING.has(error.code);
}

/** Remembers how a generator ended. */
class Watched<Result> {
  /** It failed, and trying again may do. */
  trouble: ReplicationError | undefined;
  result: Result | undefined;
  private readonly steps: AsyncGenerator<Uint8Array, Result>;

  constructor(steps: AsyncGenerator<Uint8Array, Result>) {
    this.steps = steps;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      this.result = yield* this.steps;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.trouble = error;
      throw new ReplicationError('LINK', error.message, { cause: error });
    }
  }
}

/** Bytes come when they are asked for: what is read was made of keys that were read just before. */
class ScanFeedSource extends StreamSource implements FeedSource {
  private readonly now: () => number;

  constructor(name: string, pieces: AsyncIterable<Uint8Array>, now: () => number) {
    super(name, pieces);
    this.now = now;
  }

  arrivedMs(): number {
    return this.now();
  }
}
