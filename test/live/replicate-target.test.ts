/** A server that is replicated to, when it is in trouble: nothing is lost, and nothing comes twice. */
import { describe, expect, test } from 'vitest';
import { caughtUp, infoNumber } from '../tools/live/replicate/caught-up.ts';
import { Load, readCounters } from '../tools/live/replicate/load.ts';
import type { Replicator } from '../tools/live/replicate/replicator.ts';
import { differences } from '../tools/live/replicate/same-data.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import { pause } from '../tools/live/replicate/until.ts';
import type { RunningServer } from '../tools/live/server.ts';
import { missing, REPLICATED, serverOf, SOME } from './servers.ts';

const RATE = 2000;

interface Stage {
  readonly scene: Scene;
  readonly source: RunningServer;
  readonly target: RunningServer;
  readonly load: Load;
  /** Start it, or start it again. */
  start(): Replicator;
}

/** Under load, while something happens to the target; in the end both hold the same. @param act - gives what runs in the end */
function underLoad(name: string, act: (stage: Stage) => Promise<Replicator>): Promise<void> {
  return Scene.of(async (scene) => {
    const installed = serverOf(name);
    const source = await scene.server(installed, { 'repl-backlog-size': '64mb' });
    const target = await scene.server(installed);
    const load = Load.start(source, installed, { seed: 4, rate: RATE });
    const argv = [urlOf(source), '--to', urlOf(target), '--state', scene.path('state.json')];
    const replicate = await act({ scene, source, target, load, start: () => scene.replicate(argv) });
    await load.stop();
    await caughtUp(source, target, replicate);
    expect(await replicate.stop()).toMatchObject({ status: 0 });
    expect(await readCounters(target)).toEqual(load.counters);
    expect(await differences(source, target)).toEqual([]);
    expect(await infoNumber(source.client, 'stats', 'sync_full')).toBe(1);
  });
}

describe.each(SOME)('%s', (name) => {
  const at = missing(name);

  test.skipIf(at)(`its connections are killed${at}`, () =>
    underLoad(name, async ({ source, target, start }) => {
      const replicate = start();
      await caughtUp(source, target, replicate);
      const admin = target.connect();
      for (let i = 0; i < 20; i++) {
        await pause(50);
        await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      }
      return replicate;
    }),
  );

  test.skipIf(at)(`it is a replica for a while${at}`, () =>
    underLoad(name, async ({ source, target, start }) => {
      const replicate = start();
      await caughtUp(source, target, replicate);
      await target.client.call('REPLICAOF', '127.0.0.1', '1');
      await pause(1500);
      await target.client.call('REPLICAOF', 'NO', 'ONE');
      return replicate;
    }),
  );

  test.skipIf(at)(`it has no memory left: that ends it, and it goes on later${at}`, () =>
    underLoad(name, async ({ source, target, start }) => {
      const replicate = start();
      await caughtUp(source, target, replicate);
      await target.client.call('CONFIG', 'SET', 'maxmemory', '1');
      const { status, stderr } = await replicate.ended;
      expect({ status, stderr }).toMatchObject({
        status: 4,
        stderr: expect.stringMatching(/ refuses [A-Z]+ .*: OOM /),
      });
      await target.client.call('CONFIG', 'SET', 'maxmemory', '0');
      return start();
    }),
  );

  test.skipIf(at)(`databases are swapped and flushed${at}`, () =>
    underLoad(name, async ({ source, target, start }) => {
      const replicate = start();
      await caughtUp(source, target, replicate);
      const writer = source.connect();
      for (let i = 0; i < 30; i++) {
        await writer.call('SWAPDB', String(i % 3), String((i + 1) % 4));
        await writer.call('SELECT', String(i % 4));
        await writer.call('INCR', 'swapped');
        if (i % 10 === 5) await writer.call('FLUSHDB');
        await pause(20);
      }
      await writer.call('SELECT', '0');
      return replicate;
    }),
  );
});

