import { expect, test } from 'vitest';
import { KeysFormatter } from '../../src/formatters/keys.ts';
import { Feed } from './feed.ts';
import { printFile } from './print-file.ts';

test('a key a line, also where they come many at once', async () => {
  expect(await printFile((out) => new KeysFormatter(out, { nul: false }))).toBe('a\nn\n"\\x1b[31m"\nl\n');
  expect(await printFile((out) => new KeysFormatter(out, { nul: true }))).toBe('a\0n\0\x1b[31m\0l\0');
});

test.each([
  ['plain', 'user:1', 'user:1'],
  ['with a space', ' a b ', ' a b '],
  ['with quotes inside', `it's "x"`, `it's "x"`],
  ['with a backslash', 'a\\nb', 'a\\nb'],
  ['text', 'ключ 鍵', 'ключ 鍵'],
  ['that begins with a quote', '"a"', '"\\"a\\""'],
  ['empty', '', '""'],
  ['with a line end', 'a\nb\\', '"a\\nb\\\\"'],
  ['with an escape sequence', '\x1b[2J', '"\\x1b[2J"'],
  ['with DEL', 'a\x7f', '"a\\x7f"'],
  ['with a C1 control', 'é\u0085', '"é\\xc2\\x85"'],
  ['that turns text around', 'a\u202e', '"a\\xe2\\x80\\xae"'],
  ['no UTF-8', Buffer.from('61ff', 'hex'), '"a\\xff"'],
])('a key %s', (_name, key, shown) => {
  const feed = new Feed((out) => new KeysFormatter(out, { nul: false }));
  feed.string(key, 'v');
  expect(feed.text()).toBe(`${shown}\n`);
});

test('long keys, in pieces that cut no character', () => {
  const feed = new Feed((out) => new KeysFormatter(out, { nul: false }));
  const long = `a${'é'.repeat(50_000)}`;
  feed.string(long, '');
  feed.string(`${long}\n`, '');
  expect(feed.text()).toBe(`${long}\n"${long}\\n"\n`);
});

test('values of old files are passed over whole', async () => {
  const intset = '0b01730a02000000010000000100';
  const hex = `524544495330303036fe00${intset}0001620178ff0000000000000000`;
  expect(await printFile((out) => new KeysFormatter(out, { nul: false }), hex)).toBe('s\nb\n');
});
