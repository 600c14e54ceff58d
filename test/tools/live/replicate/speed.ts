/** What is measured of `replicate`, beside real servers. */
import { copyFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { run } from '../program.ts';
import type { Installed } from '../installed.ts';
import { ReplyReader } from '../reply-reader.ts';
import { asNumber } from '../reply-fields.ts';
import type { RunningServer } from '../server.ts';
import { caughtUp, received } from './caught-up.ts';
import type { Replicator } from './replicator.ts';
import { Scene, urlOf } from './scene.ts';
import { pause, until } from './until.ts';

export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly cpu: string;
  readonly memory: string;
}

const BACKLOG = { 'repl-backlog-size': '2gb', 'client-output-buffer-limit': 'replica 0 0 0' };
const TICK_MS = 5;
const STAMP = 'live:stamp';

/** A data set from one server to another. */
export function snapshot(installed: Installed, file: string): Promise<Row> {
  return Scene.of(async (scene) => {
    const source = await loaded(scene, installed, file);
    const target = await scene.server(installed);
    const began = performance.now();
    const replicate = scene.replicate([urlOf(source), '--to', urlOf(target), '--once']);
    const watch = watchCost(replicate);
    const { status, stderr } = await replicate.ended;
    if (status !== 0) throw new Error(stderr);
    const wall = performance.now() - began;
    await sameSize(source, target);
    return { what: 'snapshot to a server', figure: `${(wall / 1000).toFixed(2)} s`, ...watch.stop() };
  });
}

/** The same by a program that makes commands of a file, and redis-cli --pipe. */
export function peerSnapshot(installed: Installed, file: string, peer: string): Promise<Row> {
  return Scene.of(async (scene) => {
    const target = await scene.server(installed);
    const words = peer.split(' ').map((word) => word.replaceAll('{file}', resolve(file)));
    // Some peers write logs where they are.
    const script = `cd '${scene.folder}'; TIMEFORMAT='%R %U %S'; time { "$@" | '${installed.program('cli')}' -s '${target.socket}' --pipe; }`;
    const { status, stderr } = await run('bash', ['-c', script, 'bash', ...words]);
    const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    if (status !== 0 || Number.isNaN(system)) throw new Error(stderr);
    if (asNumber(await target.client.call('DBSIZE')) === 0n) throw new Error('the peer wrote nothing');
    return {
      what: `${peer} | redis-cli --pipe`,
      figure: `${wall.toFixed(2)} s`,
      cpu: (user + system).toFixed(2),
      memory: '-',
    };
  });
}

/** Commands that wait in the backlog, to a file. */
export function feedToFile(installed: Installed, commands: number, file: string): Promise<Row> {
  return feed(installed, commands, `feed to ${file}`, async (scene) => ({
    url: scene.path(file),
    caught: async (source, replicate) => received(source, replicate),
    check: async () => {
      const { stdout } = await run('grep', ['-ac', 'value:', scene.path(file)]);
      if (Number(stdout) < commands) throw new Error(`${file} has ${stdout.trim()} commands, not ${commands}`);
    },
  }));
}

export function feedToServer(installed: Installed, commands: number): Promise<Row> {
  return feed(installed, commands, 'feed to a server', async (scene) => {
    const target = await scene.server(installed);
    return { url: urlOf(target), caught: (source, replicate) => caughtUp(source, target, replicate) };
  });
}

interface FeedTarget {
  readonly url: string;
  caught(source: RunningServer, replicate: Replicator): Promise<void>;
  /** Whether all has come. @throws Error, if not */
  check?(): Promise<void>;
}

