import { expect, test } from 'vitest';
import { inflateLz4 } from '../../src/bytes/inflate-lz4.ts';
import { xxhash32 } from '../../src/bytes/xxhash32.ts';
import { fromHex } from '../io/pieces.ts';

const TEXT = 'Redis Redis Redis Redis Redis Redis, and no more';
const MOST = 1 << 20;
const PLAIN = '04224d18 6440 a7 18000000 6f52656469732006000ad02c20616e64206e6f206d6f7265 00000000 17f0f385';
const CHECKED =
  '04224d18 7c40 3000000000000000 cf 18000000 6f52656469732006000ad02c20616e64206e6f206d6f7265 f0ca4180 00000000 17f0f385';

// Written by lz4 1.9.4 with the options given.
test.each([
  ['as it comes', PLAIN, TEXT],
  ['-BX --content-size', CHECKED, TEXT],
  ['--no-frame-crc', '04224d18 6040 82 18000000 6f52656469732006000ad02c20616e64206e6f206d6f7265 00000000', TEXT],
  ['stored', '04224d18 6440 a7 03000080 616263 00000000 ff53d132', 'abc'],
  ['of nothing', '04224d18 6440 a7 00000000 055dcc02', ''],
])('a frame %s', (_name, hex, want) => {
  expect(Buffer.from(inflateLz4(fromHex(hex), MOST)).toString()).toBe(want);
});

test('blocks that look back into the ones before (lz4 -9 -BD -B4)', () => {
  const hex = [
    '04224d1844405e100100006f5265646973200600',
    'ff'.repeat(256),
    'e25020526564690a0100000f0600',
    'ff'.repeat(256),
    'e8506973205265c90000000f0600',
    'ff'.repeat(191),
    'c750656469732000000000facf3e8c',
  ].join('');
  expect(Buffer.from(inflateLz4(fromHex(hex), MOST)).toString()).toBe('Redis '.repeat(30000));
  expect(() => inflateLz4(fromHex(hex), 100_000)).toThrow('the LZ4 data inflates to more than 100000 bytes');
});

/** `hex` with the byte at `at` changed to `byte`. */
function changed(hex: string, at: number, byte: number): Buffer {
  const bytes = fromHex(hex);
  bytes[at] = byte;
  return bytes;
}

/** A frame whose header checksum is right. */
function framed(descriptor: string, rest: string): Buffer {
  const checksum = (xxhash32(fromHex(descriptor)) >>> 8) & 0xff;
  return Buffer.concat([fromHex(`04224d18 ${descriptor}`), Buffer.of(checksum), fromHex(rest)]);
}

test.each([
  ['another magic', changed(PLAIN, 0, 5), 'no LZ4 frame where one is expected (byte 0)'],
  ['another version', changed(PLAIN, 4, 0xa4), 'an LZ4 frame of an unknown version (flags 164) (byte 4)'],
  ['a block size that does not exist', changed(PLAIN, 5, 0x30), 'no such LZ4 block size 48 (byte 0)'],
  ['a wrong header checksum', changed(PLAIN, 6, 0xa8), 'the checksum of the LZ4 header is wrong (byte 6)'],
  [
    'a block larger than declared',
    changed(PLAIN, 10, 0x01),
    'an LZ4 block of 16777240 bytes, more than 65536 (byte 7)',
  ],
  ['wrong content', changed(PLAIN, 12, 0x53), 'the checksum of the LZ4 data is wrong (byte 39)'],
  ['a wrong block', changed(CHECKED, 20, 0x53), 'the checksum of an LZ4 block is wrong (byte 19)'],
])('%s: told with its place', (_name, bytes, words) => {
  expect(() => inflateLz4(bytes, MOST)).toThrow(words);
});

test('a wrong content size is told', () => {
  const bytes = framed('6840 3100000000000000', '03000080 616263 00000000');
  expect(() => inflateLz4(bytes, MOST)).toThrow('the LZ4 data inflates to 3 bytes where 49 are declared');
});

test('a dictionary is refused', () => {
  const bytes = framed('6140 01000000', '00000000');
  expect(() => inflateLz4(bytes, MOST)).toThrow('the LZ4 data needs dictionary 1');
});

test('cut short anywhere, it is damage', () => {
  const bytes = fromHex(CHECKED);
  for (let size = 0; size < bytes.length; size++) {
    expect(() => inflateLz4(bytes.subarray(0, size), MOST)).toThrow('the LZ4 data ends too early');
  }
  expect(() => inflateLz4(Buffer.concat([bytes, bytes]), MOST)).toThrow('bytes after the LZ4 data (byte 55)');
});
