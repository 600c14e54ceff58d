/** A server as a target: what it is sent, and what becomes of it when the server refuses, hangs up or is written to by others. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedServer } from '../../../src/connection/located.ts';
import { ServerTarget, type ServerTargetOptions } from '../../../src/delivery/server/server-target.ts';
import type { Kept, Lane } from '../../../src/delivery/target.ts';
import { decode } from '../../../src/decode.ts';
import { MemorySource } from '../../../src/io/memory.ts';
import { ForwardSink } from '../../../src/filter/forward-sink.ts';
import type { EntrySink, SourceHeader } from '../../../src/model/sink.ts';
import { LanePlayer, REPLID } from '../lane-player.ts';
import { writeRdb } from '../../tools/rdb-writer.ts';
import { FakeServer } from './fake-server.ts';

const server = { current: new FakeServer() };
const lanes: Lane[] = [];
const PACE = { firstWaitMs: 1, mostWaitMs: 5, firstContactMs: 500, silenceMs: 10_000 };
const current = { ms: 0 };
const warnings: string[] = [];
let troubles: (string | undefined)[] = [];
const MARKER = 'rdb-tool:replicate:src';
/** At 100 of the history, as it is kept at a clean end, which takes the marker away. */
const KEPT: Kept = { marker: MARKER, company: 'alone', at: { replid: REPLID, offset: 100, db: 0 } };

/** Time passes behind the head of a snapshot. */
class SlowSink extends ForwardSink {
  override begin(header: SourceHeader): void {
    super.begin(header);
    current.ms += 15;
  }

  get stringKeys(): EntrySink['stringKeys'] {
    return this.target.stringKeys;
  }
}

beforeEach(async () => {
  server.current = new FakeServer();
  troubles = [];
  current.ms = 1_000_000;
  await server.current.listen();
});
afterEach(async () => {
  for (const lane of lanes.splice(0)) await lane.close(false);
  await server.current.close();
});

function targetOf(options: Partial<ServerTargetOptions> = {}): ServerTarget {
  return new ServerTarget({
    located: fixedServer(server.current.endpoint),
    timeoutMs: 1000,
    intoNonEmpty: false,
    marker: true,
    removesMarker: false,
    onLoss: () => undefined,
    onTrouble: (trouble) => troubles.push(trouble),
    onWarning: (message) => warnings.push(message),
    now: () => current.ms,
    follows: true,
    pace: PACE,
    ...options,
  });
}

async function playerOf(kept: Kept | undefined, options: Partial<ServerTargetOptions> = {}): Promise<LanePlayer> {
  const target = targetOf(options);
  await target.open();
  const lane = await target.lane({ id: '', name: 'src' }, kept);
  lanes.push(lane);
  return new LanePlayer(lane);
}

/** What has been done since, without what stands around it. */
function commandsOf(from: number): string[] {
  return server.current.done.slice(from).filter((one) => !one.includes(MARKER) && !/^(?:PING|INFO|FUNCTION)/.test(one));
}

function markerText(): string {
  const marker = server.current.keys.get(MARKER);
  return marker instanceof Map ? [...marker].map(([text, company]) => `${text}=${company}`).join(' ') : 'none';
}

