/** What changes the digest of a value, and what does not. */
import { describe, expect, test } from 'vitest';
import type { DiffOptions } from '../../../src/diff/diff-options.ts';
import type { Value } from '../../../src/model/value.ts';
import { Recorder, type Telling } from './recorder.ts';
import { bytes, hash, list, pathHash, set, string, zset } from './values.ts';

const recorder = new Recorder();
const long = 'x'.repeat(3000);

test.each<[what: string, a: Value, b: Value, telling?: Telling]>([
  ['a string in slices', string(long), string(long), { slice: 7 }],
  ['a string in slices of a block', string(long), string(long), { slice: 1024 }],
  ['a string of no bytes', string(''), string('')],
  ['a list, an item at a time', list('a', 'b', 'c'), list('a', 'b', 'c'), { rows: 1 }],
  ['the order of a set', set('a', 'b', 'c'), set('c', 'a', 'b'), { rows: 2 }],
  ['the order of a sorted set', zset(['a', 1], ['b', 2]), zset(['b', 2], ['a', 1])],
  ['the order of a hash', hash(['f', 'v'], ['g', 'w']), hash(['g', 'w'], ['f', 'v']), { rows: 1 }],
  ['an expiry behind its field', hash(['f', 'v', 5000]), hash(['f', 'v']), { memberExpires: [['f', 5000]] }],
  [
    'the order of paths',
    pathHash(['/a', ['f', 'v']], ['/b', ['f', 'w']]),
    pathHash(['/b', ['f', 'w']], ['/a', ['f', 'v']]),
  ],
  ['a path without fields', pathHash(['/a', ['f', 'v']], ['/b']), pathHash(['/a', ['f', 'v']])],
  ['an integer of an array as text', array(0n, [5n, '7', true]), array(0n, [5n, '7', false])],
  ['the encoding', set('1'), set('1'), { header: { encoding: 'intset' } }],
  ['how often and when it was used', list('a'), list('a'), { header: { idleSeconds: 5, freq: 3, mvcc: '17' } }],
])('the same: %s', (_what, a, b, telling) => {
  expect(recorder.record(b, telling)).toBe(recorder.record(a));
});

const twoFields: Value = hash(['f', 'v'], ['g', 'w']);
test.each<[what: string, a: Value, b: Value, a2?: Telling, b2?: Telling]>([
  ['a byte of a string', string('abc'), string('abd')],
  ['a zero behind a string', string('abc'), string('abc\0')],
  ['a string and a list of it', string('abc'), list('abc')],
  ['a list and a set', list('a'), set('a')],
  ['a set and a hash', set('a'), hash(['a', ''])],
  ['the order of a list', list('a', 'b'), list('b', 'a')],
  ['a repeated item', list('a', 'b'), list('a', 'b', 'b')],
  ['a byte passed to the next item', list('ab', 'c'), list('a', 'bc')],
  ['an item of no bytes', list('a'), list('a', '')],
  ['a member', set('a', 'b'), set('a', 'c')],
  ['a member twice', set('a', 'b'), set('a', 'b', 'b')],
  ['a score', zset(['a', 1]), zset(['a', 1 + Number.EPSILON])],
  ['negative zero', zset(['a', 0]), zset(['a', -0])],
  ['scores exchanged', zset(['a', 1], ['b', 2]), zset(['a', 2], ['b', 1])],
  ['a byte passed from field to value', hash(['fa', 'b']), hash(['f', 'ab'])],
  ['field and value exchanged', hash(['a', 'b']), hash(['b', 'a'])],
  ['values exchanged', twoFields, hash(['f', 'w'], ['g', 'v'])],
  ['an expiry of a field', twoFields, hash(['f', 'v', 5000], ['g', 'w'])],
  ['a millisecond of it', hash(['f', 'v', 5000]), hash(['f', 'v', 5001])],
  ['which field expires', hash(['f', 'v', 5000], ['g', 'w']), hash(['f', 'v'], ['g', 'w', 5000])],
  ['an expiry of a member', set('a'), set('a'), {}, { memberExpires: [['a', 5000]] }],
  ['an expiry that is like a score', zset(['a', 5000]), zset(['a', 5000]), {}, { memberExpires: [['a', 5000]] }],
  ['a field in another path', pathHash(['/a', ['f', 'v']]), pathHash(['/b', ['f', 'v']])],
  ['a byte passed from path to field', pathHash(['/ab', ['f', 'v']]), pathHash(['/a', ['bf', 'v']])],
  ['an expiry in another path', twoPaths(5000, undefined), twoPaths(undefined, 5000)],
  ['an index of an array', array(undefined, [5n, '7', true]), array(undefined, [6n, '7', true])],
  ['an element of an array', array(undefined, [5n, '7', true]), array(undefined, [5n, '8', true])],
  ['where an array goes on', array(undefined, [5n, '7', true]), array(0n, [5n, '7', true])],
  ['an interval of a job', cron(1000n, ['k'], ['a']), cron(1001n, ['k'], ['a'])],
  ['a key of a job and an argument', cron(1000n, ['k'], ['a']), cron(1000n, ['a'], ['k'])],
  ['that a server may not evict it', list('a'), list('a'), {}, { header: { noEvict: true } }],
])('not the same: %s', (_what, a, b, a2, b2) => {
  expect(recorder.digest(b, b2)).not.toBe(recorder.digest(a, a2));
});

