/**
 * A server of Debian's packages in a folder, without installing it: `npm run get-server -- redis DIR`. Prints the path of its
 * program. apt checks what it downloads; nothing of the running system changes. Needs apt and dpkg.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProgram } from './process-cost.ts';

/** As a machine on which nothing is installed would see it, so that all libraries are in the plan. */
const BARE = [
  '-o',
  'Dir::State::status=/dev/null',
  '-o',
  'APT::Install-Recommends=false',
  '-o',
  'APT::Sandbox::User=root',
  '-o',
  'APT::Get::AllowUnauthenticated=false',
];
/** Those of maintainer scripts; the servers do without. */
const NOT_NEEDED = /^lib(perl|gdbm|db5|text|debconf|locale|pam|semanage|sepol|audit|number|file-find|acl|selinux|pcre)/;

const [want, folder] = process.argv.slice(2);
const [, name, version] = /^(redis|valkey)(?:=(.+))?$/.exec(want ?? '') ?? [];
if (name === undefined || folder === undefined) {
  console.error('usage: npm run get-server -- redis|valkey[=VERSION] DIR');
  process.exit(2);
}
const installed = version === undefined ? findProgram(`${name}-server`) : undefined;
if (installed !== undefined) {
  console.error(`${name}-server is on PATH`);
  console.log(installed);
} else console.log(fetchServer(name, version, resolve(folder)));

function fetchServer(server: string, pinned: string | undefined, target: string): string {
  const packages = [`${server}-server`, `${server}-tools`];
  const [chosen] = offers(`${server}-server`).filter((one) => pinned === undefined || plain(one) === pinned);
  if (chosen === undefined) {
    const there = offers(`${server}-server`).map(plain);
    const has = there.length > 0 ? `they have ${there.join(', ')}` : 'try apt-get update';
    throw new Error(`no ${want} in this machine's suites: ${has}`);
  }
  const planned = apt(['-qq', '-s', 'install', ...packages.map((one) => `${one}=${chosen}`)]);
  const plan = [...planned.matchAll(/^Inst (\S+) \((\S+)/gm)]
    .map(([, one, of]) => `${one}=${of}`)
    .filter((one) => /^(lib|zlib)/.test(one) || packages.some((of) => one.startsWith(`${of}=`)))
    .filter((one) => !NOT_NEEDED.test(one));
  const unpacked = mkdtempSync(join(tmpdir(), 'get-server-'));
  try {
    apt(['-qq', 'download', ...plan], unpacked);
    const root = join(target, 'root');
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    for (const file of readdirSync(unpacked)) {
      if (file.endsWith('.deb')) execFileSync('dpkg-deb', ['-x', join(unpacked, file), root]);
    }
    for (const unused of ['share/locale', 'share/man', 'share/doc']) {
      rmSync(join(root, 'usr', unused), { recursive: true, force: true });
    }
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
  return writeWrappers(target, server);
}

/** Versions of a package, newest first. */
function offers(name: string): string[] {
  const lines = execFileSync('apt-cache', ['madison', name], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => line.split('|')[1]?.trim() ?? '').filter(Boolean);
}

/** 7.0.15 of 5:7.0.15-1~deb12u10 */
function plain(version: string): string {
  return version.replace(/^\d+:/, '').replace(/[-+~].*$/, '');
}

function apt(words: readonly string[], cwd?: string): string {
  return execFileSync('apt-get', [...BARE, ...words], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** One per program, which starts it with the libraries it came with. */
function writeWrappers(target: string, server: string): string {
  const files = readdirSync(join(target, 'root'), { recursive: true, encoding: 'utf8' });
  const loader = files.find((file) => /(^|\/)ld-linux[^/]*\.so\.\d+$/.test(file));
  if (loader === undefined) throw new Error('no dynamic loader among the packages');
  const libraries = new Set(
    files.filter((file) => /\.so(\.\d+)*$/.test(file)).map((file) => file.replace(/\/[^/]*$/, '')),
  );
  const search = [...libraries].map((one) => `$root/${one}`).join(':');
  for (const file of files.filter((one) => one.startsWith('usr/bin/'))) {
    const program = file.slice('usr/bin/'.length);
    const wrapper = join(target, program);
    writeFileSync(
      `${wrapper}.new`,
      '#!/bin/sh\n' +
        'root=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")/root" && pwd)\n' +
        `exec "$root/${loader}" --argv0 ${program} --library-path "${search}" "$root/${file}" "$@"\n`,
    );
    chmodSync(`${wrapper}.new`, 0o755);
    renameSync(`${wrapper}.new`, wrapper);
  }
  const program = join(target, `${server}-server`);
  console.error(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim());
  return program;
}
