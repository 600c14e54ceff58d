/** Servers, folders and programs of one test: whatever becomes of it, all is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Installed } from '../installed.ts';
import { startServer, type Kind, type Prepare, type RunningServer, type Settings } from '../server.ts';
import { freePort } from './free-port.ts';
import { Replicator, type ReplicatorOptions } from './replicator.ts';

const SETTINGS: Settings = {
  'enable-debug-command': 'yes',
  // A test does not wait for more replicas to come.
  'repl-diskless-sync-delay': '0',
  // What has expired goes soon.
  hz: '100',
};

export class Scene {
  /** Empty at first. */
  readonly folder = mkdtempSync(join(tmpdir(), 'scene-'));
  private readonly cleaning: (() => Promise<void>)[] = [];

  /** With a scene as long as `play` takes. */
  static async of<Result>(play: (scene: Scene) => Promise<Result>): Promise<Result> {
    const scene = new Scene();
    try {
      return await play(scene);
    } finally {
      for (const clean of scene.cleaning.toReversed()) await clean();
      rmSync(scene.folder, { recursive: true, force: true });
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Something else that has to go. */
  add<One extends { remove(): Promise<void> }>(one: One): One {
    this.cleaning.push(() => one.remove());
    return one;
  }

  /** A server on a port of 127.0.0.1 and a socket. */
  async server(installed: Installed, settings: Settings = {}, prepare?: Prepare, kind?: Kind): Promise<RunningServer> {
    const all = { ...SETTINGS, port: String(await freePort()), ...settings };
    return this.add(await startServer(installed.program('server'), all, prepare, kind));
  }

  replicate(argv: readonly string[], options?: ReplicatorOptions): Replicator {
    const replicator = Replicator.start(argv, options);
    this.cleaning.push(() => replicator.kill());
    return replicator;
  }
}

/** As `replicate` takes it. */
export function urlOf({ port, socket }: RunningServer): string {
  return port === 0 ? `unix://${socket}` : `redis://127.0.0.1:${port}`;
}
