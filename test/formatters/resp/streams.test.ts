/** Streams as commands. Source: aof-replication-resp.md 6.2. */
import { expect, test } from 'vitest';
import {
  NOBODY,
  parseStreamId,
  type PendingEntries,
  type StreamGroup,
  type StreamIdmp,
  type StreamTotals,
} from '../../../src/model/stream.ts';
import { send, type Sent } from './commands.ts';

interface Stream {
  readonly entries: readonly string[];
  readonly totals?: Partial<StreamTotals>;
  readonly groups?: readonly {
    readonly group: StreamGroup;
    readonly pending?: readonly (readonly [id: string, consumer: number, at: bigint, deliveries: bigint])[];
    readonly consumers?: readonly string[];
  }[];
  readonly idmp?: StreamIdmp;
}

function pendingEntries(list: NonNullable<NonNullable<Stream['groups']>[number]['pending']>): PendingEntries {
  return {
    count: list.length,
    ids: BigUint64Array.from(list.flatMap(([id]) => Object.values(parseStreamId(id)) as bigint[])),
    consumer: Int32Array.from(list, ([, consumer]) => consumer),
    deliveredAtMs: BigInt64Array.from(list, ([, , at]) => at),
    deliveries: BigUint64Array.from(list, ([, , , deliveries]) => deliveries),
  };
}

function play({ feed }: Sent, { entries, totals, groups = [], idmp }: Stream): void {
  feed.entry({ key: 'k', type: 'stream', typeByte: 15 }, (sink) => {
    for (const id of entries) sink.streamEntry(...feed.span(id), feed.rows('f', 'v'), 1);
    const lastId = parseStreamId(entries.at(-1) ?? '0-0');
    sink.streamTotals({ length: BigInt(entries.length), lastId, ...totals });
    for (const { group, pending = [], consumers = [] } of groups) {
      const named = consumers.map((name) => ({ name: Buffer.from(name), seenAtMs: 0n }));
      sink.group(group, pendingEntries(pending), named);
    }
    if (idmp !== undefined) sink.idmp(idmp);
  });
}

const id = parseStreamId;
const known = { entriesAdded: 9n, maxDeletedId: id('1-5') };
const g = { name: Buffer.from('g'), lastId: id('2-0'), entriesRead: 3n };

const ADDED = 'how many entries were added and deleted: redis-6.2 cannot be given it';
const READ = 'how many entries group "g" has read: redis-6.2 cannot be given it';

