/** Servers load the files that a live feed is delivered into, at any moment: they hold what the source holds. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogTarget, type LogTargetOptions } from '../../src/delivery/file/log-target.ts';
import type { Lane } from '../../src/delivery/target.ts';
import { LanePlayer, type Told } from '../delivery/lane-player.ts';
import { randomValues } from '../tools/live/random-values.ts';
import { startServer, type Prepare, type RunningServer } from '../tools/live/server.ts';
import { Random } from '../tools/random.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const COUNTERS = 50;

/** Each changes what it is applied to twice. A transaction stays together. */
function* changes(): Generator<readonly Told[]> {
  for (let i = 0; i < COUNTERS; i++) {
    yield [[i % 3, 'INCR', `counter:${i % 7}`]];
    yield [[i % 3, 'RPUSH', 'list', `${i}`]];
    if (i % 10 !== 0) continue;
    yield [
      [0, 'MULTI'],
      [0, 'APPEND', 'text', `\r\n${i}\xff`],
      [0, 'INCR', 'within'],
      [0, 'EXEC'],
    ];
  }
}

describe.each(NAMES)('%s', (name) => {
  let source: RunningServer;
  let rdb: Uint8Array;
  let digest: string;
  beforeAll(async () => {
    if (missing(name) !== '') return;
    source = await startServer(serverOf(name).program('server'), { 'enable-debug-command': 'yes' });
    const { client } = source;
    // The digest tells -0 from 0, which ZADD does not always keep.
    const values = [...randomValues(new Random(1), name !== 'redis-7.0.15')].filter(
      (command) => !command.includes('-0'),
    );
    await client.all(values);
    await client.call('SAVE');
    rdb = readFileSync(join(source.folder, 'dump.rdb'));
    for (const [db, ...args] of [...changes()].flat()) {
      const [command = '', ...rest] = args.map((arg) => Buffer.from(arg, 'latin1'));
      await client.call('SELECT', db);
      await client.call(Buffer.from(command).toString(), ...rest);
    }
    // Field expiries count otherwise in what was just written.
    await client.call('DEBUG', 'RELOAD');
    digest = String(await client.call('DEBUG', 'DIGEST'));
  });
  afterAll(async () => source?.remove());

  async function lane(path: string, options: Partial<LogTargetOptions>, kept = {}): Promise<Lane> {
    const target = new LogTarget({
      path,
      form: 'directory',
      fsync: 'no',
      intoNonEmpty: false,
      changed: false,
      onLoss: ({ what }) => expect.unreachable(what),
      now: () => 0,
      ...options,
    });
    await target.open();
    return target.lane({ id: '', name }, kept);
  }

  /** Delivers everything, after a restart in the middle, in which what was not confirmed came again. */
  async function deliver(path: string, options: Partial<LogTargetOptions>): Promise<void> {
    const all = [...changes()];
    const player = new LanePlayer(await lane(path, options));
    await player.snapshot(rdb);
    await player.feed(1, ...all.slice(0, COUNTERS).flat());
    const kept = player.lane.keep();
    await player.feed(1, ...(all[COUNTERS] ?? []));
    await player.lane.close(false);
    const again = new LanePlayer(await lane(path, options, kept));
    for (const unit of all.slice(COUNTERS)) await again.feed(1, ...unit);
    await again.lane.drain();
    await again.lane.close(true);
  }

  async function digestOf(settings: Record<string, string>, prepare: Prepare): Promise<string> {
    const program = serverOf(name).program('server');
    const server = await startServer(program, { ...settings, 'enable-debug-command': 'yes' }, prepare);
    try {
      return String(await server.client.call('DEBUG', 'DIGEST'));
    } finally {
      await server.remove();
    }
  }

  test.skipIf(missing(name)).each<[string, Partial<LogTargetOptions>]>([
    ['a directory', {}],
    ['a directory of several files', { rotateBytes: 500 }],
    ['a directory with a base of our own', { changed: true }],
  ])(`%s${missing(name)}`, async (_what, options) => {
    const loaded = await digestOf({ appendonly: 'yes' }, (folder) => deliver(join(folder, 'appendonlydir'), options));
    expect(loaded).toBe(digest);
  });

  test.skipIf(missing(name)).each<[string, Partial<LogTargetOptions>]>([
    ['a file', {}],
    ['several files, one behind the other', { rotateBytes: 500 }],
    ['a file of commands', { form: 'resp' }],
  ])(`%s${missing(name)}`, async (_what, options) => {
    const loaded = await digestOf({ appendonly: 'yes' }, async (folder) => {
      const parts = join(folder, 'parts');
      mkdirSync(parts);
      await deliver(join(parts, 'feed.aof'), { form: 'preamble', ...options });
      const files = readdirSync(parts).toSorted();
      expect(files.length > 1).toBe(options.rotateBytes !== undefined);
      const whole = Buffer.concat(files.map((file) => readFileSync(join(parts, file))));
      writeFileSync(join(folder, 'appendonly.aof'), whole);
    });
    expect(loaded).toBe(digest);
  });

  test.skipIf(missing(name))(`a directory as it is between any two commands${missing(name)}`, async () => {
    const all = [...changes()].slice(0, 5);
    await digestOf({}, async (folder) => {
      const path = join(folder, 'growing');
      const player = new LanePlayer(await lane(path, { rotateBytes: 1 }));
      await player.snapshot(rdb);
      for (const unit of all) {
        await player.feed(1, ...unit);
        const copy: Prepare = (to) => cp(path, join(to, 'appendonlydir'), { recursive: true });
        expect(await digestOf({ appendonly: 'yes' }, copy)).toMatch(/^[0-9a-f]{40}$/);
      }
    });
  });
});
