import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RdbToolError } from '../../src/errors.ts';
import { CompressedSource, detectCompression } from '../../src/io/compressed.ts';
import { fromHex, inPieces, readAll } from './pieces.ts';

const TEXT = 'Redis Redis Redis Redis Redis Redis, and no more';
const GZIP = gzipSync(TEXT);
const LZ4 = fromHex('04224d186440a7180000006f52656469732006000ad02c20616e64206e6f206d6f72650000000017f0f385');
const ZSTD = fromHex('28b52ffd2430cd0000985265646973202c20616e64206e6f206d6f72650100b94b118dddbd3f');
const SKIPPABLE = fromHex('5e2a4d18 05000000 0102030405');
/** Every optional part of a header: extra field, name, comment, header checksum. */
const DRESSED = Buffer.concat([
  fromHex('1f8b08 1e 00000000 0003 0300 010203'),
  Buffer.from('name\0comment\0'),
  fromHex('0000'),
  deflateRawSync(TEXT),
  GZIP.subarray(-8),
]);
const ENVELOPE = fromHex('56435301010001');

/** What is in `bytes`, and the warnings, read in pieces of `size` bytes. */
async function inflate(bytes: Uint8Array, size = bytes.length, room?: number): Promise<[Buffer, string[]]> {
  const compression = detectCompression(bytes);
  if (compression === undefined) throw new Error('not compressed');
  const warnings: string[] = [];
  const source = new CompressedSource(inPieces(bytes, Math.max(1, size)), compression, {
    warn: (code, message, offset) => warnings.push(`${code} ${message} (byte ${offset})`),
  });
  try {
    return [await readAll(source, room), warnings];
  } finally {
    await source.close();
  }
}

test.each([
  ['gzip', GZIP, TEXT],
  ['gzip of nothing', gzipSync(''), ''],
  ['gzip with every part of a header', DRESSED, TEXT],
  ['gzip of several members', Buffer.concat([gzipSync('one '), gzipSync(''), DRESSED]), `one ${TEXT}`],
  ['gzip with zeros behind it', Buffer.concat([GZIP, Buffer.alloc(600)]), TEXT],
  ['zstd', ZSTD, TEXT],
  ['zstd of several frames', Buffer.concat([SKIPPABLE, ZSTD, SKIPPABLE, ZSTD]), TEXT + TEXT],
  ['lz4', LZ4, TEXT],
  ['lz4 of several frames', Buffer.concat([LZ4, SKIPPABLE, LZ4]), TEXT + TEXT],
  ["Valkey's envelope", Buffer.concat([ENVELOPE, LZ4]), TEXT],
])('%s, in pieces of any size', async (_name, bytes, want) => {
  for (const size of [1, 7, 4096]) {
    const [plain, warnings] = await inflate(bytes, size, 13);
    expect(plain.toString()).toBe(want);
    expect(warnings).toEqual([]);
  }
});

test.each([
  ['gzip', Buffer.concat([GZIP, Buffer.from('junk')]), `gzip data are ignored (byte ${GZIP.length})`],
  [
    'gzip, and zeros before it',
    Buffer.concat([GZIP, Buffer.from('\0\0junk')]),
    `gzip data are ignored (byte ${GZIP.length + 2})`,
  ],
  ['gzip, half a magic', Buffer.concat([GZIP, Buffer.of(0x1f)]), `gzip data are ignored (byte ${GZIP.length})`],
  ["Valkey's envelope", Buffer.concat([ENVELOPE, LZ4, LZ4]), 'compressed data are ignored (byte 50)'],
])('bytes after %s are left out, and told of', async (_name, bytes, want) => {
  for (const size of [1, 7, 4096]) {
    const [plain, warnings] = await inflate(bytes, size);
    expect(plain.toString()).toBe(TEXT);
    expect(warnings).toEqual([`TRAILING bytes after the ${want}`]);
  }
});

