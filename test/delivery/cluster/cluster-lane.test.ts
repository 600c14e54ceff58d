/** A cluster as target: who gets what, and what becomes of redirections, refusals and lost connections. */
import { describe, expect, test } from 'vitest';
import { ClusterTarget, type ClusterTargetOptions } from '../../../src/delivery/cluster/cluster-target.ts';
import { slotTags } from '../../../src/delivery/cluster/slot-tags.ts';
import type { Kept } from '../../../src/delivery/target.ts';
import { keySlot } from '../../../src/model/slot.ts';
import { LanePlayer, type Told } from '../lane-player.ts';
import { FakeCluster, HALF } from './fake-cluster.ts';

const EMPTY = Buffer.from('REDIS0011\xff\0\0\0\0\0\0\0\0', 'latin1');
/** Keys of the first node and of the second. */
const [LOW, HIGH] = ['b', 'a'] as const;
const NOW = 1_700_000_000_000;

interface Trial {
  readonly cluster: FakeCluster;
  readonly player: LanePlayer;
  readonly target: ClusterTarget;
  readonly warnings: string[];
}

async function lane(cluster: FakeCluster, options: Partial<ClusterTargetOptions> = {}, kept?: Kept): Promise<Trial> {
  const warnings: string[] = [];
  const target = new ClusterTarget({
    place: { kind: 'cluster', seeds: cluster.nodes.map(({ address }) => address), credentials: {} },
    timeoutMs: 5000,
    intoNonEmpty: false,
    marker: true,
    removesMarker: false,
    onLoss: ({ what }) => expect.unreachable(what),
    onTrouble: () => {},
    onWarning: (message) => warnings.push(message),
    now: () => performance.now(),
    follows: true,
    pace: { firstWaitMs: 1, mostWaitMs: 10 },
    ...options,
  });
  await target.open();
  const player = new LanePlayer(await target.lane({ id: '', name: 'source' }, kept), 1000);
  return { cluster, player, target, warnings };
}

/** A lane that has its snapshot, of an empty source. */
async function trial(
  play: (trial: Trial) => Promise<void>,
  options: Partial<ClusterTargetOptions> = {},
): Promise<void> {
  await using cluster = await FakeCluster.start();
  const one = await lane(cluster, options);
  await one.player.snapshot(EMPTY);
  await play(one);
  await one.player.lane.close(false);
  await one.target.close();
}

async function feed({ player }: Trial, ...commands: readonly Told[]): Promise<void> {
  await player.feed(NOW, ...commands);
  await player.lane.drain();
}

test('the slots of the keys used here', () => {
  expect([keySlot(Buffer.from(LOW)) <= HALF, keySlot(Buffer.from(HIGH)) > HALF]).toEqual([true, true]);
});

test('there is a tag for each slot', () => {
  const tags = slotTags();
  expect(tags.every((tag, slot) => keySlot(Buffer.from(tag)) === slot)).toBe(true);
  expect(Math.max(...tags.map(({ length }) => length))).toBeLessThan(6);
});

describe('who gets what', () => {
  test('each command goes where its slot is', () =>
    trial(async (one) => {
      await feed(one, [0, 'SET', LOW, '1'], [0, 'SET', HIGH, '2']);
      const [first, second] = one.cluster.nodes;
      expect([first?.keys.get(LOW), second?.keys.get(HIGH)]).toEqual(['1', '2']);
      expect(one.player.lane.confirmed).toEqual(one.player.at);
    }));

  test('MSET and DEL of keys of several slots are split', () =>
    trial(async (one) => {
      await feed(one, [0, 'MSET', LOW, '1', HIGH, '2', 'c', '3'], [0, 'DEL', LOW, 'c']);
      expect(one.cluster.keys).toEqual({ [HIGH]: '2' });
    }));

  test('a transaction of several slots is done in parts, and that is told once', () =>
    trial(async (one) => {
      for (let i = 0; i < 2; i++) await feed(one, [0, 'MULTI'], [0, 'INCR', LOW], [0, 'INCR', HIGH], [0, 'EXEC']);
      expect(one.cluster.keys).toEqual({ [LOW]: '2', [HIGH]: '2' });
      expect(one.warnings).toHaveLength(1);
    }));

  test('FLUSHALL goes to every master, behind what came before and before what comes behind', () =>
    trial(async (one) => {
      await feed(one, [0, 'SET', LOW, '1'], [0, 'SET', HIGH, '1'], [0, 'FLUSHALL'], [0, 'SET', LOW, '2']);
      expect(one.cluster.keys).toEqual({ [LOW]: '2' });
      expect(one.player.lane.confirmed).toEqual(one.player.at);
    }));

  test.each<[name: string, command: Told, message: RegExp]>([
    [
      'keys of two slots',
      [0, 'RENAME', LOW, HIGH],
      /is a cluster, which cannot do RENAME "b": its keys are of different slots/,
    ],
    ['another database', [3, 'SET', LOW, '1'], /database 0 only, and SET is in database 3: --db-map 3:0/],
    ['databases exchanged', [0, 'SWAPDB', '0', '1'], /cannot do SWAPDB/],
    ['a key moved to another database', [0, 'MOVE', LOW, '1'], /cannot do MOVE "b"/],
    ['no key', [0, 'EVAL', 'return 1', '0'], /cannot do EVAL/],
  ])('refused: %s', (_name, command, message) =>
    trial(async ({ player }) => {
      expect(() => player.tell(NOW, command)).toThrow(message);
    }),
  );
});

