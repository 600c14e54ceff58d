/** The ways to a server, and what is said where there is none: one line, status 4, no password. */
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Command } from '../tools/live/client.ts';
import { caughtUp, infoNumber } from '../tools/live/replicate/caught-up.ts';
import { freePort } from '../tools/live/replicate/free-port.ts';
import { Load } from '../tools/live/replicate/load.ts';
import { Proxy } from '../tools/live/replicate/proxy.ts';
import type { ReplicatorEnd, ReplicatorOptions } from '../tools/live/replicate/replicator.ts';
import { differences } from '../tools/live/replicate/same-data.ts';
import { Scene, urlOf } from '../tools/live/replicate/scene.ts';
import { until } from '../tools/live/replicate/until.ts';
import type { RunningServer } from '../tools/live/server.ts';
import { missing, NEWEST, serverOf } from './servers.ts';

const PASSWORD = 'a-secret-word';
/** Commands a second. */
const RATE = 1000;
/** Keys that take a server seconds to load, if it is told to. */
const LOADED = 4000;

/** They are for localhost and 127.0.0.1. */
const CERTIFICATES = join(import.meta.dirname, '../connection/certificates');
const certificate = (name: string): string => join(CERTIFICATES, `${name}.pem`);
const keyOf = (name: string): string => join(CERTIFICATES, `${name}.key`);

/** A snapshot and some commands, from a source that is reached as `url` says. */
async function follows(
  scene: Scene,
  name: string,
  source: RunningServer,
  argv: readonly string[],
  options?: ReplicatorOptions,
): Promise<void> {
  const target = await scene.server(serverOf(name));
  const replicate = scene.replicate([...argv, '--to', urlOf(target)], options);
  const load = Load.start(source, serverOf(name), { seed: 1, rate: RATE });
  await caughtUp(source, target, replicate);
  await load.stop();
  await caughtUp(source, target, replicate);
  expect(readFileSync(`/proc/${replicate.pid}/cmdline`, 'utf8')).not.toContain(PASSWORD);
  expect(await replicate.stop()).toMatchObject({ status: 0 });
  expect(replicate.stderr).not.toContain(PASSWORD);
  expect(await differences(source, target)).toEqual([]);
}

/** It says one line that tells why, and the status that stands for it. */
function expectRefusal({ status, stderr }: ReplicatorEnd, why: RegExp, wanted = 4): void {
  expect(stderr).toMatch(/^rdb-tool: [^\n]+\n$/);
  expect(stderr).toMatch(why);
  expect(stderr).not.toContain(PASSWORD);
  expect(status).toBe(wanted);
}

