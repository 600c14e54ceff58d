/** One source on its way to its lanes: what it gives is decoded, told to each, and followed until it is certain to be there. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Arena } from '../bytes/arena.ts';
import { drive } from '../decode.ts';
import { ReplicationError } from '../errors.ts';
import { Spool } from '../io/spool.ts';
import type { Source } from '../io/source.ts';
import type { DialectName, EntrySink } from '../model/sink.ts';
import type { Warning } from '../rdb/context.ts';
import { RdbDecoder } from '../rdb/decode.ts';
import { FeedDecoder } from '../replication/feed-decoder.ts';
import type { Position } from '../replication/position.ts';
import type { FeedSegment, ReplicationSource, SnapshotSegment } from '../replication/segment.ts';
import { InFlight } from './in-flight.ts';
import type { SourceStatus } from './status.ts';
import { TappedSource } from './tapped-source.ts';
import type { Lane } from './target.ts';

/** Timers and sockets have their turn at least so often. */
const TURN_MS = 8;

/** What holds back commands of a source that have to wait for another source: slot-gate.ts. It stands in front of `sink`. */
export interface Gate {
  /** Awaited before keys of a snapshot are told. */
  beginSnapshot(): Promise<void>;
  /**
   * Awaited after each piece: undefined or true, everything has been handed on; false, the source has to end at `told`.
   * @param deliver - tells lanes how far `told` is
   */
  settle(deliver: () => Promise<void>): Promise<boolean> | undefined;
  readonly told: Pick<Position, 'offset' | 'db'> | undefined;
}

export interface CourseOptions {
  readonly gate?: Gate | undefined;
  /** End behind the snapshot. */
  readonly once: boolean;
  readonly onWarning?: (warning: Warning) => void;
  /** Told whose history a snapshot begins, before targets make room for it. @throws RdbToolError: it is not to be followed */
  readonly onHistory?: (replid: string) => void;
  /** Awaited when targets have made room for a snapshot, before they are told of it, and when they have it for certain. */
  readonly onTurn?: () => Promise<void>;
  /** Told of each snapshot that is certain to be delivered. */
  readonly onSnapshot?: () => void;
  /** Told where no snapshot comes: what was delivered before is gone on with. */
  readonly onResumed?: () => void;
  readonly now: () => number;
}

export class Course {
  readonly source: ReplicationSource;
  private readonly sink: EntrySink;
  private readonly lanes: readonly Lane[];
  private readonly status: SourceStatus;
  private readonly options: CourseOptions;
  private readonly inFlight = new InFlight();
  /** Where lanes are that have got further than others. Until the others are there too, nothing is new to them. */
  private readonly ahead = new Map<Lane, number>();
  private lastTurn = 0;
  /** The gate lets nothing more pass. */
  private hasEnded = false;
  /** Whether a snapshot has been delivered, now or before. */
  hasSnapshot = false;
  private feed: FeedDecoder | undefined;
  /** Of the snapshot. */
  private dialect: DialectName | undefined;
  /** Nothing is delivered that stands behind a command that ends there. */
  private stopAt = Infinity;
  /** Told when `stopAt` has moved, and when a piece has been delivered. */
  private onMoved: (() => void) | undefined;
  private onDelivered: (() => void) | undefined;

  /** @param sink - in front of the sinks of all lanes */
  constructor(
    source: ReplicationSource,
    sink: EntrySink,
    lanes: readonly Lane[],
    status: SourceStatus,
    options: CourseOptions,
  ) {
    this.source = source;
    this.sink = sink;
    this.lanes = lanes;
    this.status = status;
    this.options = options;
    for (const lane of lanes) if (lane.at !== undefined) this.ahead.set(lane, lane.at.offset);
  }

  /** Follow the source until it ends. @throws RdbToolError */
  async run(): Promise<void> {
    for await (const segment of this.source.segments()) {
      if (segment.kind === 'feed') {
        if (!this.hasSnapshot) this.resume();
        if (this.options.once) break;
        await this.follow(segment);
      } else if ((await this.load(segment)) && this.options.once) break;
    }
    await this.drain();
  }

  private resume(): void {
    this.hasSnapshot = true;
    this.options.onResumed?.();
  }

