/**
 * Commands to one server, many under way at once: what goes out is kept until it is confirmed, and sent again when the connection is lost
 * or the server is not ready for it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../connection/client.ts';
import { isPassing } from '../../connection/passing.ts';
import { ReplicationError } from '../../errors.ts';
import { commandText, type Batch, type Refusal } from './batch.ts';
import { CommandLink } from './command-link.ts';
import { isConsequence, isGone, isPassingReply } from './error-reply.ts';

export interface WriterOptions {
  /** What messages call the server. */
  readonly name: string;
  /** A connection that has said who it is, in database 0. */
  readonly connect: () => Promise<Client>;
  /** Why it waits; undefined: no longer. */
  readonly onTrouble: (trouble: string | undefined) => void;
  /**
   * The connection was lost with a batch under way that may not be sent twice: was it done?
   * @throws ReplicationError: it cannot be told, or another one writes there
   */
  readonly recover?: (client: Client, batch: Batch) => Promise<boolean>;
  /** Errors of a batch that are no reason to stop, and that someone else sees to. */
  readonly onRefused?: (batch: Batch, refusals: readonly Refusal[]) => boolean;
  /** A command was about a key that is gone. @param command - `LSET "key"` */
  readonly onGone?: (command: string, error: string) => void;
  readonly pace?: Partial<Pace>;
}

export interface Pace {
  /** Of batches under way. */
  readonly windowBytes: number;
  readonly windowBatches: number;
  /** Between attempts: at first, and at most. */
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
  /** How long a server is waited for that has never been there. */
  readonly firstContactMs: number;
  /** How long it may be silent while it owes replies. */
  readonly silenceMs: number;
}

const PACE: Pace = {
  windowBytes: 4 << 20,
  windowBatches: 64,
  firstWaitMs: 50,
  mostWaitMs: 5000,
  firstContactMs: 10_000,
  silenceMs: 60_000,
};

interface Entry {
  readonly batch: Batch;
  readonly done: (() => void) | undefined;
  isSent: boolean;
}

export class PipelinedWriter {
  private readonly options: WriterOptions;
  private readonly pace: Pace;
  /** Not confirmed, in the order they came. Those that are sent were sent in this order too. */
  private readonly entries: Entry[] = [];
  /** What the server was not ready for. */
  private readonly again: Entry[] = [];
  private bytes = 0;
  /** Batches that are. */
  private confirmed = 0;
  private bytesUnderWay = 0;
  private underWay = 0;
  private link: CommandLink<Batch> | undefined;
  private hasWorked = false;
  private isConnecting = false;
  private isPaused = false;
  private waitMs: number;
  /** What `onTrouble` was told last. */
  private told: string | undefined;
  private failure: Error | undefined;
  private readonly closed = new AbortController();
  private onChange: (() => void)[] = [];

  constructor(options: WriterOptions) {
    this.options = options;
    this.pace = { ...PACE, ...options.pace };
    this.waitMs = this.pace.firstWaitMs;
  }

  /** Bytes that are not confirmed. */
  get pending(): number {
    return this.bytes;
  }

  /** The server is gone, or not ready, as far as is known. */
  get isTroubled(): boolean {
    return this.told !== undefined;
  }

  /** @param done - called when the server has done it */
  send(batch: Batch, done?: () => void): void {
    this.entries.push({ batch, done, isSent: false });
    this.bytes += batch.size;
    this.pump();
  }

