/**
 * Real servers of Debian's packages in a folder, without installing them: `npm run get-server -- redis-8.6.3 servers`. A name
 * without a version is the one of this machine's own suite. Prints the path of each server. Needs apt and dpkg.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSuite, ownSuite, plainVersion, SUITES } from './debian/suite.ts';
import { unpackServer } from './debian/unpack.ts';

const USAGE = `usage: npm run get-server -- NAME[-VERSION][@SUITE]... DIR
NAME is redis, valkey or redict; each server comes into DIR/NAME-VERSION, its programs into bin/ there.
SUITE (${SUITES.join(', ')}): look there alone.`;
const WANTED = /^(redis|valkey|redict)(?:-(\d+\.\d+\.\d+))?(?:@(\w+))?$/;

function main(args: readonly string[]): number {
  const wanted = args.slice(0, -1);
  const folder = args.at(-1);
  if (folder === undefined || wanted.length === 0 || wanted.some((want) => !WANTED.test(want))) {
    console.error(USAGE);
    return 2;
  }
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const state = join(cache, 'rdb-tool', 'suites');
  mkdirSync(state, { recursive: true });
  for (const want of wanted) console.log(getServer(want, resolve(folder), state));
  return 0;
}

/** @returns path of its program @throws Error, if no suite has it */
function getServer(want: string, folder: string, state: string): string {
  const [, family = '', version, only] = WANTED.exec(want) ?? [];
  if (version !== undefined) {
    const program = join(folder, `${family}-${version}`, 'bin', 'server');
    if (existsSync(program)) return program;
  }
  const there: string[] = [];
  for (const name of only === undefined ? (version === undefined ? [ownSuite()] : SUITES) : [only]) {
    const suite = openSuite(name, state);
    const offers = suite.offers(`${family}-server`);
    const chosen = offers.find((one) => version === undefined || plainVersion(one) === version);
    if (chosen === undefined) {
      there.push(...offers.map((one) => `${plainVersion(one)}@${name}`));
      continue;
    }
    const target = join(folder, `${family}-${plainVersion(chosen)}`);
    unpackServer(suite, family, chosen, target);
    const program = join(target, 'bin', 'server');
    console.error(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim());
    return program;
  }
  throw new Error(`no ${want}: the suites have ${there.join(', ') || 'none'}`);
}

process.exitCode = main(process.argv.slice(2));
