/**
 * A source for servers that let nobody replicate: a copy by SCAN and DUMP, then what keyspace notifications tell of. What it
 * cannot promise is said by SCAN_LIMITS and FOLLOW_LIMITS.
 */
import { randomBytes } from 'node:crypto';
import { addressText, type Endpoint } from '../../connection/endpoint.ts';
import { isPassing } from '../../connection/passing.ts';
import { ReplicationError } from '../../errors.ts';
import { StreamSource } from '../../io/stream.ts';
import { Backoff, type BackoffOptions } from '../backoff.ts';
import { Pause } from '../pause.ts';
import type { FeedSource, LinkEvent, ReplicationSource, Segment } from '../segment.ts';
import { RateLimit } from './rate-limit.ts';
import { FOLLOW_LIMITS } from './scan-feed.ts';
import { ScanSession, type SessionOptions } from './scan-session.ts';
import { SCAN_LIMITS } from './scan-snapshot.ts';

export interface ScanOptions extends SessionOptions {
  /** What messages call the source. */
  readonly name: string;
  /** Where it is now: asked at each attempt to connect. */
  readonly locate: () => Promise<Endpoint>;
  readonly keysPerSecond?: number;
  /** Changes were missed, for the connection was lost or a database flushed: stop, or copy everything anew. */
  readonly onMissed: 'stop' | 'resync';
  readonly onEvent?: (event: LinkEvent) => void;
  readonly backoff?: Omit<BackoffOptions, 'random'>;
  /** From 0 to 1. */
  readonly random: () => number;
}

const REPLID_BYTES = 20;

export class ScanSource implements ReplicationSource {
  readonly name: string;
  replid = '';
  received = 0;
  private readonly options: ScanOptions;
  private readonly limit: RateLimit;
  private readonly backoff: Backoff;
  /** Before it connects again. */
  private readonly resting = new Pause();
  private session: ScanSession | undefined;
  private isStopped = false;

  constructor(options: ScanOptions) {
    const { name, keysPerSecond = Infinity, now, backoff, random } = options;
    this.name = name;
    this.options = options;
    this.limit = new RateLimit(keysPerSecond, now);
    this.backoff = new Backoff({ ...backoff, random });
  }

  async *segments(): AsyncGenerator<Segment> {
    const { follow, onNote, now } = this.options;
    onNote?.(SCAN_LIMITS);
    if (follow) onNote?.(FOLLOW_LIMITS);
    for (let isFirst = true; !this.isStopped; isFirst = false) {
      const session = await this.connect(isFirst);
      if (session === undefined) return;
      const beganMs = now();
      let trouble: ReplicationError | undefined;
      try {
        trouble = yield* this.follow(session);
      } finally {
        this.session = undefined;
        session.close();
      }
      if (trouble === undefined) return;
      await this.pause(session.name, trouble, now() - beganMs);
    }
  }

  /** There is nobody to tell. */
  confirm(): void {}

  stop(): void {
    this.isStopped = true;
    this.session?.stop();
    this.resting.cutShort();
  }

  /** The source is somewhere else now. */
  moved(): void {
    this.session?.feed?.miss('the master has moved');
    this.session?.close();
  }

  /** @returns why everything has to begin anew, if it has to. @throws ReplicationError BACKLOG: it has to, and is not to */
  private async *follow(session: ScanSession): AsyncGenerator<Segment, ReplicationError | undefined> {
    const { name, feed } = session;
    this.replid = randomBytes(REPLID_BYTES).toString('hex');
    this.received = 0;
    const at = { replid: this.replid, offset: 0, db: 0 };
    this.tell({ kind: 'snapshot', server: name, at, bytes: undefined });
    const copy = new Watched(session.snapshot());
    yield { kind: 'snapshot', replid: at.replid, offset: 0, source: new StreamSource(this.name, copy.whole()) };
    if (copy.trouble !== undefined) return copy.trouble;
    if (feed === undefined || this.isStopped) return undefined;
    this.tell({ kind: 'live', server: name, at, resumed: false });
    const changes = new Watched(feed.commands());
    yield {
      kind: 'feed',
      from: at,
      source: new ScanFeedSource(this.name, this.counted(changes.asFarAsItGoes()), feed),
    };
    const why = feed.missed ?? changes.trouble?.message;
    if (why === undefined) return undefined;
    const missed = `changes of ${name} were missed: ${why}`;
    if (this.options.onMissed === 'resync') return new ReplicationError('BACKLOG', missed);
    throw new ReplicationError('BACKLOG', `${missed}; --resync copies everything anew`);
  }

  private async *counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.received += piece.length;
      yield piece;
    }
  }

  /** Undefined: it was stopped. The first attempt must do. */
  private async connect(isFirst: boolean): Promise<ScanSession | undefined> {
    while (!this.isStopped) {
      let server = this.name;
      try {
        const endpoint = await this.options.locate();
        server = addressText(endpoint.address);
        this.tell({ kind: 'connecting', server });
        return (this.session = await ScanSession.open(endpoint, this.limit, this.options));
      } catch (error) {
        if (isFirst || !isPassing(error)) throw error;
        await this.pause(server, error, 0);
      }
    }
    return undefined;
  }

  /** @param livedMs - how long it went well */
  private async pause(server: string, error: ReplicationError, livedMs: number): Promise<void> {
    const retryMs = this.backoff.next(livedMs);
    this.tell({ kind: 'lost', server, error, retryMs });
    await this.resting.wait(retryMs);
  }

  private tell(event: LinkEvent): void {
    this.options.onEvent?.(event);
  }
}

/** Remembers what a generator failed by, where trying again may do. */
class Watched {
  trouble: ReplicationError | undefined;
  private readonly pieces: AsyncIterable<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces;
  }

  /** @throws ReplicationError LINK: the rest is lost, and it begins anew */
  async *whole(): AsyncGenerator<Uint8Array> {
    yield* this.asFarAsItGoes();
    if (this.trouble !== undefined) throw new ReplicationError('LINK', this.trouble.message, { cause: this.trouble });
  }

  async *asFarAsItGoes(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.pieces;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.trouble = error;
    }
  }
}

/** Bytes are made when they are asked for, of keys that have changed since some time. */
class ScanFeedSource extends StreamSource implements FeedSource {
  private readonly feed: { readonly changedMs: number };

  constructor(name: string, pieces: AsyncIterable<Uint8Array>, feed: { readonly changedMs: number }) {
    super(name, pieces);
    this.feed = feed;
  }

  arrivedMs(): number {
    return this.feed.changedMs;
  }
}
