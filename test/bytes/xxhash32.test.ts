import { expect, test } from 'vitest';
import { XxHash32, xxhash32 } from '../../src/bytes/xxhash32.ts';

test.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('the hash of %j', (text, want) => {
  expect(xxhash32(Buffer.from(text))).toBe(want);
});

test('pieces of any size give the hash of the whole', () => {
  const bytes = Buffer.from('0123456789'.repeat(13));
  for (let size = 1; size < 40; size++) {
    const hash = new XxHash32();
    for (let at = 0; at < bytes.length; at += size) hash.update(bytes.subarray(at, at + size));
    expect(hash.digest()).toBe(xxhash32(bytes));
  }
});
