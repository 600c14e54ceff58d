/** A data set with the patch to another one, executed: it is the other one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../../src/bytes/writer.ts';
import { RespFormatter } from '../../../../src/formatters/resp/formatter.ts';
import { compareIds, formatStreamId } from '../../../../src/model/stream.ts';
import type { StreamGroupValue, StreamValue, Value } from '../../../../src/model/value.ts';
import { parseTarget } from '../../../../src/model/target.ts';
import { replayCommands, type CommandLine } from '../../../tools/replay-commands.ts';
import { parseCommands } from '../../resp/commands.ts';
import { play, type Stored } from './changed-key.ts';
import { printPatch } from './print-patch.ts';
import { bytes } from './values.ts';

const TARGET = 'redis-8.8';
const KEYS = ['k', 'l', 'm'];
/** Before the clock of the replay. */
const LATEST_MS = 1_700_000_000_000;

const word = fc.oneof(
  fc.constantFrom('', '1', '-7', 'a', 'b', '\0rdb-tool:0', '\0rdb-tool:1', 'x'.repeat(100)),
  fc.string({ maxLength: 4 }),
);
const element = word.map(bytes);
const time = fc.integer({ min: 1, max: LATEST_MS });
const maybeTime = fc.option(time, { nil: undefined });
const score = fc.oneof(fc.constantFrom(0, -0, 1, -1.5, Infinity, -Infinity, 5e-324), fc.double({ noNaN: true }));

const members = <T>(of: fc.Arbitrary<T>, name: (one: T) => Uint8Array) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 12, selector: (one) => Buffer.from(name(one)).toString('latin1') });

const string: fc.Arbitrary<Value> = fc
  .tuple(fc.constantFrom('', 'p'.repeat(1500)), word, fc.constantFrom('', 'q'.repeat(1500)))
  .map((parts) => ({ type: 'string', value: bytes(parts.join('')) }));

/** Long enough for its middle to be worth changing. */
const list: fc.Arbitrary<Value> = fc
  .tuple(
    fc.array(element, { minLength: 1, maxLength: 8 }),
    fc.array(element, { maxLength: 8 }),
    fc.array(element, { maxLength: 8 }),
    fc.boolean(),
  )
  .map(([head, middle, tail, isLong]) => {
    const between = isLong ? Array.from({ length: 40 }, (_, i) => bytes(`item ${i}`.padEnd(30, '.'))) : [];
    return { type: 'list', items: [...head, ...between, ...middle, ...between, ...tail] };
  });

const set: fc.Arbitrary<Value> = members(element, (one) => one).map((some) => ({ type: 'set', members: some }));

/** Too long for a small set: those keep no sign of a zero. It is there before any zero. */
const LONG = { member: bytes('l'.repeat(100)), score: -Infinity };
const scored = (scores: fc.Arbitrary<number>) =>
  members(
    fc.tuple(element, scores).map(([member, number]) => ({ member, score: number })),
    (one) => one.member,
  );

const zset: fc.Arbitrary<Value> = fc
  .oneof(
    scored(score.map((number) => (number === 0 ? 0 : number))),
    scored(score).map((some) => [LONG, ...some]),
  )
  .map((some) => ({ type: 'zset', members: some }));

const hash: fc.Arbitrary<Value> = members(
  fc.record({ field: element, value: element, expireAtMs: maybeTime }),
  (one) => one.field,
).map((fields) => ({
  type: 'hash',
  fields: fields.map(({ expireAtMs, ...field }) => (expireAtMs === undefined ? field : { ...field, expireAtMs })),
}));

const array: fc.Arbitrary<Value> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.bigInt({ min: 0n, max: 40n }), word), {
      minLength: 1,
      maxLength: 8,
      selector: ([index]) => index,
    }),
    fc.option(fc.bigInt({ min: 0n, max: 50n }), { nil: undefined }),
  )
  .map(([items, insertIndex]) => ({
    type: 'array',
    length: items.length,
    ...(insertIndex === undefined ? {} : { insertIndex }),
    items: items.map(([index, text]) => ({ index, value: bytes(`${text}.`), integer: false })),
  }));

const id = fc.record({ ms: fc.bigInt({ min: 1n, max: 12n }), seq: fc.bigInt({ min: 0n, max: 1n }) });
const name = fc.constantFrom('g', 'h', '').map(bytes);
const consumer = fc.constantFrom('c', 'd', 'e').map(bytes);

const group: fc.Arbitrary<StreamGroupValue> = fc
  .record({
    name,
    lastId: id,
    entriesRead: fc.option(fc.bigInt({ min: 0n, max: 3n }), { nil: undefined }),
    consumers: fc.uniqueArray(consumer, { selector: String }),
    pending: fc.uniqueArray(
      fc.record({ id, owner: fc.nat(), deliveredAtMs: time.map(BigInt), deliveries: fc.bigInt({ min: 0n, max: 3n }) }),
      { selector: (one) => formatStreamId(one.id), maxLength: 6 },
    ),
  })
  .map(({ entriesRead, pending, consumers, ...rest }) => ({
    ...rest,
    ...(entriesRead === undefined ? {} : { entriesRead }),
    consumers: consumers.map((one) => ({ name: one, seenAtMs: 0n })),
    pending: pending
      .flatMap(({ owner, ...one }) => {
        const owning = consumers[owner % consumers.length];
        return owning === undefined ? [] : [{ ...one, consumer: owning }];
      })
      .toSorted((a, b) => compareIds(a.id, b.id)),
  }));

