/** Values of every type made up, as objects, with what decoding may change of them undone. */
import fc from 'fast-check';
import type { StreamId } from '../../../src/model/stream.ts';
import type { HashField, StreamEntry, StreamGroupValue, StreamValue, Value } from '../../../src/model/value.ts';

/** Bytes, and the texts that encodings treat in ways of their own: integers of every width, what looks like one, runs. */
const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 80 }).map((array) => Uint8Array.from(array)) },
  { weight: 3, arbitrary: fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map((n) => Buffer.from(String(n))) },
  { weight: 3, arbitrary: fc.integer({ min: -70_000, max: 70_000 }).map((n) => Buffer.from(String(n))) },
  { weight: 1, arbitrary: fc.constantFrom('', '-0', '007', '+1', '12x', '-').map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.nat(20_000).map((size) => new Uint8Array(size).fill(0x61)) },
);

function unique<T>(element: fc.Arbitrary<T>, of: (one: T) => Uint8Array, maxLength: number): fc.Arbitrary<T[]> {
  return fc.uniqueArray(element, { selector: (one) => latin1(of(one)), minLength: 1, maxLength });
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

const score = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(0, -0, Infinity, -Infinity));
const time = fc.nat(2 ** 40).map((ms) => ms + 1_700_000_000_000);

const field = fc
  .record({ field: bytes, value: bytes, expireAtMs: fc.option(time, { nil: undefined }) })
  .map(({ expireAtMs, ...pair }): HashField => ({ ...pair, ...(expireAtMs === undefined ? {} : { expireAtMs }) }));

const id: fc.Arbitrary<StreamId> = fc.record({
  ms: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  seq: fc.bigInt({ min: 1n, max: 2n ** 63n }),
});

const after = (a: StreamId, b: StreamId): number => (a.ms === b.ms ? Number(a.seq > b.seq) : Number(a.ms > b.ms)) || -1;

const ids = (maxLength: number): fc.Arbitrary<StreamId[]> =>
  fc.uniqueArray(id, { selector: ({ ms, seq }) => `${ms}-${seq}`, maxLength }).map((array) => array.toSorted(after));

const names = fc.uniqueArray(bytes, { selector: latin1, minLength: 1, maxLength: 3 });

const group: fc.Arbitrary<StreamGroupValue> = fc
  .tuple(
    bytes,
    id,
    fc.option(fc.nat(100), { nil: undefined }),
    names,
    ids(6),
    fc.array(time, { minLength: 6, maxLength: 6 }),
  )
  .map(([name, lastId, read, consumers, pending, times]) => ({
    name,
    lastId,
    ...(read === undefined ? {} : { entriesRead: BigInt(read) }),
    consumers: consumers.map((consumer, i) => ({
      name: consumer,
      seenAtMs: BigInt(times[i] ?? 0),
      ...(i === 1 ? {} : { activeAtMs: BigInt(times[i] ?? 0) }),
    })),
    pending: pending.map((one, i) => ({
      id: one,
      ...(consumers[i % consumers.length] === undefined ? {} : { consumer: consumers[i % consumers.length] ?? name }),
      deliveredAtMs: BigInt(times[i] ?? 0),
      deliveries: BigInt(i),
    })),
  }));

const stream: fc.Arbitrary<StreamValue> = fc
  .tuple(
    ids(250),
    fc.array(fc.array(fc.record({ field: bytes, value: bytes }), { minLength: 1, maxLength: 4 }), { minLength: 1 }),
    fc.uniqueArray(group, { selector: ({ name }) => latin1(name), maxLength: 3 }),
  )
  .map(([entryIds, fields, groups]) => {
    const entries = entryIds.map((one, i): StreamEntry => ({ id: one, fields: fields[i % fields.length] ?? [] }));
    const lastId = entryIds.at(-1) ?? { ms: 5n, seq: 5n };
    const length = BigInt(entries.length);
    const counters = { firstId: entryIds[0] ?? { ms: 0n, seq: 0n }, maxDeletedId: { ms: 0n, seq: 0n } };
    return { type: 'stream', entries, totals: { length, lastId, ...counters, entriesAdded: length }, groups };
  });

/** One of each type that every target, or all newer ones, have. */
export const VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  string: bytes.map((value) => ({ type: 'string', value })),
  list: fc.array(bytes, { minLength: 1, maxLength: 700 }).map((items) => ({ type: 'list', items })),
  set: unique(bytes, (one) => one, 700).map((members) => ({ type: 'set', members })),
  'set of integers': fc
    .uniqueArray(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1, maxLength: 600 })
    .map((numbers) => ({ type: 'set', members: numbers.map((n) => Buffer.from(String(n))) })),
  zset: unique(fc.record({ member: bytes, score }), ({ member }) => member, 300).map((members) => ({
    type: 'zset',
    members,
  })),
  hash: unique(field, (one) => one.field, 700).map((fields) => ({ type: 'hash', fields })),
  stream,
};

/** The same for values that only differ in what no file keeps: the order of sets, what old streams do not have. */
export function comparable(value: Value, rdbVersion: number): unknown {
  switch (value.type) {
    case 'string':
      return latin1(value.value);
    case 'list':
      return value.items.map(latin1);
    case 'set':
      return value.members.map(latin1).toSorted();
    case 'zset':
      return value.members
        .map(({ member, score: one }) => `${latin1(member)} ${Object.is(one, -0) ? '-0' : one}`)
        .toSorted();
    case 'hash':
      return value.fields.map((one) => `${latin1(one.field)} ${latin1(one.value)} ${one.expireAtMs}`);
    case 'stream':
      return comparableStream(value, rdbVersion);
    case 'array':
    case 'module':
    case 'path-hash':
    case 'cron':
      return value;
  }
}

function comparableStream({ entries, totals, groups }: StreamValue, rdbVersion: number): unknown {
  return {
    entries: entries.map(({ id: one, fields }) => [
      one,
      fields.map((pair) => [latin1(pair.field), latin1(pair.value)]),
    ]),
    totals: rdbVersion < 10 ? [totals?.length, totals?.lastId] : totals,
    groups: groups.map(({ name, lastId, entriesRead, pending, consumers }) => [
      latin1(name),
      lastId,
      rdbVersion < 10 ? undefined : entriesRead,
      pending.map((one) => [one.id, one.consumer && latin1(one.consumer), one.deliveredAtMs, one.deliveries]),
      consumers.map((one) => [latin1(one.name), one.seenAtMs, rdbVersion < 11 ? undefined : one.activeAtMs]),
    ]),
  };
}
