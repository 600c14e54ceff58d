/** RESTORE: values as DUMP of real servers gave them. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

const STRING = bytes('00 c13930 0d00 3f3d639494497f79');
const COMPRESSED = bytes('00c30b1e0361626361e00f020162630d002add37de6050eaea');
const SET = bytes('140c0c00000002008161020501ff0d0053424f9d83a735d5');
const INTSET = bytes('0b1404000000030000000100000002000000701101000d00277c48b55ca8a795');

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

describe('values', () => {
  test.each<[string, readonly CommandLine[], unknown]>([
    ['an integer', [['RESTORE', 'k', 0, STRING]], '12345'],
    ['a compressed string', [['RESTORE', 'k', 0, COMPRESSED]], 'abc'.repeat(10)],
    ['a set', [['RESTORE', 'k', 0, SET]], ['a', '5']],
    ['commands go on with it', [['RESTORE', 'k', 0, INTSET], 'SREM k 1 2', 'SADD k m'], ['70000', 'm']],
    ['RESTORE-ASKING', [['RESTORE-ASKING', 'k', 0, STRING]], '12345'],
    [
      'several after one another',
      [
        ['RESTORE', 'j', 0, COMPRESSED],
        ['RESTORE', 'k', 0, STRING],
      ],
      '12345',
    ],
    ['a key that is there', ['SET k v', ['RESTORE', 'k', 0, SET]], 'v'],
    ['REPLACE', ['SET k v', ['RESTORE', 'k', 0, SET, 'REPLACE']], ['a', '5']],
    ['a wrong checksum', ['SET k v', ['RESTORE', 'k', 0, STRING.with(1, 1), 'REPLACE']], 'v'],
    ['a payload cut short', ['SET k v', ['RESTORE', 'k', 0, STRING.slice(0, 5), 'REPLACE']], 'v'],
  ])('%s', (_name, lines, want) => {
    expect(valuesAfter(lines)['k']).toEqual(want);
  });
});

describe('what stands beside', () => {
  const FAR = NOW_MS + 5000;
  test.each<[string, readonly (string | number)[], Readonly<Record<string, unknown>>]>([
    ['ABSTTL', [FAR, 'ABSTTL'], { expireAt: FAR }],
    ['without it, from now', [5000], { expireAt: FAR }],
    ['a time in the past stays', [1000, 'ABSTTL'], { expireAt: 1000 }],
    ['IDLETIME', [0, 'IDLETIME', 77], { idle: 77 }],
    ['FREQ', [0, 'freq', 255], { freq: 255 }],
  ])('%s', (_name, [ttl = 0, ...options], want) => {
    const { keys } = replayCommands([['RESTORE', 'k', ttl, STRING, ...options]]);
    expect(keys).toMatchObject([want]);
  });

  test.each<[string, readonly (string | number)[], string]>([
    ['a negative expiry', [-1], 'an expiry is negative'],
    ['both of them', [0, 'IDLETIME', 1, 'FREQ', 1], 'a syntax error'],
    ['too frequent', [0, 'FREQ', 256], 'a number is out of range 0..255'],
  ])('%s is an error', (_name, [ttl = 0, ...options], want) => {
    const { keys, warnings } = replayCommands([['RESTORE', 'k', ttl, STRING, ...options]]);
    expect(keys).toEqual([]);
    expect(warnings).toEqual([`RESTORE changes nothing: ${want}`]);
  });
});

test('metadata of modules comes along, and stays when the key is renamed', () => {
  const payload = bytes('f30119f5c428022a050361626300000568656c6c6f0d005417b8ebf7b0db25');
  const lines: CommandLine[] = [['RESTORE', 'j', 0, payload], 'RENAME j k'];
  expect(replayCommands(lines).keys).toMatchObject([
    { key: 'k', value: 'hello', meta: [{ class: 'KMT1', version: 3 }] },
  ]);
  expect(replayCommands([...lines, 'SET k v']).keys[0]).not.toHaveProperty('meta');
});

test('a value of a type that is not known stops, as an unknown command does', () => {
  const payload = Buffer.from([99, 1, 2, 3, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const line: CommandLine = ['RESTORE', 'k', 0, payload];
  expect(() => replayCommands([line])).toThrow(
    'command "restore" cannot be replayed: no such type 99 in RDB version 14',
  );
  expect(replayCommands([line], { skipUnknown: true }).warnings).toHaveLength(1);
});

test('why a command cannot be replayed', () => {
  expect(() => replayCommands(['EVAL x 0'])).toThrow('command "eval" cannot be replayed: it runs a Lua script');
  expect(() => replayCommands(['JSON.SET k . 1'])).toThrow(
    'command "json.set" cannot be replayed: what it does is not',
  );
});
