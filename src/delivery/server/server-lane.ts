/** The records of one source on their way to one server. */
import type { Client } from '../../connection/client.ts';
import { ReplicationError } from '../../errors.ts';
import type { EntrySink } from '../../model/sink.ts';
import type { Position } from '../../replication/position.ts';
import type { Kept, Lane } from '../target.ts';
import { BatchBuilder, batchOf, type Transaction } from './batch-builder.ts';
import { commandText, type Batch } from './batch.ts';
import { passedOver } from './error-reply.ts';
import { moveTo, parsePosition, positionText, readMarker, snapshotText, type Company, type Mark } from './marker.ts';
import { PipelinedWriter, type Pace } from './pipelined-writer.ts';
import { encodeRequest } from '../../resp/encode.ts';

/** What a lane tells its sink, and is told by it. */
export interface TellingSink extends EntrySink {
  /** A transaction of the source is open. */
  readonly isWithinMulti: boolean;
  /** Commands have been told that no position stands behind yet. */
  isTelling: boolean;
  /** Nothing of a snapshot may come twice. */
  readonly isOnce?: boolean;
  /** A snapshot of this offset begins; undefined: it is over. */
  turn?(offset: number | undefined): void;
  /** What has been told of the snapshot is not wanted. */
  abandon(): void;
}

/** @param onCut - commands have been told that may be sent now. `within`: they must not come twice */
export type MakeSink = (builder: BatchBuilder, onCut: (within: boolean) => void) => TellingSink;

export interface LaneOptions {
  /** What messages call the server. */
  readonly name: string;
  readonly sink: MakeSink;
  /** What stands in front of it. */
  readonly front?: (sink: EntrySink) => EntrySink;
  readonly connect: () => Promise<Client>;
  /** The marker's key; undefined: there is none. */
  readonly marker: string | undefined;
  /** The marker goes when all is delivered: a state file tells the position. */
  readonly removesMarker: boolean;
  /** Where the marker, or the state, says that it stands. */
  readonly at: Position | undefined;
  readonly company: Company | undefined;
  readonly mark: Mark | undefined;
  /** Make room for a snapshot. @returns whether everything there will be ours */
  readonly clear: (lane: ServerLane) => Promise<Company>;
  readonly onTrouble: (trouble: string | undefined) => void;
  /** Of what is passed over. */
  readonly onWarning?: (message: string) => void;
  readonly pace?: Partial<Pace>;
  /** Bytes of the feed that wait while a transaction is under way, if not MOST_WAITING. */
  readonly mostWaiting?: number;
}

/** Bytes of the feed that wait while a transaction is under way: a server does nothing else while it runs one. */
const MOST_WAITING = 128 << 10;

export class ServerLane implements Lane {
  readonly sink: EntrySink;
  readonly at: Position | undefined;
  confirmed: Position | undefined;
  private readonly options: LaneOptions;
  private readonly builder = new BatchBuilder();
  private readonly teller: TellingSink;
  private readonly writer: PipelinedWriter;
  /** The marker as it will be when all that was sent is done. */
  private mark: Mark | undefined;
  /** Whether all that is there is ours, where that is known. */
  company: Company | undefined;
  /** The position of a snapshot that comes, and how many parts of keys have been sent. */
  private snapshot: Position | undefined;
  private parts = 0;
  /** What has been told since the last batch begins within a key. */
  private wasWithin = false;
  /** Up to where the feed has been told. */
  private told: Position | undefined;
  /** What becomes of the marker by transactions that are not confirmed, the oldest first. */
  private readonly moves = new Map<Batch, Transaction>();
  private isUnderWay = false;
  /** Whether the marker goes at a clean end. */
  private removes: boolean;
  private readonly warned = new Set<string>();

  constructor(options: LaneOptions) {
    this.options = options;
    this.at = options.at;
    this.confirmed = options.at;
    this.mark = options.mark;
    this.company = options.company;
    this.removes = options.removesMarker;
    const { name, connect, onTrouble } = options;
    const recover = (client: Client, batch: Batch): Promise<boolean> => this.recover(client, batch);
    const onGone = (command: string, error: string): void => this.warn(command, error);
    this.writer = new PipelinedWriter({ name, connect, onTrouble, recover, onGone, pace: options.pace ?? {} });
    this.teller = options.sink(this.builder, (within) => this.cut(within));
    this.sink = options.front?.(this.teller) ?? this.teller;
  }

  async beginSnapshot(at: Position): Promise<void> {
    await this.writer.drain();
    this.confirmed = undefined;
    this.company = await this.options.clear(this);
    this.snapshot = at;
    this.teller.turn?.(at.offset);
    await this.place(snapshotText(at, 0));
  }

  async endSnapshot(at: Position): Promise<void> {
    if (this.builder.pending > 0) this.cut(false);
    await this.writer.drain();
    this.snapshot = undefined;
    this.teller.turn?.(undefined);
    await this.place(positionText(at));
    this.confirmed = at;
  }

  async abandonSnapshot(): Promise<void> {
    this.teller.abandon();
    this.teller.turn?.(undefined);
    this.builder.drop();
    this.wasWithin = false;
    this.snapshot = undefined;
    await this.writer.drain();
  }

