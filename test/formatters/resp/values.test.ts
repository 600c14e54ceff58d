/** Which commands make a value, for which server. Source: aof-replication-resp.md 6.2, 6.4. */
import { describe, expect, test } from 'vitest';
import type { KeyHeader } from '../../../src/model/sink.ts';
import type { Row } from '../feed.ts';
import { send, type Sent } from './commands.ts';

const AT = 1893456000123;

function play(sent: Sent, header: Partial<KeyHeader>, rows: readonly Row[]): void {
  const { feed } = sent;
  feed.entry({ key: 'k', ...header }, (sink) => {
    const table = feed.rows(...rows);
    if (header.type === 'hash') sink.fields(table, rows.length / 2);
    else if (header.type === 'zset') sink.members(table, rows.length);
    else sink.items(table, rows.length);
  });
}

describe('values', () => {
  test.each<[string, string, Partial<KeyHeader>, Row[], string[]]>([
    ['a list', 'redis-2.4', { type: 'list' }, ['a', 'b', 'a'], ['RPUSH k a b a']],
    ['a set', 'redis-2.4', { type: 'set' }, ['a', ''], ['SADD k a ""']],
    [
      'a sorted set',
      'redis-2.4',
      { type: 'zset' },
      [
        ['a', 1.5],
        ['b', -Infinity],
      ],
      ['ZADD k 1.5 a -inf b'],
    ],
    ['a hash', 'redis-4.0', { type: 'hash' }, ['f', 'v', 'g', 'w'], ['HSET k f v g w']],
    ['a hash, before 4.0', 'redis-3.2', { type: 'hash' }, ['f', 'v', 'g', 'w'], ['HMSET k f v g w']],
    ['an expiry', 'redis-2.6', { type: 'set', expireAtMs: AT }, ['a'], ['SADD k a', `PEXPIREAT k ${AT}`]],
    ['an expiry, in Valkey', 'valkey-9.1', { type: 'set', expireAtMs: AT }, ['a'], ['SADD k a', `PEXPIREAT k ${AT}`]],
    [
      'an expiry that no double holds',
      'redis-8.6',
      { type: 'set', expireAtMs: 2n ** 62n + 1n },
      ['a'],
      ['SADD k a', 'PEXPIREAT k 4611686018427387905'],
    ],
    [
      'fields of one time by one command',
      'redis-7.4',
      { type: 'hash' },
      [['a', 9], '1', 'b', '2', ['c', 5], '3', ['d', 9], '4'],
      ['HSET k a 1 b 2 c 3 d 4', 'HPEXPIREAT k 5 FIELDS 1 c', 'HPEXPIREAT k 9 FIELDS 2 a d'],
    ],
    [
      'fields in Valkey',
      'valkey-9.0',
      { type: 'hash', expireAtMs: AT },
      [['a', 9], '1'],
      ['HSET k a 1', 'HPEXPIREAT k 9 FIELDS 1 a', `PEXPIREAT k ${AT}`],
    ],
  ])('%s: %s', (_name, target, header, rows, commands) => {
    const sent = send(target);
    play(sent, header, rows);
    expect(sent.commands()).toEqual(commands);
    expect(sent.losses).toEqual([]);
  });

  test.each<[string, string, Partial<KeyHeader>, string[]]>([
    ['plain', 'redis-8.6', {}, ['SET k v']],
    ['PXAT since 6.2', 'redis-6.2', { expireAtMs: AT }, [`SET k v PXAT ${AT}`]],
    ['PEXPIREAT before', 'redis-6.0', { expireAtMs: AT }, ['SET k v', `PEXPIREAT k ${AT}`]],
    ['a time before 1970, which PXAT does not take', 'redis-8.6', { expireAtMs: -1 }, ['SET k v', 'PEXPIREAT k -1']],
    ['whole seconds before 2.6', 'redis-2.4', { expireAtMs: 5000 }, ['SET k v', 'EXPIREAT k 5']],
  ])('a string: %s', (_name, target, header, commands) => {
    const sent = send(target);
    sent.feed.string('k', 'v', header);
    expect(sent.commands()).toEqual(commands);
    expect(sent.losses).toEqual([]);
  });

  test('databases are selected when keys of them come', () => {
    const sent = send();
    for (const db of [0, 3, 3, 0]) sent.feed.string('k', 'v', { db });
    expect(sent.commands()).toEqual(['SET k v', 'SELECT 3', 'SET k v', 'SET k v', 'SET k v']);
  });

  test('a run of string keys is as many commands', () => {
    const { feed, commands } = send();
    const keys = { db: 0, encoding: 'raw', count: 2, offset: 0 } as const;
    feed.sink.stringKeys?.({ ...keys, rows: feed.rows(['a', 5], 'x', 'b', 'y') });
    expect(commands()).toEqual(['SET a x PXAT 5', 'SET b y']);
  });

  test('--del deletes what is there, but for SET, which takes its place', () => {
    for (const [target, name] of [
      ['redis-3.2', 'DEL'],
      ['redis-8.6', 'UNLINK'],
    ] as const) {
      const sent = send(target, { del: true });
      play(sent, { type: 'set' }, ['a']);
      sent.feed.string('s', 'v');
      expect(sent.commands()).toEqual([`${name} k`, 'SADD k a', 'SET s v']);
    }
  });
});

