/** A feed between the link that brings it and whoever reads it: links come and go, it goes on. */
import { ByteQueue } from '../io/byte-queue.ts';
import { Arrivals } from './arrivals.ts';
import { FeedMeter } from './feed-meter.ts';
import type { Position } from './position.ts';
import type { FeedSource } from './segment.ts';

/** A position is told behind each piece, and a target does what has been told since the last one as a whole: it is not to be long at that. */
const PIECE = 64 * 1024;

export interface FeedOptions {
  /** What messages call its server. */
  readonly name: string;
  readonly from: Position;
  /** Of memory, before it is a file. */
  readonly memoryBytes?: number;
  readonly onGetAck: (offset: number) => void;
}

export class Feed implements FeedSource {
  readonly name: string;
  readonly size = undefined;
  readonly seekable = false;
  private readonly queue: ByteQueue;
  private readonly meter: FeedMeter;
  private readonly arrivals = new Arrivals();

  constructor(options: FeedOptions) {
    const { name, from, memoryBytes } = options;
    this.name = name;
    this.queue = new ByteQueue({ name, ...(memoryBytes === undefined ? {} : { memoryBytes }) });
    this.meter = new FeedMeter(name, from, options.onGetAck);
  }

  /** Behind the last whole command or transaction that has come. */
  get received(): number {
    return this.meter.boundary;
  }

  /** Database that is selected there. */
  get db(): number {
    return this.meter.boundaryDb;
  }

  /** Bytes that have come and are not read. */
  get waiting(): number {
    return this.queue.waiting;
  }

  /** Take what a link brings. @throws ReplicationError PROTOCOL; SourceError OUTPUT */
  take(bytes: Uint8Array, nowMs: number): void {
    const { queue, meter } = this;
    this.arrivals.add(meter.offset, nowMs);
    const whole = meter.take(bytes);
    if (whole > 0) {
      queue.push(bytes.subarray(0, whole));
      queue.commit();
    }
    if (meter.fault !== undefined) throw meter.fault;
    queue.push(bytes.subarray(whole));
  }

  /** What came behind the last boundary is forgotten: the next link brings it again, or something else. */
  rollback(): void {
    this.queue.rollback();
    this.meter.rollback();
    this.arrivals.rollback(this.meter.boundary);
  }

  /** Nothing more comes. */
  end(): void {
    this.queue.end();
  }

  arrivedMs(offset: number): number {
    return this.arrivals.at(offset);
  }

  read(into: Uint8Array): number | Promise<number> {
    return this.queue.read(into.subarray(0, PIECE));
  }

  seek(): void {
    throw new Error('a feed cannot go back');
  }

  close(): void {
    this.queue.close();
  }
}
