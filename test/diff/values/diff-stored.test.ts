/** A zero whose sign goes when a server packs the set. */
import { expect, test } from 'vitest';
import { DEFAULT_DIFF_OPTIONS } from '../../../src/diff/diff-options.ts';
import type { ElementChange } from '../../../src/diff/change.ts';
import { diffStored } from '../../../src/diff/values/diff-stored.ts';
import type { StoredKey } from '../../../src/diff/values/stored-key.ts';
import { bytes, load, readable } from './stored.ts';

function zset(encoding: string, zero: number, other = 1): StoredKey {
  const members = Object.entries({ zero, other }).map(([member, score]) => ({ member: bytes(member), score }));
  const key = load({ type: 'zset', members }, { header: { encoding } });
  if (key === undefined) throw new Error('there is no such key');
  return key;
}

function told(a: StoredKey, b: StoredKey): unknown {
  const changes: ElementChange[] = [];
  const passed = diffStored(a, b, DEFAULT_DIFF_OPTIONS, (change) => changes.push(change));
  return [passed, readable(changes)];
}

const ZERO = { kind: 'member', member: 'zero', a: { score: -0 }, b: { score: 0 } };
const OTHER = { kind: 'member', member: 'other', a: { score: 1 }, b: { score: 2 } };

test.each<[string, StoredKey, StoredKey, unknown[]]>([
  ['a skiplist and a listpack', zset('skiplist', -0), zset('listpack', 0), [true, []]],
  ['a listpack and a skiplist', zset('listpack', 0), zset('skiplist', -0), [true, []]],
  ['other scores count', zset('skiplist', -0), zset('listpack', 0, 2), [true, [OTHER]]],
  ['two skiplists', zset('skiplist', -0), zset('skiplist', 0), [false, [ZERO]]],
  ['two listpacks', zset('listpack', -0), zset('listpack', 0), [false, [ZERO]]],
  ['a ziplist, which has texts', zset('skiplist', -0), zset('ziplist', 0), [false, [ZERO]]],
  ['the same', zset('skiplist', 0), zset('listpack', 0), [false, []]],
])('%s', (_name, a, b, expected) => {
  expect(told(a, b)).toEqual(expected);
});