describe('batches', () => {
  const limits = { elements: 3, bytes: 200 };

  test.each([
    [1, ['RPUSH k 0']],
    [3, ['RPUSH k 0 1 2']],
    [7, ['RPUSH k 0 1 2', 'RPUSH k 3 4 5', 'RPUSH k 6']],
  ])('%i elements, however they come', (count, commands) => {
    const rows = Array.from({ length: count }, (_, i) => String(i));
    for (const size of [1, 2, 100]) {
      const sent = send('redis-8.6', { limits });
      sent.feed.entry({ key: 'k', type: 'list' }, (sink) => {
        for (let at = 0; at < count; at += size) {
          const part = rows.slice(at, at + size);
          sink.items(sent.feed.rows(...part), part.length);
        }
      });
      expect(sent.commands()).toEqual(commands);
    }
  });

  test('one and a thousand elements: the count is put in front', () => {
    for (const count of [7, 8, 97, 98, 997, 998]) {
      const sent = send('redis-8.6', { limits: { elements: 2000, bytes: 64 * 1024 } });
      sent.feed.entry({ key: 'k', type: 'set' }, (sink) => {
        for (let i = 0; i < count; i++) sink.items(sent.feed.rows(String(i)), 1);
      });
      expect(sent.commands()).toEqual([`SADD k ${Array.from({ length: count }, (_, i) => i).join(' ')}`]);
    }
  });

  test('many bytes end a command; what is longer has one of its own', () => {
    const sent = send('redis-8.6', { limits: { elements: 100, bytes: 300 } });
    const [short, long] = ['s'.repeat(100), 'x'.repeat(5000)];
    const rows = ['a', short, 'b', short, 'c', long, 'd', short, long, 'e'];
    play(sent, { type: 'hash' }, rows);
    const commands = [rows.slice(0, 4), rows.slice(4, 6), rows.slice(6, 8), rows.slice(8)];
    expect(sent.commands()).toEqual(commands.map((words) => `HSET k ${words.join(' ')}`));
  });

  test('a long element keeps its score and its expiry', () => {
    const long = 'x'.repeat(1000);
    const scored = send('redis-8.6', { limits });
    play(scored, { type: 'zset' }, [
      ['a', 1],
      [long, -0.5],
      ['b', Infinity],
    ]);
    expect(scored.commands()).toEqual(['ZADD k 1 a', `ZADD k -0.5 ${long}`, 'ZADD k inf b']);
    const timed = send('redis-8.6', { limits });
    play(timed, { type: 'hash' }, [[long, 9], 'v']);
    expect(timed.commands()).toEqual([`HSET k ${long} v`, `HPEXPIREAT k 9 FIELDS 1 ${long}`]);
  });

  test('a long key', () => {
    const sent = send();
    const key = 'k'.repeat(200_000);
    sent.feed.entry({ key, type: 'set' }, (sink) => sink.items(sent.feed.rows('a', 'b'), 2));
    sent.feed.string(key, 'v');
    expect(sent.commands()).toEqual([`SADD ${key} a b`, `SET ${key} v`]);
  });
});

describe('strings in slices', () => {
  const slices = ['ab', 'cde', '', 'f'];
  const whole = (sent: Sent, header: Partial<KeyHeader> = {}): void =>
    sent.feed.entry({ key: 'k', ...header }, (sink) => {
      for (const [i, slice] of slices.entries()) sink.string(...sent.feed.span(slice), i === slices.length - 1);
    });

  test('are one SET', () => {
    const sent = send();
    whole(sent, { expireAtMs: AT });
    expect(sent.commands()).toEqual([`SET k abcdef PXAT ${AT}`]);
  });
});

