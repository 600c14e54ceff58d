/** Consumer groups: what each command leaves. */
import { describe, expect, test } from 'vitest';
import { NOW_MS, replayCommands, valuesAfter } from '../../tools/replay-commands.ts';

type Fields = Readonly<Record<string, unknown>>;

function groupsAfter(lines: readonly string[]): readonly Fields[] {
  const value = valuesAfter(lines)['s'];
  if (!hasGroups(value)) throw new Error('there is no stream');
  return value.groups;
}

function hasGroups(value: unknown): value is { groups: readonly Fields[] } {
  return typeof value === 'object' && value !== null && 'groups' in value;
}

const THREE = ['XADD s 1-0 a 1', 'XADD s 2-0 a 2', 'XADD s 3-0 a 3', 'XGROUP CREATE s g 0'];

/** As a log tells of a delivery. */
function delivered(id: string, consumer = 'c', deliveries = 1): string {
  return `XCLAIM s g ${consumer} 0 ${id} TIME 5000 RETRYCOUNT ${deliveries} FORCE JUSTID LASTID ${id}`;
}

describe('groups', () => {
  test.each<[string, readonly string[], Fields | undefined]>([
    ['XGROUP CREATE', [...THREE], { name: 'g', lastId: '0-0', pending: [], consumers: [] }],
    ['at the last id', [...THREE, 'XGROUP DESTROY s g', 'XGROUP CREATE s g $'], { lastId: '3-0' }],
    ['with a number of entries read', ['XADD s 1-0 a 1', 'XGROUP CREATE s g 0 ENTRIESREAD 1'], { entriesRead: 1 }],
    ['-1: unknown', ['XADD s 1-0 a 1', 'XGROUP CREATE s g 0 ENTRIESREAD -1'], { name: 'g' }],
    ['MKSTREAM', ['XGROUP CREATE s g $ MKSTREAM'], { lastId: '0-0' }],
    ['a second one of the name changes nothing', [...THREE, 'XGROUP CREATE s g 2-0'], { lastId: '0-0' }],
    ['XGROUP SETID', [...THREE, 'XGROUP SETID s g 2-0 ENTRIESREAD 2'], { lastId: '2-0', entriesRead: 2 }],
    ['no more read than were added', [...THREE, 'XGROUP SETID s g 2-0 ENTRIESREAD 9'], { entriesRead: 3 }],
    ['XGROUP DESTROY', [...THREE, 'XGROUP DESTROY s g'], undefined],
    ['CREATECONSUMER', [...THREE, 'XGROUP CREATECONSUMER s g c'], { consumers: [{ name: 'c', seenAt: NOW_MS }] }],
    [
      'DELCONSUMER',
      [...THREE, delivered('1-0'), delivered('2-0', 'd'), 'XGROUP DELCONSUMER s g c'],
      {
        pending: [{ id: '2-0', consumer: 'd', deliveredAt: 5000, deliveries: 1 }],
      },
    ],
    [
      'DELCONSUMER of those between whom an entry went to and fro',
      [
        ...THREE,
        delivered('1-0'),
        delivered('1-0', 'd'),
        delivered('1-0'),
        delivered('2-0', 'e'),
        'XACK s g 2-0',
        'XGROUP DELCONSUMER s g d',
        'XGROUP DELCONSUMER s g e',
      ],
      { pending: [{ id: '1-0', consumer: 'c', deliveredAt: 5000, deliveries: 1 }] },
    ],
  ])('%s', (_name, lines, want) => {
    const [first] = groupsAfter(lines);
    if (want === undefined) expect(first).toBeUndefined();
    else expect(first).toMatchObject(want);
  });

  test('SETID without a number forgets it', () => {
    const lines = [...THREE, 'XGROUP SETID s g 2-0 ENTRIESREAD 2', 'XGROUP SETID s g 3-0'];
    expect(groupsAfter(lines)[0]).not.toHaveProperty('entriesRead');
  });

  test('groups and consumers stand by name', () => {
    const lines = [...THREE, 'XGROUP CREATE s f 0', delivered('1-0', 'z'), delivered('2-0', 'b')];
    expect(groupsAfter(lines)).toMatchObject([{ name: 'f' }, { name: 'g', consumers: [{ name: 'b' }, { name: 'z' }] }]);
  });

  test('a group in no stream is an error', () => {
    expect(replayCommands(['XGROUP CREATE s g 0', 'XCLAIM s g c 0 1-0']).warnings).toEqual([
      'XGROUP changes nothing: no such key',
      'XCLAIM changes nothing: NOGROUP: no such consumer group',
    ]);
  });
});

/** Entries as `id consumer deliveredAt deliveries`. */
function pendingAfter(lines: readonly string[]): string[] {
  const pending = groupsAfter(lines)[0]?.['pending'];
  if (!Array.isArray(pending)) return [];
  return pending.map((entry: Fields) => Object.values(entry).join(' '));
}

