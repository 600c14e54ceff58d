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
  readonly client: Client;
  /** Another connection, closed with the server. */
  connect(): Client;
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
export async function startServer(program: string, settings: Settings = {}, prepare?: Prepare): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const socket = join(folder, 'socket');
  try {
    await prepare?.(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const words = Object.entries({ ...SETTINGS, dir: folder, unixsocket: socket, ...settings });
  const child = spawn(
    program,
    words.flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const clients: Client[] = [];
  const open = (): Client => {
    const client = new Client(socket);
    clients.push(client);
    return client;
  };
  const end = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await stop(child);
  };
  const remove = async (): Promise<void> => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, program);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, socket, client: open(), connect: open, stop: end, remove };
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

async function ready(child: ChildProcess, program: string): Promise<void> {
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
      if (/ready to accept/i.test(line)) resolve();
      // It may then hang in its own report.
      if (/BUG REPORT START/.test(line)) child.kill('SIGKILL');
    });
  });
  await Promise.race([accepts, failed]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'close');
  child.kill();
  const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(impatient);
}
