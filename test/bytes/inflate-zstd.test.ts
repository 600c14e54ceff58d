import { expect, test } from 'vitest';
import { inflateZstd } from '../../src/bytes/inflate-zstd.ts';
import { fromHex } from '../io/pieces.ts';

const MOST = 1 << 20;
const TEXT = 'Redis Redis Redis Redis Redis Redis, and no more';
/** Written by zstd 1.5.5: of a file, so with its size. */
const SIZED = '28b52ffd2430cd0000985265646973202c20616e64206e6f206d6f72650100b94b118dddbd3f';
/** Of a pipe: without a size. */
const ABC = '28b52ffd0458190000616263990977ad';
const NOTHING = '28b52ffd240001000099e9d851';
const SKIPPABLE = '5e2a4d18 05000000 0102030405';

test.each([
  ['a size and a checksum', SIZED, TEXT],
  ['no size', ABC, 'abc'],
  ['nothing in it', NOTHING, ''],
  ['no checksum', '28b52ffd2030cd0000985265646973202c20616e64206e6f206d6f72650100b94b11', TEXT],
  ['a block that is a run', '28b52ffd 2064 230300 61', 'a'.repeat(100)],
  ['runs in several blocks', '28b52ffd 0058 220300 61 230300 62', 'a'.repeat(100) + 'b'.repeat(100)],
  ['several frames', ABC + SIZED + NOTHING + ABC, `abc${TEXT}abc`],
  ['skippable frames', SKIPPABLE + ABC + SKIPPABLE + SKIPPABLE + ABC + SKIPPABLE, 'abcabc'],
])('%s', (_name, hex, want) => {
  expect(Buffer.from(inflateZstd(fromHex(hex), MOST)).toString()).toBe(want);
});

test('thousands of small frames', () => {
  const many = Buffer.concat(Array.from({ length: 20_000 }, () => fromHex(ABC)));
  expect(inflateZstd(many, MOST).length).toBe(60_000);
});

test.each([
  ['something else behind it', `${ABC}00000000 00`, 'bytes after the zstd data that are none (byte 16)'],
  ['a dictionary', '28b52ffd 2501 0300 0000', 'the zstd data needs a dictionary (byte 0)'],
  ['a reserved bit', '28b52ffd 2801 010000', 'a zstd frame of an unknown version (byte 0)'],
  ['a reserved block type', '28b52ffd 2003 1f0000 616263', 'no such zstd block (byte 0)'],
  ['a block over the largest', '28b52ffd 0058 090010' + '00'.repeat(0x20001), 'no such zstd block (byte 0)'],
  ['less than declared', '28b52ffd 2004 190000 616263', 'the zstd data inflates to 3 bytes where 4 are declared'],
  ['more than declared', '28b52ffd 2004 1a0000 61 1b0000 62', 'the zstd data inflates to 6 bytes where 4 are declared'],
  ['damage', SIZED.replace('9852', '9f52'), 'the zstd data is damaged: '],
  [
    'a window of 128 MiB',
    '28b52ffd 0488 190000 616263 990977ad',
    'the zstd data needs 128 MiB of memory, more than 64 MiB',
  ],
  ['a size of 16 EiB', '28b52ffd e0 ffffffffffffffff 010000', 'more than 64 MiB'],
])('%s is refused', (_name, hex, words) => {
  expect(() => inflateZstd(fromHex(hex), MOST)).toThrow(words);
});

test('cut short anywhere, it is damage', () => {
  const bytes = fromHex(SIZED);
  for (let size = 1; size < bytes.length; size++) {
    expect(() => inflateZstd(bytes.subarray(0, size), MOST)).toThrow('the zstd data ends too early');
  }
});

test('more than allowed is refused', () => {
  expect(() => inflateZstd(fromHex(ABC), 2)).toThrow('the zstd data inflates to more than 2 bytes');
});