  /** Undefined: there is room for more. @throws what stopped it */
  room(): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure;
    return this.bytes < this.pace.windowBytes ? undefined : this.until(() => this.bytes < this.pace.windowBytes);
  }

  /** All is confirmed. @throws what stopped it */
  async drain(): Promise<void> {
    await this.until(() => this.entries.length === 0);
  }

  /** One more batch is confirmed. @throws what stopped it */
  async confirmation(): Promise<void> {
    const { confirmed } = this;
    await this.until(() => this.confirmed > confirmed);
  }

  /** What is not confirmed is dropped. */
  close(): void {
    this.fail(new ReplicationError('LINK', `${this.options.name} is closed`));
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
    const waiting = this.onChange;
    this.onChange = [];
    for (const resolve of waiting) resolve();
  }

  private fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.closed.abort();
    this.link?.close();
    this.entries.length = 0;
    this.changed();
  }

  /** Send what may be sent now. */
  private pump(): void {
    if (this.failure !== undefined || this.isPaused || this.again.length > 0) return;
    if (this.entries.length === this.underWay) return;
    const { link } = this;
    if (link === undefined) {
      if (!this.isConnecting) void this.connect();
      return;
    }
    for (let next = this.entries[this.underWay]; next !== undefined && this.hasRoomFor(next.batch);) {
      next.isSent = true;
      this.underWay++;
      this.bytesUnderWay += next.batch.size;
      link.send(next.batch);
      next = this.entries[this.underWay];
    }
  }

  private hasRoomFor(batch: Batch): boolean {
    const { windowBytes, windowBatches } = this.pace;
    const last = this.entries[this.underWay - 1];
    if (last === undefined) return true;
    if (batch.alone || last.batch.alone || this.underWay >= windowBatches) return false;
    return this.bytesUnderWay + batch.size <= windowBytes;
  }

  /** Until there is a connection, or no hope for one. */
  private async connect(): Promise<void> {
    const begun = performance.now();
    this.isConnecting = true;
    while (this.failure === undefined) {
      try {
        await this.open();
        break;
      } catch (error) {
        const isLate = !this.hasWorked && performance.now() - begun > this.pace.firstContactMs;
        if (!isPassing(error) || isLate) {
          this.fail(error instanceof Error ? error : new Error(String(error)));
          break;
        }
        this.trouble(error.message);
        await this.wait();
      }
    }
    this.isConnecting = false;
    this.pump();
  }

  private async open(): Promise<void> {
    const { name, connect, recover } = this.options;
    const client = await connect();
    try {
      const [head] = this.entries;
      // Of what was under way only this one matters: what may be sent twice is sent once more.
      if (head?.isSent === true && head.batch.alone && recover !== undefined) {
        if (await recover(client, head.batch)) this.confirm();
        else head.isSent = false;
      }
    } catch (error) {
      client.close();
      throw error;
    }
    if (this.failure !== undefined) {
      client.close();
      return;
    }
    this.hasWorked = true;
    this.link = new CommandLink(name, client.release(), this.pace.silenceMs, {
      settled: (_batch, refusals, spoilt) => this.settled(refusals, spoilt),
      lost: (_unsettled, error) => this.lost(error),
    });
    if (this.entries.length === 0) this.trouble(undefined);
  }

  /** What was under way stands in the queue as before. */
  private lost(error: ReplicationError): void {
    this.link?.close();
    this.link = undefined;
    this.underWay = 0;
    this.bytesUnderWay = 0;
    this.requeue();
    this.trouble(error.message);
    void this.pause();
  }

  private settled(refusals: readonly Refusal[], spoilt: boolean): void {
    const [head] = this.entries;
    if (head === undefined) return;
    const { batch } = head;
    if (spoilt) {
      this.lost(new ReplicationError('LINK', `${this.options.name} has what someone else wrote`));
      return;
    }
    this.underWay--;
    this.bytesUnderWay -= batch.size;
    const refusal = refusals.find(({ text }) => !isConsequence(text) && !isPassingReply(text) && !isGone(text));
    const isDone = refusals.every(({ text }) => isGone(text));
    if (isDone || (refusal !== undefined && this.options.onRefused?.(batch, refusals) === true)) {
      for (const { index, text } of refusals) this.options.onGone?.(commandText(batch, index), text);
      this.waitMs = this.pace.firstWaitMs;
      this.confirm();
    } else if (refusal === undefined) this.tryAgain(refusals.filter(({ text }) => !isGone(text)));
    else {
      const what = commandText(batch, refusal.index);
      this.fail(new ReplicationError('TARGET', `${this.options.name} refuses ${what}: ${refusal.text}`));
    }
    if (this.underWay === 0) this.requeue();
    this.pump();
  }

  private confirm(): void {
    const entry = this.entries.shift();
    if (entry === undefined) return;
    this.trouble(undefined);
    this.bytes -= entry.batch.size;
    this.confirmed++;
    entry.done?.();
    this.changed();
  }

  /** The server is not ready: the batch goes out once more when what was sent behind it has settled. */
  private tryAgain(refusals: readonly Refusal[]): void {
    const entry = this.entries.shift();
    if (entry === undefined) return;
    entry.isSent = false;
    this.again.push(entry);
    const [first] = refusals;
    this.trouble(`${this.options.name} refuses writes: ${first?.text ?? ''}`);
    void this.pause();
  }

  private requeue(): void {
    this.entries.unshift(...this.again.splice(0));
  }

  /** Nothing is sent for a while. */
  private async pause(): Promise<void> {
    if (this.isPaused) return;
    this.isPaused = true;
    await this.wait();
    this.isPaused = false;
    this.pump();
  }

  private trouble(trouble: string | undefined): void {
    if (trouble === this.told) return;
    this.told = trouble;
    this.options.onTrouble(trouble);
  }

  /** Longer each time, and not as long as everyone else. */
  private async wait(): Promise<void> {
    const ms = this.waitMs * (0.5 + Math.random() / 2);
    this.waitMs = Math.min(2 * this.waitMs, this.pace.mostWaitMs);
    try {
      await delay(ms, undefined, { signal: this.closed.signal });
    } catch {
      // It is closed.
    }
  }
}
