/** What shards tell of atomic migrations, as Valkey 9.1.2 and Redis 8.6.3 send it. */
import { expect, test } from 'vitest';
import { migrationMark } from '../../../src/delivery/shards/slot-migration.ts';

const TASK = 'CLUSTER SYNCSLOTS CONF ASM-TASK job:source:destination';

test.each([
  [
    'CLUSTER SYNCSLOTS ESTABLISH SOURCE node NAME job SLOTSRANGE 1 2 5 9',
    {
      kind: 'begun',
      job: 'job',
      source: 'node',
      ranges: [
        [1, 2],
        [5, 9],
      ],
    },
  ],
  ['CLUSTER SYNCSLOTS FINISH STATE SUCCESS NAME job MESSAGE ', { kind: 'done', job: 'job' }],
  ['CLUSTER SYNCSLOTS FINISH STATE FAILED NAME job MESSAGE lost', { kind: 'failed', job: 'job' }],
  ['cluster syncslots finish state success name job', { kind: 'done', job: 'job' }],
  ['CLUSTER SYNCSLOTS SNAPSHOT-EOF', undefined],
  ['CLUSTER SYNCSLOTS ACK', undefined],
  [
    `${TASK}:import:connecting:1-2 5-9`,
    {
      kind: 'begun',
      job: 'job',
      source: 'source',
      ranges: [
        [1, 2],
        [5, 9],
      ],
    },
  ],
  [`${TASK}:import:completed:1-2`, { kind: 'done', job: 'job' }],
  [`${TASK}:import:failed:1-2`, { kind: 'failed', job: 'job' }],
  [`${TASK}:import:canceled:1-2`, { kind: 'failed', job: 'job' }],
  [`${TASK}:migrate:completed:1-2`, undefined],
  ['CLUSTER SYNCSLOTS CONF SLOT-INFO 15495:6:1', undefined],
  ['CLUSTER SETSLOT 1 NODE node', undefined],
  ['SET CLUSTER SYNCSLOTS', undefined],
])('%s', (line, mark) => {
  // The last argument of a task has blanks in it.
  const words = line.startsWith(TASK)
    ? [...line.split(' ').slice(0, 4), line.slice('CLUSTER SYNCSLOTS CONF ASM-TASK '.length)]
    : line.split(' ');
  expect(migrationMark(words)).toEqual(mark);
});