describe('what nodes answer', () => {
  test('MOVED: there it is sent, and what follows goes there at once', () =>
    trial(async (one) => {
      one.cluster.moved.set(keySlot(Buffer.from(LOW)), 1);
      await feed(one, [0, 'INCR', LOW]);
      await feed(one, [0, 'INCR', LOW]);
      expect(one.cluster.nodes[1]?.keys.get(LOW)).toBe('2');
      expect(one.cluster.nodes[0]?.server.requests.filter((line) => line === `INCR ${LOW}`)).toHaveLength(1);
    }));

  test.each([
    ['TRYAGAIN', 'TRYAGAIN Multiple keys request during rehashing of slot'],
    ['CLUSTERDOWN', 'CLUSTERDOWN The cluster is down'],
    ['READONLY', "READONLY You can't write against a read only replica."],
    ['ASK, in a transaction', `ASK ${keySlot(Buffer.from(LOW))} 127.0.0.1:1`],
  ])('%s: it is tried again', (_name, error) =>
    trial(async (one) => {
      one.cluster.nodes[0]?.answers.push({ begin: `INCR ${LOW}`, text: `-${error}\r\n` });
      await feed(one, [0, 'INCR', LOW], [0, 'INCR', LOW]);
      expect(one.cluster.keys).toEqual({ [LOW]: '2' });
    }),
  );

  test('slots that nobody serves are waited for, however many commands there are', () =>
    trial(
      async (one) => {
        const keys = Array.from({ length: 300 }, (_, i) => `${i}`).filter((key) => keySlot(Buffer.from(key)) > HALF);
        one.cluster.halves = 12;
        one.cluster.nodes[1]?.answers.push({ begin: 'SET', text: 'close' });
        await feed(one, ...keys.map((key): Told => [0, 'SET', key, '1']));
        expect(Object.keys(one.cluster.keys)).toHaveLength(keys.length);
      },
      { marker: false },
    ));

  test('what each master has to do is not tried any more when the lane is closed', async () => {
    await using cluster = await FakeCluster.start();
    let onTrouble = (): void => {};
    const troubled = new Promise<void>((resolve) => {
      onTrouble = resolve;
    });
    const { player } = await lane(cluster, { onTrouble: () => onTrouble() });
    await player.snapshot(EMPTY);
    const answers = Array.from({ length: 1000 }, () => ({ begin: 'FLUSHALL', text: '-LOADING it is loading\r\n' }));
    cluster.nodes[0]?.answers.push(...answers);
    const ended = expect(player.feed(NOW, [0, 'FLUSHALL'])).rejects.toThrow(/is closed$/);
    await troubled;
    await player.lane.close(false);
    await ended;
    expect(cluster.nodes[0]?.answers.length).toBeGreaterThan(900);
  });

  test('ASK, of what may come twice: there it is sent behind ASKING', () =>
    trial(
      async (one) => {
        const [first, second] = one.cluster.nodes;
        const text = `-ASK ${keySlot(Buffer.from(LOW))} 127.0.0.1:${second?.address.port}\r\n`;
        first?.answers.push({ begin: `SET ${LOW}`, text });
        await feed(one, [0, 'SET', LOW, '1']);
        expect([first?.keys.get(LOW), second?.keys.get(LOW)]).toEqual([undefined, '1']);
        expect(second?.server.requests).toContain('ASKING');
      },
      { marker: false },
    ));

  test('that a key is gone is passed over, and told once', () =>
    trial(async (one) => {
      for (const value of ['1', '2']) await feed(one, [0, 'LSET', LOW, '0', value], [0, 'SET', LOW, value]);
      expect(one.cluster.keys).toEqual({ [LOW]: '2' });
      expect(one.player.lane.confirmed).toEqual(one.player.at);
      expect(one.warnings).toEqual([
        expect.stringMatching(/ passes over LSET "b": ERR no such key: it may have expired there before$/),
      ]);
    }));

  test('an expiry that has passed meanwhile is put off: the source may have renewed it', () =>
    trial(
      async (one) => {
        await feed(one, [0, 'PEXPIREAT', LOW, '1000']);
        expect(one.cluster.nodes[0]?.server.requests).toContain(`PEXPIREAT ${LOW} ${NOW + 3_600_000}`);
      },
      { now: () => NOW },
    ));

  test('anything else stops it, and the message names the command and its key', () =>
    trial(async (one) => {
      one.cluster.nodes[0]?.answers.push({ begin: 'SET', text: '-OOM command not allowed\r\n' });
      await expect(feed(one, [0, 'SET', LOW, 'secret'])).rejects.toThrow(/refuses SET "b": OOM command not allowed$/);
    }));
});

