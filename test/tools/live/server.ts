/** A server of one's own: on a unix socket, in a temporary folder, gone afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from './client.ts';

export type Settings = Readonly<Record<string, string>>;

/** Lays files for a server into its folder, before it starts. */
export type Prepare = (folder: string) => void | Promise<void>;

export interface RunningServer {
  /** Its working folder: dump.rdb, appendonlydir/. */
  readonly folder: string;
  readonly socket: string;
  /** Opened anew if the server closed it: one that becomes a master does so. */
  readonly client: Client;
  readonly pid: number;
  /** On 127.0.0.1; 0: on the socket alone. */
  readonly port: number;
  /** Another connection, closed with the server. */
  connect(): Client;
  /** Stops its process where it is, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends the process at once, as a crash would. */
  crash(): Promise<void>;
  /** Ends the process; the folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

const SETTINGS: Settings = {
  port: '0',
  dbfilename: 'dump.rdb',
  save: '',
  appendonly: 'no',
  rdbcompression: 'yes',
  rdbchecksum: 'yes',
  daemonize: 'no',
};
/** How a server is started that is none of the usual kind: a Sentinel has a file of settings, and says something else. */
export interface Kind {
  words(folder: string): readonly string[];
  readonly ready: RegExp;
}

const USUAL: Kind = { words: () => [], ready: /ready to accept/i };
/** For a server that does not end when told to. */
const PATIENCE_MS = 10_000;
/** Of its output, for the one who asks why it does not start. */
const LINES_KEPT = 12;

/**
 * Start a server on what lies in its folder, and wait until it has loaded it.
 *
 * @param program - path of the server
 * @throws Error with the end of its log, if it does not start
 */
export async function startServer(
  program: string,
  settings: Settings = {},
  prepare?: Prepare,
  kind: Kind = USUAL,
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const socket = join(folder, 'socket');
  try {
    await prepare?.(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const all: Settings = { ...SETTINGS, dir: folder, unixsocket: socket, ...settings };
  const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, [...kind.words(folder), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const clients: Client[] = [];
  const open = (): Client => {
    const client = new Client(socket);
    clients.push(client);
    return client;
  };
  const end = async (signal?: NodeJS.Signals): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await stop(child, signal);
  };
  const remove = async (): Promise<void> => {
    // Nobody looks at what it leaves behind: it need not take leave. A child of it may still write.
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await ready(child, program, kind.ready);
  } catch (error) {
    await remove();
    throw error;
  }
  let client = open();
  return {
    folder,
    socket,
    pid: child.pid ?? 0,
    port: Number(all['port']),
    get client() {
      if (client.isClosed) client = open();
      return client;
    },
    connect: open,
    signal: (name) => void child.kill(name),
    crash: () => stop(child, 'SIGKILL'),
    stop: () => end(),
    remove,
  };
}

/** With a server as long as `use` takes. */
export async function withServer<Result>(
  program: string,
  settings: Settings,
  use: (server: RunningServer) => Promise<Result>,
  prepare?: Prepare,
): Promise<Result> {
  const server = await startServer(program, settings, prepare);
  try {
    return await use(server);
  } finally {
    await server.remove();
  }
}

async function ready(child: ChildProcess, program: string, says: RegExp): Promise<void> {
  const said: string[] = [];
  const listen = (line: string): void => {
    said.push(line);
    if (said.length > LINES_KEPT) said.shift();
  };
  const failed = once(child, 'close').then(() => {
    throw new Error(`${program} does not start:\n${said.join('\n')}`);
  });
  // When it ends later, its socket says so.
  failed.catch(() => undefined);
  if (child.stderr !== null) createInterface(child.stderr).on('line', listen);
  if (child.stdout === null) throw new Error('the server has no output');
  const lines = createInterface(child.stdout).on('line', listen);
  const accepts = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (says.test(line)) resolve();
      // It may then hang in its own report.
      if (/BUG REPORT START/.test(line)) child.kill('SIGKILL');
    });
  });
  await Promise.race([accepts, failed]);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'close');
  child.kill(signal);
  // One that is stopped does not hear.
  child.kill('SIGCONT');
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(impatient);
}
