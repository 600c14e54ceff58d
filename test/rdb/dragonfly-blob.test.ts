import { expect, test } from 'vitest';
import { xxhash32 } from '../../src/bytes/xxhash32.ts';
import { fromHex, inPieces } from '../io/pieces.ts';
import { crc64, renderLines } from './render.ts';

/** REDIS0009, AUX df-ver 1, SELECTDB 0. */
const HEAD = fromHex('524544495330303039 fa 0664662d766572 0131 fe00');
const A = fromHex('00 0161 0131');
const B = fromHex('fc 00e8764817000000 00 0162 0132');
const END = fromHex('cb');

/** A length of a string, as the file has it. */
function string(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x80, 0, 0, bytes.length >> 8, bytes.length & 255), bytes]);
}

/** One stored block. */
function zstd(...parts: Uint8Array[]): Buffer {
  const plain = Buffer.concat(parts);
  const size = Buffer.alloc(3);
  size.writeUIntLE((plain.length << 3) | 1, 0, 3);
  return Buffer.concat([fromHex('c9'), string(Buffer.concat([fromHex('28b52ffd 0058'), size, plain]))]);
}

function lz4(...parts: Uint8Array[]): Buffer {
  const plain = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(0x80000000 + plain.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(xxhash32(plain));
  const frame = Buffer.concat([fromHex('04224d18 6440 a7'), size, plain, fromHex('00000000'), checksum]);
  return Buffer.concat([fromHex('ca'), string(frame)]);
}

function dump(...records: Uint8Array[]): Buffer {
  const bytes = Buffer.concat([HEAD, ...records, fromHex('ff')]);
  return Buffer.concat([bytes, crc64(bytes)]);
}

/** Records without where they stand. */
async function keys(bytes: Uint8Array, size = bytes.length): Promise<string[]> {
  const lines = await renderLines(inPieces(bytes, size));
  return lines.map((line) => line.replace(/"offset":\d+,?/, '').replace(/,"bytes":\d+/, ''));
}

test.each([
  ['zstd', dump(zstd(A, B, END))],
  ['lz4', dump(lz4(A, B, END))],
  ['several', dump(zstd(A, END), lz4(B, END))],
  ['empty ones', dump(zstd(END), A, lz4(END), B)],
  ['only in part', dump(A, zstd(B, END))],
])('%s: the same keys as if they were not compressed', async (_name, bytes) => {
  const want = await keys(dump(A, B));
  for (const size of [1, 7, 4096]) expect(await keys(bytes, size)).toEqual(want);
});

test('a blob that is larger than the window', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => fromHex(`00 04${(i + 0x10000000).toString(16)} 0131`));
  const want = await keys(dump(...many));
  expect(want.length).toBe(5004);
  expect(await keys(dump(zstd(...many.slice(0, 2500), END), lz4(...many.slice(2500), END)), 7)).toEqual(want);
});

test('records of a blob stand where the blob does, and the checksum is of the file', async () => {
  const bytes = dump(A, zstd(B, END));
  const at = HEAD.length + A.length;
  const lines = await renderLines(inPieces(bytes, 7));
  expect(lines.find((line) => line.includes('"b"'))).toContain(`"offset":${at}`);
  expect(lines.at(-1)).toContain('"checksum":"ok"');
  expect(lines.at(-1)).toContain(`"bytes":${bytes.length}`);
});

const AT = `(byte ${HEAD.length})`;
test.each([
  ['no end', dump(zstd(A)), `zstd blob +5: the compressed records end too early ${AT}`],
  ['a record cut short', dump(lz4(A.subarray(0, 4))), `lz4 blob +4: the compressed records end too early ${AT}`],
  [
    'a value cut short',
    dump(lz4(fromHex('01 016c 02 0178'))),
    `db0 / key "l" / list linkedlist / lz4 blob +6: the compressed records end`,
  ],
  ['bytes behind the end', dump(zstd(A, END, A)), `zstd blob +6: 5 bytes after the end of a compressed blob ${AT}`],
  ['a blob within', dump(zstd(lz4(A, END), END)), `zstd blob: a compressed blob within another ${AT}`],
  [
    'the end of the file within',
    dump(zstd(A, fromHex('ff'))),
    `zstd blob: the file ends within a compressed blob ${AT}`,
  ],
  ['an end without a blob', dump(A, END), 'the end of a compressed blob outside of one'],
  ['damage', dump(fromHex('c9 03 616263')), `the zstd data ends too early (byte ${HEAD.length + 5})`],
  ['no zstd', dump(fromHex('c9 06 616263646566')), 'bytes after the zstd data that are none'],
  ['nothing', dump(fromHex('ca 00')), 'the LZ4 data ends too early'],
  [
    'a count that cannot be',
    dump(zstd(fromHex('02 0173 7fff 0161'), END)),
    'db0 / key "s" / set hashtable / zstd blob +',
  ],
  [
    'a length over the limit',
    dump(fromHex('c9 80 40000000')),
    'a compressed blob of 1073741824 bytes, more than 268435456',
  ],
])('%s is told with its place', async (_name, bytes, words) => {
  for (const size of [1, 4096]) await expect(renderLines(inPieces(bytes, size))).rejects.toThrow(words);
});

test('cut short anywhere, it is damage', async () => {
  const bytes = dump(zstd(A, END), lz4(B, END));
  for (let size = HEAD.length; size < bytes.length; size++) {
    await expect(renderLines(inPieces(bytes.subarray(0, size), 4096))).rejects.toThrow('the file ends too early');
  }
});

test('a Dragonfly record that is not known is refused by name', async () => {
  await expect(renderLines(inPieces(dump(fromHex('e0')), 7))).rejects.toThrow(
    "Dragonfly's TAGGED_CHUNK records cannot be read",
  );
});