/** From the start of the program to its end, all delivered. */
function feed(
  installed: Installed,
  commands: number,
  what: string,
  open: (scene: Scene) => Promise<FeedTarget>,
): Promise<Row> {
  return Scene.of(async (scene) => {
    const source = await scene.server(installed, BACKLOG);
    const target = await open(scene);
    const argv = [urlOf(source), '--to', target.url, '--state', scene.path('state.json')];
    const first = scene.replicate(argv);
    await source.client.call('SET', 'key', 'value');
    await received(source, first);
    await first.stop();
    await fill(source, commands);

    const began = performance.now();
    const replicate = scene.replicate(argv);
    const watch = watchCost(replicate);
    await target.caught(source, replicate);
    const { status, stderr } = await replicate.stop();
    const wall = performance.now() - began;
    const cost = watch.stop();
    if (status !== 0) throw new Error(stderr);
    await target.check?.();
    return { what, figure: `${Math.round((commands / wall) * 1000).toLocaleString('en')} commands/s`, ...cost };
  });
}

/** As redis-benchmark does: keys and values of about 20 bytes. */
async function fill({ client }: RunningServer, commands: number): Promise<void> {
  for (let i = 0; i < commands; i++) {
    client.add(
      ['SET', `key:${String((i * 7919) % 100_000).padStart(12, '0')}`, `value:${i}`.padEnd(20, 'x')],
      () => undefined,
    );
    if (client.full) await client.flush();
  }
  await client.flush();
}

/** From a write at the source to when the target tells of it. */
export function lag(installed: Installed, rate: number, seconds: number): Promise<Row> {
  return Scene.of(async (scene) => {
    const source = await scene.server(installed, BACKLOG);
    const target = await scene.server(installed, { 'notify-keyspace-events': 'K$' });
    const replicate = scene.replicate([urlOf(source), '--to', urlOf(target), '--state', scene.path('state.json')]);
    await caughtUp(source, target, replicate);
    const sent: number[] = [];
    const late: number[] = [];
    const ears = connect(target.socket);
    const reader = new ReplyReader((reply) => {
      if (Array.isArray(reply) && String(reply[0]) === 'message')
        late.push(performance.now() - (sent[late.length] ?? NaN));
    });
    ears.on('data', (bytes: Buffer) => reader.push(bytes));
    ears.write(`SUBSCRIBE __keyspace@0__:${STAMP}\r\n`);

    const watch = watchCost(replicate);
    const client = source.connect();
    const began = performance.now();
    for (let done = 0; done < rate * seconds;) {
      const due = Math.min(rate * seconds, ((performance.now() - began) / 1000) * rate);
      for (; done < due; done++) client.add(['SET', `key:${done % 10_000}`, `value:${done}`], () => undefined);
      client.add(['SET', STAMP, sent.length], () => undefined);
      sent.push(performance.now());
      await client.flush();
      await pause(TICK_MS);
    }
    await until('all that was sent', () => late.length === sent.length);
    ears.destroy();
    const sorted = late.toSorted((a, b) => a - b);
    const at = (share: number): string => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1)} ms`;
    const figure = `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
    const cost = watch.stop();
    await replicate.stop();
    return { what: `lag at ${rate.toLocaleString('en')} commands/s`, figure, ...cost };
  });
}

async function loaded(scene: Scene, installed: Installed, file: string): Promise<RunningServer> {
  return scene.server(installed, {}, (folder) => copyFileSync(file, join(folder, 'dump.rdb')));
}

async function sameSize(source: RunningServer, target: RunningServer): Promise<void> {
  const [a, b] = await Promise.all([source, target].map(async ({ client }) => asNumber(await client.call('DBSIZE'))));
  // The marker, perhaps.
  if (a === undefined || b === undefined || b < a) throw new Error(`the target has ${b} keys of ${a}`);
}

/** CPU and memory of a program; the kernel tells them only while it runs. */
function watchCost(replicate: Replicator): { stop(): Pick<Row, 'cpu' | 'memory'> } {
  let cost = { cpu: '-', memory: '-' };
  const look = (): void => {
    if (replicate.hasEnded) return;
    try {
      const { cpuSeconds, peakBytes } = replicate;
      // Of one that is ending there is no memory any more.
      if (peakBytes > 0) cost = { cpu: cpuSeconds.toFixed(2), memory: (peakBytes / 1e6).toFixed(0) };
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(look, 20);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return cost;
    },
  };
}
