/** What a live feed brings, as entries of a stream of a real server: each once, whatever becomes of connections and programs. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedServer } from '../../src/connection/located.ts';
import { StreamTarget, type StreamTargetOptions } from '../../src/delivery/stream/stream-target.ts';
import type { Kept, Lane } from '../../src/delivery/target.ts';
import { LanePlayer, type Told } from '../delivery/lane-player.ts';
import { startServer, type RunningServer } from '../tools/live/server.ts';
import { missing, NAMES, serverOf } from './servers.ts';

const RDB = readFileSync(new URL('../../fixtures/rdb/hand-made/redis-09.rdb', import.meta.url));
const COMMANDS = 5000;
const BATCH = 50;

type Fields = Readonly<Record<string, string>>;

describe.each(NAMES)('%s', (name) => {
  let server: RunningServer;
  beforeAll(async () => {
    if (missing(name) === '') server = await startServer(serverOf(name).program('server'));
  });
  afterAll(async () => server?.remove());

  async function lane(options: Partial<StreamTargetOptions> = {}, kept?: Kept): Promise<Lane> {
    const target = new StreamTarget({
      located: fixedServer({ address: { kind: 'unix', path: server.socket } }),
      db: 0,
      stream: 'feed',
      timeoutMs: 5000,
      intoNonEmpty: false,
      marker: true,
      removesMarker: true,
      onLoss: ({ what }) => expect.unreachable(what),
      onTrouble: () => {},
      pace: { firstWaitMs: 1, mostWaitMs: 20 },
      ...options,
    });
    await target.open();
    return target.lane({ id: '', name: 'source' }, kept);
  }

  async function entries(stream: string): Promise<Fields[]> {
    const reply = await server.client.call('XRANGE', stream, '-', '+');
    return (reply as [unknown, Buffer[]][]).map(([, words]) => {
      const fields: Record<string, string> = {};
      for (let i = 0; i < words.length; i += 2) fields[String(words[i])] = String(words[i + 1]);
      return fields;
    });
  }

  const counter = (i: number): Told => [0, 'SET', `counter:${i}`, String(i)];

  test.skipIf(missing(name))(`keys, then commands${missing(name)}`, async () => {
    const player = new LanePlayer(await lane({ stream: 'plain', db: 3 }), 1000);
    await player.snapshot(RDB);
    await player.feed(1_700_000_000_000, [0, 'MULTI'], [2, 'set', 'k', '\xff'], [0, 'EXEC']);
    await player.lane.drain();
    expect(player.lane.confirmed).toEqual(player.at);
    await server.client.call('SELECT', 3);
    const all = await entries('plain');
    await server.client.call('SELECT', 0);
    expect(all[0]).toMatchObject({ offset: '1000', kind: 'header' });
    expect(JSON.parse(all[0]?.['record'] ?? '')).toMatchObject({ record: 'header', format: 'psync', version: 9 });
    const key = all.find(({ kind }) => kind === 'key');
    expect(JSON.parse(key?.['record'] ?? '')).toMatchObject({
      record: 'key',
      db: Number(key?.['db']),
      key: key?.['key'],
    });
    expect(all.slice(-4).map(({ kind, op, key, db }) => [kind, op, key, db])).toEqual([
      ['eof', undefined, undefined, undefined],
      ['command', 'MULTI', undefined, '0'],
      ['command', 'SET', 'k', '2'],
      ['command', 'EXEC', undefined, '0'],
    ]);
    const set = all.at(-2);
    const record = { record: 'command', replOffset: 1043, db: 2, args: ['set', 'k', { $base64: '/w==' }] };
    expect(JSON.parse(set?.['record'] ?? '')).toEqual({ ...record, timestamp: 1_700_000_000_000 });
    expect(set?.['offset']).toBe('1043');
    await player.lane.close(true);
    expect(await server.client.call('KEYS', 'rdb-tool:*')).toEqual([]);
  });

  test.skipIf(missing(name))(`each once, though the connection is lost again and again${missing(name)}`, async () => {
    const player = new LanePlayer(await lane());
    await player.snapshot(RDB);
    const before = (await entries('feed')).length;
    for (let i = 0; i < COMMANDS; i += BATCH) {
      await player.feed(1, ...Array.from({ length: BATCH }, (_, j) => counter(i + j)));
      if (i % (10 * BATCH) === 0) await server.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }
    await player.lane.drain();
    const keys = (await entries('feed')).slice(before).map(({ key }) => key);
    expect(keys).toEqual(Array.from({ length: COMMANDS }, (_, i) => `counter:${i}`));

    // What the state file says is older than what the stream has.
    const again = await lane({}, { at: { replid: player.at.replid, offset: 0, db: 0 } });
    expect(again.at).toEqual(player.lane.confirmed);
    await again.close(true);
    await player.lane.close(false);
  });

  test.skipIf(missing(name))(`a stream that has entries is refused${missing(name)}`, async () => {
    await server.client.call('XADD', 'theirs', '*', 'a', 'b');
    const player = new LanePlayer(await lane({ stream: 'theirs' }));
    await expect(player.snapshot(RDB)).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: `${server.socket} "theirs" has an entry: --into-nonempty adds to it`,
    });
    const added = new LanePlayer(await lane({ stream: 'theirs', intoNonEmpty: true }));
    await added.snapshot(RDB);
    expect((await entries('theirs'))[0]).toEqual({ a: 'b' });
    await server.client.call('SET', 'string', '');
    await expect(lane({ stream: 'string' })).rejects.toMatchObject({ code: 'TARGET' });
  });

  test.skipIf(missing(name))(`a stream is kept to about a length${missing(name)}`, async () => {
    const player = new LanePlayer(await lane({ stream: 'short', maxLength: 100 }));
    await player.snapshot(RDB);
    await player.feed(1, ...Array.from({ length: COMMANDS }, (_, i) => counter(i)));
    await player.lane.drain();
    const length = Number(await server.client.call('XLEN', 'short'));
    expect(length).toBeGreaterThanOrEqual(100);
    expect(length).toBeLessThan(300);
  });
});
