/** For whom a file is written, where the user does not say: for the server that the source is of. */
import { UsageError } from '../../errors.ts';
import type { SourceHeader } from '../../model/sink.ts';
import { TARGETS, type Family, type Target } from '../../model/target.ts';
import { FIRST_VALKEY, NEWEST_REDIS, NEWEST_VALKEY } from '../dialect.ts';
import type { Format } from './loads.ts';

export interface FormatChoice {
  readonly target?: Target | undefined;
  readonly rdbVersion?: number | undefined;
}

/** RDB 11: what every server of today loads, of either family. */
const COMMON = 'redis-7.2';
/** KeyDB is a Redis 6.2 with additions, and Dragonfly writes types of Redis 7.2. */
const OF_FORK = { keydb: 'redis-6.2', dragonfly: COMMON } as const;
/** Valkey from 9 on loads its own versions and these. */
const LAST_SHARED = 11;

/** @param aux - AUX fields of the source that come before everything else @throws UsageError: the target does not load that version */
export function chooseFormat(
  choice: FormatChoice,
  header: SourceHeader | undefined,
  aux: ReadonlyMap<string, string>,
): Format {
  const { rdbVersion } = choice;
  const target = choice.target ?? (rdbVersion === undefined ? targetOf(header, aux) : targetOfVersion(rdbVersion));
  const keydb = header?.dialect === 'keydb' && choice.target === undefined;
  if (rdbVersion !== undefined) {
    if (!takesVersion(target, rdbVersion)) {
      throw new UsageError(`${target.name} does not load RDB version ${rdbVersion}: it loads ${versionsOf(target)}`);
    }
    return { target, version: rdbVersion, keydb };
  }
  const version = choice.target === undefined ? Math.max(target.rdbVersion, ownVersion(header, target)) : undefined;
  return { target, version: version ?? target.rdbVersion, keydb };
}

/** Whether it loads files, and takes payloads, of an RDB version. */
export function takesVersion({ family, rdbVersion }: Target, version: number): boolean {
  if (version < 1 || version > rdbVersion) return false;
  return family === 'redis' || version <= LAST_SHARED || version >= FIRST_VALKEY;
}

function versionsOf({ rdbVersion }: Target): string {
  return rdbVersion >= FIRST_VALKEY ? `1 to ${LAST_SHARED}, and ${rdbVersion}` : `1 to ${rdbVersion}`;
}

/** A source that is newer than the releases we know, but of a version we know, keeps it. */
function ownVersion(header: SourceHeader | undefined, target: Target): number {
  const { version, dialect } = header ?? {};
  if (version === undefined || dialect !== target.family) return 0;
  return version <= (version >= FIRST_VALKEY ? NEWEST_VALKEY : NEWEST_REDIS) ? version : 0;
}

function targetOf(header: SourceHeader | undefined, aux: ReadonlyMap<string, string>): Target {
  const dialect = header?.dialect ?? 'redis';
  if (dialect === 'keydb' || dialect === 'dragonfly') return named(OF_FORK[dialect]);
  const family: Family = dialect === 'valkey' ? 'valkey' : 'redis';
  const server = aux.get(`${family}-ver`);
  const found = server === undefined ? undefined : findTarget(family, server);
  if (found !== undefined) return found;
  return header?.version === undefined ? named(COMMON) : ofVersion(family, header.version);
}

function targetOfVersion(version: number): Target {
  return ofVersion(version >= FIRST_VALKEY ? 'valkey' : 'redis', version);
}

/** The newest server whose own version is the lowest that is not below `version`. */
function ofVersion(family: Family, version: number): Target {
  const own = TARGETS.filter((one) => one.family === family);
  const least = own.find((one) => one.rdbVersion >= version) ?? own.at(-1);
  return own.findLast((one) => one.rdbVersion === least?.rdbVersion) ?? named(COMMON);
}

/** The release that `version`, as AUX fields have it, belongs to. */
export function findTarget(family: Family, version: string): Target | undefined {
  const [major, minor] = version.split('.').map(Number);
  if (major === undefined || minor === undefined) return undefined;
  return TARGETS.findLast((one) => one.family === family && one.major === major && one.minor <= minor);
}

function named(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target;
}
