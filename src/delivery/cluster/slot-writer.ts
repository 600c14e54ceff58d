/**
 * Commands to a cluster: each goes to the node that has its slot. Of one slot there is one shipment under way, and what comes meanwhile
 * waits and goes out together; so commands on a slot stay in order whatever nodes answer, and busy slots make larger shipments.
 *
 * MOVED: the shipment goes where it says, and the topology is asked for. ASK: the slot is on its way and the key is not here; commands
 * that may come twice go there, each behind ASKING. A transaction cannot (its commands are looked at one by one when they are
 * queued, and ASKING would be queued with them): it waits for the slot to have come, as it does with TRYAGAIN.
 * Source: redis 8.6 src/cluster.c, getNodeByQuery(), clusterRedirectClient(); src/server.c, processCommand().
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../../connection/cluster.ts';
import { addressText, type Address } from '../../connection/endpoint.ts';
import { isPassing } from '../../connection/passing.ts';
import { ReplicationError } from '../../errors.ts';
import { commandText, type Refusal } from '../server/batch.ts';
import { errorCode, isConsequence, isGone, isPassingReply } from '../server/error-reply.ts';
import { Doubts, type DoubtOptions } from './doubts.ts';
import { NodeLink } from './node-link.ts';
import { asking, SlotQueue, type Epoch, type Shipment } from './shipment.ts';
import { redirection, SlotMap } from './slot-map.ts';

export interface SlotWriterOptions extends DoubtOptions {
  readonly cluster: Cluster;
  /** The command that makes a slot's marker say `mark`. */
  readonly moveTo: (slot: number, mark: string) => Uint8Array;
  /** A shipment is confirmed. */
  readonly onDone: () => void;
  readonly onTrouble: (trouble: string | undefined) => void;
  /** A command was about a key that is gone. @param command - `LSET "key"` */
  readonly onGone: (command: string, error: string) => void;
  readonly pace?: Partial<SlotPace>;
}

export interface SlotPace {
  /** Bytes that may wait and be under way before `room` waits. */
  readonly windowBytes: number;
  /** Between attempts: at first, and at most. */
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
  /** How long a node may be silent while it owes replies. */
  readonly silenceMs: number;
}

const PACE: SlotPace = { windowBytes: 4 << 20, firstWaitMs: 20, mostWaitMs: 2000, silenceMs: 60_000 };

export class SlotWriter {
  private readonly options: SlotWriterOptions;
  private readonly pace: SlotPace;
  private readonly map = new SlotMap();
  private readonly queues = new Map<number, SlotQueue>();
  /** Queues that have something to send and nothing under way. */
  private readonly ready = new Set<SlotQueue>();
  private readonly links = new Map<string, NodeLink>();
  private readonly opening = new Set<string>();
  private readonly doubts: Doubts;
  private isResolving = false;
  private looking: Promise<void> | undefined;
  private bytes = 0;
  private unsettled = 0;
  private waitMs: number;
  private told: string | undefined;
  private failure: Error | undefined;
  private onChange: (() => void)[] = [];

  constructor(options: SlotWriterOptions) {
    this.options = options;
    this.pace = { ...PACE, ...options.pace };
    this.doubts = new Doubts(options, this.map);
    this.waitMs = this.pace.firstWaitMs;
    this.map.update(options.cluster.shards);
  }

  /** As `SlotQueue.add` has it. */
  tell(
    slot: number,
    bytes: Uint8Array,
    commands: number,
    epoch: Epoch,
    mark: string | undefined,
    asWhole: boolean,
  ): void {
    let queue = this.queues.get(slot);
    if (queue === undefined) {
      queue = new SlotQueue(slot);
      this.queues.set(slot, queue);
    }
    if (queue.isIdle) this.unsettled++;
    queue.add(bytes, commands, epoch, mark, asWhole);
    this.bytes += bytes.length;
    if (queue.sending === undefined) this.ready.add(queue);
  }

  /** Send what may be sent now. */
  flush(): void {
    if (this.failure !== undefined || this.ready.size === 0) return;
    const batches = new Map<NodeLink, Shipment[]>();
    for (const queue of this.ready) {
      const link = this.linkOf(queue.slot);
      if (link === undefined) continue;
      const shipment = queue.next(this.options.moveTo);
      queue.sending = shipment;
      this.ready.delete(queue);
      const batch = batches.get(link);
      if (batch === undefined) batches.set(link, [shipment]);
      else batch.push(shipment);
    }
    for (const [link, shipments] of batches) link.send(...shipments);
  }

