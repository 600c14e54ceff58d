/** What regular expressions on keys are tried on, and how a wrong one is told. */
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { keyText, parseRegex } from '../../src/filter/regex.ts';

test.each([
  ['UTF-8', [0x61, 0xc3, 0xa9], 'aé'],
  ['no UTF-8: a character a byte', [0x61, 0xe9], 'aé'],
  ['cut UTF-8', [0x61, 0xc3], 'a\u00c3'],
  ['U+FFFD itself, which is UTF-8', [0xef, 0xbf, 0xbd, 0xc3, 0xa9], '\ufffdé'],
  ['empty', [], ''],
])('%s', (_name, bytes, text) => {
  expect(keyText(Uint8Array.from(bytes))).toBe(text);
});

test('a dot is any character, of any plane and at a line end too', () => {
  expect(parseRegex('^a.b$', '--regex').test('a\nb')).toBe(true);
  expect(parseRegex('^.$', '--regex').test('😀')).toBe(true);
});

test('one that does not compile', () => {
  expect(() => parseRegex('user:(', '--regex')).toThrow(
    new UsageError('--regex "user:(" is no regular expression: Unterminated group'),
  );
});