const stream: fc.Arbitrary<StreamValue> = fc
  .record({
    ids: fc.uniqueArray(id, { selector: formatStreamId, maxLength: 12 }),
    more: fc.bigInt({ min: 0n, max: 2n }),
    deleted: fc.option(id, { nil: undefined }),
    groups: fc.uniqueArray(group, { selector: (one) => String(one.name), maxLength: 2 }),
  })
  .map(({ ids, more, deleted, groups }) => {
    const sorted = ids.toSorted(compareIds);
    const last = [...sorted, deleted ?? { ms: 0n, seq: 0n }].toSorted(compareIds).at(-1) ?? { ms: 0n, seq: 0n };
    const there = new Set(sorted.map(formatStreamId));
    const length = BigInt(sorted.length);
    return {
      type: 'stream',
      entries: sorted.map((one) => ({ id: one, fields: [{ field: bytes('f'), value: bytes(`${one.seq}`) }] })),
      totals: {
        length,
        lastId: { ms: last.ms + more, seq: last.seq },
        maxDeletedId: deleted ?? { ms: 0n, seq: 0n },
        // Groups can have read three.
        entriesAdded: length + 3n + more,
      },
      // Commands make entries pending that are there.
      groups: groups.map((one) => ({
        ...one,
        pending: one.pending.filter((entry) => there.has(formatStreamId(entry.id))),
      })),
    };
  });

const VALUES = { string, list, set, zset, hash, array, stream };

const keysOf = (value: fc.Arbitrary<Value>): fc.Arbitrary<Stored[]> =>
  fc.uniqueArray(
    fc
      .record({ db: fc.constantFrom(0, 3), name: fc.constantFrom(...KEYS), value, expireAtMs: maybeTime })
      .map(({ name: text, expireAtMs, ...stored }) => ({
        ...stored,
        key: bytes(text),
        ...(expireAtMs === undefined ? {} : { expireAtMs }),
      })),
    { selector: ({ db, key }) => `${db} ${String(key)}`, maxLength: 5 },
  );

function commandsOf(keys: readonly Stored[]): Buffer {
  const parts: Buffer[] = [];
  const formatter = new RespFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), {
    restore: false,
    replace: false,
    del: false,
    target: parseTarget(TARGET, '--target'),
    onLoss: () => undefined,
  });
  for (const stored of keys.toSorted((a, b) => (a.db ?? 0) - (b.db ?? 0))) play(stored, formatter);
  formatter.finish();
  return Buffer.concat(parts);
}

const linesOf = (commands: Buffer): CommandLine[] =>
  parseCommands(commands).map((words) => words.map((text) => Buffer.from(text, 'latin1')));

/** What there is, in an order of its own, without the times at which consumers were seen. */
function execute(...commands: readonly Buffer[]): unknown {
  const { keys, warnings } = replayCommands(commands.flatMap((some) => linesOf(Buffer.concat([SELECT_0, some]))));
  expect(warnings).toEqual([]);
  const print = (value: unknown): string =>
    JSON.stringify(value, (property, part: unknown) => {
      if (property === 'seenAt' || property === 'activeAt' || property === 'encoding') return undefined;
      return Object.is(part, -0) ? '-0' : part;
    });
  return keys
    .map(({ value, type, ...rest }) => {
      const isUnordered = type === 'set' || type === 'zset';
      const known = isUnordered && Array.isArray(value) ? value.map(print).toSorted() : sortFields(value);
      return print({ type, ...sortAll(rest), value: known });
    })
    .toSorted();
}

const SELECT_0 = Buffer.from('*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n');

/** Fields of a hash by their names. */
function sortFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('$pairs' in value && Array.isArray(value.$pairs)) {
    return { $pairs: value.$pairs.map((pair) => JSON.stringify(pair)).toSorted() };
  }
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const sortAll = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([property, value]) => [property, sortFields(value)]));

/** Costs are not counted to the byte. */
const ROUNDED = 64;
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 25);

describe('the patch, executed', () => {
  test.each(Object.entries<fc.Arbitrary<Value>>(VALUES))('of %s values', (_type, value) => {
    fc.assert(
      fc.property(keysOf(value), keysOf(value), (a, b) => {
        const { bytes: patch, losses } = printPatch(a, b, { target: TARGET, limits: { elements: 3, bytes: 200 } });
        expect(losses).toEqual([]);
        expect(execute(commandsOf(a), patch)).toEqual(execute(commandsOf(b)));
      }),
      { numRuns: RUNS },
    );
  });

  test('of keys of any type', () => {
    const any = fc.oneof(...Object.values<fc.Arbitrary<Value>>(VALUES));
    fc.assert(
      fc.property(keysOf(any), keysOf(any), (a, b) => {
        const { bytes: patch } = printPatch(a, b, { target: TARGET });
        expect(execute(commandsOf(a), patch)).toEqual(execute(commandsOf(b)));
      }),
      { numRuns: RUNS },
    );
  });

  test('of lists is not longer than writing them anew', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const [before, after] = [a, b].map((value) => ({ key: bytes('k'), value }));
        if (before === undefined || after === undefined) return;
        const { bytes: patch } = printPatch([before], [after]);
        const { bytes: anew } = printPatch([{ ...before, value: { type: 'set', members: [bytes('m')] } }], [after]);
        expect(patch.length).toBeLessThanOrEqual(anew.length + ROUNDED);
      }),
      { numRuns: 10 * RUNS },
    );
  });
});
