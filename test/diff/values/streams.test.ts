/** What is told of two streams. */
import { describe, expect, test } from 'vitest';
import type { DiffOptions } from '../../../src/diff/diff-options.ts';
import { parseStreamId, type StreamGroup, type StreamIdmp, type StreamTotals } from '../../../src/model/stream.ts';
import type { StreamEntry, StreamGroupValue, StreamPending, StreamValue } from '../../../src/model/value.ts';
import { bytes, told } from './stored.ts';

/** `1-1 field value …` */
function entry(text: string): StreamEntry {
  const [id = '', ...words] = text.split(' ');
  const fields = [];
  for (let i = 0; i < words.length; i += 2)
    fields.push({ field: bytes(words[i] ?? ''), value: bytes(words[i + 1] ?? '') });
  return { id: parseStreamId(id), fields };
}

const TOTALS: StreamTotals = {
  length: 3n,
  lastId: parseStreamId('3-0'),
  firstId: parseStreamId('1-0'),
  maxDeletedId: parseStreamId('0-0'),
  entriesAdded: 3n,
};
const ENTRIES = ['1-0 f a', '2-0 f b', '3-0 f c'];

/** `1-0 consumer delivered deliveries`, or `-` for no consumer. */
function pendingEntry(text: string): StreamPending {
  const [id = '', consumer = '-', delivered = '0', deliveries = '1'] = text.split(' ');
  return {
    id: parseStreamId(id),
    ...(consumer === '-' ? {} : { consumer: bytes(consumer) }),
    deliveredAtMs: BigInt(delivered),
    deliveries: BigInt(deliveries),
  };
}

/** `name seen active` */
function group(
  name: string,
  pending: string[],
  consumers: string[],
  more: Partial<StreamGroup> = {},
): StreamGroupValue {
  return {
    name: bytes(name),
    lastId: parseStreamId('2-0'),
    entriesRead: 2n,
    ...more,
    pending: pending.map(pendingEntry),
    consumers: consumers.map((text) => {
      const [consumer = '', seen = '1', active] = text.split(' ');
      return {
        name: bytes(consumer),
        seenAtMs: BigInt(seen),
        ...(active === undefined ? {} : { activeAtMs: BigInt(active) }),
      };
    }),
  };
}

const GROUP = group('g', ['1-0 c 5 1', '2-0 d 6 2'], ['c', 'd']);

function stream(parts: {
  entries?: string[];
  totals?: Partial<StreamTotals>;
  groups?: StreamGroupValue[];
  idmp?: StreamIdmp;
}): StreamValue {
  const { entries = ENTRIES, totals = {}, groups = [], idmp } = parts;
  return {
    type: 'stream',
    entries: entries.map(entry),
    totals: { ...TOTALS, ...totals },
    groups,
    ...(idmp === undefined ? {} : { idmp }),
  };
}

function idmp(records: Record<string, string>, more: Partial<StreamIdmp> = {}): StreamIdmp {
  const entries = Object.entries(records).map(([iid, id]) => ({ iid: bytes(iid), id: parseStreamId(id) }));
  return {
    durationSeconds: 100n,
    maxEntries: 100n,
    producers: [{ id: bytes('p'), entries }],
    added: 2n,
    duplicates: 0n,
    ...more,
  };
}

const PLAIN = stream({});
const FIELDS = (value: string): unknown => [{ field: 'f', value }];

