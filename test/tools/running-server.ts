/** A server on a unix socket in a folder of its own, for as long as it takes to ask it something. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class RunningServer {
  readonly socket: string;
  private readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.socket = join(folder, 'socket');
    this.child = child;
  }

  /** @param prepare - puts files into its folder; undefined: the server does not start with them */
  static async start(
    program: string,
    prepare: (folder: string) => void,
    more: readonly string[] = [],
  ): Promise<RunningServer | undefined> {
    const folder = mkdtempSync(join(tmpdir(), 'server-'));
    prepare(folder);
    const settings = ['--port', '0', '--dir', folder, '--unixsocket', join(folder, 'socket'), '--save', ''];
    const words = [...settings, '--enable-debug-command', 'yes', '--daemonize', 'no', ...more];
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
    const server = new RunningServer(folder, child);
    if (await server.ready()) return server;
    await server.stop();
    return undefined;
  }

  private async ready(): Promise<boolean> {
    const { child } = this;
    if (child.stdout === null) return false;
    const lines = createInterface(child.stdout);
    return Promise.race([
      new Promise<boolean>((resolve) => {
        lines.on('line', (line) => {
          if (/ready to accept/i.test(line)) resolve(true);
        });
      }),
      once(child, 'close').then(() => false),
    ]);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
