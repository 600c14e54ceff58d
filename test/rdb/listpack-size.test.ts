/** Sizes in a listpack, the length behind an element included. */
import { expect, test } from 'vitest';
import { listpackInteger, listpackString } from '../../src/rdb/listpack-size.ts';

test.each([
  ['0', 2],
  ['127', 2],
  ['128', 3],
  ['-1', 3],
  ['-4096', 3],
  ['4095', 3],
  ['-4097', 4],
  ['32767', 4],
  ['32768', 5],
  ['-8388608', 5],
  ['8388608', 6],
  ['2147483647', 6],
  ['2147483648', 10],
  ['123456789012345678', 10],
  ['9223372036854775807', 10],
  ['9223372036854775808', 21],
  ['-9223372036854775808', 10],
  ['', 2],
  ['01', 4],
  ['-0', 4],
  ['1.5', 5],
  ['x'.repeat(63), 65],
  ['x'.repeat(64), 67],
  ['x'.repeat(126), 130],
  ['x'.repeat(4095), 4099],
  ['x'.repeat(4096), 4103],
  ['x'.repeat(16377), 16384],
  ['x'.repeat(16378), 16386],
])('%s', (text, want) => {
  const bytes = Buffer.from(text);
  expect(listpackString(bytes, 0, bytes.length)).toBe(want);
});

test('numbers take what their digits take', () => {
  for (const value of [0, 127, 128, -1, 4096, -32769, 2 ** 31]) {
    const bytes = Buffer.from(String(value));
    expect(listpackInteger(value)).toBe(listpackString(bytes, 0, bytes.length));
  }
});
