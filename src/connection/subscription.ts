/** A connection on which a server tells what is published, for as long as it lasts. */
import type { Socket } from 'node:net';
import { ReplicationError } from '../errors.ts';
import { RespDecoder } from '../resp/decode.ts';
import { encodeRequest } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { addressText, type Endpoint } from './endpoint.ts';

export interface SubscriptionOptions extends ConnectOptions {
  /** Asked after this time whether the server is still there; without an answer in as much time again it is not. */
  readonly pingMs: number;
}

export interface Subscriber {
  message(channel: Uint8Array, payload: Uint8Array): void;
  /** Nothing more comes. */
  lost(error: ReplicationError): void;
}

export class Subscription {
  private readonly name: string;
  private readonly socket: Socket;
  private readonly subscriber: Subscriber;
  private readonly decoder = new RespDecoder();
  private readonly timer: NodeJS.Timeout;
  private isOver = false;
  private isAsked = false;
  private settle: ((reply: RespValue) => void) | undefined;
  private refuse: ((error: Error) => void) | undefined;

  private constructor(name: string, socket: Socket, subscriber: Subscriber, pingMs: number) {
    this.name = name;
    this.socket = socket;
    this.subscriber = subscriber;
    this.timer = setInterval(() => this.ping(), pingMs);
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('error', (cause) => this.fail(this.loss({ cause })));
    socket.on('close', () => this.fail(this.loss({})));
  }

  /** Everything that is published from now on on channels that match. @throws ReplicationError CONNECT, TLS, AUTH, DENIED, LINK */
  static async open(
    endpoint: Endpoint,
    pattern: string,
    subscriber: Subscriber,
    options: SubscriptionOptions,
  ): Promise<Subscription> {
    const socket = await connect(endpoint, options);
    const subscription = new Subscription(addressText(endpoint.address), socket, subscriber, options.pingMs);
    try {
      const { user, password } = endpoint;
      if (password !== undefined) {
        await subscription.ask('AUTH', ['AUTH', ...(user === undefined ? [] : [user]), password]);
      }
      await subscription.ask('DENIED', ['PSUBSCRIBE', pattern]);
      return subscription;
    } catch (error) {
      subscription.close();
      throw error;
    }
  }

  close(): void {
    this.isOver = true;
    clearInterval(this.timer);
    this.socket.destroy();
  }

  private async ask(code: 'AUTH' | 'DENIED', command: readonly [string, ...string[]]): Promise<void> {
    const reply = await new Promise<RespValue>((resolve, reject) => {
      this.settle = resolve;
      this.refuse = reject;
      this.socket.write(encodeRequest(command));
    });
    if (reply.type !== 'error') return;
    throw new ReplicationError(code, `${this.name} refuses ${command[0]}: ${Buffer.from(reply.value).toString()}`);
  }

  private ping(): void {
    if (this.isAsked) this.fail(new ReplicationError('LINK', `${this.name} has fallen silent`));
    this.isAsked = true;
    if (!this.isOver) this.socket.write(encodeRequest(['PING']));
  }

  private take(bytes: Buffer): void {
    // Whatever it is, it shows that the server is there.
    this.isAsked = false;
    try {
      this.decoder.push(bytes);
      for (let reply = this.decoder.take(); reply !== undefined && !this.isOver; reply = this.decoder.take()) {
        this.told(reply);
      }
    } catch (cause) {
      this.fail(new ReplicationError('PROTOCOL', `${this.name} does not speak the protocol of Redis`, { cause }));
    }
  }

  private told(reply: RespValue): void {
    const [kind, , channel, payload] = reply.type === 'array' || reply.type === 'push' ? reply.items : [];
    if (isText(kind, 'pmessage') && channel?.type === 'string' && payload?.type === 'string') {
      this.subscriber.message(channel.value, payload.value);
      return;
    }
    // An answer to PING is none of a question.
    if (isText(kind, 'pong')) return;
    this.settle?.(reply);
    this.settle = undefined;
  }

  private fail(error: ReplicationError): void {
    if (this.isOver) return;
    this.close();
    if (this.settle === undefined) this.subscriber.lost(error);
    else this.refuse?.(error);
  }

  private loss(options: ErrorOptions): ReplicationError {
    return new ReplicationError('LINK', `the connection to ${this.name} is lost`, options);
  }
}

function isText(value: RespValue | undefined, text: string): boolean {
  return value?.type === 'string' && Buffer.from(value.value).toString('latin1') === text;
}
