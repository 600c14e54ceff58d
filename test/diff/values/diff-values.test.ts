/** What is told of two values that differ: nothing but that. */
import { expect, test } from 'vitest';
import type { DiffOptions } from '../../../src/diff/diff-options.ts';
import type { HashField, Value } from '../../../src/model/value.ts';
import { bytes, told, type Beside } from './stored.ts';

function string(text: string): Value {
  return { type: 'string', value: bytes(text) };
}

function set(members: string): Value {
  return { type: 'set', members: members.split(' ').map(bytes) };
}

function zset(...members: [string, number][]): Value {
  return { type: 'zset', members: members.map(([member, score]) => ({ member: bytes(member), score })) };
}

function fields(...list: [string, string, number?][]): HashField[] {
  return list.map(([field, value, expireAtMs]) => ({
    field: bytes(field),
    value: bytes(value),
    ...(expireAtMs === undefined ? {} : { expireAtMs }),
  }));
}

function hash(...list: [string, string, number?][]): Value {
  return { type: 'hash', fields: fields(...list) };
}

function paths(...list: [string, HashField[]][]): Value {
  return { type: 'path-hash', paths: list.map(([path, inner]) => ({ path: bytes(path), fields: inner })) };
}

function array(insertIndex: bigint | undefined, ...items: [bigint, string][]): Value {
  return {
    type: 'array',
    length: items.length,
    ...(insertIndex === undefined ? {} : { insertIndex }),
    items: items.map(([index, text]) => ({ index, value: bytes(text), integer: false })),
  };
}

function module(payload: string, version = 1): Value {
  return { type: 'module', module: { name: 'mytype---', version }, payload: bytes(payload) };
}

function cron(script: string, intervalMs: bigint, keys: string[] = []): Value {
  return { type: 'cron', job: { script: bytes(script), startMs: 5n, intervalMs, keys: keys.map(bytes), args: [] } };
}

test.each<[string, Value, Value, unknown[]]>([
  ['a string', string('old'), string('new'), [{ kind: 'string', a: 'old', b: 'new' }]],
  ['a string and none', string(''), string('x'), [{ kind: 'string', a: '', b: 'x' }]],
  ['the order of a set', set('a b c d e f g h i j'), set('j i h g f e d c b a'), []],
  ['a member removed', set('a b'), set('b'), [{ kind: 'member', member: 'a', a: {} }]],
  ['a member added', set('a'), set('b a'), [{ kind: 'member', member: 'b', b: {} }]],
  [
    'removed members before added ones, each as their side has them',
    set('z y a'),
    set('m a c'),
    [
      { kind: 'member', member: 'z', a: {} },
      { kind: 'member', member: 'y', a: {} },
      { kind: 'member', member: 'm', b: {} },
      { kind: 'member', member: 'c', b: {} },
    ],
  ],
  ['the order of a sorted set', zset(['a', 1], ['b', 2]), zset(['b', 2], ['a', 1]), []],
  [
    'a score',
    zset(['a', 1], ['b', 2]),
    zset(['a', 1], ['b', 2.5]),
    [{ kind: 'member', member: 'b', a: { score: 2 }, b: { score: 2.5 } }],
  ],
  ['minus zero', zset(['a', 0]), zset(['a', -0]), [{ kind: 'member', member: 'a', a: { score: 0 }, b: { score: -0 } }]],
  ['infinity and NaN', zset(['a', Infinity], ['b', NaN]), zset(['a', Infinity], ['b', NaN]), []],
  [
    'members by score',
    zset(['c', 3], ['a', 1], ['b', 2]),
    zset(['e', 5], ['d', 4], ['b', 2]),
    [
      { kind: 'member', member: 'a', a: { score: 1 } },
      { kind: 'member', member: 'c', a: { score: 3 } },
      { kind: 'member', member: 'd', b: { score: 4 } },
      { kind: 'member', member: 'e', b: { score: 5 } },
    ],
  ],
  ['the order of fields', hash(['f', '1'], ['g', '2']), hash(['g', '2'], ['f', '1']), []],
  [
    'a byte that moves from a field into its value',
    hash(['ab', 'c']),
    hash(['a', 'bc']),
    [
      { kind: 'field', field: 'ab', a: { value: 'c' } },
      { kind: 'field', field: 'a', b: { value: 'bc' } },
    ],
  ],
  [
    'a field changed, one removed, one added',
    hash(['f', '1'], ['g', '2'], ['h', '3']),
    hash(['g', '2'], ['i', '4'], ['f', '9']),
    [
      { kind: 'field', field: 'f', a: { value: '1' }, b: { value: '9' } },
      { kind: 'field', field: 'h', a: { value: '3' } },
      { kind: 'field', field: 'i', b: { value: '4' } },
    ],
  ],
  [
    'the expiry of a field by one ms',
    hash(['f', '1', 1000], ['g', '2', 1000]),
    hash(['f', '1', 1001], ['g', '2', 1000]),
    [{ kind: 'field', field: 'f', a: { value: '1', expireAtMs: 1000 }, b: { value: '1', expireAtMs: 1001 } }],
  ],
  [
    'a field that does not expire any more',
    hash(['f', '1', 1000]),
    hash(['f', '1']),
    [{ kind: 'field', field: 'f', a: { value: '1', expireAtMs: 1000 }, b: { value: '1' } }],
  ],
  [
    'fields of paths',
    paths(['gone', fields(['f', '1'])], ['p', fields(['f', '1'], ['g', '2'])]),
    paths(['p', fields(['f', '9'], ['g', '2'])], ['new', fields(['f', '1', 7])]),
    [
      { kind: 'field', path: 'gone', field: 'f', a: { value: '1' } },
      { kind: 'field', path: 'p', field: 'f', a: { value: '1' }, b: { value: '9' } },
      { kind: 'field', path: 'new', field: 'f', b: { value: '1', expireAtMs: 7 } },
    ],
  ],
  [
    'elements of an array',
    array(9n, [0n, 'zero'], [7n, 'seven'], [2n ** 63n, 'far']),
    array(9n, [7n, 'SEVEN'], [8n, 'eight'], [2n ** 63n, 'far']),
    [
      { kind: 'array-item', index: 0, a: 'zero' },
      { kind: 'array-item', index: 7, a: 'seven', b: 'SEVEN' },
      { kind: 'array-item', index: 8, b: 'eight' },
    ],
  ],
  [
    'where an array is inserted into',
    array(undefined, [0n, 'x']),
    array(3n, [0n, 'x']),
    [{ kind: 'fact', name: 'insertIndex', b: 3 }],
  ],
  ['bytes of a module', module('one'), module('two'), [{ kind: 'opaque', a: 'one', b: 'two' }]],
  ['the version of a module', module('one'), module('one', 2), [{ kind: 'fact', name: 'version', a: 1, b: 2 }]],
  [
    'a job',
    cron('return 1', 10n, ['k']),
    cron('return 1', 20n, ['k', 'l']),
    [
      { kind: 'fact', name: 'interval', a: 10, b: 20 },
      { kind: 'fact', name: 'keys[1]', b: 'l' },
    ],
  ],
])('%s', (_name, a, b, changes) => {
  expect(told(a, b)).toEqual(changes);
  expect(told(a, a)).toEqual([]);
  expect(told(b, b)).toEqual([]);
});

