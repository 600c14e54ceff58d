/** Keys that have been seen: exactly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySet } from '../../src/filter/key-set.ts';

test('a key is new once in each database', () => {
  const keys = new KeySet();
  expect([0, 1, 0].map((db) => keys.add(db, Buffer.from('k')))).toEqual([true, true, false]);
  expect(keys.add(0, Buffer.from(''))).toBe(true);
  expect(keys.add(0, Buffer.from(''))).toBe(false);
});

test('as a set of texts answers', () => {
  const key = fc.tuple(fc.nat(2), fc.uint8Array({ min: 0, max: 2, maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (all) => {
      const keys = new KeySet();
      const texts = new Set<string>();
      for (const [db, bytes] of all) {
        const text = `${db} ${bytes.join()}`;
        expect(keys.add(db, bytes)).toBe(!texts.has(text));
        texts.add(text);
      }
    }),
  );
});

test('many keys, and a long one: the table and the store grow', () => {
  const keys = new KeySet();
  for (let i = 0; i < 200_000; i++) keys.add(0, Buffer.from(`key:${i}`));
  const long = new Uint8Array(20 << 20).fill(7);
  expect(keys.add(0, long)).toBe(true);
  for (let i = 0; i < 200_000; i += 37) expect(keys.add(0, Buffer.from(`key:${i}`))).toBe(false);
  expect(keys.add(0, long)).toBe(false);
  expect(keys.add(0, Buffer.from('key:200000'))).toBe(true);
});
