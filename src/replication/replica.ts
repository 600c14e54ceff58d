/** A replica that keeps nothing: follows a master over lost links, restarts and failovers, and hands on what comes. */
import { connect } from '../connection/connect.ts';
import { addressText } from '../connection/endpoint.ts';
import { isPassing } from '../connection/passing.ts';
import { ReplicationError } from '../errors.ts';
import { Backoff } from './backoff.ts';
import { Feed } from './feed.ts';
import { shakeHands } from './handshake.ts';
import { Heartbeat, type Progress } from './heartbeat.ts';
import { Link, LINK_TIMES } from './link.ts';
import { Outbox } from './outbox.ts';
import { Pause } from './pause.ts';
import type { Position } from './position.ts';
import { requestSync, type SyncAnswer } from './psync.ts';
import { unexpected } from './refusal.ts';
import type { ReplicaOptions } from './replica-options.ts';
import type { Dump, LinkEvent, ReplicationSource, Segment } from './segment.ts';
import { Snapshot } from './snapshot.ts';
import { parseTransferHeader, type TransferHeader } from './transfer.ts';
import { openWireDump } from './wire-dump.ts';

const RETRY_FOR_MS = 10_000;

/** Of a history that has no name and no offsets: that of a server before 2.8. */
const NO_REPLID = '';

export class Replica implements ReplicationSource {
  readonly name: string;
  private readonly options: ReplicaOptions;
  private readonly outbox = new Outbox<Segment>();
  /** Where a history goes on of which nothing has come yet. */
  private resume: Position | undefined;
  private history: string;
  private feed: Feed | undefined;
  private link: Link | undefined;
  /** Of the connection that is being made. */
  private dialing = new AbortController();
  private heartbeat: Heartbeat | undefined;
  private confirmed: number | undefined;
  /** Whether a master has granted a synchronisation; and the one at hand has. */
  private contacted = false;
  private granted = false;
  private liveMs: number | undefined;
  private stopped = false;
  /** How often the master has moved. */
  private moves = 0;
  private readonly pause = new Pause();

  constructor(options: ReplicaOptions) {
    this.name = options.name;
    this.options = options;
    this.resume = options.from;
    this.history = options.from?.replid ?? NO_REPLID;
  }

  get replid(): string {
    return this.history;
  }

  get received(): number {
    return this.feed?.received ?? this.resume?.offset ?? 0;
  }

  /** Bytes of the feed that have come and are not read. */
  get waiting(): number {
    return this.feed?.waiting ?? 0;
  }

  /** To be called once. Leaving it early stops the replica. */
  async *segments(): AsyncGenerator<Segment> {
    this.run().catch((error) => this.finish(error));
    try {
      yield* this.outbox;
    } finally {
      this.stop();
    }
  }

  async dump(): Promise<Dump> {
    const { name, locate, now, timeoutMs: silenceMs } = this.options;
    return openWireDump(await locate(), { name, now, ...(silenceMs === undefined ? {} : { silenceMs }) });
  }

  confirm(offset: number): void {
    this.confirmed = offset;
  }

  /** Somebody else is the master now: let this one go, and ask where. */
  moved(): void {
    this.moves++;
    this.pause.cutShort();
    this.dialing.abort();
    this.link?.fail(new ReplicationError('LINK', `${this.link.name} is not the master any more`));
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    if (this.liveMs !== undefined) this.heartbeat?.ack();
    this.finish(undefined);
    this.link?.close();
    this.dialing.abort();
    this.pause.cutShort();
  }

  /** What has come is still read. */
  private finish(error: unknown): void {
    this.feed?.end();
    if (error === undefined) this.outbox.end();
    else this.outbox.fail(error);
  }

  private async run(): Promise<void> {
    const { now, random } = this.options;
    const backoff = new Backoff({ ...this.options.backoff, random });
    const begunMs = now();
    while (!this.stopped) {
      try {
        await this.attend();
      } catch (error) {
        if (this.stopped) return;
        const livedMs = this.liveMs === undefined ? 0 : now() - this.liveMs;
        if (!(error instanceof ReplicationError && (this.pause.isHurried || this.mayPass(error, begunMs)))) {
          this.finish(error);
          return;
        }
        const retryMs = this.pause.isHurried ? 0 : backoff.next(livedMs);
        this.tell({ kind: 'lost', server: this.name, error, retryMs });
        await this.pause.wait(retryMs);
      }
    }
  }

  private mayPass(error: ReplicationError, begunMs: number): boolean {
    const { code } = error;
    // Of TLS it is the certificates that do not pass; a link over it breaks as others do.
    if (this.contacted) return isPassing(error) || (code === 'TLS' && this.granted);
    return code === 'BUSY' && this.options.now() - begunMs < (this.options.retryForMs ?? RETRY_FOR_MS);
  }

  /** Once through: to a master, and with it until the link is lost, which is thrown. */
  private async attend(): Promise<void> {
    const { options } = this;
    this.liveMs = undefined;
    this.granted = false;
    const { moves } = this;
    const endpoint = await options.locate();
    const server = addressText(endpoint.address);
    this.tell({ kind: 'connecting', server });
    const timeoutMs = options.connectTimeoutMs ?? LINK_TIMES.connectMs;
    this.dialing = new AbortController();
    const { signal } = this.dialing;
    const link = new Link(server, await connect(endpoint, { timeoutMs, signal }), options.now);
    this.link = link;
    try {
      if (this.stopped || this.moves !== moves) return;
      const port = options.listeningPort === undefined ? {} : { listeningPort: options.listeningPort };
      await shakeHands(link, { credentials: endpoint, timeoutMs, ...port });
      await this.synchronise(link);
    } finally {
      this.heartbeat?.stop();
      this.heartbeat = undefined;
      this.link = undefined;
      link.close();
      this.feed?.rollback();
    }
  }

