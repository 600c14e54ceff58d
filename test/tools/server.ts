/** A server of its own for a tool: on a unix socket, in a temporary folder, gone afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Argument = string | number | Uint8Array;
export type Command = readonly [string, ...Argument[]];

const SETTINGS = {
  port: '0',
  dbfilename: 'dump.rdb',
  save: '',
  appendonly: 'no',
  rdbcompression: 'yes',
  rdbchecksum: 'yes',
  daemonize: 'no',
};
/** For a server that does not end when told to. */
const PATIENCE_MS = 10_000;
const BATCH = 1 << 20;

/** Send commands to a new server, and take the file that SAVE makes. @param server - path of its program */
export async function saveTo(target: string, server: string, commands: Iterable<Command>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const path = join(folder, 'socket');
  const words = Object.entries({ ...SETTINGS, dir: folder, unixsocket: path }).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ]);
  const child = spawn(server, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await ready(child, server);
    const client = new Client(connect(path));
    for (const command of commands) if (client.add(command)) await client.flush();
    client.add(['SAVE']);
    await client.flush();
    client.close();
    copyFileSync(join(folder, 'dump.rdb'), target);
  } finally {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ready(child: ChildProcess, server: string): Promise<void> {
  const failed = once(child, 'close').then(() => {
    throw new Error(`${server} does not start`);
  });
  await Promise.race([logged(child, /ready to accept/i), failed]);
  // When it ends later, its socket says so.
  failed.catch(() => undefined);
}

async function logged(child: ChildProcess, what: RegExp): Promise<void> {
  if (child.stdout === null) throw new Error('the server has no output');
  const lines = createInterface(child.stdout);
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (what.test(line)) resolve();
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'close');
  child.kill();
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(impatient);
}

/** Sends commands in bulk, and sees that none is answered by an error. */
class Client {
  private readonly socket: Socket;
  private readonly batch = Buffer.allocUnsafe(BATCH);
  private size = 0;
  /** Commands without an answer yet. */
  private waiting = 0;
  /** Of an answer that was cut. */
  private rest = '';
  private settle: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(socket: Socket) {
    this.socket = socket.setEncoding('latin1');
    socket.on('data', (answers: string) => this.take(answers));
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('the server closed the connection')));
  }

  /** True: it is time to flush. */
  add(command: Command): boolean {
    this.waiting++;
    this.put(`*${command.length}\r\n`);
    for (const word of command) {
      const bytes = typeof word === 'object' ? word : undefined;
      const text = String(bytes === undefined ? word : '');
      this.put(`$${bytes?.length ?? Buffer.byteLength(text)}\r\n`);
      if (bytes === undefined) this.put(text);
      else this.send(bytes);
      this.put('\r\n');
    }
    return this.size > BATCH / 2;
  }

  /** Wait until all is answered. @throws Error the first error answer */
  async flush(): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.socket.write(this.batch.subarray(0, this.size));
    await answered;
    this.settle = undefined;
    this.size = 0;
  }

  close(): void {
    this.socket.destroy();
  }

  private put(text: string): void {
    if (this.size + 3 * text.length > BATCH) this.send(Buffer.from(text));
    else this.size += this.batch.write(text, this.size);
  }

  /** Bytes, however many. */
  private send(bytes: Uint8Array): void {
    if (this.size + bytes.length > BATCH) {
      this.socket.write(Uint8Array.prototype.slice.call(this.batch, 0, this.size));
      this.size = 0;
    }
    if (bytes.length > BATCH) this.socket.write(bytes);
    else {
      this.batch.set(bytes, this.size);
      this.size += bytes.length;
    }
  }

  /** Each command that tools send is answered by one line, or by a bulk string without line ends. */
  private take(answers: string): void {
    const lines = (this.rest + answers).split('\r\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('-')) this.settle?.reject(new Error(`the server says ${line.slice(1)}`));
      // A bulk string's own line follows.
      else if (!line.startsWith('$')) this.waiting--;
    }
    if (this.waiting === 0) this.settle?.resolve();
  }
}
