/** Any value: however it is told, the record is the same; changed in one place, it is not. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { Recorder, type Telling } from './recorder.ts';

const recorder = new Recorder();

/** Few different bytes, so that parts are often alike, and now and then a long one. */
const text = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ max: 2, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 200, maxLength: 1500 }) },
);
const unique = fc.uniqueArray(text, {
  minLength: 1,
  maxLength: 40,
  selector: (one) => Buffer.from(one).toString('hex'),
});
const score = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(-0));
const time = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
const telling: fc.Arbitrary<Telling> = fc.record({
  slice: fc.integer({ min: 1, max: 600 }),
  rows: fc.integer({ min: 1, max: 30 }),
});

const string = text.map((value) => ({ type: 'string' as const, value }));
const list = fc
  .array(text, { minLength: 1, maxLength: 40 })
  .map((items): Value & { type: 'list' } => ({ type: 'list', items }));
const set = unique.map((members): Value & { type: 'set' } => ({ type: 'set', members }));
const zset = fc.tuple(unique, fc.array(score, { minLength: 40, maxLength: 40 })).map(([members, scores]) => ({
  type: 'zset' as const,
  members: members.map((member, i) => ({ member, score: scores[i] ?? 0 })),
}));
const hash = fc
  .tuple(unique, fc.array(text, { minLength: 40, maxLength: 40 }), fc.array(time, { minLength: 40, maxLength: 40 }))
  .map(([names, values, times]) => ({
    type: 'hash' as const,
    fields: names.map((field, i) => {
      const expireAtMs = times[i];
      return { field, value: values[i] ?? field, ...(expireAtMs === undefined ? {} : { expireAtMs }) };
    }),
  }));
/** The types whose values are made here. */
type Made = Extract<Value, { type: 'string' | 'list' | 'set' | 'zset' | 'hash' }>;
const value: fc.Arbitrary<Made> = fc.oneof(string, list, set, zset, hash);

/** The same value with its elements in another order, where that does not count. */
function reordered(of: Value): Value {
  if (of.type === 'set') return { ...of, members: of.members.toReversed() };
  if (of.type === 'zset') return { ...of, members: of.members.toReversed() };
  return of.type === 'hash' ? { ...of, fields: of.fields.toReversed() } : of;
}

/** One byte, number or element changed. */
function mutated(of: Made, at: number): Made {
  switch (of.type) {
    case 'string':
      return { ...of, value: changed(of.value, at) };
    case 'list':
      return { ...of, items: put(of.items, at, (item) => changed(item, at)) };
    case 'set':
      return { ...of, members: put(of.members, at, (member) => changed(member, at)) };
    case 'zset':
      return {
        ...of,
        members: put(of.members, at, (one) => ({ ...one, score: Object.is(one.score, -0) ? 0 : -one.score })),
      };
    case 'hash':
      return {
        ...of,
        fields: put(of.fields, at, (one) => {
          if (at % 3 === 0) return { ...one, value: changed(one.value, at) };
          if (at % 3 === 1) return { ...one, field: changed(one.field, at) };
          return { ...one, expireAtMs: (one.expireAtMs ?? 0) + 1 };
        }),
      };
  }
}

function put<T>(all: readonly T[], at: number, change: (one: T) => T): T[] {
  return all.map((one, i) => (i === at % all.length ? change(one) : one));
}

/** A byte flipped, or, of none, one that is there. */
function changed(bytes: Uint8Array, at: number): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(0);
  return bytes.map((byte, i) => (i === at % bytes.length ? byte ^ 0x80 : byte));
}

describe('a value', () => {
  test('is the same however it is told', () => {
    fc.assert(
      fc.property(value, telling, (of, told) => {
        expect(recorder.record(reordered(of), told)).toBe(recorder.record(of));
      }),
    );
  });

  test('is another one with anything changed', () => {
    fc.assert(
      fc.property(value, fc.nat(1000), (of, at) => {
        expect(recorder.digest(mutated(of, at))).not.toBe(recorder.digest(of));
      }),
    );
  });

  test('is another one with an element more', () => {
    fc.assert(
      fc.property(list, set, (items, members) => {
        expect(recorder.digest({ ...items, items: items.items.slice(1) })).not.toBe(recorder.digest(items));
        expect(recorder.digest({ ...members, members: members.members.slice(1) })).not.toBe(recorder.digest(members));
      }),
    );
  });
});

test('keys and databases that differ have other records', () => {
  const seen = new Set<string | undefined>();
  const keys = ['', 'a', 'b', 'ab', 'a\0', 'key:1', 'key:10', 'x'.repeat(300)];
  for (const key of keys) {
    for (const db of [0, 1, 2, 15])
      seen.add(recorder.record({ type: 'string', value: Uint8Array.of(1) }, { key, header: { db } }));
  }
  expect(seen.size).toBe(keys.length * 4);
});
