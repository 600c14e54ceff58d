/** A master that fails and is succeeded; a cluster whose slots move. */
import { readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Installed } from '../tools/live/installed.ts';
import { caughtUp, infoNumber, received } from '../tools/live/replicate/caught-up.ts';
import { ClusterClient } from '../tools/live/replicate/cluster-client.ts';
import { clusterCaughtUp, ClusterLoad } from '../tools/live/replicate/cluster-load.ts';
import { Cluster } from '../tools/live/replicate/cluster.ts';
import { Load, readCounters } from '../tools/live/replicate/load.ts';
import { differences, differencesOfAll } from '../tools/live/replicate/same-data.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import { SentinelTrio } from '../tools/live/replicate/sentinels.ts';
import { until } from '../tools/live/replicate/until.ts';
import { asText } from '../tools/live/reply-fields.ts';
import type { RunningServer } from '../tools/live/server.ts';
import { missing, NEWEST, serverOf } from './servers.ts';

/** Commands a second. */
const RATE = 500;
/** Slots that are moved. */
const MOVED = 500;
const DEBUG = { 'enable-debug-command': 'yes', hz: '100' };

describe.each(['redis-8.6.3', 'valkey-9.1.2'] as const)('%s', (name) => {
  test.skipIf(missing(name))(`Sentinel puts another master in the place of one that is gone${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const trio = scene.add(await SentinelTrio.start(installed, { replicas: 1, downAfterMs: 1000, server: DEBUG }));
      const target = await scene.server(installed);
      const replicate = scene.replicate([trio.url, '--to', urlOf(target), '--state', scene.path('state.json')]);
      const first = await trio.master();
      const load = Load.start(first, installed, { seed: 1, rate: RATE });
      await caughtUp(first, target, replicate);
      await load.stop();
      await caughtUp(first, target, replicate);
      await received(first, replicate);
      await allReceived(first);
      await first.crash();

      const second = await trio.successorOf(first);
      await load.moveTo(second);
      await caughtUp(second, target, replicate);
      await load.stop();
      await caughtUp(second, target, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      expect(await infoNumber(second.client, 'stats', 'sync_full')).toBe(0);
      expect(await readCounters(target)).toEqual(await readCounters(second));
      expect(await differences(second, target)).toEqual([]);
    }),
  );

  test.skipIf(missing(name))(`a target that Sentinel gives another master${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const trio = scene.add(await SentinelTrio.start(installed, { replicas: 1, downAfterMs: 1000, server: DEBUG }));
      const source = await scene.server(installed);
      const replicate = scene.replicate([urlOf(source), '--to', trio.url]);
      const first = await trio.master();
      const load = Load.start(source, installed, { seed: 2, rate: RATE });
      await caughtUp(source, first, replicate);
      await load.stop();
      await caughtUp(source, first, replicate);
      await allReceived(first);
      await first.crash();

      const after = Load.start(source, installed, { seed: 3, rate: RATE });
      const second = await trio.successorOf(first);
      await after.stop();
      await caughtUp(source, second, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      expect(await infoNumber(source.client, 'stats', 'sync_full')).toBe(1);
      expect(await readCounters(second)).toEqual(await readCounters(source));
      expect(await differences(source, second)).toEqual([]);
    }),
  );
});

describe.each(NEWEST)('%s', (name) => {
  test.skipIf(missing(name))(`a cluster to one server and to a log a shard, while slots move${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const cluster = scene.add(await Cluster.start(installed, DEBUG));
      const target = await scene.server(installed);
      const logs = scene.path('logs');
      const to = ['--to', urlOf(target), '--to', `${logs}/`];
      const replicate = scene.replicate([cluster.url, ...to, '--state', scene.path('state.json')]);
      const load = ClusterLoad.start(cluster, installed, { seed: 1, rate: RATE });
      const ask = target.connect();
      await clusterCaughtUp(cluster, (_tag, key) => ask.call('GET', key), replicate);
      await moveSlots(cluster);
      await load.stop();
      await clusterCaughtUp(cluster, (_tag, key) => ask.call('GET', key), replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      const counters = new Map<string, bigint>();
      for (const counter of load.counters.keys()) counters.set(counter, BigInt(asText(await ask.call('GET', counter))));
      expect(counters).toEqual(load.counters);
      expect(await differencesOfAll(cluster.masters, [target])).toEqual([]);
      const shards = readdirSync(logs);
      expect(shards).toHaveLength(cluster.masters.length);
      // Each is what its shard is: together they are the cluster.
      const loaded = await Promise.all(shards.map((shard) => loadLog(scene, installed, join(logs, shard))));
      expect(await differencesOfAll(cluster.masters, loaded)).toEqual([]);
    }),
  );

  test.skipIf(missing(name))(`a cluster to a cluster, while slots of both move${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const [source, target] = [
        scene.add(await Cluster.start(installed, DEBUG)),
        scene.add(await Cluster.start(installed, DEBUG)),
      ];
      const replicate = scene.replicate([source.url, '--to', target.url, '--state', scene.path('state.json')]);
      const load = ClusterLoad.start(source, installed, { seed: 1, rate: RATE });
      const client = new ClusterClient(target);
      const ask = (tag: string, key: string): ReturnType<ClusterClient['call']> => client.call(tag, 'GET', key);
      await clusterCaughtUp(source, ask, replicate);
      await Promise.all([moveSlots(source), moveSlots(target)]);
      await load.stop();
      await clusterCaughtUp(source, ask, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      await client.close();
      expect(await differencesOfAll(source.masters, target.masters)).toEqual([]);
    }),
  );
});

/** A server that starts from a log. */
function loadLog(scene: Scene, installed: Installed, log: string): Promise<RunningServer> {
  const prepare = (folder: string): Promise<void> => cp(log, join(folder, 'appendonlydir'), { recursive: true });
  return scene.server(installed, { appendonly: 'yes' }, prepare);
}

/** Waits until each replica has what its master has. */
async function allReceived({ client }: RunningServer): Promise<void> {
  await until('replicas that have everything', async () => {
    const text = asText(await client.call('INFO', 'replication'));
    const end = /^master_repl_offset:(\d+)/m.exec(text)?.[1];
    return [...text.matchAll(/^slave\d+:.*,offset=(\d+),/gm)].every(([, offset]) => offset === end);
  });
}

async function moveSlots(cluster: Cluster): Promise<void> {
  const [a, b] = cluster.masters;
  if (a !== undefined && b !== undefined) await cluster.reshard(a, b, MOVED);
}
