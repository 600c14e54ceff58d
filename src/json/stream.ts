/** A stream, read back from its JSON form. */
import type { StreamConsumer, StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { StreamEntry, StreamGroupValue, StreamPending, StreamValue } from '../model/value.ts';
import { optional, toArray, toBigInt, toBytes, toObject, toPair, toStreamId } from './fields.ts';
import type { Json, JsonObject } from './parse.ts';

export function readStream(json: Json | undefined): StreamValue {
  const stream = toObject(json, 'a stream');
  return {
    type: 'stream',
    entries: toArray(stream.get('entries'), 'entries').map(readEntry),
    totals: readTotals(stream),
    groups: toArray(stream.get('groups'), 'groups').map(readGroup),
    ...optional('idmp', stream.get('idmp'), readIdmp),
  };
}

function readTotals(stream: JsonObject): StreamTotals {
  return {
    length: toBigInt(stream.get('length'), 'length'),
    lastId: toStreamId(stream.get('lastId'), 'lastId'),
    ...optional('firstId', stream.get('firstId'), toStreamId),
    ...optional('maxDeletedId', stream.get('maxDeletedId'), toStreamId),
    ...optional('entriesAdded', stream.get('entriesAdded'), toBigInt),
  };
}

function readEntry(json: Json): StreamEntry {
  const entry = toObject(json, 'a stream entry');
  const fields = toArray(entry.get('fields'), 'fields').map((item) => {
    const [field, value] = toPair(item, 'a field');
    return { field: toBytes(field, 'a field'), value: toBytes(value, 'a value') };
  });
  return { id: toStreamId(entry.get('id'), 'id'), fields };
}

function readGroup(json: Json): StreamGroupValue {
  const group = toObject(json, 'a group');
  return {
    name: toBytes(group.get('name'), 'name'),
    lastId: toStreamId(group.get('lastId'), 'lastId'),
    ...optional('entriesRead', group.get('entriesRead'), toBigInt),
    ...optional('nacked', group.get('nacked'), (ids) => toArray(ids, 'nacked').map((id) => toStreamId(id, 'nacked'))),
    pending: toArray(group.get('pending'), 'pending').map(readPending),
    consumers: toArray(group.get('consumers'), 'consumers').map(readConsumer),
  };
}

function readPending(json: Json): StreamPending {
  const pending = toObject(json, 'a pending entry');
  return {
    id: toStreamId(pending.get('id'), 'id'),
    ...optional('consumer', pending.get('consumer'), toBytes),
    deliveredAtMs: toBigInt(pending.get('deliveredAt'), 'deliveredAt'),
    deliveries: toBigInt(pending.get('deliveries'), 'deliveries'),
  };
}

function readConsumer(json: Json): StreamConsumer {
  const consumer = toObject(json, 'a consumer');
  return {
    name: toBytes(consumer.get('name'), 'name'),
    seenAtMs: toBigInt(consumer.get('seenAt'), 'seenAt'),
    ...optional('activeAtMs', consumer.get('activeAt'), toBigInt),
  };
}

function readIdmp(json: Json): StreamIdmp {
  const idmp = toObject(json, 'idmp');
  const producers = toArray(idmp.get('producers'), 'producers').map((item) => {
    const producer = toObject(item, 'a producer');
    const entries = toArray(producer.get('entries'), 'entries').map((one) => {
      const entry = toObject(one, 'an entry');
      return { iid: toBytes(entry.get('iid'), 'iid'), id: toStreamId(entry.get('id'), 'id') };
    });
    return { id: toBytes(producer.get('id'), 'id'), entries };
  });
  return {
    durationSeconds: toBigInt(idmp.get('duration'), 'duration'),
    maxEntries: toBigInt(idmp.get('maxEntries'), 'maxEntries'),
    producers,
    added: toBigInt(idmp.get('added'), 'added'),
    duplicates: toBigInt(idmp.get('duplicates'), 'duplicates'),
  };
}
