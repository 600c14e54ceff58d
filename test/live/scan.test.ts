/** Servers that are followed by SCAN and keyspace notifications. */
import { describe, expect, test } from 'vitest';
import type { FamilyName } from '../tools/live/commands/families.ts';
import { Load } from '../tools/live/replicate/load.ts';
import { differences } from '../tools/live/replicate/same-data.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import { until } from '../tools/live/replicate/until.ts';
import { asText } from '../tools/live/reply-fields.ts';
import type { RunningServer } from '../tools/live/server.ts';
import { missing, serverOf, SOME } from './servers.ts';

/** Commands a second. */
const RATE = 2000;
/** Those that notifications tell of: what consumer groups do, and what PFCOUNT keeps, they do not. */
const TOLD: readonly FamilyName[] = ['strings', 'bits', 'lists', 'sets', 'hashes', 'sortedSets', 'places', 'streams'];
const KEYS = 5000;

/** A copy that is complete before the load ends would prove less. */
async function fill({ client }: RunningServer): Promise<void> {
  for (let i = 0; i < KEYS; i++) client.add(['SET', `old:${i}`, `${i}`], () => undefined);
  await client.flush();
}

async function isSame(a: RunningServer, b: RunningServer): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map(async ({ client }) => asText(await client.call('DEBUG', 'DIGEST'))),
  );
  return one === other;
}

describe.each(SOME)('%s', (name) => {
  test.skipIf(missing(name))(`comes to be the same under load${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const installed = serverOf(name);
      const [source, target] = [await scene.server(installed), await scene.server(installed)];
      await fill(source);
      const load = Load.start(source, installed, { seed: 1, rate: RATE, families: TOLD });
      const words = ['--scan', '--follow', '--set-notifications', '--resync', urlOf(source), '--to', urlOf(target)];
      const replicate = scene.replicate(words);
      await replicate.says(/live/);
      await until('enough commands', () => load.answered > 3 * RATE);
      await load.stop();
      await until('the same data', () => isSame(source, target));

      await source.client.call('FLUSHALL');
      await source.client.call('SET', 'after', 'all');
      await until('the same data behind FLUSHALL', () => isSame(source, target));
      expect(await replicate.stop()).toMatchObject({ status: 0 });
      expect(await differences(source, target)).toEqual([]);
    }),
  );

  test.skipIf(missing(name))(`says what to set where it tells of no changes${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const source = await scene.server(serverOf(name));
      const replicate = scene.replicate(['--scan', '--follow', urlOf(source), '--to', scene.path('out.ndjson')]);
      const { status, stderr } = await replicate.ended;
      expect(status).toBe(4);
      expect(stderr).toMatch(/CONFIG SET notify-keyspace-events KA/);
    }),
  );
});
