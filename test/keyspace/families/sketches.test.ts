/** HyperLogLogs: the bytes that each command leaves, which are those of a real server. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesOf, replayCommands, type CommandLine } from '../../tools/replay-commands.ts';

function bytesAfter(lines: readonly CommandLine[]): Buffer | undefined {
  const record = replayCommands(lines).keys.find(({ key }) => key === 'k');
  return record && bytesOf(record['value']);
}

function elements(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `PFADD k element:${i + 1}`);
}

const HEAD = Buffer.from('HYLL\x01\0\0\0').toString('hex');
const STALE = '0000000000000080';

describe('sparse', () => {
  test.each<[string, CommandLine[], string]>([
    ['without elements', ['PFADD k'], `${HEAD} ${STALE} 7fff`],
    ['of one', ['PFADD k a'], `${HEAD} ${STALE} 71a6 84 4e57`],
    ['of four', ['PFADD k a', ['PFADD', 'k', 'b', 'c', '']], `${HEAD} ${STALE} 5731 84 49c0 80 50b1 84 4bfb 80 425a`],
    [
      'counted',
      [['PFADD', 'k', 'a', 'b', 'c', ''], 'PFCOUNT k'],
      `${HEAD} 0400000000000000 5731 84 49c0 80 50b1 84 4bfb 80 425a`,
    ],
    ['and again what is there', ['PFADD k a', 'PFCOUNT k', 'PFADD k a'], `${HEAD} 0100000000000000 71a6 84 4e57`],
    ['merged into nothing', ['PFADD j a', 'PFMERGE k j none'], `${HEAD} ${STALE} 71a6 84 4e57`],
  ])('%s', (_name, lines, want) => {
    expect(bytesAfter(lines)?.toString('hex')).toBe(want.replaceAll(' ', ''));
  });
});

test.each([
  ['sparse', 1000, '3882879e1f8a75d9289dd183d09fb18e45d06f40f01059c25978980a5de784cb'],
  ['dense', 4000, 'df99e00c3172e794bc674c5d35a5c05099d23533fb48118810086cb53ffe654c'],
])('a %s one of %i elements is that of Redis 7.0', (_encoding, count, want) => {
  const bytes = bytesAfter([...elements(count), 'PFCOUNT k']) ?? '';
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(want);
});

test('PFDEBUG TODENSE keeps the count', () => {
  const bytes = bytesAfter(['PFADD k a', 'PFCOUNT k', 'PFDEBUG TODENSE k']);
  expect(bytes).toHaveLength(12304);
  expect(bytes?.toString('hex', 4, 16)).toBe('00'.repeat(4) + '0100000000000000');
});

test('a dense source makes the result dense', () => {
  const lines = ['PFADD k a', 'PFADD j b', 'PFDEBUG TODENSE j', 'PFMERGE k j'];
  const dense = ['PFADD k a b', 'PFDEBUG TODENSE k'];
  expect(bytesAfter(lines)).toEqual(bytesAfter(dense));
});

test('what is none is told, and stays', () => {
  const { keys, warnings } = replayCommands([
    'SET k HYLL',
    'PFADD k a',
    'PFCOUNT k',
    'PFMERGE j k',
    'PFDEBUG TODENSE x',
  ]);
  expect(keys).toMatchObject([{ value: 'HYLL' }]);
  expect(warnings).toHaveLength(4);
});

test('up to 3.2 a merged one is dense', () => {
  const writer = { family: 'redis', version: '3.2.13' } as const;
  const { keys } = replayCommands(['PFADD j a', 'PFMERGE k j'], { writer });
  expect(bytesOf(keys[1]?.['value'])).toHaveLength(12304);
});
