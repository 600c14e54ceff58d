/** One connection to a master: lines while the two agree on what is to come, then bytes. */
import type { Socket } from 'node:net';
import { lostLink, noResp, spokenOver, type Speech } from '../connection/trouble.ts';
import { ReplicationError } from '../errors.ts';

/** Takes what comes. Where it is done it says what of `bytes` is not for it. */
export type Taker = (bytes: Uint8Array) => Uint8Array | undefined;

/**
 * Unless told otherwise. Masters show that they are there every 10 s (repl-ping-replica-period), replicas every second. Source:
 * redis.conf; redis 8.6 src/replication.c, replicationCron().
 */
export const LINK_TIMES = { connectMs: 10_000, silenceMs: 60_000, heartbeatMs: 1000 } as const;

const LF = 0x0a;
/** What lines begin with: errors, answers, the size of a snapshot, and that they are empty. */
const MARKS: ReadonlySet<number> = new Set(Buffer.from('-+$\r\n'));
const LONGEST_LINE = 64 * 1024;
const NOTHING = new Uint8Array();

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class Link {
  /** What messages call the server. */
  readonly name: string;
  /** When it last said something. */
  heardMs: number;
  private readonly socket: Socket;
  private readonly now: () => number;
  /** What has come and nobody has taken. */
  private held: Uint8Array = NOTHING;
  private taker: Taker | undefined;
  private waiting: Waiting | undefined;
  private failure: Error | undefined;
  /** Until the server has said something. */
  private silent: Speech | undefined;

  constructor(name: string, socket: Socket, now: () => number) {
    this.name = name;
    this.socket = socket;
    this.now = now;
    this.heardMs = now();
    this.silent = spokenOver(socket);
    socket.on('data', (bytes: Buffer) => this.hear(bytes));
    socket.on('error', (cause) => this.fail(this.lost(cause)));
    socket.on('close', () => this.fail(this.lost()));
  }

  /** Is nothing once the link is lost. */
  send(bytes: Uint8Array | string): void {
    if (this.failure === undefined) this.socket.write(bytes);
  }

  /**
   * The next line without its end. Empty ones only show that the server is there, and are passed over.
   * @param silenceMs - after so long without a byte it is given up
   * @throws ReplicationError LINK, TIMEOUT, PROTOCOL: it is longer than lines are
   */
  async line(silenceMs: number): Promise<string> {
    for (;;) {
      const lf = this.held.indexOf(LF);
      const length = lf < 0 ? this.held.length : lf;
      const isNone = length > LONGEST_LINE || !MARKS.has(this.held[0] ?? LF);
      if (isNone) throw noResp(this.name, this.held, undefined);
      if (lf < 0) await this.more(silenceMs);
      else {
        const text = Buffer.from(this.held.subarray(0, lf)).toString().replace(/\r$/, '');
        this.held = this.held.subarray(lf + 1);
        if (text !== '') return text;
      }
    }
  }

  /** Hand on what comes until `taker` is done. @throws ReplicationError LINK, TIMEOUT; whatever `taker` throws */
  receive(taker: Taker): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.waiting = { resolve, reject };
      this.taker = taker;
      const { held } = this;
      this.held = NOTHING;
      if (held.length > 0) this.take(held);
    });
  }

  /** Lose it, and say why. */
  fail(error: Error): void {
    this.failure ??= error;
    this.taker = undefined;
    this.settle()?.reject(this.failure);
    this.socket.destroy();
  }

  /** What was sent still goes out. */
  close(): void {
    this.failure ??= this.lost();
    this.taker = undefined;
    this.settle()?.reject(this.failure);
    this.socket.end();
    this.socket.resume();
    this.socket.destroySoon();
  }

  private hear(bytes: Uint8Array): void {
    this.heardMs = this.now();
    this.silent = undefined;
    if (this.taker !== undefined) {
      this.take(bytes);
      return;
    }
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    this.settle()?.resolve();
  }

  private take(bytes: Uint8Array): void {
    try {
      const rest = this.taker?.(bytes);
      if (rest === undefined) return;
      this.taker = undefined;
      this.held = rest;
      this.settle()?.resolve();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Wait for another byte. */
  private async more(silenceMs: number): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const timer = setTimeout(() => {
      const seconds = silenceMs / 1000;
      this.fail(new ReplicationError('TIMEOUT', `${this.name} has said nothing for ${seconds} s`));
    }, silenceMs);
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting = { resolve, reject };
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private lost(cause?: Error): ReplicationError {
    return lostLink(this.name, cause, this.silent);
  }

  private settle(): Waiting | undefined {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting;
  }
}