describe('a feed', () => {
  test('goes with the position, in one transaction', async () => {
    const player = await playerOf(KEPT);
    const { length } = server.current.done;
    await player.feed(0, [0, 'SET', 'a', '1'], [0, 'INCR', 'n']);
    await player.lane.drain();
    const at = player.at.offset;
    expect(server.current.done.slice(length)).toEqual(
      [
        'PING',
        `WATCH ${MARKER}`,
        `HSETNX ${MARKER} ${REPLID} 100 0 stale`,
        'SET a 1',
        'INCR n',
        `DEL ${MARKER}`,
        `HSET ${MARKER} ${REPLID} ${at} 0 alone`,
      ].filter((one) => one !== 'PING'),
    );
    expect(player.lane.confirmed).toEqual({ replid: REPLID, offset: at, db: 0 });
    expect(player.lane.keep()).toMatchObject({ marker: MARKER, company: 'alone', at: { offset: at } });
  });

  test('selects databases within its transaction, and comes back to 0 for the marker', async () => {
    const player = await playerOf(KEPT);
    const { length } = server.current.done;
    await player.feed(0, [3, 'SET', 'a', '1']);
    await player.lane.drain();
    await player.feed(0, [3, 'SET', 'b', '1'], [0, 'SET', 'c', '1']);
    await player.lane.drain();
    const expected = ['SELECT 3', 'SET a 1', 'SELECT 0', 'SELECT 3', 'SET b 1', 'SELECT 0', 'SET c 1'];
    expect(commandsOf(length)).toEqual(expected);
    expect(player.lane.confirmed).toMatchObject({ db: 0 });
  });

  test('leaves out MULTI and EXEC of the source, and does not cut between them', async () => {
    const player = await playerOf(KEPT);
    const { length } = server.current.done;
    player.tell(0, [0, 'MULTI'], [0, 'SET', 'a', '1']);
    await player.lane.reached({ replid: REPLID, offset: 100, db: 0 });
    await player.lane.drain();
    expect(commandsOf(length)).toEqual([]);
    await player.feed(0, [0, 'SET', 'b', '1'], [0, 'EXEC']);
    await player.lane.drain();
    expect(commandsOf(length)).toEqual(['SET a 1', 'SET b 1']);
  });

  test('a swap of databases takes the marker with it nowhere', async () => {
    const player = await playerOf(KEPT);
    const { length } = server.current.done;
    await player.feed(0, [2, 'SWAPDB', '0', '1']);
    await player.lane.drain();
    expect(server.current.done.slice(length + 2)).toEqual([
      `DEL ${MARKER}`,
      'SELECT 2',
      'SWAPDB 0 1',
      'SELECT 0',
      `DEL ${MARKER}`,
      `HSET ${MARKER} ${REPLID} ${player.at.offset} 2 alone`,
    ]);
  });

  test('positions without commands are confirmed, and write nothing', async () => {
    const player = await playerOf(KEPT);
    const { length } = server.current.done;
    await player.lane.reached({ replid: REPLID, offset: 114, db: 2 });
    expect(player.lane.confirmed).toEqual({ replid: REPLID, offset: 114, db: 2 });
    expect(server.current.done).toHaveLength(length);
    // The marker says 100 still, which is the same to whoever starts again with this state.
    const again = await playerOf(player.lane.keep());
    expect(again.lane.at).toEqual({ replid: REPLID, offset: 114, db: 2 });
  });

  test('without a marker transactions have none', async () => {
    const player = await playerOf({ ...KEPT, marker: undefined }, { marker: false });
    const { length } = server.current.done;
    await player.feed(0, [0, 'INCR', 'n']);
    await player.lane.drain();
    expect(server.current.done.slice(length).filter((one) => one !== 'PING')).toEqual(['INCR n']);
  });
});