  private async synchronise(link: Link): Promise<void> {
    const asked = this.position();
    if (asked === undefined) this.tell({ kind: 'preparing', server: link.name });
    const silenceMs = this.options.timeoutMs ?? LINK_TIMES.silenceMs;
    const answer = await this.request(link, asked, silenceMs);
    this.contacted = true;
    this.granted = true;
    if (answer.kind === 'continue') {
      if (asked === undefined) throw unexpected(link.name, 'PSYNC', '+CONTINUE');
      await this.follow(link, this.goOn(link, asked, answer.replid), 'acks', true);
      return;
    }
    if (asked !== undefined && this.options.onBacklogGone === 'stop') throw gone(link.name, asked);
    await this.startAnew(link, answer, silenceMs);
  }

  private async request(link: Link, asked: Position | undefined, silenceMs: number): Promise<SyncAnswer> {
    try {
      return await requestSync(link, asked, silenceMs);
    } catch (error) {
      if (this.contacted || !(error instanceof ReplicationError && error.code === 'LINK')) throw error;
      // Some services say nothing: they hang up.
      const message = `${error.message} when it is asked to replicate: --scan copies by SCAN and DUMP instead`;
      throw new ReplicationError('LINK', message, { cause: error });
    }
  }

  /** Where to go on from. Undefined: nowhere, a snapshot is wanted. */
  private position(): Position | undefined {
    const { feed, history } = this;
    const position = feed === undefined ? this.resume : { replid: history, offset: feed.received, db: feed.db };
    if (position?.replid !== NO_REPLID) return position;
    if (this.options.onBacklogGone === 'resync') return undefined;
    throw new ReplicationError(
      'BACKLOG',
      `${this.name} is a server before 2.8, whose stream cannot be gone on with: --resync copies everything anew`,
    );
  }

  private goOn(link: Link, asked: Position, replid: string | undefined): Feed {
    this.history = replid ?? asked.replid;
    this.feed ??= this.openFeed(link.name, { ...asked, replid: this.history });
    return this.feed;
  }

  /** A snapshot, then the stream behind it. */
  private async startAnew(link: Link, answer: SyncAnswer, silenceMs: number): Promise<void> {
    this.feed?.end();
    this.feed = undefined;
    this.resume = undefined;
    const { replid, offset } = answer.kind === 'full' ? answer : { replid: NO_REPLID, offset: 0 };
    this.history = replid;
    const line = answer.kind === 'old' ? answer.header : await link.line(silenceMs);
    const header = parseTransferHeader(link.name, line);
    this.beginHeartbeat(link);
    // A master before 2.8 takes no news from replicas, unless it waits for them behind a mark.
    const silent = answer.kind === 'old' && header.kind === 'size';
    if (silent) this.heartbeat?.set('silent');
    const db = await this.takeSnapshot(link, header, { replid, offset, db: 0 });
    await this.follow(link, this.openFeed(link.name, { replid, offset, db }), silent ? 'silent' : 'acks', false);
  }

  /** Gives the database that is selected behind it. */
  private async takeSnapshot(link: Link, header: TransferHeader, at: Position): Promise<number> {
    const snapshot = new Snapshot(link.name, header, this.options.memoryBytes);
    const { source } = snapshot;
    this.tell({ kind: 'snapshot', server: link.name, at, bytes: source.size });
    this.outbox.put({ kind: 'snapshot', replid: at.replid, offset: at.offset, source });
    return snapshot.receive(link);
  }

  private openFeed(server: string, from: Position): Feed {
    const { memoryBytes } = this.options;
    const feed = new Feed({
      name: server,
      from,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      onGetAck: (offset) => this.heartbeat?.ack(offset),
    });
    this.feed = feed;
    this.outbox.put({ kind: 'feed', from, source: feed });
    return feed;
  }

  /** Until the link is lost. */
  private async follow(link: Link, feed: Feed, beat: 'acks' | 'silent', resumed: boolean): Promise<void> {
    const { now } = this.options;
    this.liveMs = now();
    if (this.heartbeat === undefined) this.beginHeartbeat(link);
    this.heartbeat?.set(beat);
    const at = { replid: this.history, offset: feed.received, db: feed.db };
    this.tell({ kind: 'live', server: link.name, at, resumed });
    await link.receive((bytes) => {
      feed.take(bytes, now());
      return undefined;
    });
  }

  private beginHeartbeat(link: Link): void {
    const { now, timeoutMs = LINK_TIMES.silenceMs, heartbeatMs = LINK_TIMES.heartbeatMs } = this.options;
    this.heartbeat = new Heartbeat(link, { everyMs: heartbeatMs, silenceMs: timeoutMs, now }, () => this.progress());
  }

  private progress(): Progress {
    return { received: this.received, confirmed: this.confirmed };
  }

  private tell(event: LinkEvent): void {
    this.options.onEvent?.(event);
  }
}

function gone(server: string, { replid, offset }: Position): ReplicationError {
  const what = `the history from offset ${offset} on is gone at ${server} (replid ${replid})`;
  return new ReplicationError('BACKLOG', `${what}: --resync copies everything anew`);
}
