/** One connection to one node, as long as it lives: shipments go out together, and are settled in order. */
import type { Client, Connection } from '../../connection/client.ts';
import type { Address } from '../../connection/endpoint.ts';
import { replyText } from '../../connection/reply.ts';
import { lostLink } from '../../connection/trouble.ts';
import { ReplicationError } from '../../errors.ts';
import { ReplyScanner } from '../server/reply-scanner.ts';
import type { Shipment } from './shipment.ts';

/** What a node answered to a command of a shipment with: which of its replies, or which element of EXEC's. */
export interface NodeRefusal {
  readonly command: number;
  readonly text: string;
}

export interface LinkListener {
  settled(link: NodeLink, shipment: Shipment, refusals: readonly NodeRefusal[]): void;
  /** What has not settled is not known to be done. */
  lost(link: NodeLink, unsettled: readonly Shipment[], error: ReplicationError): void;
}

interface Sent {
  readonly shipment: Shipment;
  /** Its first reply, counted over the connection, and the one behind its last. */
  readonly first: number;
  readonly end: number;
  readonly refusals: NodeRefusal[];
}

export class NodeLink {
  readonly address: Address;
  readonly name: string;
  /** What the server calls the connection. */
  readonly clientId: string | undefined;
  private readonly socket: Connection;
  private readonly listener: LinkListener;
  private readonly scanner: ReplyScanner;
  private readonly sent: Sent[] = [];
  /** The first of `sent` that has not settled. */
  private head = 0;
  private replies = 0;
  private isLost = false;

  private constructor(
    client: Client,
    address: Address,
    clientId: string | undefined,
    silenceMs: number,
    listener: LinkListener,
  ) {
    const { name } = client;
    this.name = name;
    this.address = address;
    this.clientId = clientId;
    this.listener = listener;
    this.scanner = new ReplyScanner(name, {
      error: (reply, element, text) => this.refused(reply, element, text),
      nullArray: () => undefined,
    });
    this.socket = client.release();
    this.socket.on('data', (bytes: Buffer) => this.take(bytes));
    this.socket.on('error', (cause) => this.lose(lostLink(name, cause)));
    this.socket.on('close', () => this.lose(lostLink(name, undefined)));
    this.socket.setTimeout(silenceMs, () => {
      if (this.head === this.sent.length) return;
      this.lose(new ReplicationError('TIMEOUT', `${name} has not answered for ${silenceMs} ms`));
    });
  }

  static async open(client: Client, address: Address, silenceMs: number, listener: LinkListener): Promise<NodeLink> {
    // So that it can be told to forget the connection when it is given up. Servers before 5.0, and some users, have no such command.
    const id = replyText(await client.call('CLIENT', 'ID'));
    return new NodeLink(client, address, id, silenceMs, listener);
  }

  send(shipments: readonly Shipment[]): void {
    const { socket, sent } = this;
    socket.cork();
    for (const shipment of shipments) {
      const first = this.replies;
      this.replies += shipment.replies;
      sent.push({ shipment, first, end: this.replies, refusals: [] });
      for (const piece of shipment.pieces) socket.write(piece);
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
    for (
      let next = this.sent[this.head];
      next !== undefined && next.end <= this.scanner.replies;
      next = this.sent[this.head]
    ) {
      this.head++;
      this.listener.settled(this, next.shipment, next.refusals);
      if (this.isLost) return;
    }
    if (this.head === this.sent.length) {
      this.sent.length = 0;
      this.head = 0;
    }
  }

  private refused(reply: number, element: number | undefined, text: string): void {
    let at = this.head;
    while ((this.sent[at]?.end ?? Infinity) <= reply) at++;
    const one = this.sent[at];
    if (one === undefined) return;
    // What EXEC gives are the replies of the commands behind MULTI.
    one.refusals.push({
      command: element === undefined ? reply - one.first : one.shipment.multiAt + 1 + element,
      text,
    });
  }

  private lose(error: ReplicationError): void {
    if (this.isLost) return;
    this.close();
    const unsettled = this.sent.slice(this.head).map(({ shipment }) => shipment);
    this.listener.lost(this, unsettled, error);
  }
}
