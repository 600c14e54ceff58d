/** The records of one source on their way to a cluster. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../connection/client.ts';
import type { Cluster } from '../../connection/cluster.ts';
import type { Address } from '../../connection/endpoint.ts';
import { isPassing } from '../../connection/passing.ts';
import { SLOTS } from '../../model/slot.ts';
import type { EntrySink } from '../../model/sink.ts';
import type { Loss, Target as Server } from '../../model/target.ts';
import type { Position } from '../../replication/position.ts';
import { encodeRequest } from '../../resp/encode.ts';
import type { Company } from '../server/marker.ts';
import type { Kept, Lane } from '../target.ts';
import { isDone, offsetMark, partMark, progressText, type MarkerKeys, type Progress } from './cluster-marker.ts';
import { ClusterSink, type Carrier } from './cluster-sink.ts';
import { executeEverywhere } from './everywhere.ts';
import type { Epoch } from './shipment.ts';
import { SlotWriter, type SlotPace } from './slot-writer.ts';

export interface ClusterLaneOptions {
  /** What messages call the cluster. */
  readonly name: string;
  /** Undefined: it does not tell. */
  readonly server?: Server | undefined;
  readonly cluster: Cluster;
  readonly connect: (address: Address) => Promise<Client>;
  readonly keys: MarkerKeys;
  /** Commit positions with the commands. */
  readonly marker: boolean;
  /** The markers go when all is delivered: a state file tells the position. */
  readonly removesMarker: boolean;
  /** Where markers, or the state, say that it stands. */
  readonly progress: Progress;
  /** It does say so, and has not been made up. */
  readonly isKnown: boolean;
  /** A marker says so. */
  readonly isMarked: boolean;
  /** What each slot has, by its marker: offsets. */
  readonly marked: Float64Array;
  /** Make room for a snapshot. @returns whether everything there will be ours */
  readonly clear: (lane: ClusterLane) => Promise<Company>;
  readonly newGeneration: () => string;
  readonly onLoss: (loss: Loss) => void;
  readonly onTrouble: (trouble: string | undefined) => void;
  readonly onSpread: () => void;
  /** A command was about a key that is gone. @param command - `LSET "key"` */
  readonly onGone: (command: string, error: string) => void;
  /** What stands in front of the sink. */
  readonly front?: (sink: EntrySink) => EntrySink;
  readonly now: () => number;
  readonly pace?: Partial<SlotPace>;
}

/** What was told up to a position. */
interface Stage extends Epoch {
  at: Position | undefined;
}

/** How often it is written up to where everything is done. */
const PROGRESS_MS = 100;
const AGAIN_MS = 100;

export class ClusterLane implements Lane, Carrier {
  readonly sink: EntrySink;
  readonly at: Position | undefined;
  confirmed: Position | undefined;
  company: Company | undefined;
  private readonly options: ClusterLaneOptions;
  private readonly teller: ClusterSink;
  private readonly writer: SlotWriter;
  /** What slots had at the start: offsets. */
  private readonly marked: Float64Array;
  /** Slots that have a marker in the target. */
  private readonly hasMarker: Uint8Array;
  private generation: string;
  /** In the order they were told; the last one is being told. */
  private stages: Stage[] = [{ left: 0, at: undefined }];
  /** Outside of stages. */
  private readonly beside: Epoch = { left: 0 };
  private snapshot: Position | undefined;
  private reachedAt: Position | undefined;
  private parts = 0;
  /** Whether the key is there that tells up to where everything is done. */
  private isMarked: boolean;
  private writtenMs = 0;
  private written = '';
  /** What has been told behind a command that each master has to execute. */
  private later: (() => void)[] | undefined;
  private executing: Promise<void> = Promise.resolve();