  reached(at: Position): Promise<void> | undefined {
    if (this.snapshot !== undefined) return this.writer.room();
    if (!this.teller.isWithinMulti) {
      this.told = at;
      this.teller.isTelling = false;
      this.sendFeed();
    }
    const room = this.writer.room();
    return this.builder.pending < this.mostWaiting ? room : this.sent();
  }

  async drain(): Promise<void> {
    await this.writer.drain();
  }

  keep(last = false): Kept {
    const { marker, removesMarker } = this.options;
    const { confirmed, company, mark } = this;
    // A server that is gone may come back without its data: then the marker has to be missed.
    if (last) this.removes = removesMarker && !this.writer.isTroubled;
    if (confirmed === undefined) return { marker, company };
    const hasMarker = marker !== undefined && !(last && this.removes);
    const text = hasMarker ? ([...this.moves.values()][0]?.from.text ?? mark?.text) : undefined;
    return { marker, company, at: confirmed, text };
  }

  async close(clean: boolean): Promise<void> {
    const { marker } = this.options;
    if (clean && this.removes && marker !== undefined && this.mark !== undefined) {
      this.writer.send(batchOf(encodeRequest(['DEL', marker])));
      await this.writer.drain();
    }
    this.writer.close();
  }

  /** Write the marker where only the state tells what it would say. */
  async begin(): Promise<void> {
    if (this.at !== undefined) await this.place(positionText(this.at));
  }

  /** Once a kind of error. */
  private warn(command: string, error: string): void {
    if (this.warned.has(error)) return;
    this.warned.add(error);
    this.options.onWarning?.(passedOver(this.options.name, command, error));
  }

  private get mostWaiting(): number {
    return this.options.mostWaiting ?? MOST_WAITING;
  }

  /** What waits has been sent. */
  private async sent(): Promise<void> {
    while (this.builder.pending >= this.mostWaiting && this.isUnderWay) await this.writer.confirmation();
  }

  /** The marker, whatever was there before. */
  private async place(text: string): Promise<void> {
    const { marker } = this.options;
    if (marker === undefined) return;
    this.mark = { text, company: this.company ?? 'beside' };
    this.writer.send(batchOf(...moveTo(marker, this.mark)));
    await this.writer.drain();
  }

  /** What has been told of the feed, when the transaction before it is done. */
  private sendFeed(): void {
    const { told, builder } = this;
    if (told === undefined || this.isUnderWay || this.teller.isTelling) return;
    if (builder.pending === 0) {
      this.confirmed = told;
      return;
    }
    this.isUnderWay = true;
    this.sendTransaction(positionText(told), () => {
      this.confirmed = told;
      this.isUnderWay = false;
      this.sendFeed();
    });
  }

  /** What has been told as a whole, with the marker. */
  private sendTransaction(text: string, done: () => void): void {
    const { marker } = this.options;
    const { mark: from } = this;
    const to = { text, company: this.company ?? 'beside' };
    const move = marker === undefined || from === undefined ? undefined : { key: marker, from, to };
    const batch = this.builder.cutTransaction(move);
    this.mark = to;
    if (move !== undefined) this.moves.set(batch, move);
    this.writer.send(batch, () => {
      this.moves.delete(batch);
      done();
    });
  }

  /** A batch of a snapshot. Keys may come twice, but not the parts of one. */
  private cut(within: boolean): void {
    const { snapshot, wasWithin } = this;
    this.wasWithin = within;
    const isOnce = wasWithin || this.teller.isOnce === true;
    if (!isOnce || snapshot === undefined) this.writer.send(this.builder.cut());
    else this.sendTransaction(snapshotText(snapshot, ++this.parts), () => undefined);
  }

  /** A transaction was under way when the connection was lost. */
  private async recover(client: Client, batch: Batch): Promise<boolean> {
    if (batch.multiAt === undefined) return false;
    const move = this.moves.get(batch);
    if (move === undefined) {
      if (this.snapshot === undefined) return false;
      const what = `the connection was lost within ${commandText(batch, 1)}`;
      throw new ReplicationError(
        'TARGET',
        `${this.options.name}: ${what}, which cannot be told to have been done without a marker`,
      );
    }
    const mark = await readMarker(client, move.key);
    if (mark?.text === move.to.text) return true;
    if (mark?.text === move.from.text) return false;
    const found = mark === undefined ? 'is gone: it has been flushed, or evicts keys' : strangeMark(mark, move.from);
    throw new ReplicationError('TARGET', `${this.options.name}: the marker "${move.key}" ${found}`);
  }
}

/** What it means that a marker says something else than we have written last. */
function strangeMark(found: Mark, last: Mark): string {
  const [at, ours] = [parsePosition(found), parsePosition(last)];
  const isOlder = at !== undefined && ours !== undefined && at.replid === ours.replid && at.offset < ours.offset;
  return isOlder
    ? `is back at offset ${at.offset}: it was restarted with older data; started again, replicate goes on from there`
    : `says "${found.text}": another one writes there`;
}
