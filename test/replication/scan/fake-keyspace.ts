/** A server of a few keys, as a scan sees it: what it lacks, refuses or publishes is for the test to say. */
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../../src/connection/endpoint.ts';
import { encodeDumpPayload } from '../../../src/encode-payload.ts';
import { encodeValue } from '../../../src/resp/encode.ts';
import { RequestDecoder } from '../../../src/resp/request.ts';
import type { RespValue } from '../../../src/resp/value.ts';

export interface FakeKeyspaceOptions {
  /** Commands that it does not know, in upper case. */
  readonly lacks?: readonly string[];
  /** Commands that the user may not run. */
  readonly denies?: readonly string[];
  /** Keys that SCAN tells twice. */
  readonly twice?: readonly string[];
  readonly notifications?: string;
  readonly policy?: string;
}

const OK: RespValue = { type: 'simple-string', value: Buffer.from('OK') };
const QUEUED: RespValue = { type: 'simple-string', value: Buffer.from('QUEUED') };
const NIL: RespValue = { type: 'null-string' };
/** Keys of a reply to SCAN. */
const BATCH = 2;

export class FakeKeyspace {
  readonly requests: string[][] = [];
  /** Values by key, of database 0. */
  readonly keys = new Map<string, string>();
  readonly expiries = new Map<string, number>();
  readonly calls = new Map<string, number>();
  notifications: string;
  private readonly options: FakeKeyspaceOptions;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly subscribers = new Set<Socket>();
  private readonly events = new EventEmitter();

  private constructor(options: FakeKeyspaceOptions) {
    this.options = options;
    this.notifications = options.notifications ?? 'AK';
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(options: FakeKeyspaceOptions = {}): Promise<FakeKeyspace> {
    const server = new FakeKeyspace(options);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get endpoint(): Endpoint {
    const { port } = this.server.address() as AddressInfo;
    return { address: { kind: 'tcp', host: '127.0.0.1', port } };
  }

  /** Set a key, or remove it, and tell of it. */
  change(key: string, value: string | undefined): void {
    if (value === undefined) this.keys.delete(key);
    else this.keys.set(key, value);
    const words = ['pmessage', '__keyspace@*__:*', `__keyspace@0__:${key}`, value === undefined ? 'del' : 'set'];
    for (const socket of this.subscribers) socket.write(encodeValue(arrayOf(words.map(text))));
  }

  /** End the connections on which it tells of changes. */
  cutSubscribers(): void {
    for (const socket of this.subscribers) socket.destroy();
  }

  /** Resolves when a request has come for which it is so. */
  async until(condition: (request: readonly string[]) => boolean): Promise<void> {
    while (!this.requests.some(condition)) await once(this.events, 'request');
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    const decoder = new RequestDecoder();
    let queue: string[][] | undefined;
    this.sockets.add(socket);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.subscribers.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      decoder.push(bytes);
      for (let request = decoder.take(); request !== undefined; request = decoder.take()) {
        const words = request.args.map((arg) => Buffer.from(arg).toString('latin1'));
        this.requests.push(words);
        const [name = ''] = words;
        let reply: RespValue;
        if (name === 'PSUBSCRIBE') this.subscribers.add(socket);
        if (this.refusal(words) === undefined && name === 'MULTI') {
          queue = [];
          reply = OK;
        } else if (queue !== undefined && name === 'EXEC') {
          reply = arrayOf(queue.map((one) => this.answer(one)));
          queue = undefined;
        } else if (queue === undefined) reply = this.answer(words);
        else {
          queue.push(words);
          reply = this.refusal(words) ?? QUEUED;
        }
        socket.write(encodeValue(reply));
      }
      this.events.emit('request');
    });
  }

  private refusal([name = '']: readonly string[]): RespValue | undefined {
    if (this.options.lacks?.includes(name)) return error(`ERR unknown command '${name}'`);
    if (!this.options.denies?.includes(name)) return undefined;
    return error(`NOPERM this user has no permissions to run the '${name.toLowerCase()}' command`);
  }

  private answer(words: readonly string[]): RespValue {
    const refused = this.refusal(words);
    if (refused !== undefined) return refused;
    const [name = '', first = '', second, third] = words;
    switch (name) {
      case 'SCAN':
        return this.scan(Number(first));
      case 'DUMP': {
        const value = this.keys.get(first);
        return value === undefined ? NIL : bulk(payloadOf(value));
      }
      case 'PEXPIRETIME':
        return number(this.keys.has(first) ? (this.expiries.get(first) ?? -1) : -2);
      case 'PTTL':
        return number(this.expiries.has(first) ? 5000 : -1);
      case 'TIME':
        return arrayOf([text('1700000000'), text('123456')]);
      case 'OBJECT':
        return number(first === 'FREQ' ? 7 : 42);
      case 'FUNCTION':
        return bulk(Buffer.concat([Buffer.from([11, 0]), Buffer.alloc(8)]));
      case 'INFO':
        return text(this.info(first));
      case 'CONFIG':
        if (first === 'SET') this.notifications = third ?? '';
        return first === 'SET' ? OK : arrayOf([text(second ?? ''), text(this.notifications)]);
      case 'PSUBSCRIBE':
        return arrayOf([text('psubscribe'), text(first), number(1)]);
      default:
        return OK;
    }
  }

  /** The cursor is how many keys have been told. */
  private scan(cursor: number): RespValue {
    const all = [...this.keys.keys()];
    const next = cursor + BATCH < all.length ? cursor + BATCH : 0;
    const told = all.slice(cursor, cursor + BATCH);
    const again = next === 0 ? (this.options.twice ?? []) : [];
    return arrayOf([text(String(next)), arrayOf([...told, ...again].map(text))]);
  }

  private info(section: string): string {
    const counters = [...this.calls].map(([command, calls]) => `cmdstat_${command}:calls=${calls},usec=1`);
    if (section === 'commandstats') return ['# Commandstats', ...counters].join('\r\n');
    const facts = ['redis_version:7.0.15', 'redis_mode:standalone', 'arch_bits:64', 'used_memory:1000'];
    return [...facts, `maxmemory_policy:${this.options.policy ?? 'noeviction'}`, `db0:keys=${this.keys.size}`].join(
      '\r\n',
    );
  }
}

/** What DUMP answers for a string. */
export function payloadOf(value: string): Uint8Array {
  return encodeDumpPayload({ type: 'string', value: Buffer.from(value) }, { target: 'redis-7.2' });
}

function text(value: string): RespValue {
  return bulk(Buffer.from(value, 'latin1'));
}

function bulk(value: Uint8Array): RespValue {
  return { type: 'string', value };
}

function number(value: number): RespValue {
  return { type: 'integer', value };
}

function error(words: string): RespValue {
  return { type: 'error', value: Buffer.from(words) };
}

function arrayOf(items: readonly RespValue[]): RespValue {
  return { type: 'array', items };
}
