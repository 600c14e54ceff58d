/** Slots that are emptied, for targets that have no slots, or know another command for it. */
import { expect, test } from 'vitest';
import { EMPTY_SLOTS } from '../../src/delivery/empty-slots.ts';
import { SlotFlushes, type SlotEmptying } from '../../src/delivery/slot-flushes.ts';
import { through } from '../filter/feed/through.ts';

async function say(emptying: SlotEmptying, ...log: string[]): Promise<[lines: readonly string[], losses: number]> {
  let losses = 0;
  const lines = await through((sink) => new SlotFlushes(sink, emptying, () => losses++), log);
  return [lines, losses];
}

test.each([
  ['SFLUSH 0 100', '0 100'],
  ['sflush 0 100 16383 16383 ASYNC', '0 100 16383 16383'],
  ['TRIMSLOTS RANGES 2 5 6 8 9', '5 6 8 9'],
  ['CLUSTER FLUSHSLOT 7 SYNC', '7 7'],
])('%s is about the slots %s', async (command, slots) => {
  expect(await say('SFLUSH', command)).toEqual([[`SFLUSH ${slots}`], 0]);
  expect(await say('EVAL', command)).toEqual([[`EVAL ${EMPTY_SLOTS} 0 ${slots}`], 0]);
});

test.each(['CLUSTER SETSLOT 7 NODE x', 'SET SFLUSH 1', 'SFLUSH 0 16384', 'TRIMSLOTS RANGES 1 5'])(
  '%s is passed on',
  async (command) => {
    expect(await say('EVAL', command)).toEqual([[command], 0]);
  },
);

test('a log has none of it, which is told once', async () => {
  expect(await say('never', 'SFLUSH 0 1', 'SET k v', 'SFLUSH 2 3')).toEqual([['SET k v'], 1]);
});