/** Values that the target cannot be given by RESTORE, and that are too long for one transaction. */
const LARGE = { elements: 200_000, width: 100 } as const;

test.skipIf(missing('valkey-9.1.2', 'redis-7.0.15'))(
  `large values by commands, over connections that are killed${missing('valkey-9.1.2', 'redis-7.0.15')}`,
  () =>
    Scene.of(async (scene) => {
      const source = await scene.server(serverOf('valkey-9.1.2'));
      const target = await scene.server(serverOf('redis-7.0.15'));
      const script = `for i = 1, ARGV[1] do redis.call('RPUSH', 'list', i .. string.rep('x', ARGV[2])) end
        redis.call('SET', 'string', string.rep('abcdefgh', 4000000))
        for i = 1, ARGV[1] do redis.call('XADD', 'stream', i .. '-1', 'field', i) end`;
      await source.client.call('EVAL', script, '0', LARGE.elements, LARGE.width);
      const replicate = scene.replicate([urlOf(source), '--to', urlOf(target), '--once']);
      const admin = target.connect();
      while (!replicate.hasEnded) {
        await pause(400);
        await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      }
      const { status, stderr } = await replicate.ended;
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
      expect(await differences(source, target, { across: true })).toEqual([]);
    }),
);

/** Values by DUMP and RESTORE, in one transaction: payloads as the source has them. */
const RESTORES = `redis.call('RPUSH', 'list', string.rep('a', 5000), 'b') redis.call('SADD', 'set', 'a', '1')
  redis.call('HSET', 'hash', 'f', 'v') redis.call('ZADD', 'zset', 1.5, 'a') redis.call('XADD', 'stream', '1-1', 'f', 'v')
  redis.call('XGROUP', 'CREATE', 'stream', 'g', '0') redis.call('SET', 'string', '12345')
  for _, key in ipairs({'list', 'set', 'hash', 'zset', 'stream', 'string'}) do
    redis.call('RESTORE', key .. '2', 3600000, redis.call('DUMP', key), 'REPLACE')
  end`;

describe.each([
  ['redis-8.6.3', 'redis-7.0.15'],
  ['redis-8.6.3', 'valkey-9.1.2'],
  ['valkey-9.1.2', 'redis-8.6.3'],
] as const)('RESTORE of %s for %s', (from, to) => {
  test.skipIf(missing(from, to))(`its payloads are taken${missing(from, to)}`, () =>
    Scene.of(async (scene) => {
      const source = await scene.server(serverOf(from));
      const target = await scene.server(serverOf(to));
      const replicate = scene.replicate([urlOf(source), '--to', urlOf(target)]);
      await caughtUp(source, target, replicate);
      await source.client.call('EVAL', RESTORES, '0');
      await caughtUp(source, target, replicate);
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      expect(await differences(source, target, { across: true })).toEqual([]);
      expect(await target.client.call('EXISTS', 'list2', 'stream2')).toBe(2n);
    }),
  );
});

const [FIRST] = REPLICATED;

test.skipIf(missing(FIRST))(
  `a target that holds something is left alone, and what is ours is replaced${missing(FIRST)}`,
  () =>
    Scene.of(async (scene) => {
      const source = await scene.server(serverOf(FIRST));
      const target = await scene.server(serverOf(FIRST));
      await source.client.call('SET', 'ours', '1');
      await target.client.call('SET', 'theirs', '1');
      const argv = [urlOf(source), '--to', urlOf(target), '--once'];
      const refused = await scene.replicate(argv).ended;
      expect(refused).toMatchObject({ status: 4 });
      expect(refused.stderr).toContain('holds 1 key: --into-nonempty writes into it all the same');
      expect(await scene.replicate([...argv, '--into-nonempty']).ended).toMatchObject({ status: 0 });
      expect(await target.client.call('EXISTS', 'ours', 'theirs')).toBe(2n);
    }),
);
