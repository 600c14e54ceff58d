/** The patch between what two real servers hold, sent to the first of them. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../random.ts';
import { REPLAYED, type FamilyName } from './commands/families.ts';
import { compareVersions, type Installed } from './installed.ts';
import { play } from './play.ts';
import { BUILT, CALLED } from './program.ts';
import { randomValues } from './random-values.ts';
import { asText } from './reply-fields.ts';
import { startServer, type RunningServer, type Settings } from './server.ts';
import { readInfo, readState } from './state.ts';

/** How two data sets come to be: b is a and some commands more, or made apart; or both have values of all sizes. */
export type PairKind = 'changed' | 'another' | 'large';

interface Pair {
  readonly seed: number;
  readonly kind: PairKind;
}

const SETTINGS: Settings = { 'enable-debug-command': 'yes', hz: '100' };
const FAMILIES: readonly FamilyName[] = [...REPLAYED, 'vectorSets'];
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
    // Both hold what a server does that has loaded these files: small sorted sets are packed, for one.
    await Promise.all([a, b].map(({ client }) => client.call('DEBUG', 'RELOAD')));
    const into = [this.installed.program('cli'), '-s', a.socket, '--pipe'];
    const flags = ['--format', 'resp', '--functions', '--allow-loss'];
    const { status, stdout, stderr } = await BUILT.pipe(['diff', before, wanted, ...flags], into);
    const errors = /^errors: (\d+), replies: \d+/m.exec(stdout)?.[1];
    const after = await save(a, 'after.rdb');
    const differences = await CALLED.run('diff', after, wanted, '--functions');
    const lines = readDifferences(differences.stdout);
    const isUnsigned = differences.stdout.split('\n').some((line) => SIGN.test(line));
    const digests = await Promise.all([a, b].map(async ({ client }) => asText(await client.call('DEBUG', 'DIGEST'))));
    return [
      ...(status > 1 ? [`exit status ${status}: ${stderr}`] : []),
      ...(errors === '0' ? [] : [`redis-cli --pipe: ${stdout}`]),
      ...(differences.status > 1 ? [differences.stderr] : []),
      ...lines.slice(0, SHOWN),
      ...(digests[0] === digests[1] || isUnsigned ? [] : ['DEBUG DIGEST differs']),
    ];
  }

  private async fill({ seed, kind }: Pair): Promise<void> {
    const { a, b } = this;
    await Promise.all([empty(a), empty(b)]);
    if (kind === 'large') {
      await this.fillLarge(a, seed);
      await this.fillLarge(b, APART + seed);
      return;
    }
    await this.play(a, seed, COMMANDS);
    if (kind === 'changed') {
      copyFileSync(await save(a, 'a.rdb'), join(b.folder, 'dump.rdb'));
      await b.client.call('DEBUG', 'RELOAD', 'NOSAVE');
    }
    await this.play(b, APART + seed, kind === 'changed' ? MORE_COMMANDS : COMMANDS);
  }

  private async play(server: RunningServer, seed: number, commands: number): Promise<void> {
    await play(server, this.installed, { seed, commands, families: FAMILIES });
    await settle(server);
  }

  private async fillLarge({ client }: RunningServer, seed: number): Promise<void> {
    const { family, version } = this.installed;
    const fieldTtl = compareVersions(version, family === 'valkey' ? [9, 0, 0] : [7, 4, 0]) >= 0 && family !== 'redict';
    await client.call('SELECT', 0);
    await client.all(randomValues(new Random(seed), fieldTtl));
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

/** What commands do not make of streams: ids of producers whose entries are gone, and how many there were. */
const NOT_MADE = /^ {4}[-+~] (idmp\.(added|duplicates)|producer) /;
/** Sorted sets keep no sign of a zero while they are small: it is lost if what makes them large comes later. */
const SIGN = / = 0 → -0$/;

/** Keys that differ, with what does. */
function readDifferences(text: string): string[] {
  const keys = text.split(/\n(?! {4})/).filter((part) => /^[-+~]/.test(part));
  return keys.filter((part) =>
    part.split('\n').some((line, i, { length }) => length === 1 || (i > 0 && !NOT_MADE.test(line) && !SIGN.test(line))),
  );
}
