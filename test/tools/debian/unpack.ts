/** A server of a suite, unpacked into a folder with all libraries it needs, without being installed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Suite } from './suite.ts';

/** Those of maintainer scripts; the servers do without. */
const NOT_NEEDED = /^lib(perl|gdbm|db5|text|debconf|locale|pam|semanage|sepol|audit|number|file-find|acl|selinux|pcre)/;
/** By what tests call them: the same for every family. The last one is what tells that all are there. */
const PROGRAMS = ['cli', 'benchmark', 'check-rdb', 'check-aof', 'server'];

/**
 * Unpack a server: its programs are then `target`/bin/server, cli, benchmark, check-rdb and check-aof.
 *
 * @param version - of the package, as the suite names it
 */
export function unpackServer(suite: Suite, family: string, version: string, target: string): void {
  const packages = [`${family}-server`, `${family}-tools`];
  const planned = suite.apt(['-qq', '-s', 'install', ...packages.map((one) => `${one}=${version}`)]);
  const plan = [...planned.matchAll(/^Inst (\S+) \((\S+)/gm)]
    .map(([, one, of]) => `${one}=${of}`)
    .filter((one) => /^(lib|zlib)/.test(one) || packages.some((of) => one.startsWith(`${of}=`)))
    .filter((one) => !NOT_NEEDED.test(one));
  const debs = mkdtempSync(join(tmpdir(), 'get-server-'));
  const root = join(target, 'root');
  try {
    suite.apt(['-qq', 'download', ...plan], debs);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    for (const file of readdirSync(debs)) {
      if (file.endsWith('.deb')) execFileSync('dpkg-deb', ['-x', join(debs, file), root]);
    }
  } finally {
    rmSync(debs, { recursive: true, force: true });
  }
  for (const unused of ['share/locale', 'share/man', 'share/doc']) {
    rmSync(join(root, 'usr', unused), { recursive: true, force: true });
  }
  writeWrappers(target, family);
}

/** One per program, which starts it with the libraries it came with. */
function writeWrappers(target: string, family: string): void {
  const files = readdirSync(join(target, 'root'), { recursive: true, encoding: 'utf8' });
  const loader = files.find((file) => /(^|\/)ld-linux[^/]*\.so\.\d+$/.test(file));
  if (loader === undefined) throw new Error('no dynamic loader among the packages');
  const libraries = new Set(
    files.filter((file) => /\.so(\.\d+)*$/.test(file)).map((file) => file.replace(/\/[^/]*$/, '')),
  );
  const search = [...libraries].map((one) => `$root/${one}`).join(':');
  mkdirSync(join(target, 'bin'), { recursive: true });
  for (const program of PROGRAMS) {
    const file = `usr/bin/${family}-${program}`;
    if (!files.includes(file)) continue;
    const wrapper = join(target, 'bin', program);
    writeFileSync(
      wrapper,
      '#!/bin/sh\n' +
        'root=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")/../root" && pwd)\n' +
        `exec "$root/${loader}" --argv0 ${family}-${program} --library-path "${search}" "$root/${file}" "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
  }
}
