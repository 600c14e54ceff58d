/**
 * A suite of Debian's archive, seen by an apt that knows of it alone and of no installed package: nothing of the running system
 * changes, and all libraries of a package are in its plan. apt checks what it downloads against the archive's signature.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Suite {
  readonly name: string;
  /** Versions of a package there, newest first. */
  offers(packageName: string): readonly string[];
  /** apt-get with its words; gives what it prints. */
  apt(words: readonly string[], cwd?: string): string;
}

/** Oldest first. */
export const SUITES = ['bookworm', 'trixie', 'forky', 'sid', 'experimental'];

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DAY_MS = 86_400_000;

/** @param state - folder for the lists of packages, which are fetched anew after a day */
export function openSuite(name: string, state: string): Suite {
  const folder = join(state, name);
  const options = optionsIn(folder);
  const run = (program: string, words: readonly string[], cwd?: string): string =>
    execFileSync(program, [...options, ...words], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const stamp = join(folder, 'stamp');
  if (Date.now() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0) > DAY_MS) {
    for (const part of ['state', 'lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    writeFileSync(join(folder, 'status'), '');
    // Experimental is no whole suite: what it lacks comes from sid.
    const sources = name === 'experimental' ? [name, 'sid'] : [name];
    const mirror = findMirror();
    writeFileSync(
      join(folder, 'sources.list'),
      sources.map((source) => `deb [signed-by=${KEYRING}] ${mirror} ${source} main\n`).join(''),
    );
    run('apt-get', ['-qq', 'update']);
    writeFileSync(stamp, '');
  }
  return {
    name,
    apt: (words, cwd) => run('apt-get', words, cwd),
    offers: (packageName) =>
      run('apt-cache', ['madison', packageName])
        .split('\n')
        .map((line) => line.split('|')[1]?.trim() ?? '')
        .filter(Boolean),
  };
}

/** The suite that this machine itself is of. */
export function ownSuite(): string {
  const release = readFileSync('/etc/os-release', 'utf8');
  const name = /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1];
  if (name === undefined || !SUITES.includes(name)) throw new Error('this machine is no Debian: name a suite');
  return name;
}

/** 7.0.15 of 5:7.0.15-1~deb12u10 */
export function plainVersion(version: string): string {
  return version.replace(/^\d+:/, '').replace(/[-+~].*$/, '');
}

/** Where this machine's own packages come from. */
function findMirror(): string {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    encoding: 'utf8',
  });
  const mirror = targets.split('\n').find((line) => /\/debian\/?$/.test(line));
  if (mirror === undefined) throw new Error('no mirror of Debian among the sources of this machine');
  return mirror.replace(/\/$/, '');
}

function optionsIn(folder: string): string[] {
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    'APT::Get::AllowUnauthenticated': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
