import { expect, test } from 'vitest';
import { BROKEN, CUT, codePointAt, javaBrokenSize, sequenceSize } from '../../../src/formatters/shapes/utf8.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s/g, ''), 'hex');

// The last column: bytes that Java replaces by one U+FFFD, of those that are no sequence.
test.each([
  ['ASCII', '7f', 1, 0],
  ['two bytes, lowest', 'c2 80', 2, 0],
  ['three bytes, lowest', 'e0 a0 80', 3, 0],
  ['last before the surrogates', 'ed 9f bf', 3, 0],
  ['four bytes, lowest', 'f0 90 80 80', 4, 0],
  ['U+10FFFF', 'f4 8f bf bf', 4, 0],
  ['a continuation byte', '80', BROKEN, 1],
  ['overlong, two bytes', 'c1 80', BROKEN, 1],
  ['overlong, three bytes', 'e0 9f bf', BROKEN, 1],
  ['overlong, four bytes', 'f0 8f bf bf', BROKEN, 1],
  ['a surrogate', 'ed a0 80', BROKEN, 3],
  ['over U+10FFFF', 'f4 90 80 80', BROKEN, 1],
  ['third byte is none', 'e2 82 41', BROKEN, 2],
  ['fourth byte is none', 'f0 9f 98 41', BROKEN, 3],
  ['no such first byte', 'f8 88 80 80', BROKEN, 1],
  ['cut after one byte', 'c3', CUT, 1],
  ['cut after two of three', 'e2 82', CUT, 2],
  ['cut after three of four', 'f0 9f 98', CUT, 3],
])('%s', (_name, hex, size, broken) => {
  const sequence = bytes(hex);
  expect(sequenceSize(sequence, 0, sequence.length)).toBe(size);
  if (size > 0) expect(codePointAt(sequence, 0, size)).toBe(sequence.toString().codePointAt(0));
  else expect(javaBrokenSize(sequence, 0, sequence.length)).toBe(broken);
});
