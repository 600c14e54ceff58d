/**
 * What is told of two values, applied to the one, makes the other of it. Something is told if, and only if, their digests
 * differ.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ElementChange } from '../../../src/diff/change.ts';
import { compareIds, formatStreamId } from '../../../src/model/stream.ts';
import type { Value } from '../../../src/model/value.ts';
import { Recorder } from '../digest/recorder.ts';
import { bytes, changesOf, readable, stored } from './stored.ts';

const RECORDER = new Recorder();

const NAME = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'a longer name');
const TIME = fc.option(fc.constantFrom(1000, 1001, 2000), { nil: undefined });
const SCORE = fc.constantFrom(0, -0, 1, 1.5, -3, Infinity, -Infinity, NaN);

/** One element: its name, and all that is known of it as text. */
type Elements = Map<string, string>;

interface Kind {
  readonly values: fc.Arbitrary<{ readonly value: Value; readonly elements: Elements }>;
  /** The element that a change is of, and what both sides have. */
  readonly read: (change: ElementChange) => readonly [name: string, a: unknown, b: unknown] | undefined;
}

function text(state: unknown): string {
  // JSON has no -0 and no infinity.
  return JSON.stringify(readable(state), (_name, value: unknown) =>
    typeof value === 'number' ? `number ${Object.is(value, -0) ? '-0' : value}` : value,
  );
}

function mapped<T>(
  entries: fc.Arbitrary<[string, T]>,
  make: (entries: [string, T][]) => Value,
  state: (value: T) => unknown,
) {
  return fc.uniqueArray(entries, { selector: ([name]) => name, minLength: 1, maxLength: 12 }).map((list) => ({
    value: make(list),
    elements: new Map(list.map(([name, value]) => [name, text(state(value))])),
  }));
}

const INDEX = fc.constantFrom('0', '1', '7', '18446744073709551614');
const ID = fc.constantFrom('1', '2', '3', '4', '5', '6');

const KINDS: Readonly<Record<string, Kind>> = {
  set: {
    values: mapped(
      fc.tuple(NAME, fc.constant('')),
      (list) => ({ type: 'set', members: list.map(([member]) => bytes(member)) }),
      () => ({}),
    ),
    read: (change) => (change.kind === 'member' ? [String(readable(change.member)), change.a, change.b] : undefined),
  },
  zset: {
    values: mapped(
      fc.tuple(NAME, SCORE),
      (list) => ({ type: 'zset', members: list.map(([member, score]) => ({ member: bytes(member), score })) }),
      (score) => ({ score }),
    ),
    read: (change) => (change.kind === 'member' ? [String(readable(change.member)), change.a, change.b] : undefined),
  },
  hash: {
    values: mapped(
      fc.tuple(NAME, fc.record({ value: NAME.map(bytes), expireAtMs: TIME })),
      (list) => ({
        type: 'hash',
        fields: list.map(([field, { value, expireAtMs }]) => ({
          field: bytes(field),
          value,
          ...(expireAtMs === undefined ? {} : { expireAtMs }),
        })),
      }),
      (state) => state,
    ),
    read: (change) => (change.kind === 'field' ? [String(readable(change.field)), change.a, change.b] : undefined),
  },
  array: {
    values: mapped(
      fc.tuple(INDEX, NAME),
      (list) => ({
        type: 'array',
        length: list.length,
        items: list.map(([index, item]) => ({ index: BigInt(index), value: bytes(item), integer: false })),
      }),
      (item) => item,
    ),
    read: (change) => (change.kind === 'array-item' ? [String(change.index), change.a, change.b] : undefined),
  },
  stream: {
    values: mapped(
      fc.tuple(
        ID,
        fc.array(fc.record({ field: NAME.map(bytes), value: NAME.map(bytes) }), { minLength: 1, maxLength: 3 }),
      ),
      (list) => ({
        type: 'stream',
        entries: list
          .toSorted(([a], [b]) => Number(a) - Number(b))
          .map(([id, fields]) => ({ id: { ms: BigInt(id), seq: 0n }, fields })),
        totals: { length: BigInt(list.length), lastId: { ms: 6n, seq: 0n } },
        groups: [],
      }),
      (fields) => fields,
    ),
    read: (change) => (change.kind === 'entry' ? [String(change.id.ms), change.a, change.b] : undefined),
  },
};

