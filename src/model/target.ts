/**
 * Servers that output can be made for: which RDB versions they load, and which commands they know.
 * Source: aof-replication-resp.md 4.2, 6.3, 6.4; rdb-format.md 1.2.
 */
import { UsageError } from '../errors.ts';
import type { DialectName } from './sink.ts';

export type Family = 'redis' | 'valkey';

export interface Target {
  /** As in `redis-6.2`. */
  readonly name: string;
  readonly family: Family;
  readonly major: number;
  readonly minor: number;
  /** The newest RDB version it loads that is of its own family. */
  readonly rdbVersion: number;
}

/** From the first minor version on that loads an RDB version. Oldest first within a family. */
const RELEASES = [
  { family: 'redis', version: '2.4', rdbVersion: 2 },
  { family: 'redis', version: '2.6', rdbVersion: 6 },
  { family: 'redis', version: '2.8', rdbVersion: 6 },
  { family: 'redis', version: '3.0', rdbVersion: 6 },
  { family: 'redis', version: '3.2', rdbVersion: 7 },
  { family: 'redis', version: '4.0', rdbVersion: 8 },
  { family: 'redis', version: '5.0', rdbVersion: 9 },
  { family: 'redis', version: '6.0', rdbVersion: 9 },
  { family: 'redis', version: '6.2', rdbVersion: 9 },
  { family: 'redis', version: '7.0', rdbVersion: 10 },
  { family: 'redis', version: '7.2', rdbVersion: 11 },
  { family: 'redis', version: '7.4', rdbVersion: 12 },
  { family: 'redis', version: '8.0', rdbVersion: 12 },
  { family: 'redis', version: '8.2', rdbVersion: 12 },
  { family: 'redis', version: '8.4', rdbVersion: 12 },
  { family: 'redis', version: '8.6', rdbVersion: 13 },
  { family: 'redis', version: '8.8', rdbVersion: 14 },
  { family: 'redis', version: '8.10', rdbVersion: 15 },
  { family: 'valkey', version: '7.2', rdbVersion: 11 },
  { family: 'valkey', version: '8.0', rdbVersion: 11 },
  { family: 'valkey', version: '8.1', rdbVersion: 11 },
  { family: 'valkey', version: '9.0', rdbVersion: 80 },
  { family: 'valkey', version: '9.1', rdbVersion: 80 },
] as const satisfies readonly { family: Family; version: string; rdbVersion: number }[];

export const TARGETS: readonly Target[] = RELEASES.map(({ family, version, rdbVersion }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { name: `${family}-${version}`, family, major, minor, rdbVersion };
});

/** From which version on a server has what output may use; `undefined`: no version has it. */
const FEATURES = {
  /** PEXPIREAT, RESTORE. */
  millisecondTtl: { redis: '2.6', valkey: '7.2' },
  restore: { redis: '2.6', valkey: '7.2' },
  restoreReplace: { redis: '3.0', valkey: '7.2' },
  /** ABSTTL, IDLETIME, FREQ. */
  restoreAbsolute: { redis: '5.0', valkey: '7.2' },
  /** SET with KEEPTTL. */
  keepTtl: { redis: '6.0', valkey: '7.2' },
  /** SET with PXAT. */
  setPxat: { redis: '6.2', valkey: '7.2' },
  /** SET with IFEQ; with IFNE, IFDEQ, IFDNE, and DELEX. */
  setIfEqual: { redis: '8.4', valkey: '8.1' },
  setIf: { redis: '8.4', valkey: undefined },
  msetex: { redis: '8.4', valkey: '9.1' },
  /** EXPIRE and the like with NX, XX, GT, LT. */
  expireConditions: { redis: '7.0', valkey: '7.2' },
  /** A log may begin with an RDB; has files of its own, and a manifest. */
  preamble: { redis: '4.0', valkey: '7.2' },
  multiPart: { redis: '7.0', valkey: '7.2' },
  unlink: { redis: '4.0', valkey: '7.2' },
  /** HSET of many fields; before, HMSET. */
  hsetMany: { redis: '4.0', valkey: '7.2' },
  streams: { redis: '5.0', valkey: '7.2' },
  createConsumer: { redis: '6.2', valkey: '7.2' },
  functions: { redis: '7.0', valkey: '7.2' },
  /** XSETID ENTRIESADDED MAXDELETEDID, XGROUP ENTRIESREAD. */
  streamCounters: { redis: '7.0', valkey: '7.2' },
  /** HPEXPIREAT. */
  fieldTtl: { redis: '7.4', valkey: '9.0' },
  hsetex: { redis: '8.0', valkey: '9.0' },
  hgetdel: { redis: '8.0', valkey: '9.1' },
  /** XADD with NOMKSTREAM. */
  noMkStream: { redis: '6.2', valkey: '7.2' },
  /** KEEPREF, DELREF, ACKED; XDELEX, XACKDEL. */
  streamReferences: { redis: '8.2', valkey: undefined },
  /** XCFGSET; XIDMPRECORD came with 8.6.2. */
  idmp: { redis: '8.6', valkey: undefined },
  vectorSets: { redis: '8.0', valkey: undefined },
  /** XNACK. */
  nack: { redis: '8.8', valkey: undefined },
  arrays: { redis: '8.8', valkey: undefined },
} as const satisfies Record<string, Record<Family, string | undefined>>;

export type Feature = keyof typeof FEATURES;

export function featuresOf(target: Target): ReadonlySet<Feature> {
  const names = Object.keys(FEATURES) as Feature[];
  return new Set(names.filter((feature) => supports(target, feature)));
}

export function supports(target: Target, feature: Feature): boolean {
  const since = FEATURES[feature][target.family];
  if (since === undefined) return false;
  const [major = 0, minor = 0] = since.split('.').map(Number);
  return target.major > major || (target.major === major && target.minor >= minor);
}

/**
 * `redis-7.2`, `valkey-9.1.2`: a patch level is let pass, and a minor version between two known ones is the older.
 * @throws UsageError naming those there are
 */
export function parseTarget(text: string, what: string): Target {
  const [, family, major, minor] = /^(redis|valkey)[-@ ]?(\d+)\.(\d+)(?:\.\d+)*$/i.exec(text) ?? [];
  const newest = TARGETS.findLast(
    (one) => one.family === family?.toLowerCase() && one.major === Number(major) && one.minor <= Number(minor),
  );
  if (newest !== undefined) return newest;
  const names = TARGETS.map(({ name }) => name).join(', ');
  throw new UsageError(`${what} takes a server version, not ${JSON.stringify(text)}; there are: ${names}`);
}

/**
 * A server like the one that wrote a source, as its AUX fields tell; where they do not, or tell of one that is unknown, the
 * newest of its family. @param versions - values of the AUX fields redis-ver, valkey-ver, …
 */
export function likeSource(dialect: DialectName, versions: ReadonlyMap<string, string>): Target {
  const family: Family = dialect === 'valkey' ? 'valkey' : 'redis';
  const version = versions.get(`${family}-ver`) ?? '';
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  const known = TARGETS.filter((one) => one.family === family);
  const like = known.findLast((one) => one.major === major && one.minor <= minor) ?? known.at(-1);
  if (like === undefined) throw new Error(`no server of ${family} is known`);
  return like;
}

/** Something of the source that a target cannot hold. */
export interface Loss {
  readonly db: number;
  /** Absent where it belongs to no key: a function library. */
  readonly key?: Uint8Array;
  /** What is lost, in the user's words: `expiries of 3 fields: redis-6.2 has none`. */
  readonly what: string;
}