describe('entries', () => {
  test.each<[string, string[], unknown[]]>([
    ['the same', ENTRIES, []],
    ['one removed', ['1-0 f a', '3-0 f c'], [{ kind: 'entry', id: '2-0', a: FIELDS('b') }]],
    [
      'one added between the others',
      ['1-0 f a', '1-1 f x', '2-0 f b', '3-0 f c'],
      [{ kind: 'entry', id: '1-1', b: FIELDS('x') }],
    ],
    [
      'another value',
      ['1-0 f a', '2-0 f B', '3-0 f c'],
      [{ kind: 'entry', id: '2-0', a: FIELDS('b'), b: FIELDS('B') }],
    ],
    [
      'another name, which is not that of the first entry',
      ['1-0 f a', '2-0 g b', '3-0 f c'],
      [{ kind: 'entry', id: '2-0', a: FIELDS('b'), b: [{ field: 'g', value: 'b' }] }],
    ],
    [
      'a byte that moves from the name into the value',
      ['1-0 f a', '2-0 fb ', '3-0 f c'],
      [{ kind: 'entry', id: '2-0', a: FIELDS('b'), b: [{ field: 'fb', value: '' }] }],
    ],
    [
      'a field more',
      ['1-0 f a', '2-0 f b f b', '3-0 f c'],
      [{ kind: 'entry', id: '2-0', a: FIELDS('b'), b: [...[FIELDS('b')].flat(), ...[FIELDS('b')].flat()] }],
    ],
    [
      'all others',
      ['0-1 f a', '3-1 f c'],
      [
        { kind: 'entry', id: '1-0', a: FIELDS('a') },
        { kind: 'entry', id: '2-0', a: FIELDS('b') },
        { kind: 'entry', id: '3-0', a: FIELDS('c') },
        { kind: 'entry', id: '0-1', b: FIELDS('a') },
        { kind: 'entry', id: '3-1', b: FIELDS('c') },
      ],
    ],
  ])('%s', (_name, entries, changes) => {
    expect(told(PLAIN, stream({ entries }))).toEqual(changes);
    expect(told(PLAIN, stream({ entries }), { streams: 'entries' })).toEqual(changes);
  });

  test('names that are those of the first entry, or stand with the entry', () => {
    expect(told(stream({ entries: ['1-0 f a', '2-0 g b'] }), stream({ entries: ['2-0 g b'] }))).toEqual([
      { kind: 'entry', id: '1-0', a: FIELDS('a') },
    ]);
  });
});

const WITH_GROUP = stream({ groups: [GROUP] });

