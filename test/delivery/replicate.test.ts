/** Sources to targets: what is told, what is kept, and where it goes on. */
import { afterEach, describe, expect, test } from 'vitest';
import { Replication, type ReplicateOptions } from '../../src/delivery/replicate.ts';
import type { SourceGroup, SourceSpec } from '../../src/delivery/source-spec.ts';
import { openSources } from '../../src/delivery/sources.ts';
import { StateSaver, type StateStore } from '../../src/delivery/state-saver.ts';
import { parseState, type State } from '../../src/delivery/state.ts';
import { newStatus } from '../../src/delivery/status.ts';
import { encodeRequest } from '../../src/resp/encode.ts';
import { FakeMaster, type FakeMasterOptions } from '../tools/fake-master.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { FakeTarget } from './fake-target.ts';

const SNAPSHOT = writeRdb([{ key: Buffer.from('old'), value: { type: 'string', value: Buffer.from('1') } }]);
const SOURCE = 'redis://source';
const command = (...words: readonly string[]): Uint8Array => encodeRequest(words);

class MemoryState implements StateStore {
  readonly path = 'state.json';
  bytes: Uint8Array | undefined;

  load(): Uint8Array | undefined {
    return this.bytes;
  }
  async save(bytes: Uint8Array): Promise<void> {
    this.bytes = bytes;
  }
  get state(): State {
    return parseState(this.bytes ?? new Uint8Array(), this.path, SOURCE);
  }
}

const masters: FakeMaster[] = [];
afterEach(async () => {
  for (const master of masters.splice(0)) await master.stop();
});

async function startMaster(options: FakeMasterOptions = {}): Promise<FakeMaster> {
  const master = await FakeMaster.start({ snapshot: SNAPSHOT, offset: 100, ...options });
  masters.push(master);
  return master;
}

async function specOf(master: FakeMaster, id: string, options: Partial<ReplicateOptions> = {}): Promise<SourceSpec> {
  const place = { kind: 'single', endpoint: master.endpoint, db: undefined } as const;
  const sources = await openSources(place, {
    replica: { onBacklogGone: options.resync === true ? 'resync' : 'stop' },
    scan: undefined,
    now: Date.now,
    random: () => 0,
    onEvent: () => {},
    onNote: () => {},
  });
  const [spec] = 'open' in sources ? [] : sources;
  if (spec === undefined) throw new Error('a server is one source');
  return { ...spec, id };
}

async function replicate(
  master: FakeMaster,
  targets: readonly FakeTarget[],
  options: Partial<ReplicateOptions> = {},
): Promise<Replication> {
  const sources = [await specOf(master, '', options)];
  return new Replication({
    source: SOURCE,
    sources,
    targets,
    filters: undefined,
    maps: undefined,
    once: false,
    resync: false,
    state: undefined,
    status: newStatus(0),
    now: Date.now,
    ...options,
  });
}

/** Run until the master has been told that everything has come. */
async function runUntilAll(master: FakeMaster, replication: Replication): Promise<void> {
  const run = replication.run();
  await master.until(() => master.acks.at(-1) === master.offset);
  replication.stop();
  await run;
}

test('a snapshot, then commands; the state is that of the last', async () => {
  const master = await startMaster();
  const target = new FakeTarget();
  const state = new MemoryState();
  master.append(command('SELECT', '3'));
  master.append(command('SET', 'k', 'v'));
  await runUntilAll(master, await replicate(master, [target], { state }));
  expect(target.told).toEqual([
    'snapshot 100',
    'key 0 old',
    'whole',
    '0 SELECT 3',
    '3 SET k v',
    'closed in order',
    'closed',
  ]);
  expect(state.state.sources['']).toMatchObject({ replid: master.replid, offset: master.offset, db: 3 });
});

test('--once ends behind the snapshot', async () => {
  const master = await startMaster();
  const target = new FakeTarget();
  await (await replicate(master, [target], { once: true })).run();
  expect(target.told).toEqual(['snapshot 100', 'key 0 old', 'whole', 'closed in order', 'closed']);
});

test('--once ends at once where the state says that the snapshot is delivered', async () => {
  const master = await startMaster();
  const state = new MemoryState();
  await runUntilAll(master, await replicate(master, [new FakeTarget()], { state }));
  const target = new FakeTarget();
  const resumed: string[] = [];
  const options = { once: true, state, onResumed: (name: string) => resumed.push(name) };
  await (await replicate(master, [target], options)).run();
  expect(target.told).toEqual(['closed in order', 'closed']);
  expect(resumed).toHaveLength(1);
});

test('a server is not followed into itself', async () => {
  const master = await startMaster();
  const target = new FakeTarget();
  target.replids.add(master.replid);
  await expect((await replicate(master, [target])).run()).rejects.toThrow(/would come back/);
  expect(target.told).toEqual(['closed', 'closed']);
});