describe('options', () => {
  test.each<[what: string, options: Partial<DiffOptions>, value: Value, a: Telling, b: Telling]>([
    [
      'encodings',
      { encoding: true },
      set('1'),
      { header: { encoding: 'intset' } },
      { header: { encoding: 'listpack' } },
    ],
    ['idle times', { ignore: new Set(['freq']) }, set('1'), {}, { header: { idleSeconds: 0 } }],
    ['frequencies', { ignore: new Set(['idle']) }, set('1'), { header: { freq: 1 } }, { header: { freq: 2 } }],
    ['MVCC time stamps', { ignore: new Set() }, string('1'), {}, { header: { mvcc: '1' } }],
  ])('%s may count', (_what, options, value, a, b) => {
    const strict = new Recorder(options);
    expect(strict.digest(value, a)).not.toBe(strict.digest(value, b));
    expect(strict.digest(value, a)).toBe(strict.digest(value, a));
    expect(recorder.digest(value, a)).toBe(recorder.digest(value, b));
  });

  test('metadata counts, unless it is left out', () => {
    // A module's string, "abc", as it stands and compressed to nothing less.
    const meta = (payload: number[], flags = 0): Telling => ({
      header: { meta: [{ name: 'clss', version: 1, flags, payload: Uint8Array.from(payload) }] },
    });
    const value = string('1');
    const abc = [5, 3, 97, 98, 99, 0];
    expect(recorder.digest(value, meta(abc))).not.toBe(recorder.digest(value));
    expect(recorder.digest(value, meta(abc))).not.toBe(recorder.digest(value, meta([5, 3, 97, 98, 100, 0])));
    expect(recorder.digest(value, meta(abc))).not.toBe(recorder.digest(value, meta(abc, 1)));
    // The same length in two bytes.
    expect(recorder.digest(value, meta([5, 0x40, 3, 97, 98, 99, 0]))).toBe(recorder.digest(value, meta(abc)));
    const lenient = new Recorder({ ignore: new Set(['meta']) });
    expect(lenient.digest(value, meta(abc))).toBe(lenient.digest(value));
  });

  test('without expiries', () => {
    const lenient = new Recorder({ ignoreTtl: true });
    const timed = { header: { expireAtMs: 5000 }, memberExpires: [['f', 7000]] } as const;
    expect(lenient.record(hash(['f', 'v', 5000]), timed)).toBe(lenient.record(hash(['f', 'v'])));
    expect(recorder.record(string('v'), { header: { expireAtMs: 5000 } })).not.toBe(recorder.record(string('v')));
  });

  test('without databases', () => {
    const lenient = new Recorder({ ignoreDb: true });
    const other = { header: { db: 7 } };
    expect(lenient.record(string('v'), other)).toBe(lenient.record(string('v')));
    expect(recorder.record(string('v'), other)).not.toBe(recorder.record(string('v')));
    expect(recorder.digest(string('v'), other)).toBe(recorder.digest(string('v')));
  });
});

test.each<[string, Value]>([
  ['list', list()],
  ['set', set()],
  ['sorted set', zset()],
  ['hash', hash()],
  ['path hash', pathHash(['/a'])],
  ['array', array(undefined)],
])('a %s without elements is no key', (_name, value) => {
  expect(recorder.record(value)).toBeUndefined();
  expect(recorder.record(string('v'))).toBe(new Recorder().record(string('v')));
});

test('a time that no double holds', () => {
  const at = (expireAtMs: bigint): string | undefined => recorder.record(string('v'), { header: { expireAtMs } });
  expect(at(2n ** 53n + 1n)).not.toBe(at(2n ** 53n));
  expect(at(2n ** 53n)).toBe(recorder.record(string('v'), { header: { expireAtMs: 2 ** 53 } }));
});

function array(insertIndex: bigint | undefined, ...items: readonly (readonly [bigint, string, boolean])[]): Value {
  return {
    type: 'array',
    length: items.length,
    ...(insertIndex === undefined ? {} : { insertIndex }),
    items: items.map(([index, value, integer]) => ({ index, value: bytes(value), integer })),
  };
}

function cron(intervalMs: bigint, keys: readonly string[], args: readonly string[]): Value {
  const job = { script: bytes('return 1'), startMs: 5n, intervalMs, keys: keys.map(bytes), args: args.map(bytes) };
  return { type: 'cron', job };
}

function twoPaths(a: number | undefined, b: number | undefined): Value {
  return pathHash(['/a', ['f', 'v', a]], ['/b', ['f', 'v', b]]);
}