describe('losses', () => {
  test.each<[string, string, Partial<KeyHeader>, Row[], string[], string]>([
    [
      'milliseconds',
      'redis-2.4',
      { type: 'set', expireAtMs: AT },
      ['a'],
      ['SADD k a', 'EXPIREAT k 1893456001'],
      'milliseconds of the expiry',
    ],
    [
      'a key that is never evicted',
      'redis-8.6',
      { type: 'set', noEvict: true },
      ['a'],
      ['SADD k a'],
      'that the key is never evicted',
    ],
    [
      'what modules keep beside a key',
      'redis-8.6',
      { type: 'set', meta: [{ name: 'TEST', version: 1, flags: 0, payload: new Uint8Array() }] },
      ['a'],
      ['SADD k a'],
      'what module class TEST keeps beside the key',
    ],
    ['expiries of fields', 'redis-7.2', { type: 'hash' }, [['f', 5], 'v'], ['HSET k f v'], 'expiries of fields'],
    ['expiries of fields', 'valkey-8.1', { type: 'hash' }, [['f', 5], 'v'], ['HSET k f v'], 'expiries of fields'],
    ['a stream', 'redis-4.0', { type: 'stream', typeByte: 15 }, [], [], 'the key: its type is stream'],
    ['an array', 'redis-8.6', { type: 'array', typeByte: 28 }, [], [], 'the key: its type is array'],
    [
      'a vector set',
      'valkey-9.1',
      { type: 'module', typeByte: 7, module: { name: 'vectorset', version: 1 } },
      [],
      [],
      'the key: its type is module vectorset',
    ],
    ['a cron job', 'redis-6.2', { type: 'cron', typeByte: 64 }, [], [], 'the key: its type is cron'],
  ])('%s: %s', (_name, target, header, rows, commands, what) => {
    const sent = send(target);
    if (rows.length > 0) play(sent, header, rows);
    else sent.feed.entry({ key: 'k', ...header });
    expect(sent.commands()).toEqual(commands);
    expect(sent.losses).toEqual([`${what}: ${target} cannot be given it`]);
  });

  test('expiries of members; those of fields are carried', () => {
    const sent = send();
    sent.feed.entry({ key: 's', type: 'set' }, (sink) => {
      sink.items(sent.feed.rows('a', 'b'), 2);
      sink.memberExpire(...sent.feed.span('a'), 5);
    });
    sent.feed.entry({ key: 'h', type: 'hash' }, (sink) => {
      sink.fields(sent.feed.rows('f', 'v'), 1);
      sink.memberExpire(...sent.feed.span('f'), 5);
    });
    expect(sent.commands()).toEqual(['SADD s a b', 'HSET h f v', 'HPEXPIREAT h 5 FIELDS 1 f']);
    expect(sent.losses).toEqual(['expiries of members: redis-8.6 cannot be given it']);
  });

  test('function libraries, before 7.0', () => {
    const library = { engine: 'LUA', name: Buffer.from('l'), code: Buffer.from('#!lua name=l\ncode') };
    const old = send('redis-6.2');
    old.feed.sink.functionLibrary(library, 0);
    expect(old.losses).toEqual(['function library l: redis-6.2 cannot be given it']);
    const sent = send('redis-7.0');
    sent.feed.sink.functionLibrary(library, 0);
    sent.feed.sink.functionLibrary({ ...library, code: Buffer.from('code'), description: Buffer.from('d') }, 0);
    const load = 'FUNCTION LOAD REPLACE #!lua name=l\ncode';
    expect(sent.commands()).toEqual([load, load]);
  });
});

test('an array', () => {
  const sent = send('redis-8.8');
  sent.feed.entry({ key: 'k', type: 'array', typeByte: 28 }, (sink) => {
    sink.array(33, 40n);
    for (let i = 0; i < 33; i++) sink.arrayItem(BigInt(i), ...sent.feed.span(`v${i}`), false);
  });
  const pairs = Array.from({ length: 32 }, (_, i) => `${i} v${i}`).join(' ');
  expect(sent.commands()).toEqual([`ARMSET k ${pairs}`, 'ARMSET k 32 v32', 'ARSEEK k 40']);
});
