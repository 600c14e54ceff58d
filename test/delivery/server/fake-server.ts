/** As much of a server as a target needs, which refuses, falls silent and hangs up as a test wants it. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Endpoint } from '../../../src/connection/endpoint.ts';
import { RequestDecoder } from '../../../src/resp/request.ts';

/** What a command gets for an answer: an error without its `-`; 'cut': the connection ends, and it is not done; 'silence': nothing. */
export type Fault = string | undefined;

interface Session {
  readonly socket: Socket;
  /** Commands of the transaction that is open. */
  queue: string[][] | undefined;
  isAborted: boolean;
  watched: Set<string>;
  isDirty: boolean;
  isSilent: boolean;
}

export class FakeServer {
  /** Decides about each command before it is done; those of a transaction are asked about as they come, and once more as `EXEC …`. */
  fault: (command: string) => Fault = () => undefined;
  /** Called when a command is done, behind its answer. */
  onDone: (command: string) => void = () => undefined;
  info = 'redis_version:7.0.15\r\nrole:master\r\n';
  /** Everything that was done, in order. */
  readonly done: string[] = [];
  readonly keys = new Map<string, string | Map<string, string>>();
  readonly sessions = new Set<Session>();
  private readonly server: Server = createServer((socket) => this.serve(socket));

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): Endpoint {
    return { address: { kind: 'tcp', host: '127.0.0.1', port: this.port } };
  }

  cutAll(): void {
    for (const { socket } of this.sessions) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    const decoder = new RequestDecoder();
    const session: Session = {
      socket,
      queue: undefined,
      isAborted: false,
      watched: new Set(),
      isDirty: false,
      isSilent: false,
    };
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      decoder.push(bytes);
      for (let request = decoder.take(); request !== undefined; request = decoder.take()) {
        if (socket.destroyed || session.isSilent) return;
        this.take(
          session,
          request.args.map((arg) => Buffer.from(arg).toString('latin1')),
        );
      }
    });
  }

  private take(session: Session, args: string[]): void {
    const { socket } = session;
    const command = args.join(' ');
    const fault = this.fault(command);
    if (fault === 'cut') {
      socket.destroy();
      return;
    }
    if (fault === 'silence') {
      session.isSilent = true;
      return;
    }
    const [name] = args;
    if (fault !== undefined) {
      if (session.queue !== undefined) session.isAborted = true;
      socket.write(`-${fault}\r\n`);
    } else if (name === 'MULTI') {
      session.queue = [];
      session.isAborted = false;
      socket.write('+OK\r\n');
    } else if (name === 'EXEC') this.exec(session);
    else if (session.queue !== undefined) {
      session.queue.push(args);
      socket.write('+QUEUED\r\n');
    } else {
      socket.write(this.run(session, args));
      this.onDone(command);
    }
  }

  private exec(session: Session): void {
    const { queue = [], isAborted, isDirty, socket } = session;
    session.queue = undefined;
    session.watched.clear();
    session.isDirty = false;
    if (isAborted) socket.write('-EXECABORT Transaction discarded because of previous errors.\r\n');
    else if (isDirty) socket.write('*-1\r\n');
    else {
      const replies = queue.map((args) => this.run(session, args));
      const fault = this.fault(`EXEC done ${queue.map((args) => args.join(' ')).join(', ')}`);
      if (fault === 'cut') socket.destroy();
      else socket.write(`*${replies.length}\r\n${replies.join('')}`);
      this.onDone('EXEC');
    }
  }

  private run(session: Session, args: string[]): string {
    const [name = '', key = '', ...more] = args;
    const { keys } = this;
    this.done.push(args.join(' '));
    const hash = keys.get(key);
    switch (name) {
      case 'PING':
        return '+PONG\r\n';
      case 'INFO':
        return bulk(this.info);
      case 'FUNCTION':
        return '*0\r\n';
      case 'WATCH':
        session.watched.add(key);
        return '+OK\r\n';
      case 'HGETALL': {
        const pairs = hash instanceof Map ? [...hash].flat() : [];
        return `*${pairs.length}\r\n${pairs.map(bulk).join('')}`;
      }
      case 'HSETNX':
        if (hash instanceof Map && hash.has(more[0] ?? '')) return ':0\r\n';
        this.touch(key);
        this.hashAt(key).set(more[0] ?? '', more[1] ?? '');
        return ':1\r\n';
      case 'HSET':
        this.touch(key);
        this.hashAt(key).set(more[0] ?? '', more[1] ?? '');
        return ':1\r\n';
      case 'DEL':
        this.touch(key);
        return keys.delete(key) ? ':1\r\n' : ':0\r\n';
      case 'INCR': {
        const value = Number(keys.get(key) ?? 0) + 1;
        keys.set(key, String(value));
        return `:${value}\r\n`;
      }
      case 'SET':
        keys.set(key, more[0] ?? '');
        return '+OK\r\n';
      case 'MSET':
        for (let i = 1; i < args.length; i += 2) keys.set(args[i] ?? '', args[i + 1] ?? '');
        return '+OK\r\n';
      case 'FLUSHALL':
        for (const one of keys.keys()) this.touch(one);
        keys.clear();
        return '+OK\r\n';
      case 'LSET':
        return '-ERR no such key\r\n';
      case 'GETDEL':
        return '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n';
      default:
        return '+OK\r\n';
    }
  }

  private hashAt(key: string): Map<string, string> {
    const found = this.keys.get(key);
    const hash = found instanceof Map ? found : new Map<string, string>();
    this.keys.set(key, hash);
    return hash;
  }

  private touch(key: string): void {
    for (const session of this.sessions) if (session.watched.has(key)) session.isDirty = true;
  }
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
