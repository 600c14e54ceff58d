/** Where the keys stand in write commands. Source: aof-replication-resp.md 2.3. */
import { expect, test } from 'vitest';
import { firstKeyPosition, keyPositions } from '../../src/model/command-keys.ts';

test.each([
  ['SET k v', 'k'],
  ['DEL a b c', 'a b c'],
  ['MSET a 1 b 2', 'a b'],
  ['MSETEX 2 a 1 b 2 PXAT 9', 'a b'],
  ['RENAME a b', 'a b'],
  ['COPY a b DB 3 REPLACE', 'a b'],
  ['MOVE a 3', 'a'],
  ['RPOPLPUSH a b', 'a b'],
  ['BRPOPLPUSH a b 0', 'a b'],
  ['LMOVE a b LEFT RIGHT', 'a b'],
  ['LMPOP 2 a b LEFT COUNT 1', 'a b'],
  ['BLPOP a b 0', 'a b'],
  ['SMOVE a b m', 'a b'],
  ['SINTERSTORE d a b', 'd a b'],
  ['ZUNIONSTORE d 2 a b WEIGHTS 1 2', 'd a b'],
  ['ZRANGESTORE d s 0 -1', 'd s'],
  ['BITOP AND d a b', 'd a b'],
  ['PFMERGE d a', 'd a'],
  ['PFDEBUG TODENSE k', 'k'],
  ['SORT k BY x STORE d', 'k d'],
  ['SORT k', 'k'],
  ['GEORADIUS k 1 2 3 km STOREDIST d', 'k d'],
  ['GEOSEARCHSTORE d k FROMMEMBER m BYRADIUS 1 km', 'd k'],
  ['XADD k 1-1 f v', 'k'],
  ['XGROUP CREATE k g $', 'k'],
  ['EVAL script 2 a b x', 'a b'],
  ['FCALL f 0 x', ''],
  ['JSON.SET k $ 1', 'k'],
  ['JSON.MSET a $ 1 b $ 2', 'a b'],
  ['RESTORE k 0 payload REPLACE', 'k'],
  ['SELECT 1', ''],
  ['MULTI', ''],
  ['EXEC', ''],
  ['PING', ''],
  ['SWAPDB 0 1', ''],
  ['FUNCTION LOAD code', ''],
  ['LMPOP x a', ''],
  ['LMPOP -1 a', ''],
  ['ZUNIONSTORE d', 'd'],
  ['LMPOP', ''],
  ['BLMOVEM a b LEFT RIGHT 0', 'a b'],
])('%s', (line, keys) => {
  const args = line.split(' ');
  const positions = keyPositions(args[0] ?? '', args.length, (index) => args[index]?.toUpperCase() ?? '');
  expect(positions.map((index) => args[index]).join(' ')).toBe(keys);
});

test.each([
  ['SET', 1],
  ['EVAL', 3],
  ['XGROUP', 2],
  ['FLUSHALL', 0],
  ['FT.CREATE', 0],
  ['FT.SUGADD', 1],
])('the first key of %s is argument %d', (name, position) => {
  expect(firstKeyPosition(name)).toBe(position);
});
