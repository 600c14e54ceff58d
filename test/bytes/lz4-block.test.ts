import { expect, test } from 'vitest';
import { inflateLz4Block } from '../../src/bytes/lz4-block.ts';
import { fromHex } from '../io/pieces.ts';

function inflate(hex: string, before = '', room = 100): string {
  const out = Buffer.alloc(before.length + room + 8, '!');
  out.write(before, 'latin1');
  const end = inflateLz4Block(fromHex(hex), out, 0, before.length, before.length + room, 1000);
  // Nothing past what the block may hold has been touched.
  expect(out.toString('latin1', before.length + room)).toBe('!!!!!!!!');
  return out.toString('latin1', before.length, end);
}

test.each([
  ['no literals', '00', ''],
  ['literals', '30 616263', 'abc'],
  ['15 literals', 'f0 00 616161616161616161616161616161', 'a'.repeat(15)],
  ['a match', '40 61626364 0400 00', 'abcdabcd'],
  ['a match that overlaps itself', '16 61 0100 00', 'a'.repeat(11)],
  ['a match of 19 bytes', '1f 61 0100 00 00', 'a'.repeat(20)],
  ['a long match', '1f 61 0100 32 00', 'a'.repeat(70)],
])('%s: %s is %j', (_name, hex, want) => {
  expect(inflate(hex)).toBe(want);
});

test('a match reaches into what came before', () => {
  expect(inflate('00 0500 10 21', 'hello')).toBe('hell!');
});

test.each([
  ['no token', '', 'ends within a sequence (byte 1000)'],
  ['literals are missing', '30 6162', 'ends within literals (byte 1001)'],
  ['a length is cut', 'f0 ff', 'ends within a length (byte 1002)'],
  ['a distance is cut', '10 61 01', 'ends within a distance (byte 1002)'],
  ['a match length is cut', '1f 61 0100', 'ends within a length (byte 1004)'],
  ['nothing after a match', '10 61 0100', 'ends within a sequence (byte 1004)'],
  ['a distance of 0', '10 61 0000 00', 'points back past its start (byte 1002)'],
  ['a distance past the start', '10 61 0200 00', 'points back past its start (byte 1002)'],
  ['a match that is too long', '1f 61 0100 ff 00 00', 'inflates to more than a block may hold (byte 1006)'],
])('%s: %s', (_name, hex, words) => {
  expect(() => inflate(hex)).toThrow(`the LZ4 data is damaged: it ${words}`);
});

test('literals that are too many', () => {
  expect(() => inflate('40 61626364', '', 3)).toThrow('inflates to more than a block may hold');
});
