/** KeyDB's jobs. */
import { expect, test } from 'vitest';
import { NOW_MS, replayCommands } from '../../tools/replay-commands.ts';

test.each([
  [
    'with a start',
    ['KEYDB.CRON', 'job', 'REPEAT', 5, 1000, 'return 1', 1, 'k', 'a', 'b'],
    { script: 'return 1', start: 5, interval: 1000, keys: ['k'], args: ['a', 'b'] },
  ],
  [
    'from the time of loading',
    ['KEYDB.CRON', 'job', 'single', 1000, 'return 1', 0, 'a'],
    { script: 'return 1', start: NOW_MS, interval: 1000, keys: [], args: ['a'] },
  ],
  [
    'without keys and arguments',
    ['KEYDB.CRON', 'job', 'SINGLE', 1000, 'return 1'],
    { script: 'return 1', start: NOW_MS, interval: 1000, keys: [], args: [] },
  ],
])('%s', (_name, line, value) => {
  expect(replayCommands([line]).keys).toMatchObject([{ key: 'job', type: 'cron', value }]);
});

test.each([
  ['KEYDB.CRON job often 1000 x', 'a syntax error'],
  ['KEYDB.CRON job REPEAT 0 x', 'an interval must be positive'],
  ['KEYDB.CRON job REPEAT 1000 x 3 k', 'a wrong number of keys'],
])('%s', (line, why) => {
  expect(replayCommands([line])).toMatchObject({ keys: [], warnings: [`KEYDB.CRON changes nothing: ${why}`] });
});
