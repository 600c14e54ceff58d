/** Logs that a server loads. Source: aof-replication-resp.md 1.1–1.6. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogTarget, type LogTargetOptions } from '../../../src/delivery/file/log-target.ts';
import type { Kept, LaneSource } from '../../../src/delivery/target.ts';
import { readEntries, type Input } from '../../../src/index.ts';
import { LanePlayer, type Told } from '../lane-player.ts';

const RDB = readFileSync(new URL('../../../fixtures/rdb/hand-made/redis-09.rdb', import.meta.url));
const ONE: LaneSource = { id: '', name: '127.0.0.1:6379' };
const SET: Told = [0, 'SET', 'k', 'v'];
const FIRST = 'SELECT 0 | SET k v';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-target-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<LogTargetOptions>, kept?: Kept, source = ONE): Promise<LanePlayer> {
  const target = new LogTarget({
    path: join(folder, 'feed.aof'),
    form: 'preamble',
    fsync: 'no',
    intoNonEmpty: false,
    changed: false,
    onLoss: () => {},
    now: () => 0,
    ...options,
  });
  await target.open();
  return new LanePlayer(await target.lane(source, kept));
}

const files = (at = folder): string[] => readdirSync(at).toSorted();

/** `SELECT 0 | SET k v`: commands of a file behind its first `from` bytes. */
function commands(name: string, from = 0): string {
  const text = readFileSync(join(folder, name)).subarray(from).toString('latin1');
  const words = text.split(/\r\n\$\d+\r\n|\r\n(?=\*)|\r\n$/);
  return words
    .join(' ')
    .replace(/^\*\d+ /, '')
    .replaceAll(/ \*\d+ /g, ' | ')
    .trim();
}

async function count(input: Input): Promise<number> {
  let keys = 0;
  for await (const entries of readEntries(input)) keys += entries.length;
  return keys;
}

const ROTATE = { rotateBytes: 1 };
const DIRECTORY = { form: 'directory' } as const;

describe('an append-only file', () => {
  test('begins with the snapshot as it came, and goes on with the commands', async () => {
    const player = await open({});
    expect(files()).toEqual([]);
    await player.snapshot(RDB);
    await player.feed(1, SET, [3, 'MULTI'], [3, 'INCR', 'a'], [3, 'EXEC'], [0, 'DEL', '']);
    expect(readFileSync(join(folder, 'feed.aof')).subarray(0, RDB.length)).toEqual(RDB);
    expect(commands('feed.aof', RDB.length)).toBe(`${FIRST} | SELECT 3 | MULTI | INCR a | EXEC | SELECT 0 | DEL`);
    expect(player.lane.confirmed).toEqual(player.at);
    expect(files()).toEqual(['feed.aof']);
  });

  test('is not there before its snapshot is whole', async () => {
    const player = await open({});
    await player.beginSnapshot(RDB);
    expect(files()).toEqual(['.feed.aof.tmp']);
    await player.lane.abandonSnapshot();
    expect(files()).toEqual([]);
    await player.snapshot(RDB);
    expect(files()).toEqual(['feed.aof']);
  });

  test('has keys that were changed on the way in an RDB of its own', async () => {
    const player = await open({ changed: true });
    expect(player.lane.raw).toBeUndefined();
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const path = join(folder, 'feed.aof');
    const entries = await count(path);
    const before = await count(RDB);
    expect(entries).toBe(before + 1);
  });

  test('begins where it was after a restart', async () => {
    const player = await open({});
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const kept = player.lane.keep();
    await player.feed(2, [1, 'INCR', 'a'], [1, 'INCR', 'b']);
    await player.lane.close(false);

    const again = await open({}, kept);
    expect(again.lane.at).toEqual(kept['at']);
    await again.feed(3, [1, 'INCR', 'a']);
    expect(commands('feed.aof', RDB.length)).toBe(`${FIRST} | SELECT 1 | INCR a`);
  });

  test('stays as it was until a snapshot taken anew is whole', async () => {
    const player = await open(ROTATE);
    await player.snapshot(RDB);
    await player.feed(1, SET);
    await player.feed(1, SET);
    const before = files();
    expect(before).toEqual(['feed.aof', 'feed.aof.000001', 'feed.aof.000002']);
    await player.beginSnapshot(RDB);
    expect(files()).toEqual(['.feed.aof.tmp', ...before]);
    // The place it had got to is of no use any more: whoever starts from here needs a snapshot.
    expect(player.lane.keep()).toEqual({});
    await player.lane.endSnapshot(player.at);
    expect(files()).toEqual(['feed.aof']);
    expect(readFileSync(join(folder, 'feed.aof'))).toEqual(RDB);
  });

  test.each([
    ['size', { rotateBytes: RDB.length }, 0],
    ['age', { rotateMs: 1000 }, 1000],
  ])('is followed by another one at a %s', async (_name, options, pause) => {
    let now = 0;
    const player = await open({ ...options, now: () => now });
    await player.snapshot(RDB);
    now += pause;
    await player.feed(1, SET);
    await player.feed(2, SET);
    expect(commands('feed.aof', RDB.length)).toBe(FIRST);
    expect(commands('feed.aof.000001')).toBe(FIRST);
    expect(player.lane.keep()).toMatchObject({ file: 'feed.aof.000001' });
  });

  test('is not followed within a transaction', async () => {
    const player = await open(ROTATE);
    await player.snapshot(RDB);
    player.tell(1, [0, 'MULTI'], SET, SET, [0, 'EXEC']);
    expect(files()).toEqual(['feed.aof']);
    await player.lane.reached(player.at);
    expect(commands('feed.aof', RDB.length)).toBe('SELECT 0 | MULTI | SET k v | SET k v | EXEC');
    expect(files()).toEqual(['feed.aof', 'feed.aof.000001']);
  });

  test('a transaction that has been told in part does not count', async () => {
    const player = await open({});
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const { at } = player;
    const kept = player.lane.keep();
    player.tell(1, [0, 'MULTI'], SET);
    await player.lane.reached(at);
    expect(player.lane.keep()).toEqual(kept);
    player.tell(1, [0, 'EXEC']);
    await player.lane.reached(player.at);
    expect(player.lane.confirmed).toEqual(player.at);
  });

  test('goes on in the file that was confirmed: later ones go', async () => {
    const player = await open(ROTATE);
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const kept = player.lane.keep();
    await player.feed(2, [0, 'INCR', 'a']);
    await player.feed(3, [0, 'INCR', 'b']);
    expect(files()).toHaveLength(4);
    const again = await open({}, kept);
    await again.feed(2, [0, 'INCR', 'a']);
    expect(files()).toEqual(['feed.aof', 'feed.aof.000001']);
    expect(commands('feed.aof.000001')).toBe('SELECT 0 | INCR a');
  });
});

