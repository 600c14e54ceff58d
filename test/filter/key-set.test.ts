/** Keys that have been seen: exactly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySet } from '../../src/filter/key-set.ts';

test('a key is new once in each database', () => {
  const keys = new KeySet();
  expect([0, 1, 0].map((db) => keys.add(db, Buffer.from('k'), 7))).toEqual([undefined, undefined, 7]);
  expect(keys.add(0, Buffer.from(''), 8)).toBeUndefined();
  expect(keys.add(0, Buffer.from(''), 9)).toBe(8);
});

test('as a set of texts answers', () => {
  const key = fc.tuple(fc.nat(2), fc.uint8Array({ min: 0, max: 2, maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (all) => {
      const keys = new KeySet();
      const texts = new Set<string>();
      for (const [db, bytes] of all) {
        const text = `${db} ${bytes.join()}`;
        expect(keys.add(db, bytes, 1)).toBe(texts.has(text) ? 1 : undefined);
        texts.add(text);
      }
    }),
  );
});

test('many keys, and a long one: the table and the store grow', () => {
  const keys = new KeySet();
  for (let i = 0; i < 200_000; i++) keys.add(0, Buffer.from(`key:${i}`), i);
  const long = new Uint8Array(20 << 20).fill(7);
  expect(keys.add(0, long, 1)).toBeUndefined();
  for (let i = 0; i < 200_000; i += 37) expect(keys.add(0, Buffer.from(`key:${i}`), 0)).toBe(i);
  expect(keys.add(0, long, 2)).toBe(1);
  expect(keys.add(0, Buffer.from('key:200000'), 2)).toBeUndefined();
});
