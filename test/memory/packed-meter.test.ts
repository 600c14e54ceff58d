/** What elements take in a listpack or ziplist, held against those the fixtures' writer makes. */
import { expect, test } from 'vitest';
import { PackedMeter } from '../../src/memory/packed-meter.ts';
import { packScore } from '../../src/memory/score-size.ts';
import { listpack, ziplist } from '../tools/rdb-bytes.ts';

const INTEGERS = [
  '0',
  '12',
  '13',
  '127',
  '128',
  '-1',
  '-128',
  '-129',
  '4095',
  '4096',
  '-4096',
  '-4097',
  '32767',
  '32768',
  '-32769',
  '8388607',
  '8388608',
  '-8388609',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9223372036854775807',
  '-9223372036854775808',
];
/** Not canonical, or over 64 bits. */
const TEXTS = [
  '',
  '-',
  '-0',
  '00',
  '01',
  '+1',
  '1 ',
  '1.0',
  '9223372036854775808',
  '-9223372036854775809',
  '18446744073709551615',
];
const LENGTHS = [1, 32, 63, 64, 100, 126, 127, 250, 252, 253, 254, 4094, 4095, 4096, 16378, 16383, 16384, 70000];

const metered = (kind: 'listpack' | 'ziplist', elements: readonly string[]): number => {
  const meter = new PackedMeter(kind);
  for (const element of elements) {
    const bytes = Buffer.from(element);
    meter.string(bytes, 0, bytes.length);
  }
  return meter.bytes;
};
const entry = (text: string): string | bigint => (INTEGERS.includes(text) ? BigInt(text) : text);

test.each([...INTEGERS, ...TEXTS, ...LENGTHS.map((length) => 'x'.repeat(length))])('%.24s', (text) => {
  expect(metered('listpack', [text, text, 'end'])).toBe(listpack(entry(text), entry(text), 'end').length);
  expect(metered('ziplist', [text, text, 'end'])).toBe(ziplist(entry(text), entry(text), 'end').length);
});

test('all of them, one behind another', () => {
  const all = [...INTEGERS, ...TEXTS, ...LENGTHS.map((length) => 'x'.repeat(length))];
  expect(metered('listpack', all)).toBe(listpack(...all.map(entry)).length);
  expect(metered('ziplist', all)).toBe(ziplist(...all.map(entry)).length);
});

// What a packed sorted set has in the place of a score, before 7.2 in a listpack, from 7.2 on, and in a ziplist.
test.each<[score: number, long: string, shortest: string, inZiplist: string]>([
  [1, '1', '1', '1'],
  [-0, '0', '0', '-0'],
  [2.5, '2.5', '2.5', '2.5'],
  [0.1, '0.10000000000000001', '0.1', '0.10000000000000001'],
  [-0.3, '-0.29999999999999999', '-0.3', '-0.29999999999999999'],
  [1e-7, '9.9999999999999995e-08', '1e-7', '9.9999999999999995e-08'],
  [0.0001, '0.0001', '0.0001', '0.0001'],
  [2 ** 52, '4503599627370496', '4503599627370496', '4503599627370496'],
  [1e17, '100000000000000000', '100000000000000000', '1e+17'],
  [1e20, '1e+20', '1e+20', '1e+20'],
  [1.5e22, '1.5e+22', '1.5e+22', '1.5e+22'],
  [123456789.125, '123456789.125', '123456789.125', '123456789.125'],
  [5e-324, '4.9406564584124654e-324', '5e-324', '4.9406564584124654e-324'],
  [Infinity, 'inf', 'inf', 'inf'],
  [-Infinity, '-inf', '-inf', '-inf'],
])('score %d', (score, long, shortest, inZiplist) => {
  const packed = (kind: 'listpack' | 'ziplist', fewest: boolean): number => {
    const meter = new PackedMeter(kind);
    packScore(meter, score, fewest, kind);
    return meter.bytes;
  };
  expect(packed('listpack', false)).toBe(metered('listpack', [long]));
  expect(packed('listpack', true)).toBe(metered('listpack', [shortest]));
  expect(packed('ziplist', false)).toBe(metered('ziplist', [inZiplist]));
});
