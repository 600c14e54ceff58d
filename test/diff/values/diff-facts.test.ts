/** What differs beside values. */
import { expect, test } from 'vitest';
import type { KeyFacts } from '../../../src/diff/change.ts';
import { DEFAULT_DIFF_OPTIONS, EXTRAS, type DiffOptions, type Extra } from '../../../src/diff/diff-options.ts';
import { diffFacts } from '../../../src/diff/values/diff-facts.ts';
import type { KeyMeta } from '../../../src/model/sink.ts';
import { PLAIN_FACTS } from '../plain-facts.ts';
import { bytes } from './stored.ts';

const PLAIN: KeyFacts = { ...PLAIN_FACTS, type: 'set', encoding: 'listpack', expireAtMs: 1000 };

const ALL: Partial<DiffOptions> = { ignore: new Set<Extra>(), encoding: true };

function meta(name: string, payload = 'x', version = 1): KeyMeta {
  return { name, version, flags: 0, payload: bytes(payload) };
}

test.each<[string, Partial<KeyFacts>, Partial<DiffOptions>, string[]]>([
  ['nothing', {}, ALL, []],
  ['the database is no aspect', { db: 3 }, ALL, []],
  ['the type, and with it the encoding', { type: 'list', encoding: 'quicklist' }, ALL, ['type']],
  ['an expiry by 1 ms', { expireAtMs: 1001 }, {}, ['expireAt']],
  ['an expiry that is tolerated', { expireAtMs: 1001 }, { ttlToleranceMs: 1 }, []],
  ['an expiry beyond what is tolerated', { expireAtMs: 1002 }, { ttlToleranceMs: 1 }, ['expireAt']],
  ['no expiry', { expireAtMs: undefined }, { ttlToleranceMs: 1e12 }, ['expireAt']],
  ['an expiry that no double holds', { expireAtMs: 2n ** 62n }, { ttlToleranceMs: 1000 }, ['expireAt']],
  ['no expiry, if expiries do not count', { expireAtMs: undefined }, { ignoreTtl: true }, []],
  ['an encoding', { encoding: 'hashtable' }, {}, []],
  ['an encoding, if encodings count', { encoding: 'hashtable' }, ALL, ['encoding']],
  [
    'everything',
    { type: 'zset', expireAtMs: 5, idleSeconds: 1, freq: 2, noEvict: true, mvcc: '3', meta: [meta('meta')] },
    ALL,
    ['type', 'expireAt', 'idle', 'freq', 'meta', 'noEvict', 'mvcc'],
  ],
  ['what nobody asked for', { idleSeconds: 1, freq: 2, mvcc: '3' }, {}, []],
])('%s', (_name, over, options, aspects) => {
  expect(diffFacts(PLAIN, { ...PLAIN, ...over }, { ...DEFAULT_DIFF_OPTIONS, ...options })).toEqual(aspects);
});

test.each<[string, KeyMeta[], KeyMeta[], boolean]>([
  ['the same', [meta('aaaa')], [meta('aaaa')], true],
  ['in another order', [meta('aaaa'), meta('bbbb')], [meta('bbbb'), meta('aaaa')], true],
  ['other bytes', [meta('aaaa')], [meta('aaaa', 'y')], false],
  ['another version', [meta('aaaa')], [meta('aaaa', 'x', 2)], false],
  ['one more', [meta('aaaa')], [meta('aaaa'), meta('bbbb')], false],
])('metadata: %s', (_name, a, b, same) => {
  const aspects = diffFacts({ ...PLAIN, meta: a }, { ...PLAIN, meta: b }, DEFAULT_DIFF_OPTIONS);
  expect(aspects).toEqual(same ? [] : ['meta']);
});

test('modules go by the names of their types', () => {
  const a: KeyFacts = { ...PLAIN, type: 'module', module: { name: 'mytype---', version: 1 } };
  expect(diffFacts(a, { ...a, module: { name: 'mytype---', version: 2 } }, DEFAULT_DIFF_OPTIONS)).toEqual([]);
  expect(diffFacts(a, { ...a, module: { name: 'another--', version: 1 } }, DEFAULT_DIFF_OPTIONS)).toEqual(['type']);
});

test('each extra can be ignored', () => {
  const b: KeyFacts = { ...PLAIN, idleSeconds: 1, freq: 2, noEvict: true, mvcc: '3', meta: [meta('meta')] };
  expect(diffFacts(PLAIN, b, { ...DEFAULT_DIFF_OPTIONS, ignore: new Set(EXTRAS) })).toEqual([]);
});
