import { expect, test } from 'vitest';
import { splitTokens } from '../../src/bytes/tokens.ts';

test.each([
  ['nothing', '', []],
  ['blanks alone', ' \t ', []],
  ['words', '  SET  key\tvalue ', ['SET', 'key', 'value']],
  ['an empty word', 'SET key ""', ['SET', 'key', '']],
  ['escapes', String.raw`"\n\r\t\a\b\\\"\x41\xfF"`, ['\n\r\t\x07\b\\"A\xff']],
  ['an escape of nothing special', String.raw`"\q\xg1\x4"`, ['qxg1x4']],
  ['single quotes know one escape', String.raw`'a\'b\n"'`, [String.raw`a'b\n"`]],
  ['a blank in quotes', `file "a b.aof" seq 1`, ['file', 'a b.aof', 'seq', '1']],
  ['a quote within a word', `foo"bar" baz`, ['foobar', 'baz']],
  ['a backslash outside of quotes', String.raw`a\nb`, [String.raw`a\nb`]],
  ['any byte', '\x00\xff \x80', ['\x00\xff', '\x80']],
  ['a quote that is not closed', `a "b`, undefined],
  ['a backslash before the end', String.raw`"a\"`, undefined],
  ['a single quote that is not closed', `'a`, undefined],
  ['something behind a closing quote', `"a"b`, undefined],
  ['another quote behind a closing quote', `"a""b"`, undefined],
])('%s', (_name, line, want) => {
  const tokens = splitTokens(Buffer.from(line, 'latin1'));
  expect(tokens?.map((token) => Buffer.from(token).toString('latin1'))).toEqual(want);
});
