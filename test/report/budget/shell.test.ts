/** Words that a shell reads back as they were, and globs that match the key they are made of. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Glob } from '../../../src/filter/glob.ts';
import { keyGlob, quoteWord } from '../../../src/report/budget/shell.ts';

test.each([
  ['user:1', 'user:1'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME `x` "y"', '\'$HOME `x` "y"\''],
  ['a\nb', "$'a\\x0ab'"],
  ["a\u001b'\\", "$'a\\x1b\\'\\\\'"],
  ['schön', "'schön'"],
  ['\u202eabc', "$'\\xe2\\x80\\xaeabc'"],
])('%j is %s', (word, quoted) => {
  expect(quoteWord(word)).toBe(quoted);
  expect(execFileSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' })).toBe(word);
});

test.each([
  ['user:1', 'user:1'],
  ['a*b?[c]\\', 'a\\*b\\?\\[c\\]\\\\'],
  ['tab\t', 'tab?'],
  ['schön', 'schön'],
  [Buffer.from('schön', 'latin1'), 'sch?n'],
  ['k'.repeat(1000), `${'k'.repeat(256)}*`],
  [`${'k'.repeat(255)}ö`, `${'k'.repeat(255)}*`],
])('the glob of %j', (key, glob) => expect(keyGlob(Buffer.from(key as string))).toBe(glob));

test('any key is matched by its glob', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (key) => {
      expect(new Glob(keyGlob(key)).matches(key)).toBe(true);
    }),
  );
});