describe('all else', () => {
  test.each<[string, StreamValue, StreamValue, unknown[]]>([
    [
      'the last id',
      PLAIN,
      stream({ totals: { lastId: parseStreamId('3-1') } }),
      [{ kind: 'fact', name: 'lastId', a: '3-0', b: '3-1' }],
    ],
    [
      'counters',
      PLAIN,
      stream({ totals: { entriesAdded: 5n, maxDeletedId: parseStreamId('2-5') } }),
      [
        { kind: 'fact', name: 'maxDeletedId', a: '0-0', b: '2-5' },
        { kind: 'fact', name: 'entriesAdded', a: 3, b: 5 },
      ],
    ],
    [
      'a group',
      PLAIN,
      WITH_GROUP,
      [
        { kind: 'group', group: 'g', b: { lastId: '2-0', entriesRead: 2 } },
        { kind: 'consumer', group: 'g', consumer: 'c', b: { name: 'c', seenAtMs: 1 } },
        { kind: 'consumer', group: 'g', consumer: 'd', b: { name: 'd', seenAtMs: 1 } },
        { kind: 'pending', group: 'g', id: '1-0', b: { id: '1-0', consumer: 'c', deliveredAtMs: 5, deliveries: 1 } },
        { kind: 'pending', group: 'g', id: '2-0', b: { id: '2-0', consumer: 'd', deliveredAtMs: 6, deliveries: 2 } },
      ],
    ],
    [
      'what a group was given last',
      WITH_GROUP,
      stream({ groups: [{ ...GROUP, lastId: parseStreamId('3-0') }] }),
      [{ kind: 'group', group: 'g', a: { lastId: '2-0', entriesRead: 2 }, b: { lastId: '3-0', entriesRead: 2 } }],
    ],
    [
      'what a group has read',
      WITH_GROUP,
      stream({ groups: [group('g', ['1-0 c 5 1', '2-0 d 6 2'], ['c', 'd'], { entriesRead: 3n })] }),
      [{ kind: 'group', group: 'g', a: { lastId: '2-0', entriesRead: 2 }, b: { lastId: '2-0', entriesRead: 3 } }],
    ],
    [
      'a consumer',
      WITH_GROUP,
      stream({ groups: [group('g', ['1-0 c 5 1', '2-0 d 6 2'], ['c', 'd', 'e 7 8'])] }),
      [{ kind: 'consumer', group: 'g', consumer: 'e', b: { name: 'e', seenAtMs: 7, activeAtMs: 8 } }],
    ],
    [
      'whose an entry is, where consumers are counted otherwise',
      WITH_GROUP,
      stream({ groups: [group('g', ['1-0 d 5 1', '2-0 d 6 2'], ['a', 'c', 'd'])] }),
      [
        { kind: 'consumer', group: 'g', consumer: 'a', b: { name: 'a', seenAtMs: 1 } },
        {
          kind: 'pending',
          group: 'g',
          id: '1-0',
          a: { id: '1-0', consumer: 'c', deliveredAtMs: 5, deliveries: 1 },
          b: { id: '1-0', consumer: 'd', deliveredAtMs: 5, deliveries: 1 },
        },
      ],
    ],
    [
      'an entry acknowledged, another pending',
      WITH_GROUP,
      stream({ groups: [group('g', ['2-0 d 6 2', '3-0 c 9 1'], ['c', 'd'])] }),
      [
        { kind: 'pending', group: 'g', id: '1-0', a: { id: '1-0', consumer: 'c', deliveredAtMs: 5, deliveries: 1 } },
        { kind: 'pending', group: 'g', id: '3-0', b: { id: '3-0', consumer: 'c', deliveredAtMs: 9, deliveries: 1 } },
      ],
    ],
    [
      'how often an entry was delivered, and when',
      WITH_GROUP,
      stream({ groups: [group('g', ['1-0 c 5 2', '2-0 d 7 2'], ['c', 'd'])] }),
      [
        {
          kind: 'pending',
          group: 'g',
          id: '1-0',
          a: { id: '1-0', consumer: 'c', deliveredAtMs: 5, deliveries: 1 },
          b: { id: '1-0', consumer: 'c', deliveredAtMs: 5, deliveries: 2 },
        },
        {
          kind: 'pending',
          group: 'g',
          id: '2-0',
          a: { id: '2-0', consumer: 'd', deliveredAtMs: 6, deliveries: 2 },
          b: { id: '2-0', consumer: 'd', deliveredAtMs: 7, deliveries: 2 },
        },
      ],
    ],
    [
      'the order of the NACK zone',
      stream({ groups: [group('g', ['1-0', '2-0'], [], { nacked: ['1-0', '2-0'].map(parseStreamId) })] }),
      stream({ groups: [group('g', ['1-0', '2-0'], [], { nacked: ['2-0', '1-0'].map(parseStreamId) })] }),
      [
        {
          kind: 'group',
          group: 'g',
          a: { lastId: '2-0', entriesRead: 2, nacked: ['1-0', '2-0'] },
          b: { lastId: '2-0', entriesRead: 2, nacked: ['2-0', '1-0'] },
        },
      ],
    ],
    ['an empty NACK zone and none', stream({ groups: [{ ...GROUP, nacked: [] }] }), WITH_GROUP, []],
    [
      'the order of groups',
      stream({ groups: [GROUP, group('h', [], [])] }),
      stream({ groups: [group('h', [], []), GROUP] }),
      [],
    ],
    [
      'what producers have sent',
      stream({ idmp: idmp({ one: '1-0', two: '2-0' }) }),
      stream({ idmp: idmp({ two: '2-1', three: '3-0' }) }),
      [
        { kind: 'producer', producer: 'p', iid: 'one', a: '1-0' },
        { kind: 'producer', producer: 'p', iid: 'two', a: '2-0', b: '2-1' },
        { kind: 'producer', producer: 'p', iid: 'three', b: '3-0' },
      ],
    ],
    [
      'how long that is kept',
      stream({ idmp: idmp({}) }),
      stream({ idmp: idmp({}, { durationSeconds: 60n, maxEntries: 5n, added: 3n, duplicates: 1n }) }),
      [
        { kind: 'fact', name: 'idmp.duration', a: 100, b: 60 },
        { kind: 'fact', name: 'idmp.maxEntries', a: 100, b: 5 },
        { kind: 'fact', name: 'idmp.added', a: 2, b: 3 },
        { kind: 'fact', name: 'idmp.duplicates', a: 0, b: 1 },
      ],
    ],
    ['producers that have sent nothing, and none', stream({ idmp: idmp({}, { added: 0n, producers: [] }) }), PLAIN, []],
  ])('%s', (_name, a, b, changes) => {
    expect(told(a, b)).toEqual(changes);
    expect(told(a, b, { streams: 'entries' })).toEqual([]);
    expect(told(a, a)).toEqual([]);
    expect(told(b, b)).toEqual([]);
  });
});

