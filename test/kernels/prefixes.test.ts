/** What keys are folded to, and what a prefix is in. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { parentOf, patternOf, type Separators } from '../../src/kernels/twins/prefixes.ts';
import { PrefixTable, type PrefixTableOptions } from '../../src/report/prefix-table.ts';

const FIRST_FOUND: Separators = { ':': 1, '/': 2, '|': 3, '.': 4, '-': 5, _: 6 };
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The pattern that the kernel counts a key under, wherever in the memory the key stands. */
function kernelPattern(key: string, options: PrefixTableOptions = {}): string {
  const patterns = [false, true].map((atEnd) => {
    const arena = new Arena();
    const table = new PrefixTable({ ...options, patterns: 2 });
    table.open(arena);
    const start = atEnd ? arena.u8.length - key.length : arena.window.start;
    if (!atEnd) arena.u8.fill(0x31, start, start + key.length + 64);
    arena.putLatin1(key, start);
    table.add(start, start + key.length, 100);
    const [pattern, ...more] = table.counts().filter(({ keys }) => keys > 0);
    expect(more).toEqual([]);
    return pattern?.name;
  });
  expect(patterns[0]).toBe(patterns[1]);
  return patterns[0] ?? '?';
}

test.each([
  ['plain', 'queue:default', 'queue:default'],
  ['empty', '', ''],
  ['a number', 'user:1042:cart', 'user:<n>:cart'],
  ['zeros in front', 'user:0001042', 'user:<n>'],
  ['several numbers', 'chat:17:2024-01-31', 'chat:<n>:<n>-<n>-<n>'],
  ['a number alone', '1042', '<n>'],
  ['a fraction', 'price:1.5', 'price:<n>.<n>'],
  ['digits at the end of a word', 'user1042', 'user<n>'],
  ['digits elsewhere', '2fa:sha256sum', '2fa:sha256sum'],
  ['in braces', '{user:1042}:cart', '{user:<n>}:cart'],
  ['seven hexadecimal digits', 'c:0fb1a2c', 'c:0fb1a2c'],
  ['seven, decimal ones last', 'c:fab1234', 'c:fab<n>'],
  ['eight hexadecimal digits', 'c:0fb1a2c3', 'c:<hex>'],
  ['upper case', 'c:0FB1A2C3', 'c:<hex>'],
  ['letters only', 'deadbeef', 'deadbeef'],
  ['a letter that is none', 'c:0fb1a2cg', 'c:0fb1a2cg'],
  ['40 hexadecimal digits', `git/${'a1b2c'.repeat(8)}/tree`, 'git/<hex>/tree'],
  ['200 hexadecimal digits', `x:${'a1b2c'.repeat(40)}`, 'x:<hex>'],
  ['0x', 'eth:0x00000000219ab540356cbb839cbe05303d7705fa', 'eth:0x<hex>'],
  ['a UUID', `job:${UUID}:state`, 'job:<uuid>:state'],
  ['a UUID alone', UUID, '<uuid>'],
  ['a UUID in upper case', UUID.toUpperCase(), '<uuid>'],
  ['a UUID with a name', `avatar-${UUID}.png`, 'avatar-<uuid>.png'],
  ['a UUID of digits', '00000000-0000-0000-0000-000000000000', '<uuid>'],
  ['a UUID that goes on', `${UUID}z`, '<hex>-d9cb-469f-a<n>-70867728950ez'],
  ['a UUID that is too short', UUID.slice(0, -1), '<hex>-d9cb-469f-a<n>-<n>'],
  ['bytes that are no ASCII', latin1('кл:ключ17'), latin1('кл:ключ<n>')],
  ['bytes that are no text', '\x00\xff:\x01\x02', '\x00\xff:\x01\x02'],
  ['a word over 64 bytes', `${'w'.repeat(70)}123:x`, `${'w'.repeat(70)}<n>:x`],
  ['a word that ends at 64 bytes', `${'w'.repeat(61)}123:7`, `${'w'.repeat(61)}<n>:<n>`],
  ['a number over 64 bytes', `${'.'.repeat(60)}${'7'.repeat(80)}`, `${'.'.repeat(60)}<n>`],
  ['a pattern that just fits', `a:${'w'.repeat(253)}`, `a:${'w'.repeat(253)}`],
  ['one that does not: its last segment is left out', `a:b:${'w'.repeat(252)}`, 'a:b:'],
  ['one that does not, and has no segments', 'w'.repeat(1000), ''],
  ['a number across the limit', `a:${'w.'.repeat(126)}77`, 'a:'],
])('%s', (_name, key, want) => {
  expect(patternOf(key, FIRST_FOUND)).toBe(want);
  expect(kernelPattern(key)).toBe(want);
});

test.each<[string, number, string, (readonly string[])?]>([
  ['a:b:c', 1, 'a:'],
  ['a:b:c', 2, 'a:b:'],
  ['a:b:c', 3, 'a:b:c'],
  ['a:b:c', 4, 'a:b:c'],
  ['a::b', 1, 'a::'],
  [':a:b', 1, ':'],
  [':a:b', 2, ':a:'],
  ['a-b:c', 1, 'a-b:'],
  ['a.b-c', 1, 'a.'],
  ['a-b:c', 1, 'a-', ['-', ':']],
  ['a-b:c', 2, 'a-b:', ['-', ':']],
  ['a-b:c', 1, 'a-b:c', ['#']],
])('%j, %d segments deep, is %j', (key, depth, want, separators) => {
  const numbers = separators === undefined ? FIRST_FOUND : Object.fromEntries(separators.map((text) => [text, 1]));
  expect(patternOf(key, numbers, depth)).toBe(want);
  expect(kernelPattern(key, { depth, separators })).toBe(want);
});

test.each([
  ['user:<n>:cart', 'user:<n>:'],
  ['user:<n>:', 'user:'],
  ['user:', ''],
  ['user', ''],
  ['a-b:c-d', 'a-b:'],
  ['a-b:', ''],
  ['a::b', 'a::'],
  [':a', ':'],
  [':::', ''],
])('%j is in %j', (pattern, want) => {
  const table = new PrefixTable({ patterns: 2 });
  table.open(new Arena());
  expect(parentOf(pattern, FIRST_FOUND)).toBe(want);
  expect(table.parentOf(pattern)).toBe(want);
});

test('any keys', () => {
  const part = fc.constantFrom(
    ...':/|.-_',
    '::',
    '0',
    '7',
    '1234',
    'a',
    'F',
    'beef',
    'g',
    'user',
    '{',
    '\xff',
    UUID,
    'w'.repeat(40),
    '0x',
  );
  const key = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''));
  const depth = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
  fc.assert(
    fc.property(key, depth, (text, deep) => {
      expect(kernelPattern(text, { depth: deep })).toBe(patternOf(text, FIRST_FOUND, deep));
    }),
  );
});
