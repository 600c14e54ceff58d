/** What of a stream changes its digest, and what does not. */
import { describe, expect, test } from 'vitest';
import { parseStreamId, type StreamTotals } from '../../../src/model/stream.ts';
import type { StreamGroupValue, StreamValue } from '../../../src/model/value.ts';
import { Recorder } from './recorder.ts';
import { bytes, GROUP, STREAM } from './values.ts';

const recorder = new Recorder();
const entriesOnly = new Recorder({ streams: 'entries' });
const withTimes = new Recorder({ ignore: new Set() });
const id = parseStreamId;

function withTotals(totals: Partial<StreamTotals>): StreamValue {
  return { ...STREAM, totals: { length: 2n, lastId: id('2-0'), entriesAdded: 2n, ...totals } };
}

function withGroup(group: Partial<StreamGroupValue>): StreamValue {
  return { ...STREAM, groups: [{ ...GROUP, ...group }] };
}

const [pending] = GROUP.pending;
const [consumer] = GROUP.consumers;
if (pending === undefined || consumer === undefined) throw new Error('the group has neither');

test.each<[what: string, changed: StreamValue]>([
  ['an id', { ...STREAM, entries: STREAM.entries.map((entry, i) => (i === 0 ? { ...entry, id: id('1-2') } : entry)) }],
  ['an entry', { ...STREAM, entries: STREAM.entries.slice(1) }],
  [
    'a value',
    {
      ...STREAM,
      entries: [
        { id: id('1-1'), fields: [field('f', 'w')] },
        { id: id('2-0'), fields: [] },
      ],
    },
  ],
  [
    'the entry of a field',
    {
      ...STREAM,
      entries: [
        { id: id('1-1'), fields: [] },
        { id: id('2-0'), fields: [field('f', 'v')] },
      ],
    },
  ],
])('%s counts, whatever else does', (_what, changed) => {
  expect(recorder.digest(changed)).not.toBe(recorder.digest(STREAM));
  expect(entriesOnly.digest(changed)).not.toBe(entriesOnly.digest(STREAM));
});

test('fields have an order, and may repeat', () => {
  const of = (...names: string[]): StreamValue => ({
    ...STREAM,
    entries: [{ id: id('1-1'), fields: names.map((name) => field(name, 'v')) }],
  });
  expect(recorder.digest(of('f', 'g'))).not.toBe(recorder.digest(of('g', 'f')));
  expect(recorder.digest(of('f', 'f'))).not.toBe(recorder.digest(of('f')));
});

test.each<[what: string, changed: StreamValue]>([
  ['the last id', withTotals({ lastId: id('2-1') })],
  ['the greatest deleted id', withTotals({ maxDeletedId: id('0-1') })],
  ['entries ever added', withTotals({ entriesAdded: 3n })],
  ['a group', { ...STREAM, groups: [] }],
  ['the name of a group', withGroup({ name: bytes('h') })],
  ['what a group was given last', withGroup({ lastId: id('1-1') })],
  ['entries that a group has read', withGroup({ entriesRead: 1n })],
  ['that they are unknown', without('entriesRead')],
  ['a pending entry', withGroup({ pending: [] })],
  ['the id of a pending entry', withGroup({ pending: [{ ...pending, id: id('2-0') }] })],
  ['who has it', withGroup({ pending: [{ ...pending, consumer: bytes('d') }] })],
  ['that nobody has it', withGroup({ pending: [{ id: pending.id, deliveredAtMs: 1000n, deliveries: 3n }] })],
  ['when it was delivered', withGroup({ pending: [{ ...pending, deliveredAtMs: 1001n }] })],
  ['how often it was delivered', withGroup({ pending: [{ ...pending, deliveries: 4n }] })],
  ['a consumer', withGroup({ consumers: [consumer] })],
  ['an entry that was refused', withGroup({ nacked: [id('1-1')] })],
  ['the table of producers', { ...STREAM, idmp: { ...unused(), durationSeconds: 99n } }],
  ['a producer', { ...STREAM, idmp: { ...unused(), producers: [{ id: bytes('p'), entries: [] }] } }],
])('%s counts, unless nothing but entries does', (_what, changed) => {
  expect(recorder.digest(changed)).not.toBe(recorder.digest(STREAM));
  expect(entriesOnly.digest(changed)).toBe(entriesOnly.digest(STREAM));
});

test.each<[what: string, a: StreamValue, b: StreamValue]>([
  ['the first id, which the entries tell', withTotals({ firstId: id('0-1') }), STREAM],
  ['no refused entries', withGroup({ nacked: [] }), STREAM],
  ['a table of producers that was never used', { ...STREAM, idmp: unused() }, STREAM],
  ['the order of groups', { ...STREAM, groups: twoGroups() }, { ...STREAM, groups: twoGroups().reverse() }],
  ['the order of consumers', withGroup({ consumers: [...GROUP.consumers].reverse() }), STREAM],
])('does not count: %s', (_what, a, b) => {
  expect(recorder.digest(a)).toBe(recorder.digest(b));
});

