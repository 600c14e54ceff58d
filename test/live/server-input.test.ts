/** Servers where files are read: what is printed of a server is what is printed of the file that it saves. */
import { describe, expect, test } from 'vitest';
import { BUILT, CALLED, type Program } from '../tools/live/program.ts';
import { randomValues } from '../tools/live/random-values.ts';
import { Cluster } from '../tools/live/replicate/cluster.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import type { RunningServer, Settings } from '../tools/live/server.ts';
import { Random } from '../tools/random.ts';
import { missing, serverOf, SOME } from './servers.ts';

/** Rights that a copy by SCAN needs. */
const SCAN_RIGHTS = [
  '+ping',
  '+scan',
  '+dump',
  '+pttl',
  '+pexpiretime',
  '+time',
  '+select',
  '+multi',
  '+exec',
  '+info',
];
const FUNCTIONS = '#!lua name=lib\nredis.register_function("f", function() return 1 end)';

async function fill({ client }: RunningServer, hasFieldTtl: boolean): Promise<void> {
  for (const db of [0, 3]) {
    client.add(['SELECT', db], () => undefined);
    for (const command of randomValues(new Random(db + 1), hasFieldTtl)) client.add(command, () => undefined);
    client.add(['SET', 'stays', 'a'.repeat(100), 'EX', 1_000_000], () => undefined);
    await client.flush();
  }
  await client.call('SELECT', 0);
  await client.call('FUNCTION', 'LOAD', FUNCTIONS);
}

/** Keys in an order of their own: SCAN has another than files have. */
async function keysOf(program: Program, ...argv: readonly string[]): Promise<readonly string[]> {
  const { status, stdout, stderr } = await program.run('to-json', ...argv);
  expect({ status, stderr: stderr.replaceAll(/^.*of no point in time.*\n/gm, '') }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean).sort();
}

describe.each(SOME.filter((name) => missing(name) === ''))('%s', (name) => {
  const installed = serverOf(name);
  const [major, minor] = installed.version;
  const hasFieldTtl =
    installed.family === 'valkey' ? major >= 9 : installed.family === 'redis' && major * 10 + minor >= 74;

  // Servers of one line send alike: both ways are tried with each line.
  const settings: Settings = { 'repl-diskless-sync': minor % 2 === 0 ? 'yes' : 'no' };

  test('is read like the file that it saves', () =>
    Scene.of(async (scene) => {
      const server = await scene.server(installed, settings);
      await fill(server, hasFieldTtl);
      await server.client.call('SAVE');
      const file = `${server.folder}/dump.rdb`;
      const keys = await keysOf(CALLED, file);
      expect(keys.length).toBeGreaterThan(20);
      expect(await keysOf(BUILT, urlOf(server))).toEqual(keys);
      expect(await keysOf(BUILT, '--scan', '--scan-count', '7', urlOf(server))).toEqual(keys);
      expect(await keysOf(CALLED, `${urlOf(server)}/3`)).toEqual(keys.filter((line) => line.startsWith('{"db":3,')));
      expect(await BUILT.run('diff', '--scan', urlOf(server), file)).toMatchObject({ status: 0, stdout: '' });
    }));

  test('lets a user scan who may not replicate', () =>
    Scene.of(async (scene) => {
      const server = await scene.server(installed);
      await fill(server, hasFieldTtl);
      await server.client.call('ACL', 'SETUSER', 'scanner', 'on', '>secret', '~*', ...SCAN_RIGHTS);
      const url = `redis://scanner:secret@127.0.0.1:${server.port}`;
      const refused = await BUILT.run('to-json', url);
      expect(refused.status).toBe(4);
      expect(refused.stderr).toMatch(/^rdb-tool: .*NOPERM.*--scan.*\n$/);
      expect(refused.stderr).not.toMatch(/secret/);
      await server.client.call('SAVE');
      expect(await keysOf(CALLED, '--scan', url)).toEqual(await keysOf(CALLED, `${server.folder}/dump.rdb`));
      await server.client.call('ACL', 'SETUSER', 'scanner', '-dump');
      const less = await CALLED.run('to-json', '--scan', url);
      expect(less.status).toBe(4);
      expect(less.stderr).toMatch(/--scan needs \+scan \+dump/);
    }));
});

describe.each(['redis-7.0.15', 'valkey-9.1.2'] as const)('a cluster of %s', (name) => {
  test.skipIf(missing(name))(`is one input${missing(name)}`, () =>
    Scene.of(async (scene) => {
      const cluster = scene.add(await Cluster.start(serverOf(name), {}));
      const want: string[] = [];
      for (const { client, port } of cluster.masters) {
        for (let i = 0; i < 300; i++) client.add(['SET', `key:${i}`, `${i}`], () => undefined);
        await client.flush();
        want.push(...(await keysOf(CALLED, `redis://127.0.0.1:${port}`)));
      }
      expect(want).toHaveLength(300);
      expect(await keysOf(BUILT, cluster.url)).toEqual(want.sort());
      expect(await keysOf(BUILT, '--scan', cluster.url)).toEqual(want);
      expect(await BUILT.run('diff', cluster.url, '--scan', cluster.url)).toMatchObject({ status: 0, stdout: '' });
    }),
  );
});