test('a module whose numbers and strings are packed otherwise', () => {
  const narrow = module('\x02\x05\x05\x0212\0');
  const wide = module('\x02\x40\x05\x05\xc0\x0c\0');
  expect(told(narrow, wide)).toEqual([]);
  expect(told(narrow, module('\x02\x05\x05\x0213\0'))).toHaveLength(1);
});

test.each<[string, Value, Beside, Beside, unknown[]]>([
  [
    'a member of a set',
    set('a b'),
    { memberExpireAt: { a: 1000 } },
    { memberExpireAt: { a: 1001 } },
    [{ kind: 'member', member: 'a', a: { expireAtMs: 1000 }, b: { expireAtMs: 1001 } }],
  ],
  [
    'a member of a sorted set',
    zset(['a', 1]),
    {},
    { memberExpireAt: { a: 1000 } },
    [{ kind: 'member', member: 'a', a: { score: 1 }, b: { score: 1, expireAtMs: 1000 } }],
  ],
  [
    'a field of a hash of KeyDB',
    hash(['f', '1']),
    { memberExpireAt: { f: 1000 } },
    {},
    [{ kind: 'field', field: 'f', a: { value: '1', expireAtMs: 1000 }, b: { value: '1' } }],
  ],
  [
    'the next run of a job',
    cron('return 1', 10n),
    { memberExpireAt: { key: 1000 } },
    { memberExpireAt: { key: 1002 } },
    [{ kind: 'member', member: 'key', a: { expireAtMs: 1000 }, b: { expireAtMs: 1002 } }],
  ],
  ['a member that is not there', set('a'), { memberExpireAt: { b: 1000 } }, {}, []],
])('when it expires: %s', (_name, value, besideA, besideB, changes) => {
  expect(told(value, value, {}, besideA, besideB)).toEqual(changes);
  expect(told(value, value, { ignoreTtl: true }, besideA, besideB)).toEqual([]);
});

test.each<[string, Partial<DiffOptions>, number]>([
  ['exactly', {}, 3],
  ['within 1 ms', { ttlToleranceMs: 1 }, 2],
  ['within 5 ms', { ttlToleranceMs: 5 }, 1],
  ['within an hour', { ttlToleranceMs: 3_600_000 }, 1],
  ['not at all', { ignoreTtl: true }, 0],
])('expiries compared %s', (_name, options, count) => {
  const a = hash(['f', '1', 1000], ['g', '2', 1000], ['h', '3', 1000], ['i', '4', 1000]);
  const b = hash(['f', '1', 1001], ['g', '2', 995], ['h', '3'], ['i', '4', 1000]);
  expect(told(a, b, options)).toHaveLength(count);
});

test('values of different types', () => {
  expect(told(string('x'), set('x'))).toEqual([]);
  expect(told(set('x'), zset(['x', 1]))).toEqual([]);
});
