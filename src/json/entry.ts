/** A key record of record-schema.md, read back into the object that `readEntries` gives for it. */
import type { Entry } from '../model/record.ts';
import type { KeyMeta } from '../model/sink.ts';
import type { ArrayItem, HashField, Value } from '../model/value.ts';
import {
  optional,
  refuse,
  toArray,
  toBigInt,
  toBytes,
  toNamed,
  toNumber,
  toObject,
  toPair,
  toScore,
  toText,
} from './fields.ts';
import { JsonObject, parseJson, type Json } from './parse.ts';
import { readStream } from './stream.ts';

/** An entry without its place in a file. */
export type JsonEntry = Omit<Entry, 'kind' | 'offset' | 'part' | 'last'>;

/** @throws DecodeError JSON */
export function readJsonEntry(line: string): JsonEntry {
  const record = toObject(parseJson(line), 'a record');
  return {
    db: toNumber(record.get('db'), 'db'),
    key: toBytes(record.get('key'), 'key'),
    value: readValue(record),
    encoding: toText(record.get('encoding'), 'encoding'),
    ...optional('expireAtMs', record.get('expireAt'), toTime),
    ...optional('idleSeconds', record.get('idle'), toNumber),
    ...optional('freq', record.get('freq'), toNumber),
    ...optional('noEvict', record.get('noEvict'), (json) => json === true),
    ...optional('mvcc', record.get('mvcc'), toText),
    ...optional('meta', record.get('meta'), (json) => toArray(json, 'meta').map(readMeta)),
    ...optional('memberExpiries', record.get('memberExpireAt'), (json) =>
      toNamed(json, 'memberExpireAt').map(({ name, json: time }) => ({
        member: name,
        expireAtMs: toNumber(time, 'a time'),
      })),
    ),
  };
}

function readValue(record: JsonObject): Value {
  const json = record.get('value');
  const type = toText(record.get('type'), 'type');
  if (json instanceof JsonObject && json.get('$module') !== undefined) return readModule(json);
  switch (type) {
    case 'string':
      return { type, value: toBytes(json, 'value') };
    case 'list':
      return { type, items: toArray(json, 'a list').map((item) => toBytes(item, 'an item')) };
    case 'set':
      return { type, members: toArray(json, 'a set').map((item) => toBytes(item, 'a member')) };
    case 'zset':
      return { type, members: toArray(json, 'a zset').map(readMember) };
    case 'hash':
      return { type, fields: readFields(json, record.get('fieldExpireAt')) };
    case 'stream':
      return readStream(json);
    case 'array':
      return readArray(toObject(json, 'an array'));
    case 'path-hash':
      return { type, paths: toArray(json, 'a path hash').map(readPath) };
    case 'cron':
      return readCron(toObject(json, 'a cron job'));
    default:
      throw refuse(`no such type ${JSON.stringify(type)}`);
  }
}

function toTime(json: Json, what: string): number | bigint {
  return typeof json === 'bigint' ? json : toNumber(json, what);
}

function readMember(json: Json): { member: Uint8Array; score: number } {
  const [member, score] = toPair(json, 'a member');
  return { member: toBytes(member, 'a member'), score: toScore(score) };
}

function readFields(json: Json | undefined, times: Json | undefined): HashField[] {
  const expiries = new Map<string, number>();
  for (const { name, json: time } of times === undefined ? [] : toNamed(times, 'fieldExpireAt')) {
    expiries.set(latin1(name), toNumber(time, 'a time'));
  }
  return toNamed(json, 'a hash').map(({ name: field, json: text }): HashField => {
    const value = toBytes(text, 'a value');
    const expireAtMs = expiries.get(latin1(field));
    return expireAtMs === undefined ? { field, value } : { field, value, expireAtMs };
  });
}

/** Bytes as a key of a Map. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function readArray(array: JsonObject): Value {
  const items = toArray(array.get('items'), 'items').map((item): ArrayItem => {
    const [index, value] = toPair(item, 'an item');
    const integer = typeof value === 'number' || typeof value === 'bigint';
    return { index: toBigInt(index, 'an index'), value: toBytes(integer ? String(value) : value, 'an item'), integer };
  });
  return {
    type: 'array',
    length: toNumber(array.get('length'), 'length'),
    ...optional('insertIndex', array.get('insertIndex'), toBigInt),
    items,
  };
}

function readPath(json: Json): { path: Uint8Array; fields: HashField[] } {
  const [path, fields] = toPair(json, 'a path');
  return { path: toBytes(path, 'a path'), fields: toArray(fields, 'fields').map(readPathField) };
}

function readPathField(json: Json): HashField {
  const [field, value] = toPair(json, 'a field');
  return { field: toBytes(field, 'a field'), value: toBytes(value, 'a value') };
}

function readModule(json: JsonObject): Value {
  const module = { name: toText(json.get('$module'), '$module'), version: toNumber(json.get('version'), 'version') };
  return { type: 'module', module, payload: toBytes(json, 'a module value') };
}

function readCron(job: JsonObject): Value {
  const strings = (name: string): Uint8Array[] => toArray(job.get(name), name).map((item) => toBytes(item, name));
  return {
    type: 'cron',
    job: {
      script: toBytes(job.get('script'), 'script'),
      startMs: toBigInt(job.get('start'), 'start'),
      intervalMs: toBigInt(job.get('interval'), 'interval'),
      keys: strings('keys'),
      args: strings('args'),
    },
  };
}

function readMeta(json: Json): KeyMeta {
  const meta = toObject(json, 'key metadata');
  return {
    name: toText(meta.get('class'), 'class'),
    version: toNumber(meta.get('version'), 'version'),
    flags: toNumber(meta.get('flags'), 'flags'),
    payload: toBytes(meta.get('payload'), 'payload'),
  };
}
