/** One connection, as long as it lives: batches go out, and their replies come back in order. */
import type { Connection } from '../../connection/client.ts';
import { lostLink } from '../../connection/trouble.ts';
import { ReplicationError } from '../../errors.ts';
import type { Batch, Refusal } from './batch.ts';
import { ReplyScanner } from './reply-scanner.ts';

export interface LinkListener {
  /**
   * All replies of the batch that was sent first have come.
   * @param spoilt - a key that its transaction watched has changed: nothing of it is done
   */
  settled(refusals: readonly Refusal[], spoilt: boolean): void;
  /** What has not settled is not known to be done. Nothing follows. */
  lost(error: ReplicationError): void;
}

/** Of a batch that is under way. */
interface Sent {
  readonly batch: Batch;
  /** Its first reply, counted over the connection, and the one behind its last. */
  readonly first: number;
  readonly end: number;
  readonly refusals: Refusal[];
  spoilt: boolean;
}

export class BatchLink {
  private readonly socket: Connection;
  private readonly listener: LinkListener;
  private readonly scanner: ReplyScanner;
  private readonly sent: Sent[] = [];
  private replies = 0;
  private isLost = false;

  /** @param silenceMs - how long a server may be silent that owes replies */
  constructor(name: string, socket: Connection, silenceMs: number, listener: LinkListener) {
    this.socket = socket;
    this.listener = listener;
    this.scanner = new ReplyScanner(name, {
      error: (reply, element, text) => this.refused(reply, element, text),
      nullArray: (reply) => this.spoilt(reply),
    });
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('error', (cause) => this.lose(lostLink(name, cause)));
    socket.on('close', () => this.lose(lostLink(name, undefined)));
    socket.setTimeout(silenceMs, () => {
      if (this.sent.length === 0) return;
      this.lose(new ReplicationError('TIMEOUT', `${name} has not answered for ${silenceMs} ms`));
    });
  }

  send(batch: Batch): void {
    const first = this.replies;
    this.replies += batch.commands;
    this.sent.push({ batch, first, end: this.replies, refusals: [], spoilt: false });
    const { socket } = this;
    socket.cork();
    for (const piece of batch.pieces) socket.write(piece);
    socket.uncork();
  }

  close(): void {
    this.isLost = true;
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    if (this.isLost) return;
    try {
      this.scanner.scan(bytes);
    } catch (cause) {
      if (!(cause instanceof ReplicationError)) throw cause;
      this.lose(cause);
      return;
    }
    for (let [next] = this.sent; next !== undefined && next.end <= this.scanner.replies; [next] = this.sent) {
      this.sent.shift();
      this.listener.settled(next.refusals, next.spoilt);
      if (this.isLost) return;
    }
  }

  private refused(reply: number, element: number | undefined, text: string): void {
    const sent = this.find(reply);
    if (sent === undefined) return;
    const { batch, first, refusals } = sent;
    const index = reply - first;
    // What EXEC gives are the replies of the commands behind MULTI.
    refusals.push({ index: element === undefined ? index : (batch.multiAt ?? 0) + 1 + element, text });
  }

  private spoilt(reply: number): void {
    const sent = this.find(reply);
    if (sent?.batch.multiAt !== undefined && reply === sent.end - 1) sent.spoilt = true;
  }

  private find(reply: number): Sent | undefined {
    return this.sent.find(({ end }) => reply < end);
  }

  private lose(error: ReplicationError): void {
    if (this.isLost) return;
    this.close();
    this.listener.lost(error);
  }
}