  constructor(options: ClusterLaneOptions) {
    this.options = options;
    const { progress, keys, cluster, connect, onTrouble, onGone, pace } = options;
    this.at = progress.at;
    this.confirmed = progress.at;
    this.company = options.isKnown ? progress.company : undefined;
    this.isMarked = options.isMarked;
    this.generation = progress.generation;
    this.marked = options.marked;
    this.hasMarker = Uint8Array.from(options.marked, (offset) => (offset > 0 ? 1 : 0));
    this.reachedAt = progress.at;
    this.writer = new SlotWriter({
      cluster,
      connect,
      moveTo: (slot, mark) => keys.moveTo(slot, mark),
      markerKey: (slot) => keys.ofSlot(slot),
      isDone,
      onDone: () => this.advance(),
      onTrouble,
      onGone,
      ...(pace === undefined ? {} : { pace }),
    });
    this.teller = new ClusterSink(this, options);
    this.sink = options.front?.(this.teller) ?? this.teller;
  }

  async beginSnapshot(at: Position): Promise<void> {
    await this.drain();
    this.confirmed = undefined;
    this.company = await this.options.clear(this);
    this.generation = this.options.newGeneration();
    this.marked.fill(0);
    this.snapshot = at;
    this.parts = 0;
    this.stages = [{ left: 0, at: undefined }];
    await this.writeProgress(undefined);
  }

  async endSnapshot(at: Position): Promise<void> {
    await this.drain();
    this.snapshot = undefined;
    this.stages = [{ left: 0, at: undefined }];
    await this.writeProgress(at);
    this.confirmed = at;
  }

  async abandonSnapshot(): Promise<void> {
    this.teller.abandon();
    this.snapshot = undefined;
    await this.drain();
  }

  reached(at: Position): Promise<void> | undefined {
    // What stands between MULTI and EXEC goes out as a whole.
    if (!this.teller.isWithinMulti) {
      this.reachedAt = at;
      if (this.snapshot === undefined) this.endStage(at);
      this.writer.flush();
      this.advance();
    }
    return this.later === undefined ? this.writer.room() : this.executing.then(() => this.writer.room());
  }

  async drain(): Promise<void> {
    // One may stand behind another.
    for (let last; last !== this.executing;) await (last = this.executing);
    await this.writer.drain();
  }

  keep(last = false): Kept {
    const { confirmed, company, generation } = this;
    const { keys, removesMarker } = this.options;
    const marked = this.isMarked && !(last && removesMarker);
    return { marker: keys.id, generation, company, marked, ...(confirmed === undefined ? {} : { at: confirmed }) };
  }

  /** Write the marker where only the state tells what it would say. */
  async begin(): Promise<void> {
    if (this.confirmed !== undefined) await this.writeProgress(this.confirmed);
  }

  async close(clean: boolean): Promise<void> {
    const { marker, removesMarker, keys } = this.options;
    if (clean && marker) {
      await this.drain();
      if (removesMarker) {
        for (let slot = 0; slot < SLOTS; slot++) {
          if (this.hasMarker[slot] === 1) this.tellBeside(slot, ['DEL', keys.ofSlot(slot)]);
        }
        this.tellBeside(keys.progressSlot, ['DEL', keys.progress]);
      } else if (this.confirmed !== undefined) await this.writeProgress(this.confirmed);
      await this.writer.drain();
    }
    this.writer.close();
  }

  tellKey(slot: number, bytes: Uint8Array, commands: number, isPart: boolean): void {
    const isMarked = isPart && this.options.marker;
    if (isMarked) this.hasMarker[slot] = 1;
    const mark = isMarked ? partMark(this.generation, ++this.parts) : undefined;
    const { stage } = this;
    this.inTurn(() => this.writer.tell(slot, bytes, commands, stage, mark, isPart));
  }

  tell(slot: number, bytes: Uint8Array, offset: number, inTransaction: boolean): void {
    const { stage } = this;
    const { marker } = this.options;
    if (marker) this.hasMarker[slot] = 1;
    const mark = marker ? offsetMark(this.generation, offset) : undefined;
    if (this.later === undefined) this.writer.tell(slot, bytes, 1, stage, mark, inTransaction);
    else this.inTurn(() => this.writer.tell(slot, bytes, 1, stage, mark, inTransaction));
  }

