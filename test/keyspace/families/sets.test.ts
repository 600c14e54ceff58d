/** Sets: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

const ABC = ['SADD a 1 2 3', 'SADD b 2 3 4', 'SADD c 3 5'];

describe('values', () => {
  test.each<[string, CommandLine[], string[] | undefined]>([
    ['SADD', ['SADD k a b a'], ['a', 'b']],
    ['SREM', ['SADD k a b', 'SREM k a x'], ['b']],
    ['SREM of all', ['SADD k a', 'SREM k a a'], undefined],
    ['SMOVE', ['SADD j a b', 'SMOVE j k a'], ['a']],
    ['SMOVE of what is not there', ['SADD j a', 'SADD k b', 'SMOVE j k x'], ['b']],
    ['SMOVE to itself', ['SADD k a b', 'SMOVE k k a'], ['a', 'b']],
    ['SMOVE to what has it', ['SADD j a', 'SADD k a', 'SMOVE j k a'], ['a']],
    ['SINTERSTORE', [...ABC, 'SINTERSTORE k a b c'], ['3']],
    ['SINTERSTORE with none', [...ABC, 'SADD k x', 'SINTERSTORE k a none'], undefined],
    ['SUNIONSTORE', [...ABC, 'SUNIONSTORE k a c none'], ['1', '2', '3', '5']],
    ['SDIFFSTORE', [...ABC, 'SDIFFSTORE k a c'], ['1', '2']],
    ['SDIFFSTORE of a set with itself', [...ABC, 'SDIFFSTORE k a a'], undefined],
    ['SDIFFSTORE from none', [...ABC, 'SDIFFSTORE k none a'], undefined],
    ['a source as the destination', [...ABC, 'SADD k 1 9', 'SINTERSTORE k k a'], ['1']],
    ['over another type', [...ABC, 'SET k v', 'SUNIONSTORE k a'], ['1', '2', '3']],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

test('the last member that moves takes the key along', () => {
  expect(valuesAfter(['SADD j a', 'SMOVE j k a'])).toEqual({ k: ['a'] });
});

test('a source of another type changes nothing', () => {
  const { keys, warnings } = replayCommands(['SADD k a', 'SET s v', 'SUNIONSTORE k none s', 'SMOVE k s a']);
  expect(keys).toMatchObject([{ value: ['a'] }, { value: 'v' }]);
  expect(warnings).toHaveLength(2);
});

test('STORE clears an expiry, SADD and SREM do not', () => {
  const lines = ['SADD a 1', 'PEXPIREAT a 5', 'SADD a 2', 'SREM a 1', 'SADD b 1', 'PEXPIREAT b 5', 'SUNIONSTORE b a'];
  const { keys } = replayCommands(lines);
  expect(keys.map(({ key, expireAt }) => [key, expireAt])).toEqual([
    ['a', 5],
    ['b', undefined],
  ]);
});

describe('members that expire (KeyDB)', () => {
  test.each<[string, CommandLine[], Record<string, number> | undefined]>([
    ['PEXPIREMEMBERAT', ['SADD k a b', 'PEXPIREMEMBERAT k a 2000000000123'], { a: 2_000_000_000_123 }],
    ['EXPIREMEMBERAT', ['SADD k a b', 'EXPIREMEMBERAT k b 2000000000'], { b: 2_000_000_000_000 }],
    ['EXPIREMEMBER', ['SADD k a', 'EXPIREMEMBER k a 10'], { a: 1_800_000_010_000 }],
    ['EXPIREMEMBER in ms', ['SADD k a', 'EXPIREMEMBER k a 10 ms'], { a: 1_800_000_000_010 }],
    ['of what is not there', ['SADD k a', 'PEXPIREMEMBERAT k x 5'], undefined],
    ['and was removed', ['SADD k a b', 'PEXPIREMEMBERAT k a 5', 'SREM k a'], undefined],
    ['and came again', ['SADD k a b', 'PEXPIREMEMBERAT k a 5', 'SREM k a', 'SADD k a'], { a: 5 }],
    ['PERSIST of it', ['SADD k a b', 'PEXPIREMEMBERAT k a 5', 'PERSIST k a'], undefined],
    ['of a sorted set', ['ZADD k 1 a', 'PEXPIREMEMBERAT k a 5'], { a: 5 }],
    ['of a hash', ['HSET k a 1', 'PEXPIREMEMBERAT k a 5', 'COPY k j', 'RENAME j k'], { a: 5 }],
    ['COPY copies it', ['SADD j a', 'PEXPIREMEMBERAT j a 5', 'COPY j k'], { a: 5 }],
  ])('%s', (_name, lines, want) => {
    const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
    expect(record?.['memberExpireAt']).toEqual(want);
  });
});

test('up to 5.0 SINTERSTORE looks no further than the first key that is not there', () => {
  const writer = { family: 'redis', version: '5.0.14' } as const;
  const lines = ['SET s v', 'SADD k a', 'SINTERSTORE k none s'];
  expect(valuesAfter(lines, { writer })).toEqual({ s: 'v' });
  expect(valuesAfter(lines)).toEqual({ s: 'v', k: ['a'] });
});
