/** Where a packed value is broken: the entry, or the pair of a zipmap, that the error names. Source: rdb-format.md 4. */
import { expect, test } from 'vitest';
import { printJson } from '../print-json.ts';
import { decodeBytes } from '../tools/decode-bytes.ts';
import { bytes, close, key, length, listpack } from '../tools/rdb-bytes.ts';

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

test.each([
  ['listpack', 16, '0d000000 0300  01 01 02 01 f5 01  ff', 'entry 2'],
  ['ziplist', 13, '11000000 0e000000 0300  00 f2 02 f3 02 c1  ff', 'entry 2'],
  ['zipmap', 9, '02  01 61 01 00 62  02 61  ff', 'entry 1'],
  ['intset', 11, '02000000 03000000  0100 0200 0200', 'entry 2'],
])('%s', async (_name, type, blob, path) => {
  const packed = Buffer.from(blob.replaceAll(' ', ''), 'hex');
  const name = Buffer.from([type, 1, 0x6b, packed.length]);
  const file = Buffer.concat([Buffer.from(`${hexOf('REDIS0011')}fe00`, 'hex'), name, packed, Buffer.alloc(9, 0xff)]);
  await expect(printJson(file)).rejects.toThrow(path);
});

/** LZF that compresses nothing: literals of up to 32 bytes. */
function literals(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 32) {
    const run = data.subarray(at, at + 32);
    parts.push(bytes(run.length - 1, run));
  }
  const packed = bytes(...parts);
  return bytes(0xc3, length(packed.length), length(data.length), packed);
}

test('pairs stay whole where an inflated blob leaves little room for digits', async () => {
  for (let fields = 11_240; fields < 11_580; fields += 20) {
    const entries = Array.from({ length: 2 * fields }, (_, i) => (i % 2 ? `v${i}` : i));
    const blob = literals(listpack(...entries));
    const { text, error } = await decodeBytes(close(bytes('REDIS0011', key(16, 'h', blob)), 'zero'));
    expect(error).toBeUndefined();
    expect(text).toContain(`"${2 * fields - 2}":"v${2 * fields - 1}"}`);
  }
});
