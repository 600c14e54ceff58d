/** A connection to a server: many commands under way, replies in their order. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ErrorReply, ReplyReader, type Reply } from './reply-reader.ts';

export type Argument = string | number | bigint | Uint8Array;
export type Command = readonly [string, ...Argument[]];

const BATCH = 1 << 20;

export class Client {
  private readonly socket: Socket;
  private readonly batch = Buffer.allocUnsafe(BATCH);
  private size = 0;
  private readonly waiting: ((reply: Reply) => void)[] = [];
  /** How many of `waiting` are answered; they go away in bulk. */
  private answered = 0;
  private broken: Error | undefined;
  private wake: (() => void) | undefined;

  /** @param path - of a unix socket */
  constructor(path: string) {
    this.socket = connect(path);
    const reader = new ReplyReader((reply) => this.settle(reply));
    this.socket.on('data', (chunk: Buffer) => reader.push(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  get isClosed(): boolean {
    return this.broken !== undefined;
  }

  /** Send a command with the next flush. @param take - is called with the reply */
  add(command: Command, take: (reply: Reply) => void): void {
    this.waiting.push(take);
    this.put(`*${command.length}\r\n`);
    for (const word of command) {
      const bytes = typeof word === 'object' ? word : undefined;
      const text = bytes === undefined ? String(word) : '';
      this.put(`$${bytes?.length ?? Buffer.byteLength(text)}\r\n`);
      if (bytes === undefined) this.put(text);
      else this.send(bytes);
      this.put('\r\n');
    }
  }

  /** Bytes that wait for a flush: enough to make one worth while. */
  get full(): boolean {
    return this.size > BATCH / 2;
  }

  /** Send what was added, and wait until all of it is answered. @throws Error, if the connection breaks */
  async flush(): Promise<void> {
    this.socket.write(Buffer.from(this.batch.subarray(0, this.size)));
    this.size = 0;
    while (this.answered < this.waiting.length) {
      if (this.broken !== undefined) throw this.broken;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.waiting.length = 0;
    this.answered = 0;
  }

  /** The replies of commands, errors among them. */
  async all(commands: Iterable<Command>): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (const command of commands) {
      this.add(command, (reply) => replies.push(reply));
      if (this.full) await this.flush();
    }
    await this.flush();
    return replies;
  }

  /** One command. @throws Error for an error reply */
  async call(...command: Command): Promise<Reply> {
    const reply = await this.ask(...command);
    if (reply instanceof ErrorReply) throw new Error(`${command.slice(0, 3).join(' ')}: ${reply.text}`);
    return reply;
  }

  /** One command; an error is a reply as well. */
  async ask(...command: Command): Promise<Reply> {
    const [reply = null] = await this.all([command]);
    return reply;
  }

  async close(): Promise<void> {
    if (this.socket.closed) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  private settle(reply: Reply): void {
    this.waiting[this.answered++]?.(reply);
    if (this.answered === this.waiting.length) this.wake?.();
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.wake?.();
  }

  private put(text: string): void {
    if (this.size + 3 * text.length > BATCH) this.send(Buffer.from(text));
    else this.size += this.batch.write(text, this.size);
  }

  /** Bytes, however many. */
  private send(bytes: Uint8Array): void {
    if (this.size + bytes.length > BATCH) {
      this.socket.write(Buffer.from(this.batch.subarray(0, this.size)));
      this.size = 0;
    }
    if (bytes.length > BATCH) this.socket.write(bytes);
    else {
      this.batch.set(bytes, this.size);
      this.size += bytes.length;
    }
  }
}