  /** Everything that has been told is certain. */
  async drain(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.drain()));
    this.look();
  }

  /** What all lanes have for certain. */
  get confirmed(): Position | undefined {
    let least: Position | undefined;
    for (const { confirmed } of this.lanes) {
      if (confirmed === undefined) return undefined;
      if (least === undefined || confirmed.offset < least.offset) least = confirmed;
    }
    // An older name of the same history is of no use to a server that has restarted meanwhile.
    return least === undefined ? undefined : { ...least, replid: this.source.replid };
  }

  /** Bring the status up to date. To be called now and then. */
  look(): void {
    const { status, source, inFlight, confirmed } = this;
    status.received = Math.max(status.received, source.received);
    if (confirmed === undefined) return;
    source.confirm(confirmed.offset);
    inFlight.confirm(confirmed.offset);
    status.confirmed = confirmed.offset;
    const { oldestMs } = inFlight;
    status.lagMs = oldestMs === undefined ? 0 : Math.max(0, this.options.now() - oldestMs);
  }

  /**
   * Deliver up to `offset`, the end of a command outside of transactions, and nothing behind it until `release`.
   * Resolves when everything up to there is certain to be delivered, with the offset that was come to; that is further if delivery
   * was ahead already.
   */
  async holdAt(offset: number): Promise<number> {
    this.moveStop(offset);
    while (this.feed === undefined || this.feed.position.offset < offset) {
      await new Promise<void>((resolve) => {
        this.onDelivered = resolve;
      });
    }
    await this.drain();
    return this.feed.position.offset;
  }

  release(): void {
    this.moveStop(Infinity);
  }

  private moveStop(offset: number): void {
    this.stopAt = offset;
    if (this.feed !== undefined) this.feed.stopAt = offset;
    this.onMoved?.();
  }

  /** False: the rest of it was lost, and another one follows. */
  private async load({ replid, offset, source }: SnapshotSegment): Promise<boolean> {
    const { lanes, status, options } = this;
    const at = { replid, offset, db: 0 };
    status.phase = 'snapshot';
    status.snapshot = { bytes: 0, size: source.size, startedMs: options.now(), endedMs: undefined };
    options.onHistory?.(replid);
    await options.gate?.beginSnapshot();
    this.ahead.clear();
    await Promise.all(lanes.map((lane) => lane.beginSnapshot(at)));
    await options.onTurn?.();
    const spool = new Spool(this.tapped(source));
    try {
      const { size } = source;
      const arena = new Arena(size);
      const decoder = new RdbDecoder(arena, this.sink, { ...options, ...(size === undefined ? {} : { size }) });
      await this.decode(drive(decoder, arena, spool), (bytes) => {
        status.snapshot.bytes = bytes;
        return at;
      });
      this.dialect = decoder.dialect;
    } catch (error) {
      if (!(error instanceof ReplicationError) || error.code !== 'LINK') throw error;
      await Promise.all(lanes.map((lane) => lane.abandonSnapshot()));
      return false;
    } finally {
      spool.close();
      await source.close();
    }
    await Promise.all(lanes.map((lane) => lane.endSnapshot(at)));
    await options.onTurn?.();
    status.snapshot.endedMs = options.now();
    status.delivered = offset;
    status.phase = 'live';
    this.look();
    this.hasSnapshot = true;
    options.onSnapshot?.();
    return true;
  }

  private async follow({ from, source }: FeedSegment): Promise<void> {
    const { status, inFlight } = this;
    const arena = new Arena();
    const feed = new FeedDecoder(arena, this.sink, {
      from,
      source,
      ...(this.dialect === undefined ? {} : { dialect: this.dialect, begun: true }),
    });
    const spool = new Spool(source);
    this.feed = feed;
    feed.stopAt = this.stopAt;
    status.phase = 'live';
    status.delivered = from.offset;
    inFlight.clear();
    try {
      this.onDelivered?.();
      for (;;) {
        await this.decode(drive(feed, arena, spool), () => {
          const at = { ...feed.position, replid: this.source.replid };
          if (at.offset > status.delivered) inFlight.add(at.offset, source.arrivedMs(at.offset));
          status.delivered = at.offset;
          return at;
        });
        if (this.hasEnded || !feed.stopped) return;
        await this.moved(feed);
      }
    } finally {
      this.feed = undefined;
      await source.close();
    }
  }

  /** Delivery may go on. */
  private async moved(feed: FeedDecoder): Promise<void> {
    while (feed.position.offset >= this.stopAt) {
      await new Promise<void>((resolve) => {
        this.onMoved = resolve;
      });
    }
  }

  /** @param reached - what has been told after a piece of so many bytes in all */
  private async decode(steps: AsyncGenerator<number>, reached: (bytes: number) => Position): Promise<void> {
    const { gate } = this.options;
    for await (const bytes of steps) {
      const settled = gate?.settle(() => this.deliverTold());
      const hasAll = settled === undefined || (await settled);
      if (hasAll) await this.deliver(reached(bytes));
      else await this.deliverTold();
      if (!hasAll) {
        this.source.stop();
        this.hasEnded = true;
        return;
      }
      this.onDelivered?.();
      // Sources that have more at once, and lanes that have room, would never let timers run.
      const now = performance.now();
      if (now - this.lastTurn > TURN_MS) {
        await nextTurn();
        this.lastTurn = performance.now();
      }
    }
  }

  /** Everything up to there has been told. */
  private async deliver(at: Position): Promise<void> {
    for (const lane of this.lanes) {
      const waiting = at.offset < (this.ahead.get(lane) ?? 0) ? undefined : lane.reached(at);
      if (waiting !== undefined) await waiting;
    }
    this.look();
  }

  /** What the gate has let through goes on its way, though more stands behind it. */
  private async deliverTold(): Promise<void> {
    const told = this.options.gate?.told;
    if (told !== undefined) await this.deliver({ ...told, replid: this.source.replid });
  }

  /** For lanes that take the snapshot's bytes as they are. */
  private tapped(source: Source): Source {
    const takers = this.lanes.map(({ raw }) => raw).filter((raw) => raw !== undefined);
    return takers.length === 0 ? source : new TappedSource(source, takers);
  }
}
