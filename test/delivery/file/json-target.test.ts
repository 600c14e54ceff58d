/** Records of a live feed in a file: each is there once, whatever happens in between. Source: record-schema.md, command. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JsonTarget, type JsonTargetOptions } from '../../../src/delivery/file/json-target.ts';
import type { Kept, LaneSource } from '../../../src/delivery/target.ts';
import { BYTES } from '../../../src/kernels/kernels.ts';
import { LanePlayer, type Told } from '../lane-player.ts';

const RDB = readFileSync(new URL('../../../fixtures/rdb/hand-made/redis-09.rdb', import.meta.url));
const ONE: LaneSource = { id: '', name: '127.0.0.1:6379' };
const SET: Told = [0, 'SET', 'k', 'v'];

let folder: string;
let path: string;
let opened: JsonTarget[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-target-'));
  path = join(folder, 'out.ndjson');
  opened = [];
});
afterEach(async () => {
  for (const target of opened) await target.close();
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<JsonTargetOptions> = {}): Promise<JsonTarget> {
  const target = new JsonTarget({
    to: path,
    fsync: 'no',
    intoNonEmpty: false,
    bytes: BYTES.AUTO,
    noModuleBytes: false,
    ...options,
  });
  opened.push(target);
  await target.open();
  return target;
}

async function play(target: JsonTarget, kept?: Kept, source = ONE): Promise<LanePlayer> {
  return new LanePlayer(await target.lane(source, kept));
}

interface Line {
  readonly record: string;
  readonly source?: string;
  readonly args?: readonly string[];
}

function lines(): Line[] {
  const text = readFileSync(path, 'utf8');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

const records = (): string[] => lines().map(({ record }) => record);
const keysOf = (kinds: readonly string[]): number => kinds.filter((kind) => kind === 'key').length;

test('a snapshot, then commands with their replication offset and when they came', async () => {
  const player = await play(await open());
  await player.snapshot(RDB);
  await player.feed(1_700_000_000_000, SET, [3, 'DEL', '\xff']);
  const all = lines();
  expect(all[0]).toMatchObject({ record: 'header', format: 'psync', version: 9, offset: 0 });
  expect(all.at(-3)).toMatchObject({ record: 'eof' });
  expect(all.slice(-2)).toEqual([
    { record: 'command', replOffset: 27, db: 0, args: ['SET', 'k', 'v'], timestamp: 1_700_000_000_000 },
    { record: 'command', replOffset: 48, db: 3, args: ['DEL', { $base64: '/w==' }], timestamp: 1_700_000_000_000 },
  ]);
  expect(player.lane.confirmed).toEqual(player.at);
});

describe('after a restart', () => {
  test('what was not confirmed is taken back, and comes once', async () => {
    const player = await play(await open());
    await player.snapshot(RDB);
    await player.feed(1, SET);
    const kept = player.lane.keep();
    const before = readFileSync(path);
    await player.feed(2, [0, 'INCR', 'a'], [0, 'INCR', 'b']);
    expect(records().filter((kind) => kind === 'command')).toHaveLength(3);

    const again = await play(await open(), kept);
    expect(again.lane.at).toEqual(kept['at']);
    expect(again.lane.confirmed).toEqual(kept['at']);
    await again.feed(3, [0, 'INCR', 'a']);
    expect(readFileSync(path).subarray(0, before.length)).toEqual(before);
    expect(lines().slice(-2)).toMatchObject([{ args: ['SET', 'k', 'v'] }, { args: ['INCR', 'a'], timestamp: 3 }]);
  });

  test('a transaction that had been told in part is taken back', async () => {
    const player = await play(await open());
    await player.snapshot(RDB);
    const { at } = player;
    player.tell(1, [0, 'MULTI'], SET);
    await player.lane.reached(at);
    expect(records().at(-1)).toBe('command');
    expect(player.lane.confirmed).toEqual(at);
    await play(await open(), player.lane.keep()).then((again) => again.feed(1, SET));
    expect(records().filter((kind) => kind === 'command')).toHaveLength(1);
  });

  test('a snapshot that was not whole is taken back, and begins anew', async () => {
    const player = await play(await open());
    const kept = player.lane.keep();
    await player.beginSnapshot(RDB);
    expect(kept).toMatchObject({ bytes: 0 });
    expect(player.lane.keep()).toMatchObject({ file: 'out.ndjson' });
    expect(player.lane.keep()['at']).toBeUndefined();

    const again = await play(await open(), kept);
    expect(again.lane.at).toBeUndefined();
    await again.snapshot(RDB);
    expect(records().filter((kind) => kind === 'header')).toHaveLength(1);
  });

  test.each([
    ['shorter', () => truncateSync(path, 10), 'is gone, or shorter than the'],
    ['gone', () => rmSync(path), 'is gone, or shorter than the'],
    ['another file', () => writeFileSync(path, Buffer.alloc(1 << 20)), 'is not the file that the state file knows of'],
  ])('a file that is %s is refused', async (_name, change, words) => {
    const player = await play(await open());
    await player.snapshot(RDB);
    const kept = player.lane.keep();
    change();
    await expect(play(await open(), kept)).rejects.toMatchObject({
      code: 'STATE',
      message: expect.stringContaining(words),
    });
  });
});

test('a snapshot that is taken anew begins with a header', async () => {
  const player = await play(await open());
  await player.snapshot(RDB);
  await player.feed(1, SET);
  const keys = keysOf(records());
  await player.snapshot(RDB);
  expect(records().filter((kind) => kind === 'header')).toHaveLength(2);
  expect(keysOf(records())).toBe(2 * keys);
});

test('a snapshot whose rest was lost is followed by another one', async () => {
  const player = await play(await open());
  await player.beginSnapshot(RDB);
  await player.lane.abandonSnapshot();
  expect(player.lane.confirmed).toBeUndefined();
  await player.snapshot(RDB);
  expect(player.lane.confirmed).toEqual(player.at);
});

describe('a file that is there', () => {
  test('is refused', async () => {
    writeFileSync(path, 'mine\n');
    await expect(play(await open())).rejects.toMatchObject({ code: 'NOT_EMPTY' });
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
  });

  test('is written behind with --into-nonempty', async () => {
    writeFileSync(path, '{"record":"mine"}\n');
    const player = await play(await open({ intoNonEmpty: true }));
    await player.snapshot(RDB);
    expect(records().slice(0, 2)).toEqual(['mine', 'header']);
  });

  test('and empty is taken', async () => {
    writeFileSync(path, '');
    await (await play(await open())).snapshot(RDB);
    expect(records()[0]).toBe('header');
  });
});

test.each([
  ['no such directory', 'none/out.ndjson', 'no such file or directory'],
  ['a directory', '.', 'is a directory'],
])('%s is told before anything is asked for', async (_name, name, words) => {
  await expect(open({ to: join(folder, name) })).rejects.toMatchObject({
    code: 'OUTPUT',
    message: `cannot write ${join(folder, name)}: ${words}`,
  });
});

test('a disk that is full stops it', async () => {
  const player = await play(await open({ to: '/dev/full' }));
  await expect(player.snapshot(RDB)).rejects.toMatchObject({
    code: 'OUTPUT',
    message: 'cannot write /dev/full: no space left on device',
  });
});

describe('several sources', () => {
  const A: LaneSource = { ...ONE, id: 'a' };
  const B: LaneSource = { ...ONE, id: 'b' };

  test('are told apart, and each goes on where it was', async () => {
    const target = await open();
    const a = await play(target, undefined, A);
    const b = await play(target, undefined, B);
    await a.snapshot(RDB);
    await a.feed(1, [0, 'SET', 'a', '1']);
    await b.snapshot(RDB);
    await b.feed(2, [0, 'SET', 'b', '1']);
    await a.feed(3, [0, 'SET', 'a', '2']);
    const kept = [a.lane.keep(), b.lane.keep()];
    await b.feed(4, [0, 'SET', 'b', '2']);

    const again = await open();
    const [a2, b2] = [await play(again, kept[0], A), await play(again, kept[1], B)];
    await b2.feed(5, [0, 'SET', 'b', '2']);
    await a2.feed(6, [0, 'SET', 'a', '3']);
    const commands = lines().filter(({ record }) => record === 'command');
    expect(commands.map(({ source, args }) => `${source} ${args?.[2]}`)).toEqual(['a 1', 'b 1', 'a 2', 'b 2', 'a 3']);
  });

  test('a record that comes in parts keeps the others waiting', async () => {
    const target = await open();
    const a = await play(target, undefined, A);
    const b = await play(target, undefined, B);
    await a.snapshot(RDB);
    await b.snapshot(RDB);
    const long = 'x'.repeat(1 << 20);
    a.tell(1, [0, 'SET', 'a', long], [0, 'SET', 'a', long]);
    b.tell(1, [0, 'SET', 'b', long]);
    const turn = b.lane.reached(b.at);
    expect(turn).toBeInstanceOf(Promise);
    await a.lane.reached(a.at);
    await turn;
    expect(lines().filter(({ record }) => record === 'command')).toHaveLength(3);
  });

  test('what one has told too early is not confirmed for the other', async () => {
    const target = await open();
    const a = await play(target, undefined, A);
    const b = await play(target, undefined, B);
    await a.snapshot(RDB);
    await b.snapshot(RDB);
    // More than the writer holds, so that it is in the file before its end is told.
    a.tell(1, ...Array.from({ length: 20_000 }, (): Told => [0, 'SET', 'a', '1']));
    const before = b.lane.keep()['bytes'];
    await b.feed(1, [0, 'SET', 'b', '1']);
    expect(b.lane.keep()['bytes']).toBe(before);
    await a.lane.reached(a.at);
    expect(a.lane.keep()['bytes']).toBe(readFileSync(path).length);
    expect(b.lane.confirmed).toEqual(b.at);
  });
});

describe('fsync', () => {
  test.each(['always', 'everysec'] as const)('%s: what is confirmed is on the disk', async (fsync) => {
    const player = await play(await open({ fsync, everyMs: 10_000 }));
    await player.snapshot(RDB);
    await player.feed(1, SET);
    expect(player.lane.confirmed).not.toEqual(player.at);
    await player.lane.drain();
    expect(player.lane.confirmed).toEqual(player.at);
  });

  test('a tail that somebody else has written is taken back', async () => {
    const player = await play(await open());
    await player.snapshot(RDB);
    const kept = player.lane.keep();
    appendFileSync(path, '{"record":"comm');
    await (await play(await open(), kept)).feed(1, SET);
    expect(records().at(-1)).toBe('command');
  });
});
