/** The ways a data set can be carried into a server, each tried on a real one. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareStates, type Lenient, type StateDifference } from './compare-states.ts';
import type { Installed } from './installed.ts';
import { isAt, readLosses } from './losses.ts';
import { run, type Ended, type Program } from './program.ts';
import { withServer, type RunningServer, type Settings } from './server.ts';
import { readInfo, readState } from './state.ts';
import { asText } from './reply-fields.ts';

export interface Way extends Lenient {
  readonly name: string;
  /** For values that the target does not read, it takes to commands. */
  readonly orByCommands?: true;
  /** Carry the file into a server of its own, and say what that then holds. */
  carry(trip: Trip): Promise<Carried>;
}

export interface Trip {
  readonly file: string;
  readonly target: Installed;
  /** What carries it. */
  readonly program: Program;
}

interface Carried extends Holding {
  /** What the program said on the way. */
  readonly stderr: string;
}

/** What a server holds. */
export interface Holding {
  /** As in `redis-8.6.3`. */
  readonly server: string;
  readonly state: string;
  /** DEBUG DIGEST: of one version only, as versions print scores differently. */
  readonly digest: string;
}

const DEBUG: Settings = { 'enable-debug-command': 'yes', hz: '100' };
/** Seconds after which a server with that hz has let go of fields that had expired when it loaded them. */
const UNTIL_EXPIRED = '0.2';
const LOG: Settings = { ...DEBUG, appendonly: 'yes' };
/** Values not compared that losses are told of. */
const UNSEEN = /idle|freq|LRU|LFU|seen|active|aux|slot/i;

export const WAYS: readonly Way[] = [
  { name: 'to-resp', byCommands: true, carry: (trip) => carryByPipe(trip, []) },
  {
    name: 'to-resp --restore',
    byCommands: false,
    orByCommands: true,
    carry: (trip) => carryByPipe(trip, ['--restore']),
  },
  { name: 'to-rdb', byCommands: false, carry: carryByRdb },
  { name: 'to-aof', byCommands: true, carry: (trip) => carryByLog(trip, []) },
  {
    name: 'to-aof --preamble',
    byCommands: false,
    carry: (trip) => carryByLog(trip, ['--preamble']),
  },
  { name: 'to-json, to-rdb', byCommands: false, carry: carryByJson },
];

/** What a server of its own holds after loading a file itself. @throws Error, if it does not load it */
export async function loadOriginal(file: string, server: Installed): Promise<Holding> {
  return withServer(server.program('server'), DEBUG, readHolding(server), (folder) =>
    copyFileSync(file, join(folder, 'dump.rdb')),
  );
}

/**
 * What is wrong with a way: exactly what the program names may be lost.
 *
 * @param original - what a server that knows the file holds
 */
export async function tryWay(way: Way, trip: Trip, original: Holding): Promise<readonly string[]> {
  const carried = await way.carry(trip);
  const across = original.server !== trip.target.name;
  const byCommands = way.byCommands || (across && way.orByCommands === true);
  const differences = compareStates(original.state, carried.state, { byCommands, across });
  const losses = readLosses(carried.stderr);
  const isNamed = ({ place, what }: StateDifference): boolean =>
    place === undefined
      ? losses.some((loss) => loss.key === undefined && what.includes('library'))
      : losses.some((loss) => isAt(loss, place));
  const unnamed = differences.filter((difference) => !isNamed(difference)).map(({ what }) => what);
  const kept = losses
    .filter((loss) => !UNSEEN.test(loss.what) && loss.key !== undefined)
    .filter((loss) => !differences.some(({ place }) => place !== undefined && isAt(loss, place)))
    .map(({ db, key, what }) => `db${db} ${JSON.stringify(key)} has lost nothing, but: ${what}`);
  // It tells -0 from 0, which is not always the server's to keep.
  const signed = original.state.includes('"-0"');
  const same = across || signed || differences.length > 0 || carried.digest === original.digest;
  return [...unnamed, ...kept, ...(same ? [] : ['DEBUG DIGEST differs'])];
}