test.each([
  ['gzip', GZIP],
  ['gzip with every part of a header', DRESSED],
  ['zstd', ZSTD],
  ['lz4', LZ4],
  ["Valkey's envelope", Buffer.concat([ENVELOPE, LZ4])],
])('%s cut short anywhere ends too early', async (_name, bytes) => {
  for (let size = 4; size < bytes.length; size++) {
    await expect(inflate(bytes.subarray(0, size), 7)).rejects.toThrow('data ends too early');
  }
});

function changed(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const from = at < 0 ? copy.length + at : at;
  copy[from] = (copy[from] ?? 0) ^ 0x55;
  return copy;
}

test.each([
  ['gzip checksum', changed(GZIP, -8), `the gzip data is damaged: its checksum is wrong (byte ${GZIP.length - 8})`],
  ['gzip length', changed(GZIP, -4), `the gzip data is damaged: its length is wrong (byte ${GZIP.length - 8})`],
  ['gzip method', changed(GZIP, 2), 'gzip data of an unknown kind (byte 0)'],
  ['gzip flags', changed(GZIP, 3), 'gzip data of an unknown kind (byte 0)'],
  ['gzip content', changed(GZIP, 10), 'the gzip data is damaged: '],
  [
    'second gzip member',
    Buffer.concat([GZIP, fromHex('1f8b09000000000000000000')]),
    `unknown kind (byte ${GZIP.length})`,
  ],
  ['bytes after zstd', Buffer.concat([ZSTD, Buffer.alloc(8)]), 'bytes after the zstd data that are none (byte 38)'],
  ['bytes after lz4', Buffer.concat([LZ4, Buffer.alloc(8)]), 'bytes after the LZ4 data that are none (byte 43)'],
  ['version', changed(Buffer.concat([ENVELOPE, LZ4]), 3), '(VCS) with version 84, where only 1 is known (byte 3)'],
  ['codec', changed(Buffer.concat([ENVELOPE, LZ4]), 4), '(VCS) with codec 84, where only 1 is known (byte 4)'],
  [
    'reserved',
    changed(Buffer.concat([ENVELOPE, LZ4]), 5),
    '(VCS) with reserved byte 85, where only 0 is known (byte 5)',
  ],
  ['kind', changed(Buffer.concat([ENVELOPE, LZ4]), 6), '(VCS) with kind 84, where only 1 is known (byte 6)'],
  ['no frame', Buffer.concat([ENVELOPE, ZSTD]), 'no LZ4 frame where one is expected (byte 7)'],
])('a wrong %s is told', async (_name, bytes, words) => {
  await expect(inflate(bytes, 7)).rejects.toThrow(words);
});

test('any flipped byte gives the plaintext or an error of ours', async () => {
  for (const bytes of [GZIP, ZSTD, LZ4]) {
    for (let at = 4; at < bytes.length; at++) {
      try {
        await inflate(changed(bytes, at), 7);
      } catch (error) {
        expect(error).toBeInstanceOf(RdbToolError);
      }
    }
  }
});

test('a megabyte, most of which does not compress', async () => {
  const plain = Buffer.concat([randomBytes(700_000), Buffer.alloc(300_000, 'zeros')]);
  const members = [plain.subarray(0, 400_000), plain.subarray(400_000)].map((part) => gzipSync(part));
  for (const size of [1000, 4096, 1 << 20]) {
    const [got] = await inflate(Buffer.concat(members), size);
    expect(got.equals(plain)).toBe(true);
  }
});

test('a bomb is inflated no further than it is read', async () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  const source = new CompressedSource(inPieces(bomb, bomb.length), 'gzip', { warn: () => {} });
  const before = process.memoryUsage().arrayBuffers;
  expect(await source.read(new Uint8Array(10))).toBe(10);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
  await source.close();
});

test('finish reads what stands behind the last byte', async () => {
  const source = new CompressedSource(inPieces(changed(GZIP, -8), 100), 'gzip', { warn: () => {} });
  expect(await source.read(new Uint8Array(5))).toBe(5);
  await expect(source.finish()).rejects.toThrow('its checksum is wrong');
});
