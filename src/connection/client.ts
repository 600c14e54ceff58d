/** Requests and their replies over one connection, in order. */
import type { Socket } from 'node:net';
import { ReplicationError } from '../errors.ts';
import { RespDecoder } from '../resp/decode.ts';
import { encodeRequest } from '../resp/encode.ts';
import type { RespValue } from '../resp/value.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { addressText, type Endpoint } from './endpoint.ts';

export type Argument = string | Uint8Array;
export type Connection = Socket;

interface Waiting {
  readonly resolve: (reply: RespValue) => void;
  readonly reject: (error: Error) => void;
}

export class Client {
  readonly name: string;
  private readonly socket: Socket;
  private readonly decoder = new RespDecoder();
  private readonly waiting: Waiting[] = [];
  private failure: Error | undefined;
  private readonly onData = (bytes: Buffer): void => this.take(bytes);
  private readonly onError = (cause: Error): void => this.fail(cause);
  private readonly onClose = (): void => this.fail(undefined);

  private constructor(name: string, socket: Socket) {
    this.name = name;
    this.socket = socket;
    socket.on('data', this.onData);
    socket.on('error', this.onError);
    socket.on('close', this.onClose);
  }

  /** Connected and authenticated. @throws ReplicationError CONNECT, TLS, AUTH, TIMEOUT */
  static async open(endpoint: Endpoint, options: ConnectOptions): Promise<Client> {
    const client = new Client(addressText(endpoint.address), await connect(endpoint, options));
    const { user, password } = endpoint;
    if (password === undefined) return client;
    const reply = await client.call('AUTH', ...(user === undefined ? [] : [user]), password);
    if (reply.type === 'error') {
      client.close();
      throw new ReplicationError('AUTH', `${client.name} refuses the password: ${Buffer.from(reply.value).toString()}`);
    }
    return client;
  }

  /** The reply, which may be an error of the server's. @throws ReplicationError LINK, PROTOCOL */
  call(...args: readonly Argument[]): Promise<RespValue> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.waiting.push({ resolve, reject });
      this.socket.write(encodeRequest(args));
    });
  }

  /** The connection, for someone who reads its replies himself. Nothing may be under way, and nothing can be called afterwards. */
  release(): Connection {
    const { socket } = this;
    socket.off('data', this.onData).off('error', this.onError).off('close', this.onClose);
    this.failure ??= new ReplicationError('LINK', `the connection to ${this.name} is in other hands`);
    return socket;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    try {
      this.decoder.push(bytes);
      for (let reply = this.decoder.take(); reply !== undefined; reply = this.decoder.take()) {
        this.waiting.shift()?.resolve(reply);
      }
    } catch (cause) {
      this.fail(cause);
    }
  }

  private fail(cause: unknown): void {
    this.failure ??= new ReplicationError('LINK', `the connection to ${this.name} is lost`, { cause });
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
    this.socket.destroy();
  }
}