describe('a snapshot', () => {
  const text = (value: string): Buffer => Buffer.from(value);
  const RDB = writeRdb([
    { key: text('a'), value: { type: 'string', value: text('1') } },
    { key: text('b'), value: { type: 'string', value: text('2') }, expireAtMs: 2_000_000 },
    { key: text('c'), value: { type: 'string', value: text('3') } },
    { key: text('l'), value: { type: 'list', items: [text('x')] } },
  ]);
  const BEGUN = `${REPLID} 0`;

  test('is strings by the hundred, with their expiries, and what else there is by RESTORE', async () => {
    const player = await playerOf(undefined);
    const { length } = server.current.done;
    await player.snapshot(RDB);
    const done = server.current.done.slice(length).filter((one) => !one.startsWith('PING'));
    expect(done.map((one) => one.replace(/(?<=RESTORE l 0 ).*(?= REPLACE)/s, '…'))).toEqual([
      `DEL ${MARKER}`,
      `HSET ${MARKER} snapshot ${BEGUN} 0 alone`,
      'MSET a 1 c 3',
      'SET b 2 PXAT 2000000',
      'RESTORE l 0 … REPLACE',
      `DEL ${MARKER}`,
      `HSET ${MARKER} ${BEGUN} 0 alone`,
    ]);
    expect(player.lane.confirmed).toEqual({ replid: REPLID, offset: 0, db: 0 });
  });

  test.each([
    ['db0:keys=12,expires=0\r\ndb3:keys=1,expires=0', 'holds 13 keys: --into-nonempty writes into it all the same'],
    ['db0:keys=1,expires=0', 'holds 1 key: --into-nonempty writes into it all the same'],
  ])('does not go where something is: %j', async (keyspace, words) => {
    server.current.info = `redis_version:7.0.15\r\nrole:master\r\n${keyspace}\r\n`;
    const player = await playerOf(undefined);
    await expect(player.snapshot(RDB)).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(words),
    });
    const beside = await playerOf(undefined, { intoNonEmpty: true });
    await beside.snapshot(RDB);
    expect(markerText()).toBe(`${BEGUN} 0=beside`);
    expect(server.current.done).not.toContain('FLUSHALL');
  });

  test.each([
    ['one that was not whole', `snapshot ${BEGUN} 3`],
    ['what was followed before', `${REPLID} 100 0`],
  ])('takes the place of %s', async (_what, marker) => {
    server.current.info = 'redis_version:7.0.15\r\nrole:master\r\ndb0:keys=5,expires=0\r\n';
    server.current.keys.set(MARKER, new Map([[marker, 'alone']]));
    server.current.keys.set('old', '1');
    const player = await playerOf(undefined);
    await player.snapshot(RDB);
    expect(server.current.keys.has('old')).toBe(false);
    expect(markerText()).toMatch(/^a{40} \d+ 0=alone$/);
  });

  test('keys that expire while it is loaded live until the source says that they have', async () => {
    const player = await playerOf(undefined);
    await player.lane.beginSnapshot(player.at);
    const made = current.ms;
    const keys = [made - 1, made + 10, made + 20].map((expireAtMs) => ({
      key: text(`k${expireAtMs - made}`),
      value: { type: 'string', value: text('1') } as const,
      expireAtMs,
    }));
    await decode(new MemorySource(writeRdb(keys)), new SlowSink(player.lane.sink));
    await player.lane.endSnapshot(player.at);
    const sets = server.current.done.filter((one) => one.startsWith('SET'));
    const grace = current.ms + 3_600_000;
    expect(sets).toEqual(
      [`SET k-1 1 PXAT ${made - 1}`, `SET k10 1 PXAT ${grace}`, `SET k20 1 PXAT ${made + 20}`].toReversed(),
    );
  });

  test('that is lost is forgotten, and another one follows', async () => {
    const player = await playerOf(undefined);
    await player.beginSnapshot(RDB);
    await player.lane.abandonSnapshot();
    const { length } = server.current.done;
    await player.snapshot(RDB);
    const done = server.current.done.slice(length);
    expect(done).toContain('FLUSHALL');
    expect(done.filter((one) => one.startsWith('MSET'))).toEqual(['MSET a 1 c 3']);
  });
});

describe('when the connection is lost', () => {
  test.each([
    ['before a transaction is done', (command: string) => command === 'EXEC'],
    ['when it is done, and nothing was said of it', (command: string) => command.startsWith('EXEC done')],
    ['at its first command', (command: string) => command.startsWith('WATCH')],
  ])('%s, it is done once', async (_when, isTime) => {
    const player = await playerOf(KEPT);
    let cuts = 3;
    server.current.fault = (command) => (isTime(command) && cuts-- > 0 ? 'cut' : undefined);
    for (let i = 0; i < 20; i++) await player.feed(0, [0, 'INCR', 'n']);
    await player.lane.drain();
    expect(server.current.keys.get('n')).toBe('20');
    expect(troubles.at(-1)).toBeUndefined();
    expect(troubles[0]).toBe(`the connection to 127.0.0.1:${server.current.port} is lost`);
  });

  test('a transaction that comes twice, by a connection that was given up, is done once', async () => {
    const player = await playerOf(KEPT, { pace: { ...PACE, silenceMs: 100 } });
    let silences = 1;
    server.current.fault = (command) => (command === 'EXEC' && silences-- > 0 ? 'silence' : undefined);
    await player.feed(0, [0, 'INCR', 'n']);
    await player.lane.drain();
    expect(troubles[0]).toMatch(/has not answered for 100 ms$/);
    expect(server.current.keys.get('n')).toBe('1');
  });

  test('after a restart the marker tells what the state could not', async () => {
    const first = await playerOf(KEPT);
    const kept = first.lane.keep();
    await first.feed(0, [0, 'INCR', 'n']);
    await first.lane.drain();
    const again = await playerOf(kept);
    expect(again.lane.at).toEqual(first.at);
  });

  test('after a restart nothing goes on in a target that was flushed, or came back empty, meanwhile', async () => {
    const first = await playerOf(KEPT);
    const kept = first.lane.keep();
    server.current.keys.clear();
    expect((await playerOf(kept)).lane.at).toBeUndefined();
  });

  test('the marker of a server that is gone at a clean end is missed if it comes back without', async () => {
    const first = await playerOf(KEPT, { removesMarker: true });
    await first.feed(0, [0, 'INCR', 'n']);
    await first.lane.drain();
    server.current.cutAll();
    await expect.poll(() => troubles.at(-1)).toBeDefined();
    const kept = first.lane.keep(true);
    await first.lane.close(true);
    expect((await playerOf(kept)).lane.at).toEqual(first.at);
    server.current.keys.clear();
    expect((await playerOf(kept)).lane.at).toBeUndefined();
  });

  test('after a clean end the state alone tells how far it is', async () => {
    const first = await playerOf(KEPT, { removesMarker: true });
    await first.feed(0, [0, 'INCR', 'n']);
    await first.lane.drain();
    const kept = first.lane.keep(true);
    await first.lane.close(true);
    expect(markerText()).toBe('none');
    expect((await playerOf(kept)).lane.at).toEqual(first.at);
  });
});

