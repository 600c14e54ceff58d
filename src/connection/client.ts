/** Requests and their replies over one connection, in order. */
import type { Socket } from 'node:net';
import { ReplicationError } from '../errors.ts';
import { RespDecoder } from '../resp/decode.ts';
import { encodeRequest } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { addressText, type Endpoint } from './endpoint.ts';
import { loginRefusal, refusalOf } from './refusal.ts';
import { errorText, replyItems, replyText } from './reply.ts';
import { beginsReply, lostLink, noResp, spokenOver, type Speech } from './trouble.ts';

export type Argument = string | Uint8Array;
export type Connection = Socket;

export interface ClientOptions extends ConnectOptions {
  /** How long the server may say nothing while replies are due; as `timeoutMs` if left out. */
  readonly replyTimeoutMs?: number;
  /** Of channels that are subscribed to: `message`, channel, payload; or `pmessage`, pattern, channel, payload. */
  readonly onMessage?: (message: readonly RespValue[]) => void;
}

interface Waiting {
  readonly resolve: (reply: RespValue) => void;
  readonly reject: (error: Error) => void;
}

const MESSAGES: ReadonlySet<string | undefined> = new Set(['message', 'pmessage', 'smessage']);
/** Of what a server answers to PING, what keeps us from nothing: it is there, and we may come in. */
const ALIVE = /^(?:NOPERM|LOADING|MASTERDOWN|BUSY|MISCONF|CLUSTERDOWN|ERR unknown command)\b/;

const NOTHING = new Uint8Array();

export class Client {
  /** What messages call the server. */
  readonly name: string;
  /** Resolves when the connection has come to its end, whoever ended it. */
  readonly closed: Promise<void>;
  private readonly socket: Socket;
  private readonly onMessage: ClientOptions['onMessage'];
  private readonly decoder = new RespDecoder();
  private waiting: Waiting[] = [];
  /** Of `waiting`, how many have been answered. */
  private answered = 0;
  /** Requests that have been made and not sent. */
  private leaving: Uint8Array[] = [];
  /** Until the server has said something: how it is spoken to. */
  private silent: Speech | undefined;
  private failure: Error | undefined;
  private readonly silence: NodeJS.Timeout;
  private readonly onData = (bytes: Buffer): void => this.take(bytes);
  private readonly onError = (cause: Error): void => this.fail(lostLink(this.name, cause, this.silent));
  private readonly onClose = (): void => this.fail(lostLink(this.name, undefined, this.silent));

  private constructor(
    name: string,
    socket: Socket,
    { timeoutMs, replyTimeoutMs = timeoutMs, onMessage }: ClientOptions,
  ) {
    this.name = name;
    this.socket = socket;
    this.onMessage = onMessage;
    this.silent = spokenOver(socket);
    this.silence = setTimeout(() => this.checkSilence(replyTimeoutMs), replyTimeoutMs).unref();
    socket.on('data', this.onData);
    socket.on('error', this.onError);
    socket.on('close', this.onClose);
    this.closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
  }

  /**
   * Connected, authenticated, and it has answered.
   * @throws ReplicationError CONNECT, TLS, AUTH, DENIED, BUSY, PROTOCOL, TIMEOUT, LINK; UsageError: files of certificates
   */
  static async open(endpoint: Endpoint, options: ClientOptions): Promise<Client> {
    const client = new Client(addressText(endpoint.address), await connect(endpoint, options), options);
    try {
      await client.comeIn(endpoint);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** The reply, which may be an error of the server's. Requests go out at once: many may wait. @throws ReplicationError LINK, PROTOCOL, TIMEOUT */
  call(...args: readonly Argument[]): Promise<RespValue> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      if (this.answered === this.waiting.length) this.silence.refresh();
      this.waiting.push({ resolve, reject });
      this.send(encodeRequest(args));
    });
  }

  /** The reply, which is no error. @throws ReplicationError LINK, TIMEOUT; AUTH, DENIED, BUSY or PROTOCOL for what the server refuses */
  async ask(...args: readonly Argument[]): Promise<RespValue> {
    const reply = await this.call(...args);
    const error = errorText(reply);
    if (error !== undefined) throw refusalOf(this.name, error);
    return reply;
  }

  /** The connection, for someone who reads its replies himself. Nothing may be under way, and nothing can be called afterwards. */
  release(): Connection {
    const { socket } = this;
    clearTimeout(this.silence);
    socket.off('data', this.onData).off('error', this.onError).off('close', this.onClose);
    this.failure ??= new ReplicationError('LINK', `the connection to ${this.name} is in other hands`);
    return socket;
  }

  /** What is not answered is rejected. */
  close(): void {
    this.fail(new ReplicationError('LINK', `the connection to ${this.name} has been closed`));
  }

  /** Requests that are made together leave together: a system call for each would take longer than all else. */
  private send(request: Uint8Array): void {
    this.leaving.push(request);
    if (this.leaving.length > 1) return;
    queueMicrotask(() => {
      const together = Buffer.concat(this.leaving);
      this.leaving = [];
      if (this.failure === undefined) this.socket.write(together);
    });
  }

  /** Without a password there is PING, so that whoever is let in has had an answer. */
  private async comeIn({ user, password }: Endpoint): Promise<void> {
    if (user === undefined && password === undefined) {
      const error = errorText(await this.call('PING'));
      if (error !== undefined && !ALIVE.test(error)) throw refusalOf(this.name, error);
      return;
    }
    // A user without a password may be one of those that take any.
    const reply = await this.call('AUTH', ...(user === undefined ? [] : [user]), password ?? '');
    const error = errorText(reply);
    if (error !== undefined) throw loginRefusal(this.name, error, password);
  }

  private take(bytes: Buffer): void {
    this.silence.refresh();
    if (this.silent !== undefined && !beginsReply(bytes)) {
      this.fail(noResp(this.name, bytes));
      return;
    }
    this.silent = undefined;
    try {
      this.decoder.push(bytes);
      for (let reply = this.decoder.take(); reply !== undefined; reply = this.decoder.take()) this.give(reply);
    } catch (cause) {
      this.fail(noResp(this.name, NOTHING, cause));
    }
  }

  private give(reply: RespValue): void {
    if (reply.type === 'push' || (this.onMessage !== undefined && isMessage(reply))) {
      if (isMessage(reply)) this.onMessage?.(replyItems(reply));
      return;
    }
    const next = this.waiting[this.answered];
    if (next === undefined) return;
    this.answered += 1;
    // Not by shift(), which moves all that wait.
    if (this.answered === this.waiting.length) {
      this.waiting = [];
      this.answered = 0;
    }
    next.resolve(reply);
  }

  private checkSilence(timeoutMs: number): void {
    if (this.answered === this.waiting.length) return;
    this.fail(new ReplicationError('TIMEOUT', `${this.name} has not answered for ${timeoutMs} ms`));
  }

  private fail(failure: Error): void {
    this.failure ??= failure;
    clearTimeout(this.silence);
    for (const { reject } of this.waiting.splice(0).slice(this.answered)) reject(this.failure);
    this.answered = 0;
    this.socket.destroy();
  }
}

/** A connection for as long as `what` takes. */
export async function useClient<T>(connecting: Promise<Client>, what: (client: Client) => Promise<T>): Promise<T> {
  const client = await connecting;
  try {
    return await what(client);
  } finally {
    client.close();
  }
}

function isMessage(reply: RespValue): boolean {
  return (reply.type === 'array' || reply.type === 'push') && MESSAGES.has(replyText(reply.items[0]));
}
