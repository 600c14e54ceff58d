/** Into an older server, and from one family to the other: exactly what is named as lost is lost. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../tools/fixture-files.ts';
import { loadOriginal, tryWay, WAYS, type Holding } from '../tools/live/conversions.ts';
import { CALLED } from '../tools/live/program.ts';
import { missing, serverOf } from './servers.ts';

const PATHS = [
  ['redis-8.6.3', 'rdb-values', 'redis-7.0.15'],
  ['redis-8.6.3', 'rdb-streams', 'redis-7.0.15'],
  ['redis-8.6.3', 'rdb-expires', 'redis-7.0.15'],
  ['redis-8.6.3', 'rdb-vectors', 'redis-7.0.15'],
  ['redis-8.6.3', 'rdb-values', 'valkey-9.1.2'],
  ['redis-8.6.3', 'rdb-streams', 'valkey-9.1.2'],
  ['redis-8.6.3', 'rdb-expires', 'valkey-9.1.2'],
  ['valkey-9.1.2', 'rdb-values', 'redis-7.0.15'],
  ['valkey-9.1.2', 'rdb-expires', 'redis-7.0.15'],
  ['valkey-9.1.2', 'rdb-values', 'redis-8.6.3'],
  ['valkey-9.1.2', 'rdb-streams', 'redis-8.6.3'],
  ['valkey-9.1.2', 'rdb-expires', 'redis-8.6.3'],
  ['redis-7.0.15', 'rdb-streams', 'redis-8.6.3'],
  ['redis-7.0.15', 'rdb-values', 'valkey-9.1.2'],
] as const;

const THROUGH = WAYS.filter(({ name }) => ['to-resp', 'to-resp --restore', 'to-rdb'].includes(name));

describe.each(PATHS)('%s %s into %s', (from, name, into) => {
  const why = missing(from, into);
  const file = join(FIXTURES, 'rdb', from, name, 'dump.rdb');
  // Loaded once for all ways.
  let original: Promise<Holding> | undefined;
  test.skipIf(why).each(THROUGH)(`by $name${why}`, async (way) => {
    original ??= loadOriginal(file, serverOf(from));
    const trip = { file, target: serverOf(into), program: CALLED };
    expect(await tryWay(way, trip, await original)).toEqual([]);
  });
});