test('after a failover that only a target knows of, the history is asked for by its new name', async () => {
  const master = await startMaster();
  const state = new MemoryState();
  await runUntilAll(master, await replicate(master, [new FakeTarget()], { state }));
  const target = new FakeTarget();
  const { offset = 0 } = state.state.sources[''] ?? {};
  target.mark = { replid: 'f'.repeat(40), offset: offset + 10, db: 0 };
  await expect((await replicate(master, [target], { state })).run()).rejects.toThrow(`replid ${target.mark.replid}`);
});

test('after a restart it goes on where all targets are, and tells each what it does not have', async () => {
  const master = await startMaster();
  const [quick, slow] = [new FakeTarget('quick'), new FakeTarget('slow')];
  const state = new MemoryState();
  slow.confirms = false;
  master.append(command('SET', 'k', '1'));
  await runUntilAll(master, await replicate(master, [quick, slow], { state }));
  expect(state.state.sources['']).toMatchObject({ offset: 100 });
  const again = [new FakeTarget('quick'), new FakeTarget('slow')] as const;
  const before = master.offset;
  master.append(command('SET', 'k', '2'));
  await runUntilAll(master, await replicate(master, again, { state }));
  expect(master.requests).toContainEqual(['PSYNC', master.replid, '101']);
  expect(again[0].told).toEqual(['0 SET k 2', 'closed in order', 'closed']);
  expect(again[1].told).toEqual(['0 SET k 1', '0 SET k 2', 'closed in order', 'closed']);
  expect(before).toBeLessThan(state.state.sources['']?.offset ?? 0);
});

test('a target that is ahead of others is not set back to where they are', async () => {
  const set = (value: string): Uint8Array => command('SET', 'k', value);
  const master = await startMaster({ pieces: [set('1').length] });
  const [quick, slow] = [new FakeTarget('quick'), new FakeTarget('slow')];
  const state = new MemoryState();
  slow.confirms = false;
  for (const value of ['1', '2', '3']) master.append(set(value));
  await runUntilAll(master, await replicate(master, [quick, slow], { state }));
  const at = master.offset;
  const again = [new FakeTarget('quick'), new FakeTarget('slow')] as const;
  master.append(set('4'));
  await runUntilAll(master, await replicate(master, again, { state }));
  expect(again[0].told).toEqual(['0 SET k 4', 'closed in order', 'closed']);
  expect(again[0].reached.filter((offset) => offset < at)).toEqual([]);
  expect(again[1].reached.filter((offset) => offset < at)).not.toEqual([]);
});

test('of another history everything is told, though its offsets are lower', async () => {
  const first = await startMaster();
  const state = new MemoryState();
  first.append(command('SET', 'k', 'v'.repeat(1000)));
  await runUntilAll(first, await replicate(first, [new FakeTarget()], { state }));
  const second = await startMaster({ replid: 'b'.repeat(40) });
  second.append(command('SET', 'k', '1'));
  const target = new FakeTarget();
  await runUntilAll(second, await replicate(second, [target], { state, resync: true }));
  expect(target.told).toEqual(['snapshot 100', 'key 0 old', 'whole', '0 SET k 1', 'closed in order', 'closed']);
  expect(target.reached).toContain(second.offset);
});

test('a snapshot that was not whole comes again', async () => {
  const master = await startMaster({
    answer: (request, connection) =>
      request[0] === 'PSYNC' && connection === 1
        ? `+FULLRESYNC ${'a'.repeat(40)} 100\r\n$${SNAPSHOT.length}\r\n${SNAPSHOT.toString('latin1', 0, 12)}`
        : undefined,
  });
  const target = new FakeTarget();
  const run = (await replicate(master, [target], { once: true })).run();
  await master.until(() => master.requests.some(([name]) => name === 'PSYNC'));
  master.cut();
  await run;
  expect(target.told).toEqual([
    'snapshot 100',
    'lost',
    'snapshot 100',
    'key 0 old',
    'whole',
    'closed in order',
    'closed',
  ]);
});

test('a state of another source is refused', async () => {
  const master = await startMaster();
  const state = new MemoryState();
  await runUntilAll(master, await replicate(master, [new FakeTarget()], { state }));
  const other = await replicate(master, [new FakeTarget()], { state, source: 'redis://other' });
  await expect(other.run()).rejects.toThrow('state.json is the state of redis://source, not of redis://other');
});

test('a target that is new beside others that are not needs a word', async () => {
  const master = await startMaster();
  const state = new MemoryState();
  await runUntilAll(master, await replicate(master, [new FakeTarget()], { state }));
  const targets = [new FakeTarget(), new FakeTarget('another')];
  await expect((await replicate(master, targets, { state })).run()).rejects.toThrow(
    'another does not say how far it has followed',
  );
  const all = [new FakeTarget(), new FakeTarget('another')];
  await (await replicate(master, all, { state, resync: true, once: true })).run();
  for (const { told } of all) expect(told).toContain('key 0 old');
});