describe('pending entries', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a delivery', [delivered('2-0'), delivered('1-0')], ['1-0 c 5000 1', '2-0 c 5000 1']],
    ['a delivery once more', [delivered('1-0'), delivered('1-0', 'd', 2)], ['1-0 d 5000 2']],
    ['without FORCE nothing is made', ['XCLAIM s g c 0 1-0'], []],
    ['a claim counts', [delivered('1-0'), 'XCLAIM s g d 0 1-0'], [`1-0 d ${NOW_MS} 2`]],
    ['but with JUSTID', [delivered('1-0'), 'XCLAIM s g d 0 1-0 JUSTID'], [`1-0 d ${NOW_MS} 1`]],
    ['IDLE', [delivered('1-0'), 'XCLAIM s g d 0 1-0 JUSTID IDLE 10'], [`1-0 d ${NOW_MS - 10} 1`]],
    ['a time to come is now', ['XCLAIM s g c 0 1-0 TIME 9000000000000 RETRYCOUNT 3 FORCE'], [`1-0 c ${NOW_MS} 3`]],
    ['not idle long enough', [delivered('1-0'), `XCLAIM s g d ${NOW_MS} 1-0`], ['1-0 c 5000 1']],
    ['an entry that is gone is pending no more', [delivered('1-0'), 'XDEL s 1-0', delivered('1-0')], []],
    ['XDEL leaves it pending', [delivered('1-0'), 'XDEL s 1-0'], ['1-0 c 5000 1']],
    ['XACK', [delivered('1-0'), delivered('2-0'), 'XACK s g 1-0 9-9'], ['2-0 c 5000 1']],
    ['XDELEX DELREF', [delivered('1-0'), 'XDELEX s DELREF IDS 1 1-0'], []],
    ['XDELEX ACKED', [delivered('1-0'), 'XDELEX s ACKED IDS 1 1-0'], ['1-0 c 5000 1']],
    ['XACKDEL', [delivered('1-0'), delivered('2-0'), 'XACKDEL s g KEEPREF IDS 2 1-0 3-0'], ['2-0 c 5000 1']],
    ['XTRIM DELREF', [delivered('1-0'), delivered('2-0'), 'XTRIM s DELREF MAXLEN 2'], ['2-0 c 5000 1']],
  ])('%s', (_name, lines, want) => {
    expect(pendingAfter([...THREE, ...lines])).toEqual(want);
  });

  test('thousands, in any order', () => {
    const ids = Array.from({ length: 3000 }, (_, i) => ((i * 1117) % 3000) + 1);
    const lines = [
      ...Array.from({ length: 3000 }, (_, i) => `XADD s ${i + 1} a b`),
      'XGROUP CREATE s g 0',
      ...ids.map((id) => delivered(`${id}-0`, `c${id % 7}`)),
      ...ids.filter((id) => id % 3 === 0).map((id) => `XACK s g ${id}`),
      'XGROUP DELCONSUMER s g c4',
    ];
    const want = Array.from({ length: 3000 }, (_, i) => i + 1).filter((id) => id % 3 !== 0 && id % 7 !== 4);
    expect(pendingAfter(lines)).toEqual(want.map((id) => `${id}-0 c${id % 7} 5000 1`));
  });
});

describe('entries that groups refer to', () => {
  test.each<[string, readonly string[], string]>([
    ['ACKED keeps what is pending', [delivered('1-0'), 'XTRIM s ACKED MAXLEN 0'], '1-0 2-0 3-0'],
    ['and what is not yet delivered', ['XGROUP SETID s g 2-0', 'XTRIM s ACKED MAXLEN 0'], '3-0'],
    [
      'XACKDEL with another group',
      ['XGROUP CREATE s h 0', delivered('1-0'), 'XACKDEL s g ACKED IDS 1 1-0'],
      '1-0 2-0 3-0',
    ],
    ['XACKDEL deletes what was pending', [delivered('1-0'), 'XACKDEL s g IDS 2 1-0 2-0'], '2-0 3-0'],
  ])('%s', (_name, lines, want) => {
    const value = valuesAfter([...THREE, ...lines])['s'];
    const entries = typeof value === 'object' && value !== null && 'entries' in value ? value.entries : [];
    expect(Array.isArray(entries) ? entries.map(({ id }: { id: string }) => id).join(' ') : '').toBe(want);
  });
});

describe('XNACK', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['FAIL leaves the count', [delivered('1-0', 'c', 4), 'XNACK s g FAIL IDS 1 1-0'], ['1-0 0 4'], ['1-0']],
    ['SILENT takes one off', [delivered('1-0', 'c', 4), 'XNACK s g SILENT IDS 1 1-0'], ['1-0 0 3'], ['1-0']],
    ['RETRYCOUNT sets it', [delivered('1-0'), 'XNACK s g FAIL IDS 1 1-0 RETRYCOUNT 9'], ['1-0 0 9'], ['1-0']],
    ['FORCE makes an entry', ['XNACK s g FAIL IDS 1 2-0 FORCE', 'XNACK s g FAIL IDS 1 3-0'], ['2-0 0 0'], ['2-0']],
    [
      'the zone is in the order of the commands',
      ['XNACK s g FAIL IDS 3 3-0 1-0 2-0 FORCE', 'XNACK s g FAIL IDS 1 3-0'],
      ['1-0 0 0', '2-0 0 0', '3-0 0 0'],
      ['1-0', '2-0', '3-0'],
    ],
    ['a claim takes it out', ['XNACK s g FAIL IDS 1 1-0 FORCE', delivered('1-0')], ['1-0 c 5000 1'], []],
    ['XACK takes it off', ['XNACK s g FAIL IDS 1 1-0 FORCE', 'XACK s g 1-0'], [], []],
  ])('%s', (_name, lines, pending, nacked) => {
    expect(pendingAfter([...THREE, ...lines])).toEqual(pending);
    expect(groupsAfter([...THREE, ...lines])[0]?.['nacked']).toEqual(nacked);
  });
});

test('XTRIM ACKED stops in a node that may not go as a whole', () => {
  const lines = [
    ...Array.from({ length: 150 }, (_, i) => `XADD s ${i + 1} a b`),
    'XGROUP CREATE s g 0',
    ...Array.from({ length: 95 }, (_, i) => delivered(`${i + 1}-0`)),
    'XGROUP SETID s g 150',
    'XTRIM s ACKED MAXLEN 60',
  ];
  // The node of the first 100 may not go, and 5 of them are not pending.
  expect(valuesAfter(lines)['s']).toMatchObject({ length: 145 });
});
