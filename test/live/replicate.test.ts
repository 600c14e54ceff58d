/** Servers followed to other servers and to files, while they are written to; killed, and gone on from where it was. */
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPLAYED } from '../tools/live/commands/families.ts';
import type { Installed } from '../tools/live/installed.ts';
import { play } from '../tools/live/play.ts';
import { caughtUp, infoNumber } from '../tools/live/replicate/caught-up.ts';
import { Load, readCounters } from '../tools/live/replicate/load.ts';
import { differences } from '../tools/live/replicate/same-data.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import type { RunningServer } from '../tools/live/server.ts';
import { missing, REPLICATED, serverOf } from './servers.ts';

const COMMANDS = 1000;
/** Commands a second. */
const RATE = 2000;

/** A source that holds something of everything. */
async function filled(scene: Scene, installed: Installed, diskless: boolean): Promise<RunningServer> {
  const source = await scene.server(installed, {
    'repl-diskless-sync': diskless ? 'yes' : 'no',
    'repl-backlog-size': '64mb',
  });
  await play(source, installed, { seed: 1, commands: COMMANDS, families: REPLAYED });
  await source.client.call('SELECT', 0);
  return source;
}

/** A server that has loaded a log: one file, or a folder of several. */
function loading(scene: Scene, installed: Installed, log: string, isFolder: boolean): Promise<RunningServer> {
  return scene.server(installed, { appendonly: 'yes' }, (folder) =>
    isFolder
      ? cpSync(log, join(folder, 'appendonlydir'), { recursive: true })
      : copyFileSync(log, join(folder, 'appendonly.aof')),
  );
}

/** How often each counter was told to count. */
function countIncrements(ndjson: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of readFileSync(ndjson, 'utf8').split('\n')) {
    const name = /"args":\["INCR","(counter:\d+)"\]/.exec(line)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe.each(REPLICATED)('%s', (name) => {
  test.skipIf(missing(name))(`to a server and to files at once, stopped and killed on the way${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const source = await filled(scene, installed, true);
      const target = await scene.server(installed);
      const [ndjson, log, folder] = ['feed.ndjson', 'feed.aof', 'appendonlydir'].map((file) => scene.path(file));
      const targets = [urlOf(target), ndjson, log, `${folder}/`].flatMap((to) => ['--to', to ?? '']);
      const argv = [urlOf(source), ...targets, '--state', scene.path('state.json')];

      let replicate = scene.replicate(argv);
      await caughtUp(source, target, replicate);
      const load = Load.start(source, installed, { seed: 2, rate: RATE });
      await caughtUp(source, target, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });

      replicate = scene.replicate(argv);
      await caughtUp(source, target, replicate);
      await replicate.kill();

      replicate = scene.replicate(argv);
      await caughtUp(source, target, replicate);
      await load.stop();
      await caughtUp(source, target, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });

      expect(await infoNumber(source.client, 'stats', 'sync_full')).toBe(1);
      expect(await readCounters(target)).toEqual(load.counters);
      expect(await differences(source, target)).toEqual([]);
      const counted = new Map([...load.counters].map(([counter, value]) => [counter, Number(value)]));
      expect(countIncrements(ndjson ?? '')).toEqual(counted);
      expect(await differences(source, await loading(scene, installed, log ?? '', false))).toEqual([]);
      expect(await differences(source, await loading(scene, installed, folder ?? '', true))).toEqual([]);
    }),
  );

  test.skipIf(missing(name))(`a snapshot from its disk, as an RDB file${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const source = await filled(scene, installed, false);
      const file = scene.path('out.rdb');
      const { status, stderr } = await scene.replicate([urlOf(source), '--once', '--rdb', file]).ended;
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const loaded = await scene.server(installed, {}, (folder) => copyFileSync(file, join(folder, 'dump.rdb')));
      expect(await differences(source, loaded)).toEqual([]);
    }),
  );
});

/** Both of a kind that tells the same of the same data. */
const ACROSS = [
  ['redict-7.3.6', 'redis-8.6.3'],
  ['valkey-8.1.1', 'redis-8.0.6'],
  ['redis-8.0.6', 'redis-8.6.3'],
] as const;

describe.each(ACROSS)('%s to %s', (from, to) => {
  test.skipIf(missing(from, to))(`while it is written to${missing(from, to)}`, () =>
    Scene.of(async (scene) => {
      const source = await filled(scene, serverOf(from), true);
      const target = await scene.server(serverOf(to));
      const replicate = scene.replicate([urlOf(source), '--to', urlOf(target)]);
      const load = Load.start(source, serverOf(from), { seed: 3, rate: RATE });
      await caughtUp(source, target, replicate);
      await load.stop();
      await caughtUp(source, target, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      expect(await readCounters(target)).toEqual(load.counters);
      expect(await differences(source, target, { across: true })).toEqual([]);
    }),
  );
});
