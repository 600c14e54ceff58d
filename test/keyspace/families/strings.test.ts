/** Strings: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

describe('values', () => {
  test.each([
    ['SET', ['SET k v'], 'v'],
    ['SET of nothing', [['SET', 'k', '']], ''],
    ['any case', ['sEt k v'], 'v'],
    ['SET NX on a key', ['SET k a', 'SET k b NX'], 'a'],
    ['SET XX on none', ['SET k v XX'], undefined],
    ['SET GET', ['SET k a', 'SET k b GET'], 'b'],
    ['SET IFEQ that holds', ['SET k a', 'SET k b IFEQ a'], 'b'],
    ['SET IFEQ that does not', ['SET k a', 'SET k b IFEQ x'], 'a'],
    ['SET IFNE on none', ['SET k b IFNE x'], 'b'],
    ['SETNX', ['SETNX k a', 'SETNX k b'], 'a'],
    ['GETSET', ['SET k a', 'GETSET k b'], 'b'],
    ['MSET', ['MSET k a l b k c'], 'c'],
    ['MSETNX with a key there', ['SET l x', 'MSETNX k a l b'], undefined],
    ['MSETEX', ['MSETEX 1 k v KEEPTTL'], 'v'],
    ['APPEND', ['APPEND k ab', 'APPEND k cd'], 'abcd'],
    ['SET of a much shorter one', [`SET k ${'x'.repeat(20_000)}`, 'SET k y', 'APPEND k z'], 'yz'],
    ['APPEND of nothing makes a key', [['APPEND', 'k', '']], ''],
    ['SETRANGE pads with zeros', ['SET k ab', 'SETRANGE k 4 x'], 'ab\0\0x'],
    ['SETRANGE of nothing makes none', [['SETRANGE', 'k', '3', '']], undefined],
    ['INCR', ['SET k 9', 'INCR k'], '10'],
    ['DECR from nothing', ['DECR k'], '-1'],
    ['INCRBY to the last', ['SET k 9223372036854775806', 'INCRBY k 1'], '9223372036854775807'],
    ['INCRBY beyond it', ['SET k 9223372036854775807', 'INCRBY k 1'], '9223372036854775807'],
    ['INCR of what is no integer', ['SET k 01', 'INCR k'], '01'],
    ['DECRBY', ['DECRBY k -5'], '5'],
    ['SET over a set', ['SADD k m', 'SET k v'], 'v'],
    ['DEL', ['SET k v', 'DEL k'], undefined],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

describe('expiries', () => {
  const FAR = NOW_MS + 5_000_000;
  test.each([
    ['SET PXAT', [`SET k v PXAT ${FAR}`], FAR],
    ['SET EXAT', ['SET k v EXAT 1800001000'], 1_800_001_000_000],
    ['SET EX counts from loading', ['SET k v EX 10'], NOW_MS + 10_000],
    ['SET clears it', [`SET k v PXAT ${FAR}`, 'SET k w'], undefined],
    ['SET KEEPTTL', [`SET k v PXAT ${FAR}`, 'SET k longer KEEPTTL'], FAR],
    ['APPEND keeps it', [`SET k v PXAT ${FAR}`, 'APPEND k wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww'], FAR],
    ['INCR keeps it', [`SET k 1 PXAT ${FAR}`, 'INCR k'], FAR],
    ['GETSET clears it', [`SET k v PXAT ${FAR}`, 'GETSET k w'], undefined],
    ['PSETEX', ['PSETEX k 7 v'], NOW_MS + 7],
    ['a time in the past stays', ['SET k v', 'PEXPIREAT k 1000'], 1000],
    ['PERSIST', ['SET k v PXAT 1000', 'PERSIST k'], undefined],
    ['PEXPIREAT GT without one', ['SET k v', `PEXPIREAT k ${FAR} GT`], undefined],
    ['PEXPIREAT LT without one', ['SET k v', `PEXPIREAT k ${FAR} LT`], FAR],
    ['PEXPIREAT NX with one', ['SET k v PXAT 5', `PEXPIREAT k ${FAR} NX`], 5],
    ['RENAME takes it along', [`SET j v PXAT ${FAR}`, 'SET k w', 'RENAME j k'], FAR],
    ['COPY copies it', [`SET j v PXAT ${FAR}`, 'COPY j k'], FAR],
    ['beyond a double', ['SET k v PXAT 9223372036854775807'], Number(2n ** 63n)],
  ])('%s', (_name, lines, want) => {
    const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
    expect(record?.['expireAt']).toBe(want);
  });
});

test('errors are told, and change nothing', () => {
  const { keys, warnings } = replayCommands(['SADD k m', 'APPEND k v', 'INCR']);
  expect(keys).toMatchObject([{ type: 'set', value: ['m'] }]);
  expect(warnings).toEqual([
    'APPEND changes nothing: WRONGTYPE: the key holds another kind of value',
    'INCR changes nothing: a wrong number of arguments',
  ]);
});
