/** Slots that are emptied: one command for all of them. */
import { expect, test } from 'vitest';
import { SlotFlushes } from '../../src/delivery/slot-flushes.ts';
import { through } from '../filter/feed/through.ts';

function say(command: string): Promise<string[]> {
  return through((sink) => new SlotFlushes(sink), [command]);
}

test.each([
  ['SFLUSH 0 100', '0 100'],
  ['sflush 0 100 16383 16383 ASYNC', '0 100 16383 16383'],
  ['TRIMSLOTS RANGES 2 5 6 8 9', '5 6 8 9'],
  ['CLUSTER FLUSHSLOT 7 SYNC', '7 7'],
])('%s is about the slots %s', async (command, slots) => {
  expect(await say(command)).toEqual([`SFLUSH ${slots}`]);
});

test.each(['CLUSTER SETSLOT 7 NODE x', 'SET SFLUSH 1', 'SFLUSH 0 16384', 'TRIMSLOTS RANGES 1 5'])(
  '%s is passed on',
  async (command) => {
    expect(await say(command)).toEqual([command]);
  },
);