  tellAll(args: readonly Uint8Array[], offset: number): void {
    const { stage } = this;
    stage.left++;
    const mark = this.progressBehind(offset);
    this.inTurn(() => {
      this.later = [];
      this.executing = this.execute(args, mark, stage);
    });
  }

  has(slot: number, offset: number): boolean {
    return this.snapshot === undefined && offset <= (this.marked[slot] ?? 0);
  }

  onSpread(): void {
    this.options.onSpread();
  }

  /** What is being told. */
  private get stage(): Stage {
    const last = this.stages.at(-1);
    if (last === undefined) throw new Error('there is no stage');
    return last;
  }

  private endStage(at: Position): void {
    this.stage.at = at;
    this.stages.push({ left: 0, at: undefined });
  }

  /** Stages that are done, from the first on. */
  private advance(): void {
    const { stages } = this;
    let done = 0;
    for (; done + 1 < stages.length && stages[done]?.left === 0; done++) this.confirmed = stages[done]?.at;
    if (done === 0) return;
    stages.splice(0, done);
    if (this.options.marker && this.options.now() - this.writtenMs >= PROGRESS_MS) this.tellProgress(this.confirmed);
  }

  private inTurn(tell: () => void): void {
    if (this.later === undefined) tell();
    else this.later.push(tell);
  }

  /** When everything before is done; what was told behind it follows. */
  private async execute(args: readonly Uint8Array[], mark: readonly string[] | undefined, stage: Stage): Promise<void> {
    const { cluster, connect, keys } = this.options;
    try {
      await this.writer.drain();
      const options = {
        cluster,
        connect,
        mark: mark === undefined ? undefined : { args: mark, slot: keys.progressSlot },
      };
      for (let isDone = false; !isDone && !this.writer.hasEnded;) isDone = await this.tryEverywhere(args, options);
    } catch (error) {
      this.writer.fail(error);
      return;
    }
    if (this.writer.hasEnded) return;
    stage.left--;
    const { later = [] } = this;
    this.later = undefined;
    for (const tell of later) this.inTurn(tell);
    this.writer.flush();
    this.advance();
  }

  /** False: not now. */
  private async tryEverywhere(...what: Parameters<typeof executeEverywhere>): Promise<boolean> {
    try {
      await executeEverywhere(...what);
      return true;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.options.onTrouble(error.message);
      await delay(AGAIN_MS);
      return false;
    }
  }

  /** The command that says that everything up to `offset` is done. Undefined: that cannot be said there. */
  private progressBehind(offset: number): string[] | undefined {
    const { reachedAt, snapshot, teller } = this;
    if (!this.options.marker || snapshot !== undefined || reachedAt === undefined) return undefined;
    return this.progressWords(teller.isWithinMulti ? reachedAt : { ...reachedAt, offset });
  }

  private progressWords(at: Position | undefined): string[] {
    const { generation, company = 'beside' } = this;
    return ['SET', this.options.keys.progress, progressText({ generation, company, at })];
  }

  private tellProgress(at: Position | undefined): void {
    const words = this.progressWords(at);
    const text = words.join(' ');
    this.writtenMs = this.options.now();
    if (text === this.written) return;
    this.written = text;
    this.tellBeside(this.options.keys.progressSlot, words);
  }

  private async writeProgress(at: Position | undefined): Promise<void> {
    if (!this.options.marker) return;
    this.tellProgress(at);
    await this.writer.drain();
    this.isMarked = true;
  }

  /** Of our own; no stage waits for it. */
  private tellBeside(slot: number, words: readonly string[]): void {
    this.writer.tell(slot, encodeRequest(words), 1, this.beside, undefined, false);
  }
}
