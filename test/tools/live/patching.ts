/** The patch between what two real servers hold, sent to the first of them. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FamilyName } from './commands/families.ts';
import type { Installed } from './installed.ts';
import { play } from './play.ts';
import { pipeProgram, runProgram } from './program.ts';
import { asText } from './reply-fields.ts';
import { startServer, type RunningServer, type Settings } from './server.ts';
import { readInfo, readState } from './state.ts';

/** How two data sets come to be. */
interface Pair {
  readonly seed: number;
  /** b is a and some commands more; else both are made apart. */
  readonly mutated: boolean;
}

const SETTINGS: Settings = { 'enable-debug-command': 'yes', hz: '100' };
const FAMILIES: readonly FamilyName[] = [
  'strings',
  'bits',
  'hyperLogLogs',
  'lists',
  'sets',
  'hashes',
  'sortedSets',
  'places',
  'streams',
  'groups',
  'keys',
  'scripts',
  'vectorSets',
];
/** Seconds in which a server with that hz lets go of fields that have expired. */
const UNTIL_EXPIRED = '0.2';
const COMMANDS = 300;
const MORE_COMMANDS = 60;
/** Differences that are told of one pair. */
const SHOWN = 10;
/** Seeds of b, where it is made apart. */
const APART = 1_000_000;

export class Patching {
  private readonly installed: Installed;
  private readonly a: RunningServer;
  private readonly b: RunningServer;

  private constructor(installed: Installed, a: RunningServer, b: RunningServer) {
    this.installed = installed;
    this.a = a;
    this.b = b;
  }

  static async start(installed: Installed): Promise<Patching> {
    const a = await startServer(installed.program('server'), SETTINGS);
    return new Patching(installed, a, await startServer(installed.program('server'), SETTINGS));
  }

  async stop(): Promise<void> {
    await Promise.all([this.a.remove(), this.b.remove()]);
  }

  /** What is wrong with the patch of a pair: the first differences between a, patched, and b. */
  async tryPatch(pair: Pair): Promise<readonly string[]> {
    const { a, b } = this;
    await this.fill(pair);
    const before = await save(a, 'a.rdb');
    const wanted = await save(b, 'b.rdb');
    const into = [this.installed.program('cli'), '-s', a.socket, '--pipe'];
    const flags = ['--format', 'resp', '--functions', '--allow-loss'];
    const { status, stdout, stderr } = await pipeProgram(['diff', before, wanted, ...flags], into);
    const errors = /^errors: (\d+), replies: \d+/m.exec(stdout)?.[1];
    const after = await save(a, 'after.rdb');
    const differences = await runProgram('diff', after, wanted, '--functions');
    const lines = differences.stdout.split('\n').filter(Boolean);
    const digests = await Promise.all([a, b].map(async ({ client }) => asText(await client.call('DEBUG', 'DIGEST'))));
    return [
      ...(status > 1 ? [`exit status ${status}: ${stderr}`] : []),
      ...(errors === '0' ? [] : [`redis-cli --pipe: ${stdout}`]),
      ...(differences.status === 0 ? [] : [`${stderr}${differences.stderr}`, ...lines.slice(0, SHOWN)]),
      ...(digests[0] === digests[1] ? [] : ['DEBUG DIGEST differs']),
    ];
  }

  private async fill({ seed, mutated }: Pair): Promise<void> {
    const { a, b, installed } = this;
    await Promise.all([empty(a), empty(b)]);
    await play(a, installed, { seed, commands: COMMANDS, families: FAMILIES });
    await settle(a);
    if (mutated) {
      copyFileSync(await save(a, 'a.rdb'), join(b.folder, 'dump.rdb'));
      await b.client.call('DEBUG', 'RELOAD', 'NOSAVE');
    }
    const commands = mutated ? MORE_COMMANDS : COMMANDS;
    await play(b, installed, { seed: APART + seed, commands, families: FAMILIES });
    await settle(b);
  }
}

async function empty({ client }: RunningServer): Promise<void> {
  await client.call('FLUSHALL');
  await client.call('FUNCTION', 'FLUSH');
}

/** What has expired goes. */
async function settle({ client }: RunningServer): Promise<void> {
  // Looking at a key is what makes an expired one go away, but not what makes its fields.
  await readState(client);
  const info = [...(await readInfo(client)).values()].join();
  if (/(subexpiry|keys_with_volatile_items)=[1-9]/.test(info))
    await client.call('BLPOP', 'nobody pushes here', UNTIL_EXPIRED);
}

async function save({ client, folder }: RunningServer, name: string): Promise<string> {
  await client.call('SAVE');
  copyFileSync(join(folder, 'dump.rdb'), join(folder, name));
  return join(folder, name);
}
