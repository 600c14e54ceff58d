/** Redis' glob on bytes. */
import { describe, expect, test } from 'vitest';
import { Glob } from '../../src/filter/glob.ts';

const BEFORE = 'user:';
const BEHIND = ':cart';

describe.each([
  ['', [''], ['a']],
  ['user:1', ['user:1'], ['user:', 'user:12', 'xser:1']],
  ['user:*', ['user:', 'user:1', 'user:1:cart'], ['user', 'users:1']],
  ['*', ['', 'a'], []],
  ['*:cart', [':cart', 'user:1:cart'], ['user:1:carts', 'cart']],
  ['user:*:cart', ['user:1:cart', 'user::cart:cart'], ['user:cart', 'user:1:cart:2']],
  ['u?', ['u1', 'u?'], ['u', 'u12']],
  ['u[0-9a]', ['u5', 'ua'], ['ub', 'u']],
  ['u[^0-9]', ['ub'], ['u5', 'u']],
  ['u[9-0]', ['u5'], ['ua']],
  ['u[ab', ['ua', 'ub'], ['uc']],
  ['u\\*', ['u*'], ['u1']],
  ['u[\\]]', ['u]'], ['u\\']],
])('%j', (pattern, matching, others) => {
  const glob = new Glob(pattern);
  test.each(matching)('matches %j', (key) => expect(glob.matches(Buffer.from(key))).toBe(true));
  if (others.length > 0) test.each(others)('not %j', (key) => expect(glob.matches(Buffer.from(key))).toBe(false));
  test('in the middle of other bytes', () => {
    for (const key of [...matching, ...others]) {
      const bytes = Buffer.from(BEFORE + key + BEHIND);
      const found = glob.matchesSpan(bytes, BEFORE.length, bytes.length - BEHIND.length);
      expect(found).toBe(matching.includes(key));
    }
  });
});