test.each<[string, string, Stream, string[], string[]?]>([
  [
    'entries and counters',
    'redis-7.0',
    { entries: ['1-0', '2-0'], totals: known },
    ['XADD k 1-0 f v', 'XADD k 2-0 f v', 'XSETID k 2-0 ENTRIESADDED 9 MAXDELETEDID 1-5'],
  ],
  [
    'counters, before 7.0',
    'redis-6.2',
    { entries: ['1-0'], totals: known },
    ['XADD k 1-0 f v', 'XSETID k 1-0'],
    [ADDED],
  ],
  [
    'counters of an older file',
    'valkey-8.0',
    { entries: ['1-0'] },
    ['XADD k 1-0 f v', 'XSETID k 1-0 ENTRIESADDED 1 MAXDELETEDID 0-0'],
  ],
  [
    'no entries',
    'redis-7.0',
    { entries: [], totals: { ...known, lastId: id('7-1') } },
    ['XADD k MAXLEN 0 0-1 x y', 'XSETID k 7-1 ENTRIESADDED 9 MAXDELETEDID 1-5'],
  ],
  [
    'a group',
    'redis-7.0',
    { entries: ['1-0'], totals: known, groups: [{ group: g, consumers: ['c'] }] },
    [
      'XADD k 1-0 f v',
      'XSETID k 1-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'XGROUP CREATECONSUMER k g c',
    ],
  ],
  [
    'a group, before 7.0',
    'redis-6.2',
    { entries: ['1-0'], groups: [{ group: g, consumers: ['c'] }] },
    ['XADD k 1-0 f v', 'XSETID k 1-0', 'XGROUP CREATE k g 2-0', 'XGROUP CREATECONSUMER k g c'],
    [READ],
  ],
  [
    'pending entries: neighbours that are alike by one XCLAIM, and who has none',
    'redis-6.2',
    {
      entries: ['1-0', '2-0', '3-0', '4-0'],
      groups: [
        {
          group: g,
          consumers: ['a', 'b', 'idle'],
          pending: [
            ['1-0', 0, 50n, 1n],
            ['2-0', 0, 50n, 1n],
            ['3-0', 1, 50n, 1n],
            ['4-0', 0, 60n, 2n],
          ],
        },
      ],
    },
    [
      'XADD k 1-0 f v',
      'XADD k 2-0 f v',
      'XADD k 3-0 f v',
      'XADD k 4-0 f v',
      'XSETID k 4-0',
      'XGROUP CREATE k g 2-0',
      'XCLAIM k g a 0 1-0 2-0 TIME 50 RETRYCOUNT 1 FORCE JUSTID',
      'XCLAIM k g b 0 3-0 TIME 50 RETRYCOUNT 1 FORCE JUSTID',
      'XCLAIM k g a 0 4-0 TIME 60 RETRYCOUNT 2 FORCE JUSTID',
      'XGROUP CREATECONSUMER k g idle',
    ],
    [READ],
  ],
  [
    'pending entries that have been deleted: they are there while they are claimed',
    'redis-7.0',
    {
      entries: ['2-0'],
      totals: { ...known, lastId: id('5-0') },
      groups: [
        {
          group: g,
          consumers: ['a'],
          pending: [
            ['1-0', 0, 50n, 1n],
            ['2-0', 0, 50n, 1n],
            ['3-0', 0, 50n, 1n],
          ],
        },
        { group: { ...g, name: Buffer.from('h') }, consumers: ['a'], pending: [['1-0', 0, 50n, 1n]] },
      ],
    },
    [
      'XADD k 2-0 f v',
      'XSETID k 5-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'XGROUP CREATE k h 2-0 ENTRIESREAD 3',
      'DEL k',
      'XADD k 1-0 x y',
      'XADD k 2-0 f v',
      'XADD k 3-0 x y',
      'XSETID k 5-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'XCLAIM k g a 0 1-0 2-0 3-0 TIME 50 RETRYCOUNT 1 FORCE JUSTID',
      'XGROUP CREATE k h 2-0 ENTRIESREAD 3',
      'XCLAIM k h a 0 1-0 TIME 50 RETRYCOUNT 1 FORCE JUSTID',
      'XDEL k 1-0 3-0',
      'XSETID k 5-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
    ],
  ],
  [
    'pending entries that have been trimmed: no entry is known to be deleted',
    'redis-7.0',
    {
      entries: ['2-0'],
      totals: { lastId: id('2-0'), maxDeletedId: id('0-0'), entriesAdded: 2n },
      groups: [{ group: g, consumers: ['a'], pending: [['1-0', 0, 50n, 1n]] }],
    },
    [
      'XADD k 2-0 f v',
      'XSETID k 2-0 ENTRIESADDED 2 MAXDELETEDID 0-0',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'DEL k',
      'XADD k 1-0 x y',
      'XADD k 2-0 f v',
      'XSETID k 2-0 ENTRIESADDED 2 MAXDELETEDID 0-0',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'XCLAIM k g a 0 1-0 TIME 50 RETRYCOUNT 1 FORCE JUSTID',
      'XTRIM k MAXLEN 1',
      'XSETID k 2-0 ENTRIESADDED 2 MAXDELETEDID 0-0',
    ],
  ],
  [
    'ids that producers have sent, if their entry is there',
    'redis-8.6',
    {
      entries: ['1-0'],
      totals: known,
      idmp: {
        durationSeconds: 60n,
        maxEntries: 100n,
        added: 2n,
        duplicates: 0n,
        producers: [
          {
            id: Buffer.from('p'),
            entries: [
              { iid: Buffer.from('i'), id: id('1-0') },
              { iid: Buffer.from('j'), id: id('0-5') },
            ],
          },
        ],
      },
    },
    [
      'XADD k 1-0 f v',
      'XSETID k 1-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
      'XCFGSET k IDMP-DURATION 60 IDMP-MAXSIZE 100',
      'XIDMPRECORD k p i 1-0',
    ],
  ],
  [
    'pending entries of nobody',
    'redis-8.8',
    {
      entries: ['1-0', '2-0'],
      totals: known,
      groups: [
        {
          group: { ...g, nacked: [id('2-0'), id('1-0')] },
          pending: [
            ['1-0', NOBODY, 0n, 3n],
            ['2-0', NOBODY, 0n, 3n],
          ],
        },
      ],
    },
    [
      'XADD k 1-0 f v',
      'XADD k 2-0 f v',
      'XSETID k 2-0 ENTRIESADDED 9 MAXDELETEDID 1-5',
      'XGROUP CREATE k g 2-0 ENTRIESREAD 3',
      'XNACK k g FAIL IDS 2 2-0 1-0 RETRYCOUNT 3 FORCE',
    ],
  ],
])('%s: %s', (_name, target, stream, commands, losses = []) => {
  const sent = send(target);
  play(sent, stream);
  expect(sent.commands()).toEqual(commands);
  expect(sent.losses).toEqual(losses);
});

test('what a group of an older file has read is what servers take it for', () => {
  const old = { name: g.name };
  for (const [lastId, words] of [
    ['0-1', ' ENTRIESREAD 0'],
    ['1-0', ' ENTRIESREAD 1'],
    ['2-0', ''],
    ['3-0', ' ENTRIESREAD 3'],
    ['4-0', ''],
  ] as const) {
    const sent = send('redis-7.0');
    play(sent, { entries: ['1-0', '2-0', '3-0'], groups: [{ group: { ...old, lastId: id(lastId) } }] });
    expect(sent.commands().at(-1)).toBe(`XGROUP CREATE k g ${lastId}${words}`);
  }
});

test('what older servers do not know is lost by name', () => {
  const sent = send('redis-6.0');
  const pending = [['1-0', NOBODY, 0n, 1n]] as const;
  play(sent, { entries: ['1-0'], groups: [{ group: g, consumers: ['c', 'd'], pending }] });
  expect(sent.losses).toEqual([
    'how many entries group "g" has read: redis-6.0 cannot be given it',
    'consumers without pending entries: redis-6.0 cannot be given it',
    'pending entries that belong to no consumer: redis-6.0 cannot be given it',
  ]);
});

test('an entry that is longer than the output', () => {
  const sent = send();
  const long = 'x'.repeat(150_000);
  sent.feed.entry({ key: 'k', type: 'stream', typeByte: 15 }, (sink) => {
    sink.streamEntry(...sent.feed.span('1-0'), sent.feed.rows(long, 'v', 'g', long), 2);
    sink.streamTotals({ length: 1n, lastId: id('1-0'), ...known });
  });
  expect(sent.commands()[0]).toBe(`XADD k 1-0 ${long} v g ${long}`);
});
