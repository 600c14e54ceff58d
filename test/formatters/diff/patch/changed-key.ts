/** Keys with their values as objects, and what differs of two: as plain a comparison as there can be. */
import { Arena } from '../../../../src/bytes/arena.ts';
import { playValue } from '../../../../src/collect/play-value.ts';
import type { Aspect, ChangedKey, ElementChange, KeyFacts } from '../../../../src/diff/change.ts';
import type { EntrySink, Interest } from '../../../../src/model/sink.ts';
import { formatStreamId } from '../../../../src/model/stream.ts';
import type { StreamGroupValue, StreamValue, Value } from '../../../../src/model/value.ts';

/** As read of a file. */
export interface Stored {
  readonly db?: number;
  readonly key: Uint8Array;
  readonly value: Value;
  readonly expireAtMs?: number;
}

export function factsOf({ db = 0, key, value, expireAtMs }: Stored): KeyFacts {
  return {
    db,
    key,
    type: value.type,
    module: value.type === 'module' ? value.module : undefined,
    encoding: 'raw',
    expireAtMs,
    idleSeconds: undefined,
    freq: undefined,
    noEvict: false,
    mvcc: undefined,
    meta: [],
  };
}

const arena = new Arena();

/** Tell a sink of a key as a decoder does. */
export function playStored(stored: Stored, sink: EntrySink): void {
  sink.open(arena);
  const facts = factsOf(stored);
  const { start } = arena.window;
  arena.u8.set(facts.key, start);
  const place = { start, end: start + facts.key.length };
  let interest: Interest | undefined = sink.key({ ...facts, ...place, typeByte: 0, serialised: false, offset: 0 });
  while (interest !== undefined) {
    if (interest !== 'skip') playValue(arena, stored.value, sink);
    interest = sink.endKey({ sizeBytes: 0, ...place });
  }
}

/** @returns undefined: nothing differs */
export function compareStored(a: Stored, b: Stored): ChangedKey | undefined {
  const aspects: Aspect[] = [];
  const changes: ElementChange[] = [];
  if (a.value.type === b.value.type) compareValues(a.value, b.value, (change) => changes.push(change));
  else aspects.push('type');
  if (changes.length > 0) aspects.push('value');
  if (a.expireAtMs !== b.expireAtMs) aspects.push('expireAt');
  if (aspects.length === 0) return undefined;
  return {
    a: factsOf(a),
    b: factsOf(b),
    aspects,
    elements: (tell) => changes.forEach(tell),
    play: (side, sink) => playStored(side === 'a' ? a : b, sink),
  };
}

type Tell = (change: ElementChange) => void;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Those of a with their partner in b, then those that only b has. */
function pairs<T>(a: readonly T[], b: readonly T[], name: (one: T) => string, tell: (a?: T, b?: T) => void): void {
  const others = new Map(b.map((one) => [name(one), one]));
  const seen = new Set(a.map(name));
  for (const one of a) tell(one, others.get(name(one)));
  for (const one of b) if (!seen.has(name(one))) tell(undefined, one);
}

function same(a: unknown, b: unknown): boolean {
  const print = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'bigint') return `${part}n`;
      return Object.is(part, -0) ? '-0' : part;
    });
  return print(a) === print(b);
}

/** What only one has is left out, as absent properties are. */
function sides<T>(a: T | undefined, b: T | undefined): { a?: T; b?: T } {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}