describe('each command once', () => {
  test('a connection that is lost when all was done', () =>
    trial(async (one) => {
      one.cluster.nodes[0]?.answers.push({ begin: 'EXEC', text: 'close-after' });
      await feed(one, [0, 'INCR', LOW], [0, 'INCR', LOW]);
      await feed(one, [0, 'INCR', LOW]);
      expect(one.cluster.keys).toEqual({ [LOW]: '3' });
      expect(one.cluster.nodes[0]?.server.requests).toContain('CLIENT KILL ID 7');
    }));

  test('a connection that is lost before anything was done', () =>
    trial(async (one) => {
      one.cluster.nodes[0]?.answers.push({ begin: 'MULTI', text: 'close' });
      await feed(one, [0, 'INCR', LOW], [0, 'INCR', HIGH]);
      expect(one.cluster.keys).toEqual({ [LOW]: '1', [HIGH]: '1' });
    }));

  test('after a restart, what slots have is left out, though the position says less', async () => {
    await using cluster = await FakeCluster.start();
    const first = await lane(cluster);
    await first.player.snapshot(EMPTY);
    const { at } = first.player;
    await feed(first, [0, 'INCR', LOW], [0, 'INCR', HIGH]);
    await first.player.lane.close(false);
    // As if it had ended before the position was written.
    const generation = String(first.player.lane.keep()['generation']);
    const text = `${generation} alone ${at.replid} ${at.offset} 0`;
    for (const { keys } of cluster.nodes)
      if (keys.has('rdb-tool:replicate:source')) keys.set('rdb-tool:replicate:source', text);

    const second = await lane(cluster);
    expect(second.player.lane.at).toEqual(at);
    await feed(second, [0, 'INCR', LOW], [0, 'INCR', HIGH], [0, 'INCR', LOW]);
    expect(cluster.keys).toEqual({ [LOW]: '2', [HIGH]: '1' });
    await second.player.lane.close(false);
  });

  test('markers go with a clean end, where a state file has the position', () =>
    trial(
      async (one) => {
        await feed(one, [0, 'INCR', LOW]);
        await one.player.lane.close(true);
        expect(one.cluster.nodes.flatMap(({ keys }) => [...keys.keys()])).toEqual([LOW]);
      },
      { removesMarker: true },
    ));
});

test('a cluster that holds keys is refused', async () => {
  await using cluster = await FakeCluster.start();
  cluster.nodes[1]?.keys.set(HIGH, '1');
  const { player } = await lane(cluster);
  await expect(player.snapshot(EMPTY)).rejects.toThrow(/holds 1 key: --into-nonempty writes into it all the same$/);
});
