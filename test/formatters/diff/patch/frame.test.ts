/** What stands about the values: databases, keys that go and come, function libraries, what cannot be written. */
import { describe, expect, test } from 'vitest';
import type { FunctionLibrary } from '../../../../src/model/sink.ts';
import { compare, play, type Stored } from './changed-key.ts';
import { linesOf, printPatch, printWith } from './print-patch.ts';
import { bytes, group, hash, key, list, set, stream, string, zset } from './values.ts';

const AT = 4_102_444_800_000;

const named = (name: string, db = 0): Stored => ({ db, key: bytes(name), value: string('v') });

describe('keys', () => {
  test('go many at a time, a database after the other', () => {
    const a = [named('a'), named('b'), named('c', 2), named('d', 2), named('e')];
    expect(linesOf(printPatch(a, []))).toEqual(['UNLINK a b', 'SELECT 2', 'UNLINK c d', 'UNLINK e']);
  });

  test('go by DEL before 4.0, and no more at a time than is told', () => {
    const a = ['a', 'b', 'c'].map((name) => named(name));
    const printed = printPatch(a, [], { target: 'redis-3.2', limits: { elements: 2, bytes: 1000 } });
    expect(linesOf(printed)).toEqual(['DEL a b', 'DEL c']);
  });

  test('go before others change, and those come before new ones', () => {
    const a = [named('gone', 1), { key: bytes('k'), value: set('a') }];
    const b = [named('new', 1), { key: bytes('k'), value: set('a b'), expireAtMs: AT }];
    expect(linesOf(printPatch(a, b))).toEqual([
      'SELECT 1',
      'UNLINK gone',
      'SADD k b',
      `PEXPIREAT k ${AT}`,
      'SELECT 1',
      'SET new v',
    ]);
  });

  test('stay where a has them, if databases do not count', () => {
    const [a, b] = [
      { ...key(set('a')), db: 3 },
      { ...key(string('v')), db: 5 },
    ];
    const changed = compare(a, b, { ignoreDb: true });
    const printed = printWith((sink) => changed && sink.changed(changed));
    expect(linesOf(printed)).toEqual(['SELECT 3', 'SET k v']);
  });

  test('come whole', () => {
    const b = [{ ...key(hash({ f: ['v', AT] }), AT), db: 1 }];
    expect(linesOf(printPatch([], b))).toEqual([
      'SELECT 1',
      'HSET k f v',
      `HPEXPIREAT k ${AT} FIELDS 1 f`,
      `PEXPIREAT k ${AT}`,
    ]);
  });

  test('are written to a source of its own, whichever comes between', () => {
    const printed = printWith((sink) => {
      play(named('a'), sink.removed);
      play(named('b'), sink.removed);
      play(named('c'), sink.added);
      play(named('d'), sink.added);
    });
    expect(linesOf(printed)).toEqual(['UNLINK a b', 'SET c v', 'SET d v']);
  });
});

describe('commands of many elements', () => {
  const limits = { elements: 2, bytes: 1000 };

  test('are cut', () => {
    const printed = printPatch([key(set('a b c'))], [key(set('d e f'))], { limits });
    expect(linesOf(printed)).toEqual(['SADD k d e', 'SADD k f', 'SREM k a b', 'SREM k c']);
  });

  test('are cut where they are long', () => {
    const printed = printPatch([key(list('a'))], [key(list('a bbbbbbbb c'))], { limits: { elements: 9, bytes: 5 } });
    expect(linesOf(printed)).toEqual(['RPUSH k bbbbbbbb', 'RPUSH k c']);
  });

  test('of fields are followed by their expiries', () => {
    const b = key(hash({ a: ['1', 8], b: ['2', 8], c: ['3', 9] }));
    expect(linesOf(printPatch([key(hash({ a: '0', b: '0', c: '0' }))], [b], { limits }))).toEqual([
      'HSET k a 1 b 2',
      'HPEXPIREAT k 8 FIELDS 2 a b',
      'HSET k c 3',
      'HPEXPIREAT k 9 FIELDS 1 c',
    ]);
  });
});

test('a set that loses far more than it keeps is written anew', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `m${i}`).join(' ');
  expect(linesOf(printPatch([key(set(`a ${many}`), AT)], [key(set('a'), AT)]))).toEqual([
    'UNLINK k',
    'SADD k a',
    `PEXPIREAT k ${AT}`,
  ]);
});

describe('what has expired the server no longer has', () => {
  test.each<[string, Stored, Stored, string[]]>([
    ['a key', key(set('a b'), 5), key(set('a c'), AT), ['UNLINK k', 'SADD k a c', `PEXPIREAT k ${AT}`]],
    ['a key that stays', key(set('a b'), 5), key(set('a b')), ['UNLINK k', 'SADD k a b']],
    ['a field', key(hash({ f: ['v', 5], g: 'w' })), key(hash({ f: 'v', g: 'w' })), ['HSET k f v']],
    ['not yet', key(set('a'), 6), key(set('a')), ['PERSIST k']],
  ])('%s', (_name, a, b, lines) => {
    expect(linesOf(printPatch([a], [b], { nowMs: 5 }))).toEqual(lines);
  });
});