function applied(elements: Elements, changes: readonly ElementChange[], read: Kind['read']): Elements {
  const result = new Map(elements);
  for (const change of changes) {
    const [name, a, b] = read(change) ?? [];
    if (name === undefined) continue;
    expect(result.get(name)).toBe(a === undefined ? undefined : text(a));
    if (b === undefined) result.delete(name);
    else result.set(name, text(b));
  }
  return result;
}

test.each(Object.entries(KINDS))('%s', (_type, { values, read }) => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const changes = changesOf(stored(a.value), stored(b.value));
      expect(applied(a.elements, changes, read)).toEqual(b.elements);
      expect(changes.length === 0).toBe(RECORDER.digest(a.value) === RECORDER.digest(b.value));
      // One change an element, and none that changes nothing.
      const names = changes.map((change) => read(change)?.[0]).filter((name) => name !== undefined);
      expect(new Set(names).size).toBe(names.length);
      for (const change of changes) {
        const [, before, after] = read(change) ?? [];
        if (before !== undefined && after !== undefined) expect(text(before)).not.toBe(text(after));
      }
    }),
  );
});

const NUMBER = fc.constantFrom(0n, 1n, 2n);
const STREAM_ID = fc.record({ ms: NUMBER, seq: NUMBER });
const CONSUMERS = ['c', 'd'];

const PENDING = fc
  .uniqueArray(
    fc.record({
      id: STREAM_ID,
      consumer: fc.constantFrom(...CONSUMERS, undefined),
      deliveredAtMs: NUMBER,
      deliveries: NUMBER,
    }),
    { selector: ({ id }) => formatStreamId(id), maxLength: 3 },
  )
  .map((pending) => pending.toSorted((a, b) => compareIds(a.id, b.id)));

const GROUP = fc.record({
  name: fc.constantFrom('g', 'h').map(bytes),
  lastId: STREAM_ID,
  entriesRead: fc.option(NUMBER, { nil: undefined }),
  consumers: fc.subarray(['e', 'f']),
  pending: PENDING,
});

const STREAM = fc
  .record({
    groups: fc.uniqueArray(GROUP, { selector: ({ name }) => text(name), maxLength: 2 }),
    entriesAdded: fc.option(NUMBER, { nil: undefined }),
    maxDeletedId: fc.option(STREAM_ID, { nil: undefined }),
    lastId: STREAM_ID,
    added: fc.option(NUMBER, { nil: undefined }),
  })
  .map(({ groups, entriesAdded, maxDeletedId = { ms: 0n, seq: 0n }, lastId, added }): Value => ({
    type: 'stream',
    entries: [],
    totals: { length: 0n, lastId, ...(entriesAdded === undefined ? {} : { entriesAdded, maxDeletedId }) },
    groups: groups.map(({ entriesRead, consumers, pending, ...group }) => ({
      ...group,
      ...(entriesRead === undefined ? {} : { entriesRead }),
      consumers: [...CONSUMERS, ...consumers].map((name) => ({ name: bytes(name), seenAtMs: 1n })),
      pending: pending.map(({ consumer, ...entry }) => ({
        ...entry,
        ...(consumer === undefined ? {} : { consumer: bytes(consumer) }),
      })),
    })),
    ...(added === undefined
      ? {}
      : { idmp: { durationSeconds: 100n, maxEntries: 100n, producers: [], added, duplicates: 0n } }),
  }));

test('what stands beside the entries of streams', () => {
  fc.assert(
    fc.property(STREAM, STREAM, (a, b) => {
      const changes = changesOf(stored(a), stored(b));
      expect(changes.length === 0).toBe(RECORDER.digest(a) === RECORDER.digest(b));
      expect(changesOf(stored(a), stored(a))).toEqual([]);
      expect(changesOf(stored(b), stored(a))).toHaveLength(changes.length);
    }),
    { numRuns: 300 },
  );
});
