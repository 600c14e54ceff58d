/** Where a packed value is broken: the entry, or the pair of a zipmap, that the error names. Source: rdb-format.md 4. */
import { expect, test } from 'vitest';
import { printJson } from '../print-json.ts';

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

test.each([
  ['listpack', 16, '0d000000 0300  01 01 02 01 f5 01  ff', 'entry 2'],
  ['ziplist', 13, '11000000 0e000000 0300  00 f2 02 f3 02 c1  ff', 'entry 2'],
  ['zipmap', 9, '02  01 61 01 00 62  02 61  ff', 'entry 1'],
  ['intset', 11, '02000000 03000000  0100 0200 0200', 'entry 2'],
])('%s', async (_name, type, blob, path) => {
  const bytes = Buffer.from(blob.replaceAll(' ', ''), 'hex');
  const key = Buffer.from([type, 1, 0x6b, bytes.length]);
  const file = Buffer.concat([Buffer.from(`${hexOf('REDIS0011')}fe00`, 'hex'), key, bytes, Buffer.alloc(9, 0xff)]);
  await expect(printJson(file)).rejects.toThrow(path);
});
