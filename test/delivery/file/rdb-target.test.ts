/** The snapshot alone, in a file that is there when it is whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RdbTarget, type RdbTargetOptions } from '../../../src/delivery/file/rdb-target.ts';
import type { Kept, LaneSource } from '../../../src/delivery/target.ts';
import { readEntries } from '../../../src/index.ts';
import { LanePlayer } from '../lane-player.ts';

const RDB = readFileSync(new URL('../../../fixtures/rdb/hand-made/redis-09.rdb', import.meta.url));
const ONE: LaneSource = { id: '', name: '127.0.0.1:6379' };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-target-'));
  path = join(folder, 'out.rdb');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<RdbTargetOptions> = {}, kept?: Kept, source = ONE): Promise<LanePlayer> {
  const target = new RdbTarget({ path, intoNonEmpty: false, changed: false, onLoss: () => {}, ...options });
  await target.open();
  return new LanePlayer(await target.lane(source, kept), 100);
}

test('is there as it came, when it is whole', async () => {
  const player = await open();
  await player.beginSnapshot(RDB);
  expect(readdirSync(folder)).toEqual(['.out.rdb.tmp']);
  expect(player.lane.confirmed).toBeUndefined();
  await player.lane.endSnapshot(player.at);
  expect(readdirSync(folder)).toEqual(['out.rdb']);
  expect(readFileSync(path)).toEqual(RDB);
  expect(player.lane.confirmed).toEqual(player.at);
});

test('is written anew where keys are changed on the way', async () => {
  const player = await open({ changed: true });
  expect(player.lane.raw).toBeUndefined();
  await player.snapshot(RDB);
  const [written, before] = [await keysOf(path), await keysOf(RDB)];
  expect(written).toEqual(before);
  expect(written).not.toHaveLength(0);
});

async function keysOf(input: string | Uint8Array): Promise<string[]> {
  const keys: string[] = [];
  for await (const entries of readEntries(input)) {
    keys.push(...entries.map(({ db, key }) => `${db} ${Buffer.from(key).toString('latin1')}`));
  }
  return keys;
}

test('what follows is not for it, and is no reason to wait', async () => {
  const player = await open();
  await player.snapshot(RDB);
  await player.feed(1, [0, 'SET', 'k', 'v']);
  expect(player.lane.confirmed).toEqual(player.at);
  expect(readFileSync(path)).toEqual(RDB);
  const again = await open({}, player.lane.keep());
  expect(again.lane.at).toEqual(player.at);
});

test('nothing is left of one whose rest was lost', async () => {
  const player = await open();
  await player.beginSnapshot(RDB);
  await player.lane.abandonSnapshot();
  expect(readdirSync(folder)).toEqual([]);
  await player.beginSnapshot(RDB);
  await player.lane.close(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is there is refused, or replaced with --into-nonempty', async () => {
  writeFileSync(path, 'mine');
  await expect(open()).rejects.toMatchObject({
    code: 'NOT_EMPTY',
    message: `${path} is there already: --into-nonempty replaces it`,
  });
  const player = await open({ intoNonEmpty: true });
  await player.snapshot(RDB);
  expect(readFileSync(path)).toEqual(RDB);
});

test('a device is never replaced', async () => {
  await expect(open({ path: '/dev/null', intoNonEmpty: true })).rejects.toMatchObject({
    code: 'OUTPUT',
    message: 'cannot write /dev/null: it is no file, and only NDJSON goes to a pipe or a device',
  });
});

test('of several sources each has its own', async () => {
  for (const id of ['shard-1', 'shard-2']) await (await open({}, undefined, { ...ONE, id })).snapshot(RDB);
  expect(readdirSync(folder).toSorted()).toEqual(['out.shard-1.rdb', 'out.shard-2.rdb']);
});
