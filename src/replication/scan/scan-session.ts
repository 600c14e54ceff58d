/** What is open while a server is copied and followed: the connection that keys are read by, and the one that tells of changes. */
import type { ClientOptions } from '../../connection/client.ts';
import type { Endpoint } from '../../connection/endpoint.ts';
import { ReplicationError } from '../../errors.ts';
import { DirtyKeys } from './dirty-keys.ts';
import { KeyReader } from './key-reader.ts';
import { findNotifications, Notifications, type NotificationKind } from './notifications.ts';
import type { RateLimit } from './rate-limit.ts';
import { ScanFeed } from './scan-feed.ts';
import { ScanLink } from './scan-link.ts';
import { snapshotBytes, type SnapshotOptions } from './scan-snapshot.ts';
import { CommandCounters } from './unnotified.ts';

export interface SessionOptions extends Omit<SnapshotOptions, 'onAsk'> {
  readonly client: ClientOptions;
  /** Go on with what changes. */
  readonly follow: boolean;
  /** Switch on the notifications that are missing. */
  readonly setNotifications?: boolean;
  /** Told in words what is not as it may be expected. */
  readonly onNote?: (text: string) => void;
  readonly now: () => number;
  /** Changes of a key within this time are one. */
  readonly gatherMs?: number;
  /** How often it is looked for what no notification tells of. */
  readonly lookMs?: number;
  /** How often the server is asked whether it is still there, on the connection that tells of changes. */
  readonly pingMs?: number;
}

const GATHER_MS = 5;
const LOOK_MS = 1000;
const PING_MS = 10_000;

export class ScanSession {
  /** What messages call the server. */
  readonly name: string;
  /** Undefined: it is not followed. */
  readonly feed: ScanFeed | undefined;
  private readonly link: ScanLink;
  private readonly reader: KeyReader;
  private readonly dirty = new DirtyKeys();
  private readonly options: SessionOptions;
  private notifications: Notifications | undefined;
  private isStopped = false;

  private constructor(
    link: ScanLink,
    limit: RateLimit,
    counters: CommandCounters | undefined,
    options: SessionOptions,
  ) {
    const { now, gatherMs = GATHER_MS, lookMs = LOOK_MS } = options;
    const reader = new KeyReader(link, limit, now);
    this.name = link.name;
    this.link = link;
    this.reader = reader;
    this.options = options;
    this.feed = options.follow
      ? new ScanFeed({ link, reader, dirty: this.dirty, counters }, { gatherMs, lookMs, now })
      : undefined;
  }

  /** @throws ReplicationError CONNECT, TLS, AUTH, TIMEOUT, BUSY, DENIED, PROTOCOL */
  static async open(endpoint: Endpoint, limit: RateLimit, options: SessionOptions): Promise<ScanSession> {
    const link = await ScanLink.open(endpoint, options.client);
    try {
      if (!options.follow) return new ScanSession(link, limit, undefined, options);
      const onNote = options.onNote ?? (() => undefined);
      const kind = await findNotifications(link, { set: options.setNotifications ?? false, onNote });
      const session = new ScanSession(link, limit, await openCounters(link, onNote), options);
      // Before the first key is asked for, so that nothing in between is missed.
      await session.subscribe(endpoint, kind);
      return session;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /** The data set as an RDB. @throws ReplicationError; LINK also if it is stopped, or would be worth nothing */
  async *snapshot(): AsyncGenerator<Uint8Array, void> {
    const { feed, dirty, link, reader, options } = this;
    const onAsk = (db: number, keys: readonly Uint8Array[]): void => dirty.forget(db, keys);
    for await (const piece of snapshotBytes(link, reader, { ...options, onAsk })) {
      if (this.isStopped) throw new ReplicationError('LINK', `the copy of ${this.name} was stopped`);
      if (feed?.missed !== undefined) throw new ReplicationError('LINK', `the copy of ${this.name}: ${feed.missed}`);
      yield piece;
    }
  }

  /** What has changed up to now still comes. */
  stop(): void {
    this.isStopped = true;
    this.feed?.stop();
  }

  close(): void {
    this.link.close();
    this.notifications?.close();
  }

  private async subscribe(endpoint: Endpoint, kind: NotificationKind): Promise<void> {
    const { db, client, pingMs = PING_MS, wanted = () => true } = this.options;
    this.notifications = await Notifications.open(endpoint, {
      kind,
      db,
      client,
      pingMs,
      onChange: (change) => {
        if (this.isStopped || !wanted(change.db, change.key)) return;
        this.dirty.note(change.db, change.key, this.options.now());
        this.feed?.stir();
      },
      onLost: (error) => this.feed?.miss(error.message),
    });
  }
}

async function openCounters(link: ScanLink, onNote: (text: string) => void): Promise<CommandCounters | undefined> {
  const counters = new CommandCounters(link);
  if (await counters.begin()) return counters;
  onNote(`${link.name} does not tell INFO commandstats: FLUSHALL, FLUSHDB, SWAPDB and new functions are not seen`);
  return undefined;
}
