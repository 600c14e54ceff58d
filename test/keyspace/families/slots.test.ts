/** Slots that are emptied: a is in slot 15495, b in 3300, c in 7365. */
import { expect, test } from 'vitest';
import { replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

const KEYS = ['MSET a 1 b 1 c 1 {b}x 1'];

test.each([
  ['SFLUSH', 'SFLUSH 0 3300 7366 16383', ['c']],
  ['SFLUSH with a word', 'SFLUSH 7365 7365 ASYNC', ['a', 'b', '{b}x']],
  ['TRIMSLOTS', 'TRIMSLOTS RANGES 2 0 3299 3301 16383', ['b', '{b}x']],
  ['CLUSTER FLUSHSLOT takes hash tags along', 'CLUSTER FLUSHSLOT 3300 SYNC', ['a', 'c']],
  ['CLUSTER SETSLOT', 'CLUSTER SETSLOT 3300 NODE x', ['a', 'b', 'c', '{b}x']],
  ['CLUSTER SYNCSLOTS', 'CLUSTER SYNCSLOTS FINISH STATE success NAME x', ['a', 'b', 'c', '{b}x']],
])('%s', (_name, line, want) => {
  expect(Object.keys(valuesAfter([...KEYS, line]))).toEqual(want);
});

test('slots that are emptied one after another, with keys that come and grow in between', () => {
  const before = Array.from({ length: 500 }, (_, i) => `SET k${i} v`).concat(
    'CLUSTER FLUSHSLOT 0',
    'SET {b}new 1',
    `APPEND a ${'x'.repeat(500)}`,
    'DEL c',
    'CLUSTER FLUSHSLOT 3300',
  );
  const all = Array.from({ length: 16384 }, (_, slot) => `CLUSTER FLUSHSLOT ${slot}`);
  expect(Object.keys(valuesAfter([...KEYS, ...before]))).toHaveLength(501);
  expect(Object.keys(valuesAfter([...KEYS, ...before, 'CLUSTER FLUSHSLOT 15495']))).not.toContain('a');
  expect(valuesAfter([...KEYS, ...before, ...all])).toEqual({});
});

test('ranges that are none change nothing', () => {
  const { keys, warnings } = replayCommands([...KEYS, 'SFLUSH 5 4', 'SFLUSH 0 16384', 'TRIMSLOTS RANGES 2 0 1']);
  expect(keys).toHaveLength(4);
  expect(warnings).toHaveLength(3);
});
