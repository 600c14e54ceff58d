/** Into an older server, and from one family to the other: exactly what is named as lost is lost. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../tools/fixture-files.ts';
import { loadOriginal, tryWay, WAYS } from '../tools/live/conversions.ts';
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
  test.skipIf(why).each(THROUGH)(`by $name${why}`, async (way) => {
    const path = join(FIXTURES, 'rdb', from, name, 'dump.rdb');
    expect(await tryWay(way, path, serverOf(into), await loadOriginal(path, serverOf(from)))).toEqual([]);
  });
});