describe('commands alone', () => {
  test('are the keys of the snapshot, then those of the feed', async () => {
    const player = await open({ form: 'resp' });
    expect(player.lane.raw).toBeUndefined();
    await player.snapshot(RDB);
    await player.feed(1, SET);
    expect(commands('feed.aof')).toMatch(/^SELECT 0 \| /);
    expect(commands('feed.aof').endsWith(` | ${FIRST}`)).toBe(true);
  });
});

describe('a directory', () => {
  const manifest = (): string => readFileSync(join(folder, 'dir/appendonly.aof.manifest'), 'utf8');
  const path = (): string => join(folder, 'dir/');
  const start = (options: Partial<LogTargetOptions> = {}, kept?: Kept): Promise<LanePlayer> =>
    open({ ...DIRECTORY, path: path(), ...options }, kept);

  test('has a base, a file that grows, and a manifest of both', async () => {
    const player = await start();
    await player.beginSnapshot(RDB);
    expect(files(path())).toEqual(['.appendonly.aof.base.tmp']);
    await player.lane.endSnapshot(player.at);
    await player.feed(1, SET);
    expect(manifest()).toBe(
      'file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.2.incr.aof seq 2 type i\n',
    );
    expect(readFileSync(join(path(), 'appendonly.aof.1.base.rdb'))).toEqual(RDB);
    expect(commands('dir/appendonly.aof.2.incr.aof')).toBe(FIRST);
  });

  test('a file more at each rotation', async () => {
    const player = await start(ROTATE);
    await player.snapshot(RDB);
    await player.feed(1, SET);
    await player.feed(2, SET);
    expect(manifest().split('\n').slice(1)).toEqual([
      'file appendonly.aof.2.incr.aof seq 2 type i',
      'file appendonly.aof.3.incr.aof seq 3 type i',
      'file appendonly.aof.4.incr.aof seq 4 type i',
      '',
    ]);
    expect(commands('dir/appendonly.aof.3.incr.aof')).toBe(FIRST);
    expect(await count(path())).toBe((await count(RDB)) + 1);
  });

  test('goes on where it was confirmed: later files go', async () => {
    const player = await start(ROTATE);
    await player.snapshot(RDB);
    const kept = player.lane.keep();
    await player.feed(1, SET);
    await player.feed(2, SET);
    const again = await start({}, kept);
    expect(again.lane.at).toEqual(kept['at']);
    await again.feed(1, SET);
    expect(files(path())).toEqual([
      'appendonly.aof.1.base.rdb',
      'appendonly.aof.2.incr.aof',
      'appendonly.aof.manifest',
    ]);
    expect(commands('dir/appendonly.aof.2.incr.aof')).toBe(FIRST);
  });

  test('a snapshot taken anew takes the place of all files at once', async () => {
    const player = await start();
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const kept = player.lane.keep();
    await player.beginSnapshot(RDB);
    expect(files(path())).toHaveLength(4);
    // As a program leaves it that ends before the manifest names it.
    writeFileSync(join(path(), 'appendonly.aof.9.incr.aof'), '');
    writeFileSync(join(path(), 'theirs.aof'), '');
    await player.lane.endSnapshot(player.at);
    expect(files(path())).toEqual([
      'appendonly.aof.3.base.rdb',
      'appendonly.aof.4.incr.aof',
      'appendonly.aof.manifest',
      'theirs.aof',
    ]);
    // What was kept before it is of no use: another snapshot is needed.
    const again = await start({}, kept);
    expect(again.lane.at).toBeUndefined();
    await again.snapshot(RDB);
    expect(files(path())[0]).toBe('appendonly.aof.5.base.rdb');
  });

  test('with a log that is not ours is refused, or taken over under its name', async () => {
    mkdirSync(path());
    writeFileSync(join(path(), 'old.aof.manifest'), 'file old.aof.7.base.rdb seq 7 type b\n');
    writeFileSync(join(path(), 'old.aof.7.base.rdb'), RDB);
    await expect(start()).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: `${join(folder, 'dir/')} holds an append-only file already: --into-nonempty replaces it`,
    });
    const player = await start({ intoNonEmpty: true });
    await player.snapshot(RDB);
    expect(files(path())).toEqual(['old.aof.8.base.rdb', 'old.aof.9.incr.aof', 'old.aof.manifest']);
  });
});

