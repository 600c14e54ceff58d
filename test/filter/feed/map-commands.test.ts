/** Commands under other names, in other databases and with other expiries. */
import { expect, test } from 'vitest';
import { MapSink, type MapOptions } from '../../../src/filter/map-sink.ts';
import { through } from './through.ts';

const prefix = (from: string, to: string): MapOptions['prefixes'][number] => ({
  from: Buffer.from(from),
  to: Buffer.from(to),
});

async function map(log: readonly string[], options: Partial<MapOptions>): Promise<string[]> {
  return await through((target) => new MapSink(target, { dbs: new Map(), prefixes: [], ttl: 0, ...options }), log);
}

test.each([
  ['SET user:1 user:v', 'SET people/1 user:v'],
  ['SET other user:v', 'SET other user:v'],
  ['del user:1 x user:2', 'del people/1 x people/2'],
  ['MSET user:1 1 user:2 2', 'MSET people/1 1 people/2 2'],
  ['RENAME user:1 x', 'RENAME people/1 x'],
  ['COPY x user:1 DB 1', 'COPY x people/1 DB 1'],
  ['BITOP AND user:d user:a b', 'BITOP AND people/d people/a b'],
  ['ZUNIONSTORE user:d 2 a user:b WEIGHTS 1 2', 'ZUNIONSTORE people/d 2 a people/b WEIGHTS 1 2'],
  ['EVAL user: 1 user:1 user:2', 'EVAL user: 1 people/1 user:2'],
  ['GEORADIUS user:g 1 2 3 km STOREDIST user:d', 'GEORADIUS people/g 1 2 3 km STOREDIST people/d'],
  [
    'SORT user:l BY user:w_* GET # GET user:n_*->f STORE user:d',
    'SORT people/l BY people/w_* GET # GET people/n_*->f STORE people/d',
  ],
  ['SORT user:l BY user:nosort STORE d', 'SORT people/l BY user:nosort STORE d'],
  ['XGROUP CREATE user:s user:g $', 'XGROUP CREATE people/s user:g $'],
  ['JSON.SET user:1 $ 1', 'JSON.SET people/1 $ 1'],
  ['PUBLISH user:1 m', 'PUBLISH user:1 m'],
  ['PING', 'PING'],
])('%s: %s', async (before, after) => {
  expect(await map([before], { prefixes: [prefix('user:', 'people/'), prefix('user', 'x')] })).toEqual([after]);
});

test('names that grow beyond what there is room for', async () => {
  const long = 'x'.repeat(5000);
  const log = ['DEL a b c', 'SET a v'];
  expect(await map(log, { prefixes: [prefix('', long)] })).toEqual([
    `DEL ${long}a ${long}b ${long}c`,
    `SET ${long}a v`,
  ]);
});

test.each([
  ['SELECT 1', 'SELECT 5'],
  ['SELECT 2', 'SELECT 2'],
  ['MOVE k 1', 'MOVE k 5'],
  ['SWAPDB 1 0', 'SWAPDB 5 0'],
  ['COPY a b DB 1 REPLACE', 'COPY a b DB 5 REPLACE'],
  ['COPY a DB', 'COPY a DB'],
  ['SET 1 1', 'SET 1 1'],
])('database 1 is 5: %s becomes %s', async (before, after) => {
  expect(await map([before], { dbs: new Map([[1, 5]]) })).toEqual([after]);
});

test('commands go to the other database', async () => {
  const log = ['SET a 1', 'SELECT 1', 'SET b 2', 'SELECT 0', 'SET c 3'];
  const maps = {
    dbs: new Map([
      [0, 1],
      [1, 0],
    ]),
  };
  expect(await map(log, maps)).toEqual(['1: SET a 1', '1: SELECT 0', 'SET b 2', 'SELECT 1', '1: SET c 3']);
});

const HOUR = 3_600_000;

test.each([
  ['SET k v', 'SET k v'],
  ['SET k v NX PXAT 1000000', `SET k v NX PXAT ${1_000_000 + HOUR}`],
  ['SET k v EXAT 1000', `SET k v PXAT ${1_000_000 + HOUR}`],
  ['SET k v EX 100', `SET k v PX ${100_000 + HOUR}`],
  ['SETEX k 100 v', `SET k v PX ${100_000 + HOUR}`],
  ['PEXPIREAT k 1000000 GT', `PEXPIREAT k ${1_000_000 + HOUR} GT`],
  ['EXPIREAT k 1000', `PEXPIREAT k ${1_000_000 + HOUR}`],
  ['EXPIRE k 100', `PEXPIRE k ${100_000 + HOUR}`],
  ['HPEXPIREAT h 1000000 FIELDS 1 f', `HPEXPIREAT h ${1_000_000 + HOUR} FIELDS 1 f`],
  ['HSETEX h PXAT 1000000 FIELDS 1 f v', `HSETEX h PXAT ${1_000_000 + HOUR} FIELDS 1 f v`],
  ['MSETEX 1 k v PXAT 1000000', `MSETEX 1 k v PXAT ${1_000_000 + HOUR}`],
  ['RESTORE k 1000000 p ABSTTL', `RESTORE k ${1_000_000 + HOUR} p ABSTTL`],
  ['RESTORE k 0 p REPLACE', 'RESTORE k 0 p REPLACE'],
  ['PERSIST k', 'PERSIST k'],
])('an hour later: %s becomes %s', async (before, after) => {
  expect(await map([before], { ttl: HOUR })).toEqual([after]);
});

test('what would come before 1970 has passed', async () => {
  expect(await map(['PEXPIREAT k 1000000'], { ttl: -HOUR })).toEqual(['PEXPIREAT k 1']);
});

test.each([
  ['SET k v NX PXAT 1000000', 'SET k v NX'],
  ['SETEX k 100 v', 'SET k v'],
  ['PEXPIREAT k 1000000', ''],
  ['EXPIRE k 100', ''],
  ['GETEX k PXAT 1000000', ''],
  ['GETEX k PERSIST', 'GETEX k PERSIST'],
  ['HPEXPIREAT h 1000000 FIELDS 1 f', ''],
  ['HSETEX h FXX PXAT 1000000 FIELDS 1 f v', 'HSETEX h FXX FIELDS 1 f v'],
  ['HGETEX h PX 5 FIELDS 1 f', ''],
  ['MSETEX 1 k v PXAT 1000000 NX', 'MSETEX 1 k v NX'],
  ['RESTORE k 1000000 p ABSTTL REPLACE', 'RESTORE k 0 p REPLACE'],
  ['PEXPIREMEMBERAT s m 1000000', ''],
])('without expiries: %s becomes %j', async (before, after) => {
  expect(await map([before], { ttl: 'none' })).toEqual(after === '' ? [] : [after]);
});

test('expiries within payloads are told of', async () => {
  const losses: string[] = [];
  const maps = { dbs: new Map(), prefixes: [], ttl: HOUR };
  const log = ['RESTORE a 0 \u0000x', 'RESTORE h 0 \u0018x', 'RESTORE h 0 \u0018y REPLACE'];
  expect(await through((target) => new MapSink(target, maps, (message) => losses.push(message)), log)).toEqual(log);
  expect(losses).toEqual(['RESTORE: expiries of fields stand within its payload, and stay as they are']);
});

test('all of them at once', async () => {
  const maps = { dbs: new Map([[0, 3]]), prefixes: [prefix('a', 'b')], ttl: HOUR };
  expect(await map(['SET a v PXAT 1000000'], maps)).toEqual([`3: SET b v PXAT ${1_000_000 + HOUR}`]);
});