test.each<[what: string, changed: StreamValue]>([
  ['seen', withGroup({ consumers: [{ ...consumer, seenAtMs: 1501n }, ...GROUP.consumers.slice(1)] })],
  ['active', withGroup({ consumers: [{ ...consumer, activeAtMs: 1401n }, ...GROUP.consumers.slice(1)] })],
])('when a consumer was %s counts only if that is wanted', (_what, changed) => {
  expect(recorder.digest(changed)).toBe(recorder.digest(STREAM));
  expect(withTimes.digest(changed)).not.toBe(withTimes.digest(STREAM));
});

test('the order of refused entries, and of the ids of a producer', () => {
  const nacked = [id('1-1'), id('2-0')];
  expect(recorder.digest(withGroup({ nacked }))).not.toBe(recorder.digest(withGroup({ nacked: nacked.toReversed() })));
  const entries = ['x', 'y'].map((iid) => ({ iid: bytes(iid), id: id('1-1') }));
  const of = (all: typeof entries): StreamValue => ({
    ...STREAM,
    idmp: { ...unused(), producers: [{ id: bytes('p'), entries: all }] },
  });
  expect(recorder.digest(of(entries))).not.toBe(recorder.digest(of(entries.toReversed())));
});

test('a PEL of more entries than a kernel takes at once, in any order', () => {
  const many = Array.from({ length: 1300 }, (_, i) => ({
    id: id(`${i}-1`),
    consumer: bytes(i % 3 === 0 ? 'c' : 'd'),
    deliveredAtMs: BigInt(i),
    deliveries: 1n,
  }));
  const whole = recorder.digest(withGroup({ pending: many }));
  expect(recorder.digest(withGroup({ pending: many.toReversed() }))).toBe(whole);
  for (const at of [0, 511, 512, 1023, 1024, 1299]) {
    const changed = many.map((entry, i) => (i === at ? { ...entry, deliveries: 2n } : entry));
    expect(recorder.digest(withGroup({ pending: changed })), `entry ${at}`).not.toBe(whole);
  }
});

describe('files of servers before 7.0 have no counters', () => {
  const old = (lastId: string): StreamValue => ({
    ...STREAM,
    totals: { length: 2n, lastId: id('2-0') },
    groups: [{ name: bytes('g'), lastId: id(lastId), pending: [], consumers: [] }],
  });
  const later = (lastId: string, entriesRead?: bigint): StreamValue => {
    const counted = entriesRead === undefined ? {} : { entriesRead };
    return { ...STREAM, groups: [{ name: bytes('g'), lastId: id(lastId), pending: [], consumers: [], ...counted }] };
  };

  test.each<[what: string, lastId: string, entriesRead: bigint | undefined]>([
    ['nothing read', '0-0', 0n],
    ['the first entry', '1-1', 1n],
    ['between entries', '1-2', undefined],
    ['all of it', '2-0', 2n],
  ])('%s', (_what, lastId, entriesRead) => {
    expect(recorder.digest(old(lastId))).toBe(recorder.digest(later(lastId, entriesRead)));
    expect(recorder.digest(old(lastId))).not.toBe(recorder.digest(later(lastId, 7n)));
  });

  test('a stream that never had an entry', () => {
    const empty = (totals: Partial<StreamTotals>, entriesRead?: bigint): StreamValue => ({
      ...later('0-0', entriesRead),
      entries: [],
      totals: { length: 0n, lastId: id('0-0'), ...totals },
    });
    const unread = recorder.digest(empty({}));
    expect(unread).toBeDefined();
    expect(recorder.digest(empty({ entriesAdded: 0n }))).toBe(unread);
    expect(recorder.digest(empty({ entriesAdded: 0n }, 0n))).toBe(unread);
    expect(recorder.digest(empty({ entriesAdded: 0n }, 1n))).not.toBe(unread);
    expect(recorder.digest(empty({ entriesAdded: 5n }))).not.toBe(recorder.digest(empty({ entriesAdded: 5n }, 0n)));
  });
});

function field(name: string, value: string): { field: Uint8Array; value: Uint8Array } {
  return { field: bytes(name), value: bytes(value) };
}

function without(what: 'entriesRead'): StreamValue {
  const { [what]: _left, ...group } = GROUP;
  return { ...STREAM, groups: [group] };
}

function twoGroups(): StreamGroupValue[] {
  return [GROUP, { ...GROUP, name: bytes('h') }];
}

function unused(): NonNullable<StreamValue['idmp']> {
  return { durationSeconds: 100n, maxEntries: 100n, producers: [], added: 0n, duplicates: 0n };
}
