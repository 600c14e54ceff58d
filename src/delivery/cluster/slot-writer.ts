/**
 * Commands to a cluster: each goes to the node that has its slot. Of one slot there is one shipment under way, and what comes meanwhile
 * waits and goes out together; so commands on a slot stay in order whatever nodes answer, and busy slots make larger shipments.
 *
 * MOVED: the shipment goes where it says, and the topology is asked for. ASK: the slot is on its way and the key is not here; commands
 * that may come twice go there, each behind ASKING. A transaction cannot (its commands are looked at one by one when they are
 * queued, and ASKING would be queued with them): it waits for the slot to have come, as it does with TRYAGAIN.
 *
 * When a connection is lost, the node is told to forget it, and the markers of slots say which shipments were done.
 * Source: redis 8.6 src/cluster.c, getNodeByQuery(), clusterRedirectClient(); src/server.c, processCommand().
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../connection/client.ts';
import type { Cluster } from '../../connection/cluster.ts';
import { addressText, type Address } from '../../connection/endpoint.ts';
import { errorText, replyText } from '../../connection/reply.ts';
import { isPassing } from '../../connection/passing.ts';
import { ReplicationError } from '../../errors.ts';
import { commandText } from '../server/batch.ts';
import { errorCode, isConsequence, isGone, isPassingReply } from '../server/error-reply.ts';
import { NodeLink, type NodeRefusal } from './node-link.ts';
import { asking, SlotQueue, type Epoch, type Shipment } from './shipment.ts';
import { redirection, SlotMap } from './slot-map.ts';

export interface SlotWriterOptions {
  readonly cluster: Cluster;
  readonly connect: (address: Address) => Promise<Client>;
  /** The command that makes a slot's marker say `mark`, and its key. */
  readonly moveTo: (slot: number, mark: string) => Uint8Array;
  readonly markerKey: (slot: number) => string;
  /** Whether a marker with this value is at `mark`, or behind it. */
  readonly isDone: (value: string, mark: string) => boolean;
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
  /** Shipments of which it is not known whether they were done. */
  private doubtful: Shipment[] = [];
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
    for (const [link, shipments] of batches) link.send(shipments);
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

  private settled(link: NodeLink, shipment: Shipment, refusals: readonly NodeRefusal[]): void {
    const isDiscarded = refusals.some(({ text }) => isConsequence(text));
    const refusal = refusals.find(({ text }) => !isConsequence(text) && (isDiscarded || !isGone(text)));
    if (refusal === undefined) {
      for (const gone of refusals) this.options.onGone(refusedCommand(shipment, gone), gone.text);
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
    } else if (to !== undefined && shipment.multiAt < 0) void this.ask(shipment, to.address);
    else if (code === 'ASK' || isPassingReply(text)) {
      if (code !== 'ASK' && code !== 'TRYAGAIN') this.trouble(`${link.name} refuses writes: ${text}`);
      void this.sendLater(shipment);
    } else {
      const what = refusedCommand(shipment, refusal);
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
    else link.send([asking(shipment)]);
  }

  private lost(link: NodeLink, unsettled: readonly Shipment[], error: ReplicationError): void {
    if (this.failure !== undefined) return;
    this.links.delete(link.name);
    this.trouble(error.message);
    for (const shipment of unsettled) {
      if (shipment.mark === undefined) this.sendAgain(shipment);
      else this.doubtful.push(shipment);
    }
    void this.resolve(link);
  }

  /** Find out what was done of what was under way when a connection was lost. */
  private async resolve(link: NodeLink): Promise<void> {
    await this.forget(link);
    if (this.isResolving) return;
    this.isResolving = true;
    while (this.doubtful.length > 0 && this.failure === undefined) {
      await delay(this.pace.firstWaitMs);
      await this.resolveSome().catch((error: unknown) => this.tryLater(error));
      if (this.doubtful.length > 0) await this.again();
    }
    this.isResolving = false;
    await this.again();
  }

  /** What the node has read of the connection and not done yet must not be done later. */
  private async forget({ clientId, address }: NodeLink): Promise<void> {
    if (clientId === undefined) return;
    try {
      const client = await this.options.connect(address);
      await client.call('CLIENT', 'KILL', 'ID', clientId);
      client.close();
    } catch {
      // The node is gone, and the connection with it.
    }
  }

  private async resolveSome(): Promise<void> {
    const [first] = this.doubtful;
    const address = first === undefined ? undefined : this.map.address(first.slot);
    if (address === undefined) return;
    const client = await this.options.connect(address);
    try {
      const name = addressText(address);
      const isHere = ({ slot }: Shipment): boolean => {
        const owner = this.map.address(slot);
        return owner !== undefined && addressText(owner) === name;
      };
      const some = this.doubtful.filter(isHere);
      const replies = await Promise.all(some.map(({ slot }) => client.call('GET', this.options.markerKey(slot))));
      for (const [index, shipment] of some.entries()) {
        const reply = replies[index];
        if (reply === undefined) continue;
        const error = errorText(reply);
        const moved = error === undefined ? undefined : redirection(error, address);
        if (moved !== undefined) this.map.move(moved.slot, moved.address);
        if (error !== undefined) continue;
        this.doubtful = this.doubtful.filter((one) => one !== shipment);
        if (this.options.isDone(replyText(reply) ?? '', shipment.mark ?? '')) this.confirm(shipment);
        else this.sendAgain(shipment);
      }
    } finally {
      client.close();
    }
    this.flush();
  }

  private trouble(trouble: string | undefined): void {
    if (trouble === this.told) return;
    this.told = trouble;
    this.options.onTrouble(trouble);
  }
}

function refusedCommand({ pieces }: Shipment, { command }: NodeRefusal): string {
  return commandText({ pieces, size: 0, commands: 0, alone: false }, command);
}
