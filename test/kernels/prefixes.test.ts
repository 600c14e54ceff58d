/** What keys are folded to, and what a prefix is in. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { parentOf, patternOf, type Separators } from '../../src/kernels/twins/prefixes.ts';
import { PREFIX_TABLE, ROW_BYTES } from '../../src/kernels/kernels.ts';
import { PrefixTable, type PrefixTableOptions } from '../../src/report/prefix-table.ts';
import { ascii, observe, type Memory, type Span } from './memory.ts';

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
    ':',
    '/',
    '|',
    '.',
    '-',
    '_',
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

/** Counts by pattern, of keys that come in this order: a table remembers forms of keys it has counted lately. */
function countedBy(keys: readonly string[]): Map<string, number> {
  const arena = new Arena();
  const table = new PrefixTable({});
  table.open(arena);
  for (const key of keys) {
    const { start } = arena.scratch;
    arena.putLatin1(key, start);
    table.add(start, start + key.length, 10);
  }
  const counts = table.counts().filter((count) => count.keys > 0);
  return new Map(counts.map((count) => [count.name, count.keys]));
}

function patternsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const pattern = patternOf(key, FIRST_FOUND);
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return counts;
}

test.each([
  ['digits alone', ['user:1:a', 'user:2:a', 'user:3:b', 'user:12:a', 'user:7:a']],
  ['a hexadecimal id', ['s:56cfe6c85e82', 's:cabef727fb77', 's:123456789012', 's:abcdefabcdef', 's:abcdefabcde1']],
  ['two of them', ['56cfe6c8:cabef727', 'cabef727:56cfe6c8', '12345678:cabef727', 'abcdefab:cabef727']],
  ['part of a word that is hexadecimal', ['g56cfe6c8', 'gcabef727', '56cfe6c8g', 'cabef72g7', 'cabef727\xe9']],
  ['hexadecimal words of other lengths', ['s:56cfe6c', 's:cabef72', 's:56cfe6c8', 's:56cfe6c85']],
  ['capitals', ['s:56CFE6C8', 's:56cfe6c8', 'S:56cfe6c8']],
  ['what follows 0x', ['k:0x12ab34cd', 'k:1x12ab34cd', 'k:0x99ab34cd', 'k:2x12ab34cd']],
  ['a zero byte at the end', ['a:1', 'a:1\0', 'a:2', 'a:2\0']],
  ['one letter apart', ['cart:1', 'bart:1', 'cart:2', 'bart:2']],
  [
    'more bytes than are remembered',
    [31, 32, 33].flatMap((size) => ['1', '2'].map((end) => `${'w'.repeat(size)}${end}`)),
  ],
  ['no prefix', ['1', '2', '22', '']],
])('keys with %s count under their patterns', (_name, keys) => {
  const twice = [...keys, ...keys];
  expect(countedBy(twice)).toEqual(patternsOf(twice));
});

test('any keys, one after the other', () => {
  const part = fc.oneof(
    fc.constantFrom(':', '-', '.', 'user', 'g', 'x', '0x', '\xe9', '\0', 'abcdefab'),
    fc.nat(99999).map(String),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), minLength: 6, maxLength: 13 }),
  );
  const key = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
      expect(countedBy(keys)).toEqual(patternsOf(keys));
    }),
    { numRuns: 300 },
  );
});

const ROWS = 4;
const NAMES_ROOM = 64;
const SLACK = 8;

/** An empty table. */
function layTable(memory: Memory): Span {
  const rows = PREFIX_TABLE.HEAD;
  const next = rows + PREFIX_TABLE.ROW * ROWS;
  const slots = next + 4 * ROWS;
  const names = slots + 8 * ROWS;
  const table = Buffer.alloc(names + NAMES_ROOM + SLACK);
  const head: readonly (readonly [number, number])[] = [
    [PREFIX_TABLE.COUNT, 1],
    [PREFIX_TABLE.MOST_ROWS, ROWS],
    [PREFIX_TABLE.NAMES_ROOM, NAMES_ROOM],
    [PREFIX_TABLE.SLOT_MASK, 2 * ROWS - 1],
    [PREFIX_TABLE.DEPTH, 0xffffffff],
    [PREFIX_TABLE.ROWS_AT, rows],
    [PREFIX_TABLE.NEXT_AT, next],
    [PREFIX_TABLE.SLOTS_AT, slots],
    [PREFIX_TABLE.NAMES_AT, names],
  ];
  for (const [at, value] of head) table.writeUInt32LE(value, at);
  table[PREFIX_TABLE.SEPARATORS + 0x3a] = 1;
  const room = memory.room(table.length);
  memory.set(room.start, table);
  return room;
}

function counts(memory: Memory, { start, end }: Span): unknown {
  const table = Buffer.from(memory.bytes(start, end));
  const names = table.readUInt32LE(PREFIX_TABLE.NAMES_AT);
  return Array.from({ length: table.readUInt32LE(PREFIX_TABLE.COUNT) }, (_, i) => {
    const row = table.readUInt32LE(PREFIX_TABLE.ROWS_AT) + PREFIX_TABLE.ROW * i;
    const name = names + table.readUInt32LE(row + PREFIX_TABLE.ROW_NAME);
    return [
      table.toString('latin1', name, name + table.readUInt32LE(row + PREFIX_TABLE.ROW_LENGTH)),
      table.readDoubleLE(row + PREFIX_TABLE.ROW_KEYS),
      table.readDoubleLE(row + PREFIX_TABLE.ROW_BYTES),
    ];
  });
}

test('a table that fills up and loses its smaller half', () => {
  const found = observe((memory) => {
    const keys = ['a:7', 'b:x', 'a:8', '', 'c:x:y', 'd'].map((key) => memory.input(ascii(key)));
    const run = Buffer.alloc(2 * ROW_BYTES * keys.length);
    for (const [i, { start, end }] of keys.entries()) {
      run.writeUInt32LE(start, 2 * ROW_BYTES * i);
      run.writeUInt32LE(end, 2 * ROW_BYTES * i + 4);
      run.writeDoubleLE(10 * (i + 1), 2 * ROW_BYTES * i + ROW_BYTES + 8);
    }
    const { start: rows } = memory.input(run);
    const table = layTable(memory);
    const { kernels } = memory;
    const done = kernels.countPrefixes(table.start, rows, keys.length);
    const before = counts(memory, table);
    const [{ start, end } = { start: 0, end: 0 }] = keys.slice(-1);
    const full = kernels.countPrefix(table.start, start, end, 60);
    kernels.dropPrefixes(table.start, 50);
    const dropped = Buffer.from(memory.bytes(table.start, table.end));
    return {
      done,
      before,
      full,
      after: counts(memory, table),
      most: [dropped.readDoubleLE(PREFIX_TABLE.DROPPED_BYTES), dropped.readDoubleLE(PREFIX_TABLE.DROPPED_KEYS)],
      parent: kernels.prefixParent(table.start, keys[4]?.start ?? 0, 5),
    };
  });
  expect(found).toEqual({
    done: 5,
    before: [
      ['', 1, 40],
      ['a:<n>', 2, 40],
      ['b:x', 1, 20],
      ['c:x:y', 1, 50],
    ],
    full: 0,
    after: [['', 5, 150]],
    most: [50, 2],
    parent: 4,
  });
});