/** Redict has gone its own way from Redis 7.2. */
export function targetName({ family, version: [major, minor] }: Installed): string {
  return family === 'redict' ? 'redis-7.2' : `${family}-${major}.${minor}`;
}

function readHolding({ name }: Installed): (server: RunningServer) => Promise<Holding> {
  return async ({ client }) => {
    // Looking at a key is what makes an expired one go away.
    const state = await readState(client);
    // Looking does not make expired fields go away, and the digest counts them.
    const info = [...(await readInfo(client)).values()].join();
    if (/(subexpiry|keys_with_volatile_items)=[1-9]/.test(info))
      await client.call('BLPOP', 'nobody pushes here', UNTIL_EXPIRED);
    return { server: name, state, digest: asText(await client.call('DEBUG', 'DIGEST')) };
  };
}

const flagsFor = (target: Installed): readonly string[] => ['--target', targetName(target), '--allow-loss', '-v'];

async function carryByPipe({ program, file, target }: Trip, flags: readonly string[]): Promise<Carried> {
  return withServer(target.program('server'), DEBUG, async (server) => {
    const into = [target.program('cli'), '-s', server.socket, '--pipe'];
    const ended = await program.pipe(['to-resp', file, ...flags, ...flagsFor(target)], into);
    const errors = /^errors: (\d+), replies: \d+/m.exec(ended.stdout)?.[1];
    if (errors !== '0')
      throw new Error(`redis-cli --pipe: ${ended.stdout.slice(0, 400)} ${ended.stderr.slice(0, 400)}`);
    return { ...(await readHolding(target)(server)), stderr: checked(ended).stderr };
  });
}

async function carryByRdb({ program, file, target }: Trip): Promise<Carried> {
  let stderr = '';
  const holding = await withServer(target.program('server'), DEBUG, readHolding(target), async (folder) => {
    const dump = join(folder, 'dump.rdb');
    ({ stderr } = checked(await program.run('to-rdb', file, '-o', dump, ...flagsFor(target))));
    await check(target, 'check-rdb', dump);
  });
  return { ...holding, stderr };
}

/** Function libraries are no keys: `dump` prints them, `to-json` does not. */
async function carryByJson({ program, file, target }: Trip): Promise<Carried> {
  const folder = mkdtempSync(join(tmpdir(), 'json-'));
  try {
    const json = join(folder, 'dump.ndjson');
    checked(await program.run('dump', file, '--format', 'ndjson', '-o', json));
    return await carryByRdb({ program, file: json, target });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function carryByLog({ program, file, target }: Trip, flags: readonly string[]): Promise<Carried> {
  let stderr = '';
  const holding = await withServer(target.program('server'), LOG, readHolding(target), async (folder) => {
    const log = join(folder, 'appendonlydir');
    ({ stderr } = checked(await program.run('to-aof', file, '-o', `${log}/`, ...flags, ...flagsFor(target))));
    // valkey-check-aof takes a base in RDB form for damage, if its magic is VALKEY.
    const unknown = flags.length > 0 && target.family === 'valkey' && target.version[0] >= 9;
    if (!unknown) await check(target, 'check-aof', join(log, 'appendonly.aof.manifest'));
  });
  return { ...holding, stderr };
}

async function check(target: Installed, tool: 'check-rdb' | 'check-aof', path: string): Promise<void> {
  const { status, stdout, stderr } = await run(target.program(tool), [path]);
  if (status !== 0) throw new Error(`${target.name} ${tool} ${path}: ${`${stdout}${stderr}`.trim().slice(-600)}`);
}

/** --allow-loss makes 0 of what would be 3. */
function checked(ended: Ended): Ended {
  if (ended.status !== 0) throw new Error(`exit status ${ended.status}: ${ended.stderr.trim().slice(0, 600)}`);
  return ended;
}
