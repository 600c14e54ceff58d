/** What is left of a feed for targets that take what changes data. */
import { expect, test } from 'vitest';
import { WritesOnly } from '../../src/delivery/writes-only.ts';
import { through } from '../filter/feed/through.ts';

async function left(log: readonly string[], publish = false): Promise<string[]> {
  return await through((target) => new WritesOnly(target, publish), log);
}

test.each([
  ['PING', []],
  ['REPLCONF GETACK *', []],
  ['SELECT 3', []],
  ['SCRIPT LOAD return', []],
  ['CLUSTER SETSLOT 1 NODE n', []],
  ['CLUSTER SYNCSLOTS FINISH STATE success NAME n', []],
  ['CLUSTER FLUSHSLOT 1', ['CLUSTER FLUSHSLOT 1']],
  ['PUBLISH c m', []],
  ['spublish c m', []],
  ['set k v', ['set k v']],
  ['PFCOUNT k', ['PFCOUNT k']],
  ['FLUSHALL', ['FLUSHALL']],
  ['FUNCTION FLUSH', ['FUNCTION FLUSH']],
  ['EVAL script 0', ['EVAL script 0']],
  ['XADD s 1-1 f v', ['XADD s 1-1 f v']],
  ['XADD s IDMP p i * f v', []],
  ['XADD s NOMKSTREAM IDMPAUTO p MAXLEN = 5 * f v', []],
  ['XADD s IDMP = ~ MAXLEN ~ 5 LIMIT 3 * f v', []],
  ['XADD s IDMP p * 1-1 f *', ['XADD s IDMP p * 1-1 f *']],
  ['XADD s MAXLEN 5 1-1 * *', ['XADD s MAXLEN 5 1-1 * *']],
])('%s', async (command, commands) => {
  expect(await left([command])).toEqual(commands);
});

test('messages, where they are asked for', async () => {
  expect(await left(['PUBLISH c m', 'SPUBLISH c m'], true)).toEqual(['PUBLISH c m', 'SPUBLISH c m']);
});

test('the database is told of each command', async () => {
  expect(await left(['SET a 1', 'SELECT 2', 'SET b 2', 'MULTI', 'SELECT 0', 'SET c 3', 'EXEC'])).toEqual([
    'SET a 1',
    '2: SET b 2',
    '2: MULTI',
    'SET c 3',
    'EXEC',
  ]);
});

test('a transaction that had nothing to change leaves nothing', async () => {
  expect(await left(['MULTI', 'EXEC', 'MULTI', 'SELECT 1', 'PUBLISH c m', 'EXEC', 'SET k v'])).toEqual(['1: SET k v']);
});
