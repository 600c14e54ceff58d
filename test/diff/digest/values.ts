/** Short ways to write values. */
import type { HashField, StreamGroupValue, StreamValue, Value, ZsetMember } from '../../../src/model/value.ts';
import { parseStreamId } from '../../../src/model/stream.ts';

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function string(value: string): Value {
  return { type: 'string', value: bytes(value) };
}

export function list(...items: string[]): Value {
  return { type: 'list', items: items.map(bytes) };
}

export function set(...members: string[]): Value {
  return { type: 'set', members: members.map(bytes) };
}

export function zset(...members: readonly (readonly [string, number])[]): Value {
  return { type: 'zset', members: members.map(([member, score]): ZsetMember => ({ member: bytes(member), score })) };
}

export type Field = readonly [field: string, value: string, expireAtMs?: number | undefined];

export function fields(all: readonly Field[]): HashField[] {
  return all.map(([field, value, expireAtMs]) => ({
    field: bytes(field),
    value: bytes(value),
    ...(expireAtMs === undefined ? {} : { expireAtMs }),
  }));
}

export function hash(...all: readonly Field[]): Value {
  return { type: 'hash', fields: fields(all) };
}

export function pathHash(...paths: readonly (readonly [string, ...Field[]])[]): Value {
  return { type: 'path-hash', paths: paths.map(([path, ...all]) => ({ path: bytes(path), fields: fields(all) })) };
}

/** With one group and one consumer, `c`, that has an entry pending. */
export const GROUP: StreamGroupValue = {
  name: bytes('g'),
  lastId: parseStreamId('2-0'),
  entriesRead: 2n,
  pending: [{ id: parseStreamId('1-1'), consumer: bytes('c'), deliveredAtMs: 1000n, deliveries: 3n }],
  consumers: [
    { name: bytes('c'), seenAtMs: 1500n, activeAtMs: 1400n },
    { name: bytes('d'), seenAtMs: 1600n },
  ],
};

export const STREAM: StreamValue = {
  type: 'stream',
  entries: [
    { id: parseStreamId('1-1'), fields: [{ field: bytes('f'), value: bytes('v') }] },
    { id: parseStreamId('2-0'), fields: [] },
  ],
  totals: {
    length: 2n,
    lastId: parseStreamId('2-0'),
    firstId: parseStreamId('1-1'),
    maxDeletedId: parseStreamId('0-0'),
    entriesAdded: 2n,
  },
  groups: [GROUP],
};