describe.each(NEWEST)('%s', (name) => {
  const trial = (what: string, play: (scene: Scene) => Promise<void>): void => {
    test.skipIf(missing(name))(`${what}${missing(name)}`, () => Scene.of(play));
  };

  trial('by a unix socket', async (scene) => {
    const source = await scene.server(serverOf(name), { port: '0' });
    await follows(scene, name, source, [`unix://${source.socket}`]);
  });

  trial('as a user who may do no more than replicate', async (scene) => {
    const source = await scene.server(serverOf(name));
    const rights = ['+psync', '+replconf', '+ping'];
    await source.client.call('ACL', 'SETUSER', 'follower', 'on', `>${PASSWORD}`, ...rights);
    const argv = [`redis://follower@127.0.0.1:${source.port}`];
    await follows(scene, name, source, argv, { env: { REDISCLI_AUTH: PASSWORD } });
  });

  trial('with a password', async (scene) => {
    const source = await scene.server(serverOf(name));
    await source.client.call('ACL', 'SETUSER', 'default', 'on', `>${PASSWORD}`);
    await source.client.call('ACL', 'SETUSER', 'default', 'resetpass', `>${PASSWORD}`);
    const load = source.connect();
    await load.call('AUTH', PASSWORD);
    const target = await scene.server(serverOf(name));
    const argv = [urlOf(source), '--to', urlOf(target), '--state', scene.path('state.json')];
    const replicate = scene.replicate(argv, { env: { REDISCLI_AUTH: PASSWORD } });
    await load.call('SET', 'key', 'value');
    const reader = target.connect();
    await until('the key', async () => (await reader.call('EXISTS', 'key')) === 1n);
    expect(await replicate.stop()).toMatchObject({ status: 0 });
    expect(readFileSync(scene.path('state.json'), 'utf8')).not.toContain(PASSWORD);
    expect(replicate.stderr).not.toContain(PASSWORD);
  });

  trial('by TLS, the server verified, and the client where it is asked for', async (scene) => {
    const [ca, otherCa] = [certificate('ca'), certificate('other-ca')];
    const tls = async (clients: 'yes' | 'no', of = 'server'): Promise<RunningServer> =>
      scene.server(serverOf(name), {
        'tls-port': String(await freePort()),
        'tls-cert-file': certificate(of),
        'tls-key-file': keyOf(of),
        'tls-ca-cert-file': ca,
        'tls-auth-clients': clients,
      });
    const urlOfTls = async (one: RunningServer): Promise<string> => {
      const [, port] = (await one.client.call('CONFIG', 'GET', 'tls-port')) as readonly Buffer[];
      return `rediss://127.0.0.1:${String(port)}`;
    };
    const one = await tls('no');
    const mutual = await tls('yes');
    const expired = await tls('no', 'expired');
    const [url, mutualUrl, expiredUrl] = [await urlOfTls(one), await urlOfTls(mutual), await urlOfTls(expired)];

    await follows(scene, name, one, [url, '--cacert', ca]);
    await follows(scene, name, one, [url.replace('127.0.0.1', 'localhost'), '--cacert', ca]);
    await follows(scene, name, one, [url, '--insecure']);
    const key = ['--cert', certificate('client'), '--key', keyOf('client')];
    await follows(scene, name, mutual, [mutualUrl, '--cacert', ca, ...key]);

    const to = ['--to', scene.path('out.ndjson')];
    expectRefusal(await scene.replicate([url, '--cacert', otherCa, ...to]).ended, /certificate/);
    expectRefusal(await scene.replicate([url, ...to]).ended, /certificate/);
    expectRefusal(await scene.replicate([expiredUrl, '--cacert', ca, ...to]).ended, /expired/);
    expectRefusal(await scene.replicate([mutualUrl, '--cacert', ca, ...to]).ended, /certificate|TLS/);
    expectRefusal(
      await scene.replicate([url, '--cacert', ca, '--sni', 'other.example', ...to]).ended,
      /other\.example/,
    );
  });

  trial('a connection that is cut, and one on which nothing comes any more', async (scene) => {
    const installed = serverOf(name);
    const source = await scene.server(installed);
    const target = await scene.server(installed);
    const proxy = await Proxy.open({ host: '127.0.0.1', port: source.port });
    scene.add({ remove: () => proxy.close() });
    const argv = [`redis://127.0.0.1:${proxy.port}`, '--to', urlOf(target), '--timeout', '2s'];
    const replicate = scene.replicate(argv);
    const load = Load.start(source, installed, { seed: 1, rate: RATE });
    await caughtUp(source, target, replicate);
    proxy.cut();
    await caughtUp(source, target, replicate);
    await source.client.call('CLIENT', 'KILL', 'TYPE', 'replica');
    await caughtUp(source, target, replicate);
    const before = proxy.accepted;
    proxy.stall(true);
    await until('another connection', () => proxy.accepted > before);
    proxy.stall(false);
    await caughtUp(source, target, replicate);
    await load.stop();
    await caughtUp(source, target, replicate);
    expect(await replicate.stop()).toMatchObject({ status: 0 });
    expect(await infoNumber(source.client, 'stats', 'sync_full')).toBe(1);
    expect(await differences(source, target)).toEqual([]);
  });

  trial('a source that is loading is waited for, but not for ever', async (scene) => {
    const installed = serverOf(name);
    const first = await scene.server(installed);
    await first.client.all(Array.from({ length: LOADED }, (_, i): Command => ['SET', `key:${i}`, 'value']));
    await first.client.call('SAVE');
    const source = await scene.server(
      installed,
      // Microseconds a key; and how often it looks who talks to it meanwhile.
      { 'key-load-delay': '1000', 'loading-process-events-interval-bytes': '1024' },
      (folder) => copyFileSync(join(first.folder, 'dump.rdb'), join(folder, 'dump.rdb')),
      { words: () => [], ready: /Server initialized/ },
    );
    const to = ['--to', scene.path('out.ndjson')];
    const { ended } = scene.replicate([urlOf(source), '--retry-for', '0s', ...to]);
    const target = await scene.server(installed);
    const patient = scene.replicate([urlOf(source), '--to', urlOf(target), '--once']);
    expectRefusal(await ended, /loading/i);
    expect(await patient.ended).toMatchObject({ status: 0 });
    expect(await differences(source, target)).toEqual([]);
  });

  trial('what cannot be followed, and what cannot be delivered to', async (scene) => {
    const installed = serverOf(name);
    const source = await scene.server(installed);
    await source.client.call('SET', 'key', 'value');
    const to = ['--to', scene.path('out.ndjson')];
    const refused = (argv: readonly string[], options?: ReplicatorOptions): Promise<ReplicatorEnd> =>
      scene.replicate(argv, options).ended;

    const locked = await scene.server(installed);
    await locked.client.call('CONFIG', 'SET', 'requirepass', PASSWORD);
    const wrong = { env: { REDISCLI_AUTH: `${PASSWORD}-but-wrong` } };
    expectRefusal(await refused([urlOf(locked), ...to], wrong), /password/i);
    expectRefusal(await refused([urlOf(locked), ...to]), /password|NOAUTH|authentication/i);
    await locked.client.call('ACL', 'SETUSER', 'reader', 'on', `>${PASSWORD}`, '~*', '+@read', '+ping');
    const reader = { env: { REDISCLI_AUTH: PASSWORD } };
    expectRefusal(await refused([`redis://reader@127.0.0.1:${locked.port}`, ...to], reader), /--scan/);
    expectRefusal(await refused([urlOf(source), '--to', urlOf(locked)]), /password|NOAUTH|authentication/i);

    const http = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    expectRefusal(await refused([`redis://127.0.0.1:${port}`, ...to, '--retry-for', '1s']), /no Redis|HTTP|protocol/i);
    http.close();
    expectRefusal(await refused([`redis://127.0.0.1:${await freePort()}`, ...to, '--retry-for', '0s']), /refused/);

    const full = await scene.server(installed);
    await full.client.call('SET', 'already', 'here');
    expectRefusal(await refused([urlOf(source), '--to', urlOf(full), '-q']), /--into-nonempty/);
    expect(await full.client.call('DBSIZE')).toBe(1n);

    const other = await scene.server(installed);
    const state = ['--state', scene.path('state.json'), '--to', scene.path('all.ndjson')];
    expect(await refused([urlOf(source), '--once', ...state])).toMatchObject({ status: 0 });
    expectRefusal(await refused([urlOf(other), '--once', ...state]), /state/);

    const disk = await refused([urlOf(source), '--once', '--to', '/dev/full', '--to-format', 'ndjson', '-q']);
    expectRefusal(disk, /no space/i, 2);
  });
});
