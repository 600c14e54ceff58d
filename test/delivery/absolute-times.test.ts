/** Expiries of feeds of servers before 7.0, made absolute. */
import { expect, test } from 'vitest';
import { AbsoluteTimes } from '../../src/delivery/absolute-times.ts';
import { featuresOf, parseTarget } from '../../src/model/target.ts';
import { ARRIVED_MS, through } from '../filter/feed/through.ts';

async function made(target: string, log: readonly string[], arrived = true): Promise<string[]> {
  const features = featuresOf(parseTarget(target, '--target'));
  return await through((sink) => new AbsoluteTimes(sink, features), log, arrived);
}

const IN_100_S = ARRIVED_MS + 100_000;

test.each([
  ['EXPIRE k 100', `PEXPIREAT k ${IN_100_S}`],
  ['expire k 100 NX', `PEXPIREAT k ${IN_100_S} NX`],
  ['EXPIRE k -1', `PEXPIREAT k ${ARRIVED_MS - 1000}`],
  ['EXPIRE k 9000000000000000', 'PEXPIREAT k 9000001700000000000'],
  ['PEXPIRE k 100000 GT', `PEXPIREAT k ${IN_100_S} GT`],
  ['EXPIREAT k 1800000000', 'EXPIREAT k 1800000000'],
  ['PEXPIREAT k 1800000000000', 'PEXPIREAT k 1800000000000'],
  ['SET k v', 'SET k v'],
  ['SET k v EX 100', `SET k v PXAT ${IN_100_S}`],
  ['set k v nx px 100000 get', `set k v nx PXAT ${IN_100_S} get`],
  ['SET k v IFEQ EX PX 100000', `SET k v IFEQ EX PXAT ${IN_100_S}`],
  ['SET k EX KEEPTTL', 'SET k EX KEEPTTL'],
  ['SET k v PXAT 1800000000000', 'SET k v PXAT 1800000000000'],
  ['SET k v EX +5', 'SET k v EX +5'],
  ['SETEX k 100 v', `SET k v PXAT ${IN_100_S}`],
  ['PSETEX k 100000 v', `SET k v PXAT ${IN_100_S}`],
  ['GETEX k EX 100', `GETEX k PXAT ${IN_100_S}`],
  ['GETEX k PERSIST', 'GETEX k PERSIST'],
  ['MSETEX 2 EX 1 PX 2 EX 100 NX', `MSETEX 2 EX 1 PX 2 PXAT ${IN_100_S} NX`],
  ['HEXPIRE h 100 NX FIELDS 1 f', `HPEXPIREAT h ${IN_100_S} NX FIELDS 1 f`],
  ['HPEXPIRE h 100000 FIELDS 1 f', `HPEXPIREAT h ${IN_100_S} FIELDS 1 f`],
  ['HSETEX h FNX EX 100 FIELDS 1 f v', `HSETEX h FNX PXAT ${IN_100_S} FIELDS 1 f v`],
  ['HSETEX h FIELDS 1 EX 7 EX 100', `HSETEX h FIELDS 1 EX 7 PXAT ${IN_100_S}`],
  ['HGETEX h PX 100000 FIELDS 1 f', `HGETEX h PXAT ${IN_100_S} FIELDS 1 f`],
  ['RESTORE k 100000 payload', `RESTORE k ${IN_100_S} payload ABSTTL`],
  ['RESTORE k 100000 ABSTTL REPLACE FREQ 5', `RESTORE k ${IN_100_S} ABSTTL REPLACE FREQ 5 ABSTTL`],
  ['RESTORE k 1800000000000 payload REPLACE ABSTTL', 'RESTORE k 1800000000000 payload REPLACE ABSTTL'],
  ['RESTORE k 0 payload', 'RESTORE k 0 payload'],
  ['EXPIREMEMBER s m 100', `PEXPIREMEMBERAT s m ${IN_100_S}`],
  ['EXPIREMEMBER s m 100000 ms', `PEXPIREMEMBERAT s m ${IN_100_S}`],
])('%s becomes %s', async (before, after) => {
  expect(await made('redis-8.6', [before])).toEqual([after]);
});

test.each([
  ['SET k v EX 100', ['MULTI', 'SET k v', `PEXPIREAT k ${IN_100_S}`, 'EXEC']],
  ['SET k v NX PXAT 1800000000000', ['MULTI', 'SET k v NX', 'PEXPIREAT k 1800000000000', 'EXEC']],
  ['SETEX k 100 v', ['MULTI', 'SET k v', `PEXPIREAT k ${IN_100_S}`, 'EXEC']],
  ['SET k v', ['SET k v']],
  ['RESTORE k 0 payload', ['RESTORE k 0 payload']],
])('%s for a server without PXAT', async (before, after) => {
  expect(await made('redis-6.0', [before])).toEqual(after);
});

test('two commands stay in the transaction of the one', async () => {
  const log = ['MULTI', 'SET a 1 EX 100', 'EXEC', 'SETEX b 100 2'];
  expect(await made('redis-5.0', log)).toEqual([
    'MULTI',
    'SET a 1',
    `PEXPIREAT a ${IN_100_S}`,
    'EXEC',
    'MULTI',
    'SET b 2',
    `PEXPIREAT b ${IN_100_S}`,
    'EXEC',
  ]);
});

test('RESTORE for a server without ABSTTL', async () => {
  expect(await made('redis-4.0', ['RESTORE k 100000 payload REPLACE'])).toEqual([
    'MULTI',
    'RESTORE k 0 payload REPLACE',
    `PEXPIREAT k ${IN_100_S}`,
    'EXEC',
  ]);
});

test('without a time of arrival there is nothing to count from', async () => {
  expect(await made('redis-8.6', ['EXPIRE k 100', 'SETEX k 100 v'], false)).toEqual(['EXPIRE k 100', 'SETEX k 100 v']);
  expect(await made('redis-5.0', ['SETEX k 100 v'], false)).toEqual(['SETEX k 100 v']);
});