describe('when the server refuses', () => {
  test.each([
    'READONLY You can’t write against a read only replica.',
    'LOADING Redis is loading the dataset in memory',
    'MASTERDOWN Link with MASTER is down',
    'CLUSTERDOWN The cluster is down',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'BUSY Redis is busy running a script.',
    'MISCONF Redis is configured to save RDB snapshots',
  ])('%s: it is tried again', async (error) => {
    const player = await playerOf(KEPT);
    let times = 3;
    server.current.fault = (command) => (command === 'INCR n' && times-- > 0 ? error : undefined);
    await player.feed(0, [0, 'SET', 'a', '1'], [0, 'INCR', 'n'], [0, 'INCR', 'm']);
    await player.lane.drain();
    expect(server.current.keys.get('n')).toBe('1');
    expect(server.current.keys.get('m')).toBe('1');
    expect(troubles).toEqual([`127.0.0.1:${server.current.port} refuses writes: ${error}`, undefined]);
  });

  test.each([
    [['SET', 'a"b', 'secret'], 'OOM command not allowed when used memory > maxmemory', 'SET "a\\"b"'],
    [['LMPOP', '1', 'l', 'LEFT'], 'ERR unknown command', 'LMPOP "l"'],
    [['FLUSHALL'], 'NOPERM this user has no permissions', 'FLUSHALL'],
  ])('%j with %s: it ends, and nothing is done', async (args, error, what) => {
    const player = await playerOf(KEPT);
    server.current.fault = (command) => (command === args.join(' ') ? error : undefined);
    await player.feed(0, [0, 'INCR', 'n'], [0, ...args]);
    const message = `127.0.0.1:${server.current.port} refuses ${what}: ${error}`;
    await expect(player.lane.drain()).rejects.toMatchObject({ code: 'TARGET', message });
    expect(server.current.keys.has('n')).toBe(false);
    expect(player.lane.confirmed?.offset).toBe(100);
    expect(markerText()).toBe(`${REPLID} 100 0=alone`);
  });

  test('what fails within the transaction is named', async () => {
    const player = await playerOf(KEPT);
    await player.feed(0, [0, 'INCR', 'n'], [0, 'GETDEL', 'l']);
    await expect(player.lane.drain()).rejects.toThrow(/ refuses GETDEL "l": WRONGTYPE Operation/);
  });
});

test('a command about a key that has expired there is passed over, and told of', async () => {
  const player = await playerOf(KEPT);
  await player.feed(0, [0, 'INCR', 'n'], [0, 'LSET', 'l', '0', 'x'], [0, 'LSET', 'm', '0', 'x'], [0, 'INCR', 'n']);
  await player.lane.drain();
  expect(server.current.keys.get('n')).toBe('2');
  const what = `127.0.0.1:${server.current.port} passes over LSET "l": ERR no such key: it may have expired there before`;
  expect(warnings).toEqual([what]);
});

test.each([
  [['SET', 'a', '1', 'PXAT', '999999'], 'SET a 1 PXAT 4600000'],
  [['SET', 'a', '1', 'PXAT', '1000001'], 'SET a 1 PXAT 1000001'],
  [['PEXPIREAT', 'a', '1', 'XX'], 'PEXPIREAT a 4600000 XX'],
  [['HPEXPIREAT', 'h', '1', 'FIELDS', '1', 'f'], 'HPEXPIREAT h 4600000 FIELDS 1 f'],
  [['SET', 'a', '1'], 'SET a 1'],
])('%j comes as %s: it is for the source to say that it has expired', async (args, expected) => {
  const player = await playerOf(KEPT);
  const { length } = server.current.done;
  await player.feed(0, [0, ...args]);
  await player.lane.drain();
  expect(commandsOf(length)).toEqual([expected]);
});

