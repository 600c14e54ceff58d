/** Keys that have changed, each once. */
import { expect, test } from 'vitest';
import { DirtyKeys } from '../../../src/replication/scan/dirty-keys.ts';

function keyOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

test('a key is there once, with the time of its first change', () => {
  const dirty = new DirtyKeys();
  dirty.note(0, keyOf('a'), 1);
  dirty.note(0, keyOf('b'), 2);
  dirty.note(0, keyOf('a'), 3);
  expect(dirty.size).toBe(2);
  expect(dirty.take(10)).toEqual({ db: 0, keys: [keyOf('a'), keyOf('b')], sinceMs: 1 });
  expect(dirty.size).toBe(0);
  expect(dirty.take(10)).toBeUndefined();
});

test('what is about to be read need not be read again', () => {
  const dirty = new DirtyKeys();
  dirty.note(0, keyOf('a'), 1);
  dirty.note(1, keyOf('a'), 1);
  dirty.forget(0, [keyOf('a'), keyOf('unknown')]);
  dirty.forget(7, [keyOf('a')]);
  expect(dirty.take(10)).toEqual({ db: 1, keys: [keyOf('a')], sinceMs: 1 });
});

test('databases take turns', () => {
  const dirty = new DirtyKeys();
  for (const key of ['a', 'b', 'c']) dirty.note(0, keyOf(key), 1);
  dirty.note(5, keyOf('x'), 2);
  expect([1, 2, 3].map(() => dirty.take(2)?.db)).toEqual([0, 5, 0]);
  expect(dirty.size).toBe(0);
});

test('keys are bytes', () => {
  const dirty = new DirtyKeys();
  dirty.note(0, keyOf('\xff\x00\xfe'), 1);
  expect(dirty.take(1)?.keys).toEqual([keyOf('\xff\x00\xfe')]);
});