describe('a file that is there', () => {
  test('is refused', async () => {
    writeFileSync(join(folder, 'feed.aof'), 'mine');
    await expect(open({})).rejects.toMatchObject({ code: 'NOT_EMPTY' });
  });

  test('is replaced with --into-nonempty when the snapshot is whole', async () => {
    writeFileSync(join(folder, 'feed.aof'), 'mine');
    const player = await open({ intoNonEmpty: true });
    await player.beginSnapshot(RDB);
    expect(readFileSync(join(folder, 'feed.aof'), 'utf8')).toBe('mine');
    await player.lane.endSnapshot(player.at);
    expect(readFileSync(join(folder, 'feed.aof'))).toEqual(RDB);
  });
});

test.each(['preamble', 'resp'] as const)('a device is never replaced: %s', async (form) => {
  await expect(open({ path: '/dev/null', form, intoNonEmpty: true })).rejects.toMatchObject({ code: 'OUTPUT' });
});

test('of several sources each has its own', async () => {
  for (const id of ['a', 'b/c']) {
    await (await open({}, undefined, { ...ONE, id })).snapshot(RDB);
    await (await open({ ...DIRECTORY, path: join(folder, 'dir') }, undefined, { ...ONE, id })).snapshot(RDB);
  }
  expect(files()).toEqual(['dir', 'feed.a.aof', 'feed.b_c.aof']);
  expect(files(join(folder, 'dir'))).toEqual(['a', 'b_c']);
});

test('a file that is not the one of the state file is refused', async () => {
  const player = await open({});
  await player.snapshot(RDB);
  const kept = player.lane.keep();
  writeFileSync(join(folder, 'feed.aof'), Buffer.alloc(1 << 20));
  await expect(open({}, kept)).rejects.toMatchObject({ code: 'STATE' });
  expect(existsSync(join(folder, 'feed.aof'))).toBe(true);
});

test('an argument longer than any buffer', async () => {
  const player = await open({});
  await player.snapshot(RDB);
  const long = 'x'.repeat(3 << 20);
  await player.feed(1, [0, 'SET', 'k', long], SET);
  expect(commands('feed.aof', RDB.length)).toBe(`SELECT 0 | SET k ${long} | SET k v`);
});