test('a server that was restarted with older data under way: a new start goes on from there', async () => {
  const player = await playerOf(KEPT);
  server.current.keys.set(MARKER, new Map([[`${REPLID} 60 0`, 'alone']]));
  await player.feed(0, [0, 'INCR', 'n']);
  await expect(player.lane.drain()).rejects.toThrow(/is back at offset 60: it was restarted with older data/);
  expect(server.current.keys.has('n')).toBe(false);
  expect((await playerOf(player.lane.keep())).lane.at).toMatchObject({ offset: 60 });
});

describe('when others write there', () => {
  test('a marker that has moved on ends it', async () => {
    const player = await playerOf(KEPT);
    server.current.keys.set(MARKER, new Map([[`${REPLID} 500 0`, 'alone']]));
    await player.feed(0, [0, 'INCR', 'n']);
    await expect(player.lane.drain()).rejects.toThrow(
      `the marker "${MARKER}" says "${REPLID} 500 0": another one writes there`,
    );
    expect(server.current.keys.has('n')).toBe(false);
  });

  test('a marker that is gone ends it', async () => {
    const player = await playerOf(KEPT);
    server.current.keys.clear();
    await player.feed(0, [0, 'INCR', 'n']);
    await expect(player.lane.drain()).rejects.toThrow(
      `the marker "${MARKER}" is gone: it has been flushed, or evicts keys`,
    );
  });
});

describe('several shards to one server', () => {
  const kept = (shard: string): Kept => ({ marker: `rdb-tool:replicate:${shard}`, company: 'alone' });
  const snapshot = writeRdb([]);

  async function shards(): Promise<[LanePlayer, LanePlayer]> {
    server.current.info += 'db0:keys=1,expires=0,avg_ttl=0\r\n';
    server.current.keys.set('old', '1');
    const target = targetOf();
    await target.open();
    const playerOfShard = async (id: string, from: number, to: number): Promise<LanePlayer> => {
      const lane = await target.lane({ id, name: id, slots: () => [[from, to]] }, kept(id));
      lanes.push(lane);
      return new LanePlayer(lane);
    };
    return [await playerOfShard('a', 0, 8191), await playerOfShard('b', 8192, 16383)];
  }

  test('make room once, before any of them begins', async () => {
    const [a, b] = await shards();
    await Promise.all([a.snapshot(snapshot), b.snapshot(snapshot)]);
    const told = server.current.done.filter((one) => /^(?:FLUSHALL|HSET)/.test(one)).map((one) => one.split(' ')[0]);
    expect(told).toEqual(['FLUSHALL', 'HSET', 'HSET', 'HSET', 'HSET']);
  });

  test('the second snapshot of one takes the place of its own slots only', async () => {
    const [a, b] = await shards();
    await Promise.all([a.snapshot(snapshot), b.snapshot(snapshot)]);
    const { length } = server.current.done;
    await b.snapshot(snapshot);
    const [clearing = ''] = commandsOf(length).filter((one) => !/^(?:DEL|HSET)/.test(one));
    expect(clearing).toMatch(/^EVAL .* 0 rdb-tool:replicate 8192 16383$/s);
    expect(server.current.done.slice(length)).not.toContain('FLUSHALL');
  });

  test('the flush of one empties its slots, in the transaction', async () => {
    const [a] = await shards();
    await a.snapshot(snapshot);
    const { length } = server.current.done;
    await a.feed(0, [0, 'SFLUSH', '0', '5', '8', '9'], [0, 'SET', 'x', '1']);
    await a.lane.drain();
    const [flush = '', set] = commandsOf(length).filter((one) => !/^(?:DEL|HSET|WATCH)/.test(one));
    expect(flush).toMatch(/^EVAL .* 0 rdb-tool:replicate 0 5 8 9$/s);
    expect(set).toBe('SET x 1');
  });
});

describe('a target', () => {
  test.each([
    ['role:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n', 'is a replica of 10.0.0.1:6379: give the master'],
    ['role:master\r\ncluster_enabled:1\r\n', 'is a node of a cluster: give redis+cluster://'],
  ])('%j is refused', async (info, words) => {
    server.current.info = `redis_version:7.0.15\r\n${info}`;
    await expect(targetOf().open()).rejects.toThrow(words);
  });

  test('that is not there is waited for a while', async () => {
    const target = targetOf({ located: fixedServer({ address: { kind: 'tcp', host: '127.0.0.1', port: 1 } }) });
    await expect(target.open()).rejects.toMatchObject({ code: 'CONNECT' });
    expect(troubles.length).toBeGreaterThan(0);
  });
});