  /** Undefined: there is room for more. @throws what stopped it */
  room(): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure;
    const { windowBytes } = this.pace;
    return this.bytes < windowBytes ? undefined : this.until(() => this.bytes < windowBytes);
  }

  /** Everything that was told is confirmed. @throws what stopped it */
  drain(): Promise<void> {
    this.flush();
    return this.until(() => this.unsettled === 0);
  }

  /** Nothing more will be done. */
  get hasEnded(): boolean {
    return this.failure !== undefined;
  }

  /** What is not confirmed is dropped. */
  close(): void {
    this.fail(new ReplicationError('LINK', `the cluster of ${this.options.cluster.name} is closed`));
  }

  fail(error: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = error instanceof Error ? error : new Error(String(error));
    for (const link of this.links.values()) link.close();
    this.changed();
  }

  private async until(holds: () => boolean): Promise<void> {
    while (this.failure === undefined && !holds()) {
      await new Promise<void>((resolve) => {
        this.onChange.push(resolve);
      });
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private changed(): void {
    for (const resolve of this.onChange.splice(0)) resolve();
  }

  /** Undefined: it is being opened, and `flush` comes again. */
  private linkOf(slot: number): NodeLink | undefined {
    const address = this.map.address(slot);
    if (address === undefined) {
      this.trouble(`no node of ${this.options.cluster.name} has slot ${slot}`);
      void this.again();
      return undefined;
    }
    const name = addressText(address);
    const link = this.links.get(name);
    if (link === undefined && !this.opening.has(name)) void this.open(name, address);
    return link;
  }

  private async open(name: string, address: Address): Promise<void> {
    this.opening.add(name);
    try {
      const client = await this.options.connect(address);
      const link = await NodeLink.open(client, address, this.pace.silenceMs, {
        settled: (one, shipment, refusals) => this.settled(one, shipment, refusals),
        lost: (one, unsettled, error) => this.lost(one, unsettled, error),
      });
      if (this.failure === undefined) this.links.set(name, link);
      else link.close();
    } catch (error) {
      this.tryLater(error);
      await this.again();
    } finally {
      this.opening.delete(name);
    }
    this.flush();
  }

  /** A while later, with the topology as it is then: once for all who want it meanwhile. */
  private again(): Promise<void> {
    this.looking ??= this.lookAgain().finally(() => {
      this.looking = undefined;
      this.flush();
    });
    return this.looking;
  }

  private async lookAgain(): Promise<void> {
    const ms = this.waitMs;
    this.waitMs = Math.min(2 * ms, this.pace.mostWaitMs);
    await delay(ms);
    if (this.failure !== undefined) return;
    try {
      await this.options.cluster.refresh();
      this.map.update(this.options.cluster.shards);
    } catch (error) {
      this.tryLater(error);
    }
  }

  /** An error that may pass. Any other is the end. */
  private tryLater(error: unknown): void {
    if (isPassing(error)) this.trouble(error.message);
    else this.fail(error);
  }

  private settled(link: NodeLink, shipment: Shipment, refusals: readonly Refusal[]): void {
    const isDiscarded = refusals.some(({ text }) => isConsequence(text));
    const refusal = refusals.find(({ text }) => !isConsequence(text) && (isDiscarded || !isGone(text)));
    if (refusal === undefined) {
      for (const gone of refusals) this.options.onGone(commandText(shipment, gone.index), gone.text);
      this.confirm(shipment);
      this.flush();
      return;
    }
    const { text } = refusal;
    const to = redirection(text, link.address);
    const code = errorCode(text);
    if (to !== undefined && code === 'MOVED') {
      this.map.move(to.slot, to.address);
      this.options.cluster.hint();
      this.sendAgain(shipment);
      this.flush();
    } else if (to !== undefined && shipment.multiAt === undefined) void this.ask(shipment, to.address);
    else if (code === 'ASK' || isPassingReply(text)) {
      if (code !== 'ASK' && code !== 'TRYAGAIN') this.trouble(`${link.name} refuses writes: ${text}`);
      void this.sendLater(shipment);
    } else {
      const what = commandText(shipment, refusal.index);
      this.fail(new ReplicationError('TARGET', `${link.name} refuses ${what}: ${text}`));
    }
  }

  private confirm(shipment: Shipment): void {
    const queue = this.queues.get(shipment.slot);
    if (queue === undefined) return;
    queue.sending = undefined;
    this.bytes -= shipment.size;
    this.waitMs = this.pace.firstWaitMs;
    if (queue.isIdle) this.unsettled--;
    else this.ready.add(queue);
    for (const epoch of shipment.epochs) epoch.left--;
    this.trouble(undefined);
    this.options.onDone();
    this.changed();
  }

  private sendAgain(shipment: Shipment): void {
    const queue = this.queues.get(shipment.slot);
    if (queue === undefined) return;
    queue.sending = undefined;
    queue.again = shipment;
    this.ready.add(queue);
  }

  private async sendLater(shipment: Shipment): Promise<void> {
    await delay(this.pace.firstWaitMs);
    this.sendAgain(shipment);
    this.flush();
  }

  /** To the node that is getting the slot; if it is not there, the one that has it is asked again. */
  private async ask(shipment: Shipment, address: Address): Promise<void> {
    const name = addressText(address);
    if (!this.links.has(name) && !this.opening.has(name)) await this.open(name, address);
    const link = this.links.get(name);
    if (link === undefined) await this.sendLater(shipment);
    else link.send(asking(shipment));
  }

  private lost(link: NodeLink, unsettled: readonly Shipment[], error: ReplicationError): void {
    if (this.failure !== undefined) return;
    this.links.delete(link.name);
    this.trouble(error.message);
    for (const shipment of unsettled) {
      if (shipment.mark === undefined) this.sendAgain(shipment);
      else this.doubts.add(shipment);
    }
    void this.resolve(link);
  }

  /** Find out what was done of what was under way when a connection was lost. */
  private async resolve(link: NodeLink): Promise<void> {
    const { doubts } = this;
    await doubts.forget(link);
    if (this.isResolving) return;
    this.isResolving = true;
    while (!doubts.areGone && this.failure === undefined) {
      await delay(this.pace.firstWaitMs);
      await this.resolveSome().catch((error: unknown) => this.tryLater(error));
      if (!doubts.areGone) await this.again();
    }
    this.isResolving = false;
    await this.again();
  }

  private async resolveSome(): Promise<void> {
    await this.doubts.ask((shipment, isDone) => {
      if (isDone) this.confirm(shipment);
      else this.sendAgain(shipment);
    });
    this.flush();
  }

  private trouble(trouble: string | undefined): void {
    if (trouble === this.told) return;
    this.told = trouble;
    this.options.onTrouble(trouble);
  }
}
