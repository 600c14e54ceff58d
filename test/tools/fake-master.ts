/** A master that says what it is told to: a snapshot and a stream, in pieces, over links that are cut. */
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../src/connection/endpoint.ts';
import { RequestDecoder } from '../../src/resp/request.ts';

export interface FakeMasterOptions {
  readonly replid?: string;
  /** Of the snapshot. */
  readonly offset?: number;
  readonly snapshot?: Uint8Array;
  readonly form?: 'size' | 'mark';
  /** Knows no PSYNC, as servers before 2.8. */
  readonly old?: boolean;
  /** What it says to a request instead of what servers do: raw bytes; undefined: as servers do. */
  readonly answer?: (request: readonly string[], connection: number) => string | undefined;
  /** Bytes of the pieces that are written one by one; what is 0 comes at once. */
  readonly pieces?: readonly number[];
  /** The same of what stands within a snapshot, if it is another. */
  readonly snapshotPieces?: readonly number[];
}

export const REPLID = 'a'.repeat(40);
const MARK = 'm'.repeat(40);

export class FakeMaster {
  readonly requests: string[][] = [];
  /** Offsets that replicas have acknowledged. */
  readonly acks: number[] = [];
  replid: string;
  /** The history that this one goes on with, up to an offset. */
  second: { readonly replid: string; readonly offset: number } | undefined;
  /** First byte that can still be asked for: a replication offset. */
  backlogFrom: number;
  connections = 0;
  /** Replication offsets, rising: there a link ends, once each. */
  readonly cuts: number[] = [];
  readonly options: FakeMasterOptions;
  private readonly server: Server;
  private readonly links = new Set<FakeLink>();
  private readonly events = new EventEmitter();
  private stream = Buffer.alloc(0);

  private constructor(options: FakeMasterOptions) {
    this.options = options;
    this.replid = options.replid ?? REPLID;
    this.backlogFrom = this.from + 1;
    this.server = createServer((socket) => {
      this.links.add(new FakeLink(this, socket, ++this.connections));
      socket.on('close', () => this.events.emit('closed'));
    });
  }

  static async start(options: FakeMasterOptions = {}): Promise<FakeMaster> {
    const master = new FakeMaster(options);
    master.server.listen(0, '127.0.0.1');
    await once(master.server, 'listening');
    return master;
  }

  /** Offset of the snapshot. */
  get from(): number {
    return this.options.offset ?? 0;
  }

  get offset(): number {
    return this.from + this.stream.length;
  }

  get endpoint(): Endpoint {
    const { port } = this.server.address() as AddressInfo;
    return { address: { kind: 'tcp', host: '127.0.0.1', port } };
  }

  /** More of the stream, also to those that are there. */
  append(bytes: Uint8Array | string): void {
    this.stream = Buffer.concat([this.stream, Buffer.from(bytes)]);
    for (const link of this.links) link.goOn();
  }

  /** Cut all links. */
  cut(): void {
    for (const link of this.links) link.end();
    this.links.clear();
  }

  /** Become another master, with the same history up to here. */
  promote(replid: string): void {
    this.second = { replid: this.replid, offset: this.offset + 1 };
    this.replid = replid;
  }

  /** Resolves when it is so: looked at whenever something comes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.events, 'something');
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  // What links ask.

  hear(request: string[]): void {
    this.requests.push(request);
    const [name, option, offset] = request;
    if (name === 'REPLCONF' && option === 'ACK') this.acks.push(Number(offset));
    queueMicrotask(() => this.events.emit('something'));
  }

  /** The bytes behind `offset`, up to where the link is to be cut. */
  after(offset: number): { readonly bytes: Buffer; readonly cut: boolean } {
    const bytes = this.stream.subarray(offset - this.from);
    const [cutAt = Infinity] = this.cuts;
    if (this.offset < cutAt || offset > cutAt) return { bytes, cut: false };
    this.cuts.shift();
    return { bytes: bytes.subarray(0, cutAt - offset), cut: true };
  }

