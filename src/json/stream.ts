/** Streams, as calls of a sink. Source: record-schema.md. */
import { DecodeError } from '../errors.ts';
import type { EntrySink } from '../model/sink.ts';
import { NOBODY, type PendingEntries, type StreamConsumer, type StreamGroup, type StreamId } from '../model/stream.ts';
import type { StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { JsonReader } from './reader.ts';
import type { RowTable } from './row-table.ts';
import { CHAR } from './scan.ts';

type Members = ReadonlyMap<string, number>;

/** @throws DecodeError JSON */
export function playStream(reader: JsonReader, sink: EntrySink, table: RowTable): void {
  const members = reader.members('a stream');
  reader.to(members, 'entries', 'a stream');
  playEntries(reader, sink, table);
  sink.streamTotals(readTotals(reader, members));
  if (reader.find(members, 'groups')) {
    each(reader, 'groups', () => {
      const { group, pending, consumers } = readGroup(reader);
      sink.group(group, pending, consumers);
    });
  }
  if (reader.find(members, 'idmp')) sink.idmp(readIdmp(reader));
}

function playEntries(reader: JsonReader, sink: EntrySink, table: RowTable): void {
  let before: StreamId | undefined;
  each(reader, 'entries', () => {
    const members = reader.members('a stream entry');
    reader.to(members, 'id', 'a stream entry');
    const { at } = reader;
    const id = reader.streamId('id');
    const { start, stop } = reader;
    if (before !== undefined && !follows(id, before)) throw reader.refuse('stream entries out of order', at);
    before = id;
    reader.to(members, 'fields', 'a stream entry');
    table.clear();
    each(reader, 'fields', () => {
      addPair(reader, table);
    });
    sink.streamEntry(start, stop, table.address, table.count / 2);
    reader.clear();
  });
  table.clear();
}

function addPair(reader: JsonReader, table: RowTable): void {
  reader.enterPair('a field');
  reader.bytes('a field');
  table.add(reader.start, reader.stop);
  reader.secondOfPair('a field');
  reader.bytes('a value');
  table.add(reader.start, reader.stop);
  reader.leavePair('a field');
}

function follows(id: StreamId, before: StreamId): boolean {
  return id.ms > before.ms || (id.ms === before.ms && id.seq > before.seq);
}

function readTotals(reader: JsonReader, members: Members): StreamTotals {
  reader.to(members, 'length', 'a stream');
  const length = reader.u64('length');
  reader.to(members, 'lastId', 'a stream');
  return {
    length,
    lastId: reader.streamId('lastId'),
    ...(reader.find(members, 'firstId') ? { firstId: reader.streamId('firstId') } : {}),
    ...(reader.find(members, 'maxDeletedId') ? { maxDeletedId: reader.streamId('maxDeletedId') } : {}),
    ...(reader.find(members, 'entriesAdded') ? { entriesAdded: reader.u64('entriesAdded') } : {}),
  };
}

function readGroup(reader: JsonReader): {
  group: StreamGroup;
  pending: PendingEntries;
  consumers: readonly StreamConsumer[];
} {
  const members = reader.members('a group');
  reader.to(members, 'name', 'a group');
  const name = reader.copy('name');
  reader.to(members, 'lastId', 'a group');
  const group = {
    name,
    lastId: reader.streamId('lastId'),
    ...(reader.find(members, 'entriesRead') ? { entriesRead: reader.i64('entriesRead') } : {}),
    ...(reader.find(members, 'nacked') ? { nacked: readNacked(reader) } : {}),
  };
  const consumers: StreamConsumer[] = [];
  if (reader.find(members, 'consumers')) each(reader, 'consumers', () => consumers.push(readConsumer(reader)));
  const pending = new PendingColumns();
  if (reader.find(members, 'pending')) {
    const owners = new Map(consumers.map((consumer, i) => [latin1(consumer.name), i]));
    each(reader, 'pending', () => readPending(reader, owners, pending));
  }
  return { group, pending: pending.build(), consumers };
}

function readNacked(reader: JsonReader): StreamId[] {
  const ids: StreamId[] = [];
  each(reader, 'nacked', () => ids.push(reader.streamId('an id')));
  return ids;
}

function readConsumer(reader: JsonReader): StreamConsumer {
  const members = reader.members('a consumer');
  reader.to(members, 'name', 'a consumer');
  const name = reader.copy('name');
  reader.to(members, 'seenAt', 'a consumer');
  return {
    name,
    seenAtMs: reader.i64('seenAt'),
    ...(reader.find(members, 'activeAt') ? { activeAtMs: reader.i64('activeAt') } : {}),
  };
}

function readPending(reader: JsonReader, owners: ReadonlyMap<string, number>, pending: PendingColumns): void {
  const members = reader.members('a pending entry');
  let owner: number | undefined = NOBODY;
  if (reader.find(members, 'consumer')) {
    const { at } = reader;
    reader.bytes('consumer');
    owner = owners.get(reader.arena.latin1(reader.start, reader.stop));
    if (owner === undefined) throw reader.refuse('a pending entry of a consumer that is not in the group', at);
  }
  reader.to(members, 'id', 'a pending entry');
  const id = reader.streamId('id');
  reader.to(members, 'deliveredAt', 'a pending entry');
  const deliveredAt = reader.i64('deliveredAt');
  reader.to(members, 'deliveries', 'a pending entry');
  pending.add(id, deliveredAt, reader.u64('deliveries'), owner);
}

/** A PEL while it grows. */
class PendingColumns {
  private readonly ids: bigint[] = [];
  private readonly deliveredAt: bigint[] = [];
  private readonly deliveries: bigint[] = [];
  private readonly consumer: number[] = [];

  add(id: StreamId, deliveredAt: bigint, deliveries: bigint, consumer: number): void {
    this.ids.push(id.ms, id.seq);
    this.deliveredAt.push(deliveredAt);
    this.deliveries.push(deliveries);
    this.consumer.push(consumer);
  }

  build(): PendingEntries {
    return {
      count: this.consumer.length,
      ids: BigUint64Array.from(this.ids),
      deliveredAtMs: BigInt64Array.from(this.deliveredAt),
      deliveries: BigUint64Array.from(this.deliveries),
      consumer: Int32Array.from(this.consumer),
    };
  }
}

function readIdmp(reader: JsonReader): StreamIdmp {
  const members = reader.members('idmp');
  const number = (name: string): bigint => {
    reader.to(members, name, 'idmp');
    return reader.u64(name);
  };
  const producers: StreamIdmp['producers'][number][] = [];
  reader.to(members, 'producers', 'idmp');
  each(reader, 'producers', () => producers.push(readProducer(reader)));
  return {
    durationSeconds: number('duration'),
    maxEntries: number('maxEntries'),
    producers,
    added: number('added'),
    duplicates: number('duplicates'),
  };
}

function readProducer(reader: JsonReader): StreamIdmp['producers'][number] {
  const members = reader.members('a producer');
  reader.to(members, 'id', 'a producer');
  const id = reader.copy('id');
  const entries: { iid: Uint8Array; id: StreamId }[] = [];
  reader.to(members, 'entries', 'a producer');
  each(reader, 'entries', () => {
    const entry = reader.members('an entry');
    reader.to(entry, 'iid', 'an entry');
    const iid = reader.copy('iid');
    reader.to(entry, 'id', 'an entry');
    entries.push({ iid, id: reader.streamId('id') });
  });
  return { id, entries };
}

/** `read` reads an element of the array that stands next; reading goes on behind it. @throws DecodeError: within which element */
function each(reader: JsonReader, what: string, read: () => void): void {
  let index = 0;
  try {
    for (let more = reader.enter(CHAR.OPEN_ARRAY, what); more; more = reader.more()) {
      // Members are read in any order: what follows the element is found by passing over it.
      reader.peek();
      const { at } = reader;
      reader.skip();
      const next = reader.at;
      reader.at = at;
      read();
      reader.at = next;
      index++;
    }
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`${what} ${index}`) : error;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