test('history that is gone is no reason to begin anew unasked', async () => {
  const master = await startMaster();
  const state = new MemoryState();
  await runUntilAll(master, await replicate(master, [new FakeTarget()], { state }));
  master.append(command('SET', 'k', 'v'));
  master.backlogFrom = master.offset;
  const target = new FakeTarget();
  await expect((await replicate(master, [target], { state })).run()).rejects.toMatchObject({ code: 'BACKLOG' });
  expect(target.told).toEqual(['closed', 'closed']);
});

test('delivery is held at an offset, and goes on when it is released', async () => {
  const master = await startMaster();
  const target = new FakeTarget();
  const replication = await replicate(master, [target]);
  const run = replication.run();
  master.append(command('SET', 'k', '1'));
  await master.until(() => master.acks.at(-1) === master.offset);
  const [course] = replication.courses;
  const first = await course?.holdAt(0);
  master.append(command('SET', 'k', '2'));
  const at = master.offset;
  master.append(command('SET', 'k', '3'));
  await master.until(() => master.acks.at(-1) === master.offset);
  expect(first).toBe(100 + command('SET', 'k', '1').length);
  expect(target.told.at(-1)).toBe('0 SET k 1');
  expect(await course?.holdAt(at)).toBe(at);
  expect(target.told.at(-1)).toBe('0 SET k 2');
  course?.release();
  replication.stop();
  await run;
  expect(target.told).toContain('0 SET k 3');
});

test('what is open is closed, whatever fails', async () => {
  const master = await startMaster();
  const [first, last] = [new FakeTarget('first'), new FakeTarget('last')];
  last.lane = () => Promise.reject(new Error('no lane'));
  await expect((await replicate(master, [first, last])).run()).rejects.toThrow('no lane');
  expect(first.told).toEqual(['closed', 'closed']);
  expect(last.told).toEqual(['closed']);
});

test('where the state cannot be written, targets keep what they know', async () => {
  const master = await startMaster();
  const target = new FakeTarget();
  const state = new MemoryState();
  let onSnapshot = (): void => {};
  const delivered = new Promise<void>((resolve) => {
    onSnapshot = resolve;
  });
  // No time passes: behind the snapshot it is written only at the end.
  const replication = await replicate(master, [target], { state, now: () => 5000, onSnapshot: () => onSnapshot() });
  const run = replication.run();
  await delivered;
  state.save = () => Promise.reject(new Error('the disk is full'));
  master.append(command('SET', 'k', 'v'));
  await master.until(() => master.acks.at(-1) === master.offset);
  replication.stop();
  await expect(run).rejects.toThrow('the disk is full');
  expect(target.told.slice(-2)).toEqual(['closed', 'closed']);
});

test('the state is written once at a time', async () => {
  let writing = 0;
  let most = 0;
  let count = 0;
  const store: StateStore = {
    path: 'state.json',
    load: () => undefined,
    async save() {
      most = Math.max(most, ++writing);
      await new Promise((resolve) => setImmediate(resolve));
      writing--;
    },
  };
  const saver = new StateSaver(
    store,
    () => ({ source: `${++count}`, sources: {}, targets: {} }),
    () => 5000,
  );
  const all = [saver.save(), saver.save(), saver.save()];
  expect(saver.isDue).toBe(false);
  await Promise.all(all);
  expect([most, count]).toEqual([1, 3]);
});

describe('a source that comes later', () => {
  async function withLater(target: FakeTarget, later: FakeMaster): Promise<Replication> {
    const first = await startMaster();
    const sources = [await specOf(first, 'first'), await specOf(later, 'later')] as const;
    const group: SourceGroup = {
      onAdded: undefined,
      async open() {
        queueMicrotask(() => group.onAdded?.(sources[1]));
        return [sources[0]];
      },
      keep: () => ({}),
      close: () => {},
    };
    return replicate(first, [target], { sources: group });
  }

  test('is delivered, too, before all is closed', async () => {
    const target = new FakeTarget();
    const later = await startMaster();
    later.append(command('SET', 'later', '1'));
    await runUntilAll(later, await withLater(target, later));
    expect(target.told).toContain('0 SET later 1');
    expect(target.told.slice(-3)).toEqual(['closed in order', 'closed in order', 'closed']);
  });

  test('ends all if it cannot be followed', async () => {
    const target = new FakeTarget();
    const later = await startMaster({
      answer: ([name]) => (name === 'PSYNC' ? '-NOPERM not this user\r\n' : undefined),
    });
    await expect((await withLater(target, later)).run()).rejects.toMatchObject({ code: 'DENIED' });
    expect(target.told.slice(-3)).toEqual(['closed', 'closed', 'closed']);
  });
});
