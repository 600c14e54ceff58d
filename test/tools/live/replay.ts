/** A log written by a real server, replayed by the program. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareTruth } from '../compare-truth.ts';
import type { Client } from './client.ts';
import { REPLAYED } from './commands/families.ts';
import type { Installed } from './installed.ts';
import { play } from './play.ts';
import { CALLED } from './program.ts';
import { withServer, type RunningServer, type Settings } from './server.ts';
import { readInfo, readState } from './state.ts';

/** How a log comes to be. */
export interface Shape {
  readonly name: string;
  readonly settings: Settings;
  /** BGREWRITEAOF when half of the commands are done. */
  readonly rewritten: boolean;
  /** The rewrite loses what no command makes: pending ids of entries that are gone, counts of producers. */
  readonly loses?: true;
}

export const SHAPES: readonly Shape[] = [
  { name: 'commands', settings: { 'aof-use-rdb-preamble': 'no' }, rewritten: false },
  { name: 'commands, rewritten', settings: { 'aof-use-rdb-preamble': 'no' }, rewritten: true, loses: true },
  { name: 'an RDB base', settings: { 'aof-use-rdb-preamble': 'yes' }, rewritten: true },
  {
    name: 'time stamps, freed later',
    settings: { 'aof-timestamp-enabled': 'yes', 'lazyfree-lazy-user-del': 'yes', 'lazyfree-lazy-expire': 'yes' },
    rewritten: false,
  },
];

/** Where logs stay that were replayed wrongly. */
const KEPT = join(import.meta.dirname, '../../../live-failures');
/** Of a server whose log is to be replayed. Commands that wait in vain wait no longer than a hundredth of a second. */
export const REPLAY_SETTINGS: Settings = {
  appendonly: 'yes',
  appendfsync: 'no',
  'enable-debug-command': 'yes',
  hz: '100',
};
/** Differences that are told of one log. */
const SHOWN = 20;
/** Seconds to wait before a rewrite is asked after again. */
const A_WHILE = '0.02';

/** What a server did, and what it says that it then held. */
interface Recorded {
  /** Of the server that wrote the log. */
  readonly live: string;
  /** After it had loaded the log again. */
  readonly loaded: string;
}

/**
 * Random commands on a server, its log replayed: what is different between the replay and the server.
 *
 * @returns the first differences; with any of them the log, both truths and ours are kept in live-failures/
 */
export async function tryReplay(
  installed: Installed,
  shape: Shape,
  seed: number,
  commands: number,
): Promise<readonly string[]> {
  return withServer(installed.program('server'), { ...REPLAY_SETTINGS, ...shape.settings }, async (server) => {
    const { live, loaded } = await record(server, installed, shape, seed, commands);
    await server.stop();
    const log = join(server.folder, 'appendonlydir');
    const { status, stdout, stderr } = await CALLED.run('dump', '--replay', log, '--format', 'ndjson');
    const compare = (truth: string, replayed: 'loaded' | 'live'): readonly string[] =>
      compareTruth(stdout, truth, { nowMs: Date.now(), replayed, functions: true }).differences;
    const differences = [
      ...(status === 0 ? [] : [`exit status ${status}: ${stderr.trim()}`]),
      ...compare(loaded, 'loaded'),
      ...(shape.loses ? [] : compare(live, 'live').map((line) => `live: ${line}`)),
    ];
    if (differences.length > 0) keep(`${installed.name}-${seed}`, log, { live, loaded, ours: stdout });
    return differences.slice(0, SHOWN);
  });
}

/** Play random commands, and ask the server twice what it holds. */
export async function record(
  server: RunningServer,
  installed: Installed,
  shape: Shape,
  seed: number,
  commands: number,
): Promise<Recorded> {
  const { client } = server;
  await play(server, installed, {
    seed,
    commands,
    families: REPLAYED,
    halfway: async () => {
      if (shape.rewritten) await client.call('BGREWRITEAOF');
    },
  });
  await rewritten(client);
  const live = await readState(client);
  await client.call('DEBUG', 'LOADAOF');
  return { live, loaded: await readState(client) };
}

async function rewritten(client: Client): Promise<void> {
  for (;;) {
    const info = await readInfo(client);
    if (info.get('aof_rewrite_in_progress') === '0' && info.get('aof_rewrite_scheduled') === '0') return;
    await client.call('BLPOP', 'nobody pushes here', A_WHILE);
  }
}

function keep(name: string, log: string, texts: Readonly<Record<string, string>>): void {
  const folder = join(KEPT, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(log, join(folder, 'appendonlydir'), { recursive: true });
  for (const [what, text] of Object.entries(texts)) writeFileSync(join(folder, `${what}.jsonl`), text);
}
