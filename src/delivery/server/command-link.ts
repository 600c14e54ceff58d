/** One connection, as long as it lives: commands go out, and their replies come back in order. */
import type { Connection } from '../../connection/client.ts';
import { lostLink } from '../../connection/trouble.ts';
import { ReplicationError } from '../../errors.ts';
import type { Commands, Refusal } from './batch.ts';
import { ReplyScanner } from './reply-scanner.ts';

export interface LinkListener<Sent extends Commands> {
  /**
   * All replies to what was sent first have come.
   * @param spoilt - a key that its transaction watched has changed: nothing of it is done
   */
  settled(sent: Sent, refusals: readonly Refusal[], spoilt: boolean): void;
  /** What has not settled is not known to be done. Nothing follows. */
  lost(unsettled: readonly Sent[], error: ReplicationError): void;
}

/** What waits for its replies. */
interface Waiting<Sent> {
  readonly sent: Sent;
  /** Its first reply, counted over the connection, and the one behind its last. */
  readonly first: number;
  readonly end: number;
  readonly refusals: Refusal[];
  spoilt: boolean;
}

export class CommandLink<Sent extends Commands> {
  private readonly socket: Connection;
  private readonly listener: LinkListener<Sent>;
  private readonly scanner: ReplyScanner;
  private readonly waiting: Waiting<Sent>[] = [];
  private replies = 0;
  private isLost = false;

  /** @param silenceMs - how long a server may be silent that owes replies */
  constructor(name: string, socket: Connection, silenceMs: number, listener: LinkListener<Sent>) {
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
      if (this.waiting.length === 0) return;
      this.lose(new ReplicationError('TIMEOUT', `${name} has not answered for ${silenceMs} ms`));
    });
  }

  send(...some: readonly Sent[]): void {
    const { socket } = this;
    socket.cork();
    for (const sent of some) {
      const first = this.replies;
      this.replies += sent.commands;
      this.waiting.push({ sent, first, end: this.replies, refusals: [], spoilt: false });
      for (const piece of sent.pieces) socket.write(piece);
    }
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
    for (let [next] = this.waiting; next !== undefined && next.end <= this.scanner.replies; [next] = this.waiting) {
      this.waiting.shift();
      this.listener.settled(next.sent, next.refusals, next.spoilt);
      if (this.isLost) return;
    }
  }

  private refused(reply: number, element: number | undefined, text: string): void {
    const one = this.find(reply);
    if (one === undefined) return;
    const { multiAt } = one.sent;
    // What EXEC gives are the replies of the commands behind MULTI.
    const isOfExec = element !== undefined && multiAt !== undefined;
    one.refusals.push({ index: isOfExec ? multiAt + 1 + element : reply - one.first, text });
  }

  private spoilt(reply: number): void {
    const one = this.find(reply);
    if (one?.sent.multiAt !== undefined && reply === one.end - 1) one.spoilt = true;
  }

  private find(reply: number): Waiting<Sent> | undefined {
    return this.waiting.find(({ end }) => reply < end);
  }

  private lose(error: ReplicationError): void {
    if (this.isLost) return;
    this.close();
    this.listener.lost(
      this.waiting.map(({ sent }) => sent),
      error,
    );
  }
}