export function compareValues(a: Value, b: Value, tell: Tell): void {
  if (a.type === 'string' && b.type === 'string') {
    if (!same(a.value, b.value)) tell({ kind: 'string', a: a.value, b: b.value });
  } else if (a.type === 'list' && b.type === 'list') compareItems(a.items, b.items, tell);
  else if (a.type === 'set' && b.type === 'set') {
    pairs(a.members, b.members, textOf, (one, other) => {
      if (one && other) return;
      const member = one ?? other;
      if (member) tell({ kind: 'member', member, ...(one ? { a: {} } : { b: {} }) });
    });
  } else if (a.type === 'zset' && b.type === 'zset') {
    pairs(
      a.members,
      b.members,
      ({ member }) => textOf(member),
      (one, other) => {
        const member = (one ?? other)?.member;
        if (!member || Object.is(one?.score, other?.score)) return;
        tell({
          kind: 'member',
          member,
          ...sides(one && { score: one.score }, other && { score: other.score }),
        });
      },
    );
  } else if (a.type === 'hash' && b.type === 'hash') {
    pairs(
      a.fields,
      b.fields,
      ({ field }) => textOf(field),
      (one, other) => {
        const field = (one ?? other)?.field;
        if (field && !same(one, other)) tell({ kind: 'field', field, ...sides(one, other) });
      },
    );
  } else if (a.type === 'array' && b.type === 'array') {
    pairs(
      a.items,
      b.items,
      ({ index }) => String(index),
      (one, other) => {
        const index = one?.index ?? other?.index ?? 0n;
        if (!same(one?.value, other?.value)) tell({ kind: 'array-item', index, ...sides(one?.value, other?.value) });
      },
    );
    if (a.insertIndex !== b.insertIndex)
      tell({ kind: 'fact', name: 'insertIndex', ...sides(a.insertIndex, b.insertIndex) });
  } else if (a.type === 'stream' && b.type === 'stream') compareStreams(a, b, tell);
}

/** The longest common subsequence, by the table. */
function compareItems(a: readonly Uint8Array[], b: readonly Uint8Array[], tell: Tell): void {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const [x, y] = [a.map(textOf), b.map(textOf)];
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? new Uint32Array();
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && x[i] === y[j]) {
      i++;
      j++;
      continue;
    }
    const [aIndex, bIndex] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && x[i] === y[j])) {
      if (j === b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i++;
      else j++;
    }
    tell({ kind: 'items', aIndex, a: a.slice(aIndex, i), bIndex, b: b.slice(bIndex, j) });
  }
}

function compareStreams(a: StreamValue, b: StreamValue, tell: Tell): void {
  pairs(
    a.entries,
    b.entries,
    ({ id }) => formatStreamId(id),
    (one, other) => {
      const id = (one ?? other)?.id;
      if (id && !same(one, other)) tell({ kind: 'entry', id, ...sides(one?.fields, other?.fields) });
    },
  );
  for (const name of ['lastId', 'maxDeletedId'] as const) {
    const [one, other] = [a.totals?.[name], b.totals?.[name]].map((id) => formatStreamId(id ?? { ms: 0n, seq: 0n }));
    if (one !== other) tell({ kind: 'fact', name, ...sides(one, other) });
  }
  const [one, other] = [a, b].map(({ totals }) => totals?.entriesAdded ?? totals?.length);
  if (one !== other) tell({ kind: 'fact', name: 'entriesAdded', ...sides(one, other) });
  pairs(
    a.groups,
    b.groups,
    ({ name }) => textOf(name),
    (one, other) => compareGroups(one, other, tell),
  );
}

function compareGroups(a: StreamGroupValue | undefined, b: StreamGroupValue | undefined, tell: Tell): void {
  const group = (a ?? b)?.name;
  if (group === undefined) return;
  const state = (one: StreamGroupValue | undefined) =>
    one && { lastId: one.lastId, ...(one.entriesRead === undefined ? {} : { entriesRead: one.entriesRead }) };
  if (!same(state(a), state(b))) tell({ kind: 'group', group, ...sides(state(a), state(b)) });
  pairs(
    a?.consumers ?? [],
    b?.consumers ?? [],
    ({ name }) => textOf(name),
    (one, other) => {
      const consumer = (one ?? other)?.name;
      if (consumer && !(one && other)) tell({ kind: 'consumer', group, consumer, ...sides(one, other) });
    },
  );
  pairs(
    a?.pending ?? [],
    b?.pending ?? [],
    ({ id }) => formatStreamId(id),
    (one, other) => {
      const id = (one ?? other)?.id;
      if (id && !same(one, other)) tell({ kind: 'pending', group, id, ...sides(one, other) });
    },
  );
}
