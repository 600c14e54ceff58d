/** The real servers at hand: folders named as in `redis-8.6.3`, each with bin/server, bin/cli, bin/check-rdb, bin/check-aof. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Installed {
  /** As in `redis-8.6.3`. */
  readonly name: string;
  readonly family: 'redis' | 'valkey' | 'redict';
  readonly version: Version;
  /** Path of one of its programs. */
  program(name: 'server' | 'cli' | 'check-rdb' | 'check-aof'): string;
}

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

/** Where `npm run get-server` puts them; RDB_TOOL_SERVERS names another folder. */
export const SERVERS = process.env['RDB_TOOL_SERVERS'] ?? join(import.meta.dirname, '../../../servers');

const NAME = /^(redis|valkey|redict)-(\d+)\.(\d+)\.(\d+)$/;

/** By family and version. */
export function installedServers(folder = SERVERS): readonly Installed[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder).flatMap((name): Installed[] => {
    const [, family, ...numbers] = NAME.exec(name) ?? [];
    if (family !== 'redis' && family !== 'valkey' && family !== 'redict') return [];
    const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
    const program = (one: string): string => join(folder, name, 'bin', one);
    return existsSync(program('server')) ? [{ name, family, version: [major, minor, patch], program }] : [];
  });
  return all.toSorted((a, b) =>
    a.family === b.family ? compareVersions(a.version, b.version) : a.family < b.family ? -1 : 1,
  );
}

/** Below 0, if `a` is older. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