  has(replid: string, next: number): boolean {
    const known = replid === this.replid || (replid === this.second?.replid && next <= this.second.offset);
    return known && next >= this.backlogFrom && next <= this.offset + 1;
  }

  /** What stands before a snapshot, the snapshot, and what stands behind it. */
  get snapshot(): readonly [string, Uint8Array, string] {
    const { form, snapshot = new Uint8Array() } = this.options;
    return form === 'mark' ? [`$EOF:${MARK}\r\n`, snapshot, MARK] : [`$${snapshot.length}\r\n`, snapshot, ''];
  }
}

/** One replica that is connected. */
class FakeLink {
  private readonly master: FakeMaster;
  private readonly socket: Socket;
  private readonly decoder = new RequestDecoder();
  private readonly number: number;
  private sent = Promise.resolve();
  /** How far the stream has been sent; undefined: it is not asked for, or waits for an acknowledgement. */
  private at: number | undefined;
  private waitingAt: number | undefined;
  private pieces = 0;

  constructor(master: FakeMaster, socket: Socket, number: number) {
    this.master = master;
    this.socket = socket;
    this.number = number;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('error', () => this.end());
  }

  end(): void {
    this.at = undefined;
    this.socket.destroy();
  }

  goOn(): void {
    if (this.at === undefined) return;
    const { bytes, cut } = this.master.after(this.at);
    this.at += bytes.length;
    this.send(bytes);
    if (!cut) return;
    this.at = undefined;
    this.sent = this.sent.then(() => {
      this.socket.end();
    });
  }

  private take(bytes: Buffer): void {
    this.decoder.push(bytes);
    for (let request = this.decoder.take(); request !== undefined; request = this.decoder.take()) {
      const words = request.args.map((arg) => Buffer.from(arg).toString());
      this.master.hear(words);
      const answer = this.master.options.answer?.(words, this.number);
      if (answer === undefined) this.answer(words);
      else if (answer !== '') this.send(Buffer.from(answer, 'latin1'));
    }
  }

  private answer([name = '', ...args]: readonly string[]): void {
    const { master } = this;
    switch (name) {
      case 'PING':
        return this.send('+PONG\r\n');
      case 'REPLCONF':
        if (args[0] !== 'ACK') return this.send('+OK\r\n');
        return this.begin();
      case 'SYNC':
        return this.sendAll('', master.from);
      case 'PSYNC':
        return master.options.old === true ? this.send("-ERR unknown command 'PSYNC'\r\n") : this.psync(args);
      default:
        return this.send('+OK\r\n');
    }
  }

  private psync([replid = '', next = '']: readonly string[]): void {
    const { master } = this;
    if (replid === '?' || !master.has(replid, Number(next))) {
      this.sendAll(`+FULLRESYNC ${master.replid} ${master.from}\r\n`, master.from);
      return;
    }
    this.send(replid === master.replid ? '+CONTINUE\r\n' : `+CONTINUE ${master.replid}\r\n`);
    this.at = Number(next) - 1;
    this.goOn();
  }

  /** The snapshot, then the stream; behind a mark only when it has been acknowledged. */
  private sendAll(line: string, offset: number): void {
    const { options, snapshot } = this.master;
    const [head, body, tail] = snapshot;
    this.send(line + head);
    this.send(body, options.snapshotPieces);
    this.send(tail);
    this.waitingAt = offset;
    if (options.form !== 'mark') this.begin();
  }

  private begin(): void {
    if (this.waitingAt === undefined) return;
    this.at = this.waitingAt;
    this.waitingAt = undefined;
    this.goOn();
  }

  private send(bytes: Uint8Array | string, pieces = this.master.options.pieces): void {
    const all = Buffer.from(bytes);
    this.sent = this.sent.then(() => this.write(all, pieces ?? [0]));
  }

  private async write(bytes: Buffer, sizes: readonly number[]): Promise<void> {
    for (let at = 0; at < bytes.length && !this.socket.destroyed;) {
      const size = sizes[this.pieces++ % sizes.length] || bytes.length;
      this.socket.write(bytes.subarray(at, at + size));
      at += size;
      if (at < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
