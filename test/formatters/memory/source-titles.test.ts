/** Columns of several inputs can be told apart. */
import { expect, test } from 'vitest';
import { sourceTitles } from '../../../src/formatters/memory/source-titles.ts';

test.each([
  ['names alone', ['/backup/a.rdb', '/backup/b.rdb'], ['a.rdb', 'b.rdb']],
  ['all files have one name', ['s1/dump.rdb', 's2/dump.rdb'], ['s1', 's2']],
  ['two levels below', ['/b/s1/x/dump.rdb', '/b/s2/x/dump.rdb'], ['s1', 's2']],
  ['some have one name', ['s1/dump.rdb', 's2/dump.rdb', 's2/old.rdb'], ['s1/dump.rdb', 's2/dump.rdb', 's2/old.rdb']],
  ['one is in a folder', ['dump.rdb', 'old/dump.rdb'], ['dump.rdb', 'old/dump.rdb']],
  ['folders', ['a/appendonlydir/', 'b/appendonlydir/'], ['a', 'b']],
  ['the same twice', ['a/dump.rdb', 'a/dump.rdb'], ['dump.rdb', 'dump.rdb']],
  ['one', ['a/dump.rdb'], ['dump.rdb']],
  ['the standard input', ['<stdin>', 'dump.rdb'], ['<stdin>', 'dump.rdb']],
  ['none', [], []],
])('%s', (_name, paths, titles) => {
  expect(sourceTitles(paths)).toEqual(titles);
});