describe('expiries that do not count', () => {
  const ignoreTtl = true;
  const print = (a: Stored, b: Stored): string[] => {
    const changed = compare(a, b, { ignoreTtl });
    const compared = { ignoreTtl, streams: 'full' } as const;
    return linesOf(printWith((sink) => changed && sink.changed(changed), { compared }));
  };

  test.each<[string, Stored, Stored, string[]]>([
    ['stay with a string', key(string('v'), AT), key(string('w'), 5), ['SET k w KEEPTTL']],
    [
      'stay with a key that is written anew',
      key(set('a'), AT),
      key(list('a'), 5),
      ['UNLINK k', 'RPUSH k a', `PEXPIREAT k ${AT}`],
    ],
    [
      'stay with a field',
      key(hash({ f: ['v', AT] })),
      key(hash({ f: ['w', 5] })),
      ['HSET k f w', `HPEXPIREAT k ${AT} FIELDS 1 f`],
    ],
    [
      'come with a field that is new',
      key(hash({ f: 'v' })),
      key(hash({ f: 'v', g: ['w', AT] })),
      ['HSET k g w', `HPEXPIREAT k ${AT} FIELDS 1 g`],
    ],
  ])('%s', (_name, a, b, lines) => {
    expect(print(a, b)).toEqual(lines);
  });
});

test('of streams whose counters do not count only entries change', () => {
  const [a, b] = [key(stream({ entries: '1-0 2-0' })), key(stream({ entries: '2-0', groups: [group('g', '0-0')] }))];
  const changed = compare(a, b, { streams: 'entries' });
  const compared = { ignoreTtl: false, streams: 'entries' } as const;
  expect(linesOf(printWith((sink) => changed && sink.changed(changed), { compared }))).toEqual(['XDEL k 1-0']);
});

describe('function libraries', () => {
  const library = (name: string, code: string): FunctionLibrary => ({
    engine: 'LUA',
    name: bytes(name),
    code: bytes(`#!lua name=${name}\n${code}`),
  });
  const [one, other] = [library('lib', 'one'), library('lib', 'other')];
  const more = library('more', 'two');

  test('go before others come', () => {
    const printed = printWith((sink) => {
      sink.functionLibrary({ name: one.name, a: one, b: other });
      sink.functionLibrary({ name: bytes('old'), a: more });
    });
    expect(linesOf(printed)).toEqual(['FUNCTION DELETE old', 'FUNCTION LOAD REPLACE #!lua name=lib\nother']);
  });

  test('all go before several come: a function may have moved between them', () => {
    const printed = printWith((sink) => {
      sink.functionLibrary({ name: one.name, a: one, b: other });
      sink.functionLibrary({ name: more.name, b: more });
    });
    expect(linesOf(printed)).toEqual([
      'FUNCTION DELETE lib',
      'FUNCTION LOAD REPLACE #!lua name=lib\nother',
      'FUNCTION LOAD REPLACE #!lua name=more\ntwo',
    ]);
  });

  test('come before keys', () => {
    const printed = printWith((sink) => {
      sink.functionLibrary({ name: one.name, b: one });
      play(named('gone', 1), sink.removed);
    });
    expect(linesOf(printed)).toEqual(['FUNCTION LOAD REPLACE #!lua name=lib\none', 'SELECT 1', 'UNLINK gone']);
  });

  test('are lost before 7.0', () => {
    const printed = printWith((sink) => sink.functionLibrary({ name: one.name, b: one }), { target: 'redis-6.2' });
    expect(printed.losses).toEqual(['function library lib: redis-6.2 cannot be given it']);
  });
});

describe('what is lost', () => {
  test('expiries of fields, before servers had them', () => {
    const { losses } = printPatch([key(hash({ f: 'v' }))], [key(hash({ f: ['w', AT] }))], { target: 'redis-7.2' });
    expect(losses).toEqual(['expiries of fields: redis-7.2 cannot be given it']);
  });

  test('milliseconds, before 2.6', () => {
    const printed = printPatch([key(set('a'))], [key(set('a'), 5001)], { target: 'redis-2.4' });
    expect(linesOf(printed)).toEqual(['EXPIREAT k 6']);
    expect(printed.losses).toEqual(['milliseconds of the expiry: redis-2.4 cannot be given it']);
  });

  test('consumers that wait for nothing, before 6.2', () => {
    const grouped = stream({ entries: '1-0', groups: [group('g', '0-0', 'c')] });
    const printed = printPatch([key(stream({ entries: '1-0', groups: [group('g', '0-0')] }))], [key(grouped)], {
      target: 'redis-6.0',
    });
    expect(printed.losses).toEqual(['consumers without pending entries: redis-6.0 cannot be given it']);
  });

  test('what no command changes', () => {
    const changed = compare(key(zset({ a: 1 })), key(zset({ a: 1 })), {});
    expect(changed).toBeUndefined();
    const told = compare(key(set('a')), key(set('b')));
    const printed = printWith(
      (sink) => told && sink.changed({ ...told, aspects: ['encoding', 'idle', 'freq', 'mvcc'] }),
    );
    expect(printed.losses.map((what) => what.replace(/:.*/, ''))).toEqual([
      'the encoding',
      'the idle time',
      'the access frequency',
      'the MVCC time stamp',
    ]);
    expect(linesOf(printed)).toEqual([]);
  });

  test('a type that the server does not have', () => {
    const { losses, bytes: written } = printPatch([key(set('a'))], [key(stream({ entries: '1-0' }))], {
      target: 'redis-4.0',
    });
    expect(losses).toEqual(['the key: its type is stream: redis-4.0 cannot be given it']);
    expect(linesOf({ bytes: written, losses })).toEqual([]);
  });
});
