/** What idempotent producers of streams have sent (Redis 8.6). */
import { expect, test } from 'vitest';
import type { StreamIdmp } from '../../../../src/model/stream.ts';
import { parseStreamId } from '../../../../src/model/stream.ts';
import type { Stored } from './changed-key.ts';
import { linesOf, printPatch } from './print-patch.ts';
import { bytes, key, stream } from './values.ts';

/** @param sent - by iid, the id of its entry */
function sent(records: Readonly<Record<string, string>>, more: Partial<StreamIdmp> = {}, entries = '1-0 2-0'): Stored {
  const idmp: StreamIdmp = {
    durationSeconds: 100n,
    maxEntries: 100n,
    producers: [
      {
        id: bytes('p'),
        entries: Object.entries(records).map(([iid, id]) => ({ iid: bytes(iid), id: parseStreamId(id) })),
      },
    ].filter((producer) => producer.entries.length > 0),
    added: BigInt(Object.keys(records).length),
    duplicates: 0n,
    ...more,
  };
  return key({ ...stream({ entries }), idmp });
}

const ANEW = ['UNLINK k', 'XADD k 1-0 f v', 'XADD k 2-0 f v', 'XSETID k 2-0 ENTRIESADDED 2 MAXDELETEDID 0-0'];
const lossOf = (what: string): string => `${what}: redis-8.6 cannot be given it`;

test.each<[string, Stored, Stored, string[], string[]]>([
  ['an id', sent({ one: '1-0' }), sent({ one: '1-0', two: '2-0' }), ['XIDMPRECORD k p two 2-0'], []],
  ['an id less', sent({ one: '1-0', two: '2-0' }), sent({ one: '1-0' }), [...ANEW, 'XIDMPRECORD k p one 1-0'], []],
  [
    'a configuration',
    sent({}),
    sent({}, { durationSeconds: 5n, maxEntries: 7n }),
    ['XCFGSET k IDMP-DURATION 5 IDMP-MAXSIZE 7'],
    [],
  ],
  [
    'a configuration, which takes all ids away',
    sent({ one: '1-0' }),
    sent({ one: '1-0' }, { maxEntries: 7n }),
    [...ANEW, 'XCFGSET k IDMP-DURATION 100 IDMP-MAXSIZE 7', 'XIDMPRECORD k p one 1-0'],
    [],
  ],
  [
    'an id whose entry is gone',
    sent({}),
    sent({ gone: '1-1' }),
    [],
    [lossOf('the ids of producers whose entries are gone'), lossOf('how many ids producers have sent')],
  ],
  ['a count', sent({}), sent({}, { duplicates: 3n }), [], [lossOf('how many ids producers have sent twice')]],
])('%s', (_name, a, b, lines, losses) => {
  const printed = printPatch([a], [b]);
  expect(linesOf(printed)).toEqual(lines);
  expect(printed.losses).toEqual(losses);
});