describe('when consumers were there', () => {
  const late = stream({ groups: [group('g', ['1-0 c 5 1', '2-0 d 6 2'], ['c 9', 'd 1 3'])] });

  test.each<[string, Partial<DiffOptions>, unknown[]]>([
    ['does not count', {}, []],
    [
      'counts',
      { ignore: new Set() },
      [
        { kind: 'consumer', group: 'g', consumer: 'c', a: { name: 'c', seenAtMs: 1 }, b: { name: 'c', seenAtMs: 9 } },
        {
          kind: 'consumer',
          group: 'g',
          consumer: 'd',
          a: { name: 'd', seenAtMs: 1 },
          b: { name: 'd', seenAtMs: 1, activeAtMs: 3 },
        },
      ],
    ],
  ])('%s', (_name, options, changes) => {
    expect(told(WITH_GROUP, late, options)).toEqual(changes);
  });
});

/** The counters and what groups have read are missing there: a server from 7.0 on makes something of that. */
describe('a file from before 7.0 and one of a newer server that has loaded it', () => {
  const old = (...groups: StreamGroupValue[]): StreamValue => ({
    type: 'stream',
    entries: ENTRIES.map(entry),
    totals: { length: 3n, lastId: parseStreamId('3-0') },
    groups,
  });
  const at = (lastId: string, entriesRead?: bigint): StreamGroupValue => ({
    name: bytes('g'),
    lastId: parseStreamId(lastId),
    ...(entriesRead === undefined ? {} : { entriesRead }),
    pending: [],
    consumers: [],
  });

  test.each([
    ['everything', '3-0', 3n],
    ['nothing', '0-0', 0n],
    ['one', '1-0', 1n],
    ['it is not known', '2-0', undefined],
  ])('a group has read: %s', (_name, lastId, entriesRead) => {
    expect(told(old(at(lastId)), stream({ groups: [at(lastId, entriesRead)] }))).toEqual([]);
  });

  test('a group of a stream that never had an entry', () => {
    const empty = (group: StreamGroupValue): StreamValue =>
      stream({ entries: [], totals: { length: 0n, lastId: parseStreamId('0-0'), entriesAdded: 0n }, groups: [group] });
    expect(told(empty(at('0-0')), empty(at('0-0', 0n)))).toEqual([]);
  });

  test('a group that has read less', () => {
    expect(told(old(at('3-0')), stream({ groups: [at('3-0', 2n)] }))).toEqual([
      { kind: 'group', group: 'g', a: { lastId: '3-0', entriesRead: 3 }, b: { lastId: '3-0', entriesRead: 2 } },
    ]);
  });
});
