/** The servers that live tests run with. */
import { SERVERS, installedServers, type Installed } from '../tools/live/installed.ts';

/** What the rows of the tables name. */
export const NAMES = ['redis-7.0.15', 'redis-8.6.3', 'valkey-9.1.2'] as const;

/** Those that replication is tried with. */
export const REPLICATED = [
  'redis-7.0.15',
  'redis-8.0.6',
  'redis-8.6.3',
  'valkey-8.1.1',
  'valkey-9.1.2',
  'redict-7.3.6',
] as const;

const isAll = process.env['LIVE_ALL'] !== undefined;
/** What takes long is tried with fewer of them, unless LIVE_ALL is set. */
export const SOME: readonly (typeof REPLICATED)[number][] = isAll ? REPLICATED : NAMES;
/** The newest of each family. */
export const NEWEST: readonly (typeof REPLICATED)[number][] = isAll ? NAMES : ['redis-8.6.3', 'valkey-9.1.2'];

export const INSTALLED = installedServers();

/** The reason why a test is skipped, as part of its name; empty if it is not. */
export function missing(...names: readonly string[]): string {
  const absent = names.filter((name) => !INSTALLED.some((server) => server.name === name));
  return absent.length === 0 ? '' : ` (skipped: no ${absent.join(', ')} in ${SERVERS}: npm run get-server)`;
}

/** @throws Error, if it is not there: such a test is to be skipped */
export function serverOf(name: string): Installed {
  const found = INSTALLED.find((server) => server.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${SERVERS}`);
  return found;
}
