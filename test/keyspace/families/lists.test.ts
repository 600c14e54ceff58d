/** Lists: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

describe('values', () => {
  test.each([
    ['RPUSH', ['RPUSH k a b'], ['a', 'b']],
    ['LPUSH reverses', ['LPUSH k a b'], ['b', 'a']],
    ['an empty element', [['RPUSH', 'k', '']], ['']],
    ['LPUSHX on none', ['LPUSHX k a'], undefined],
    ['RPUSHX', ['RPUSH k a', 'RPUSHX k b c'], ['a', 'b', 'c']],
    ['LPOP', ['RPUSH k a b', 'LPOP k'], ['b']],
    ['RPOP of some', ['RPUSH k a b c', 'RPOP k 2'], ['a']],
    ['LPOP of none', ['RPUSH k a', 'LPOP k 0'], ['a']],
    ['LPOP of more than all', ['RPUSH k a b', 'LPOP k 9'], undefined],
    ['LPOP of more than 2^53', ['RPUSH k a b', 'LPOP k 9223372036854775807'], undefined],
    ['BLPOP from the first that is there', ['RPUSH k a b', 'BLPOP none k 0'], ['b']],
    ['LMPOP', ['RPUSH k a b c', 'LMPOP 2 none k RIGHT COUNT 2'], ['a']],
    ['LINSERT BEFORE the first match', ['RPUSH k a b a', 'LINSERT k before a x'], ['x', 'a', 'b', 'a']],
    ['LINSERT AFTER', ['RPUSH k a b', 'LINSERT k AFTER a x'], ['a', 'x', 'b']],
    ['LINSERT without a match', ['RPUSH k a', 'LINSERT k AFTER z x'], ['a']],
    ['LSET', ['RPUSH k a b', 'LSET k 1 longer'], ['a', 'longer']],
    ['LSET from the end', ['RPUSH k a b', 'LSET k -2 x'], ['x', 'b']],
    ['LSET beyond', ['RPUSH k a', 'LSET k 1 x'], ['a']],
    ['LREM from the head', ['RPUSH k a b a a', 'LREM k 2 a'], ['b', 'a']],
    ['LREM from the tail', ['RPUSH k a b a a', 'LREM k -2 a'], ['a', 'b']],
    ['LREM of all', ['RPUSH k a b a', 'LREM k 0 a'], ['b']],
    ['LREM of more than 2^53', ['RPUSH k a b a', 'LREM k -9223372036854775807 a'], ['b']],
    ['LREM of the last', ['RPUSH k a', 'LREM k 0 a'], undefined],
    ['LTRIM', ['RPUSH k a b c d', 'LTRIM k 1 -2'], ['b', 'c']],
    ['LTRIM to beyond', ['RPUSH k a b', 'LTRIM k -9 9'], ['a', 'b']],
    ['LTRIM to beyond 2^53', ['RPUSH k a b c', 'LTRIM k 1 9223372036854775807'], ['b', 'c']],
    ['LTRIM to nothing', ['RPUSH k a b', 'LTRIM k 2 1'], undefined],
    ['LTRIM to behind the end', ['RPUSH k a b', 'LTRIM k 5 9'], undefined],
    ['RPOPLPUSH', ['RPUSH j a b', 'RPUSH k x', 'RPOPLPUSH j k'], ['b', 'x']],
    ['RPOPLPUSH on itself rotates', ['RPUSH k a b c', 'RPOPLPUSH k k'], ['c', 'a', 'b']],
    ['the last one on itself', ['RPUSH k a', 'RPOPLPUSH k k'], ['a']],
    ['BRPOPLPUSH as typed', ['RPUSH j a', 'BRPOPLPUSH j k 0'], ['a']],
    ['LMOVE', ['RPUSH j a b', 'RPUSH k x', 'LMOVE j k LEFT RIGHT'], ['x', 'a']],
    ['BLMOVE', ['RPUSH j a b', 'BLMOVE j k RIGHT RIGHT 0'], ['b']],
    ['LMOVE from none', ['LMOVE j k LEFT RIGHT'], undefined],
    ['LMOVEM of one', ['RPUSH j a b', 'LMOVEM j k LEFT RIGHT'], ['a']],
    ['LMOVEM one by one', ['RPUSH j a b c', 'RPUSH k x', 'LMOVEM j k LEFT LEFT COUNT 2 OBO'], ['b', 'a', 'x']],
    ['LMOVEM as a block', ['RPUSH j a b c', 'RPUSH k x', 'LMOVEM j k LEFT LEFT COUNT 2 BULK'], ['a', 'b', 'x']],
    ['LMOVEM of the tail', ['RPUSH j a b c', 'RPUSH k x', 'LMOVEM j k RIGHT RIGHT COUNT 2 BULK'], ['x', 'b', 'c']],
    ['LMOVEM across', ['RPUSH j a b c', 'RPUSH k x', 'LMOVEM j k RIGHT LEFT COUNT 9 BULK'], ['a', 'b', 'c', 'x']],
    ['LMOVEM of too many', ['RPUSH j a', 'RPUSH k x', 'LMOVEM j k LEFT LEFT EXACTLY 2 OBO'], ['x']],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

test('a list without elements is gone, and its expiry with it', () => {
  const { keys } = replayCommands(['RPUSH j a', 'PEXPIREAT j 5', 'LMOVE j k LEFT LEFT', 'RPUSH j b']);
  expect(keys.map(({ key, expireAt }) => [key, expireAt])).toEqual([
    ['k', undefined],
    ['j', undefined],
  ]);
});

test('a destination of another type leaves the source as it was', () => {
  const { keys, warnings } = replayCommands([
    'RPUSH j a',
    'SET k v',
    'RPOPLPUSH j k',
    'LMOVEM j k LEFT LEFT COUNT 1 BULK',
  ]);
  expect(keys).toMatchObject([{ value: ['a'] }, { value: 'v' }]);
  expect(warnings).toHaveLength(2);
});
