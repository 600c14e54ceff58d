/** Jobs and fields of KeyDB; for members that expire see sets.test.ts. */
import { describe, expect, test } from 'vitest';
import { replayCommands, valuesAfter, type CommandLine } from '../../tools/replay-commands.ts';

describe('KEYDB.CRON', () => {
  test.each<[string, CommandLine, Record<string, unknown>]>([
    [
      'with a start, keys and arguments',
      'KEYDB.CRON k REPEAT 5 1000 return 2 a b c',
      { script: 'return', start: 5, interval: 1000, keys: ['a', 'b'], args: ['c'] },
    ],
    [
      'as a rewritten log has it',
      'KEYDB.CRON k SINGLE 1000 return 0 c',
      { script: 'return', start: 1_800_000_000_000, interval: 1000, keys: [], args: ['c'] },
    ],
    [
      'of a script alone',
      'KEYDB.CRON k repeat 1000 return',
      { script: 'return', start: 1_800_000_000_000, interval: 1000, keys: [], args: [] },
    ],
  ])('%s', (_name, line, want) => {
    expect(valuesAfter(['SET k v', line])).toEqual({ k: want });
  });

  test('that is wrong changes nothing', () => {
    const wrong = ['KEYDB.CRON k ONCE 1 x', 'KEYDB.CRON k SINGLE 0 x', 'KEYDB.CRON k SINGLE 5 x 2 a'];
    const { keys, warnings } = replayCommands(wrong);
    expect(keys).toEqual([]);
    expect(warnings).toHaveLength(3);
  });
});

test('KEYDB.HRENAME', () => {
  expect(valuesAfter(['HSET k a 1 b 2', 'KEYDB.HRENAME k a b', 'KEYDB.HRENAME k x y'])).toEqual({ k: { b: '1' } });
});
