/** Values as short as they can be written. */
import type { Stored } from './changed-key.ts';
import { parseStreamId, type StreamTotals } from '../../../../src/model/stream.ts';
import type { HashField, StreamGroupValue, StreamPending, StreamValue, Value } from '../../../../src/model/value.ts';

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export const string = (text: string): Value => ({ type: 'string', value: bytes(text) });
/** Items between blanks. */
export const list = (items: string): Value => ({ type: 'list', items: items.split(' ').map(bytes) });
export const set = (members: string): Value => ({ type: 'set', members: members.split(' ').map(bytes) });

export const zset = (scores: Readonly<Record<string, number>>): Value => ({
  type: 'zset',
  members: Object.entries(scores).map(([member, score]) => ({ member: bytes(member), score })),
});

/** A field's value, or value and expiry. */
export const hash = (fields: Readonly<Record<string, string | readonly [string, number]>>): Value => ({
  type: 'hash',
  fields: Object.entries(fields).map(([field, value]): HashField => {
    if (typeof value === 'string') return { field: bytes(field), value: bytes(value) };
    return { field: bytes(field), value: bytes(value[0]), expireAtMs: value[1] };
  }),
});

export const array = (items: Readonly<Record<string, string>>, insertIndex?: bigint): Value => ({
  type: 'array',
  length: Object.keys(items).length,
  ...(insertIndex === undefined ? {} : { insertIndex }),
  items: Object.entries(items).map(([index, value]) => ({
    index: BigInt(index),
    value: bytes(value),
    integer: false,
  })),
});

export interface StreamText {
  /** Ids between blanks; each entry has the field f with the value v. */
  readonly entries?: string;
  readonly lastId?: string;
  readonly maxDeletedId?: string;
  readonly entriesAdded?: bigint;
  readonly groups?: readonly StreamGroupValue[];
}

export function stream({
  entries = '',
  lastId,
  maxDeletedId = '0-0',
  entriesAdded,
  groups = [],
}: StreamText): StreamValue {
  const ids = entries.split(' ').filter(Boolean).map(parseStreamId);
  const length = BigInt(ids.length);
  const totals: StreamTotals = {
    length,
    lastId: lastId === undefined ? (ids.at(-1) ?? { ms: 0n, seq: 0n }) : parseStreamId(lastId),
    maxDeletedId: parseStreamId(maxDeletedId),
    entriesAdded: entriesAdded ?? length,
  };
  const fields = [{ field: bytes('f'), value: bytes('v') }];
  return { type: 'stream', entries: ids.map((id) => ({ id, fields })), totals, groups };
}

/** @param pending - id, consumer, time, deliveries */
export function group(
  name: string,
  lastId: string,
  consumers = '',
  pending: readonly (readonly [string, string, number, number])[] = [],
  entriesRead?: bigint,
): StreamGroupValue {
  return {
    name: bytes(name),
    lastId: parseStreamId(lastId),
    ...(entriesRead === undefined ? {} : { entriesRead }),
    consumers: consumers
      .split(' ')
      .filter(Boolean)
      .map((one) => ({ name: bytes(one), seenAtMs: 0n })),
    pending: pending.map(([id, consumer, time, deliveries]): StreamPending => ({
      id: parseStreamId(id),
      consumer: bytes(consumer),
      deliveredAtMs: BigInt(time),
      deliveries: BigInt(deliveries),
    })),
  };
}

export const key = (value: Value, expireAtMs?: number): Stored => ({
  key: bytes('k'),
  value,
  ...(expireAtMs === undefined ? {} : { expireAtMs }),
});
