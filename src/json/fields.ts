/** What record-schema.md puts into JSON values, read back with its type checked. */
import { DecodeError } from '../errors.ts';
import type { StreamId } from '../model/stream.ts';
import { JsonObject, type Json } from './parse.ts';

export function refuse(what: string): DecodeError {
  return new DecodeError('JSON', what);
}

export function toObject(json: Json | undefined, what: string): JsonObject {
  if (json instanceof JsonObject) return json;
  throw refuse(`${what} is to be an object`);
}

export function toArray(json: Json | undefined, what: string): readonly Json[] {
  if (json !== undefined && Array.isArray(json)) return json;
  throw refuse(`${what} is to be an array`);
}

/** Two values in an array. */
export function toPair(json: Json | undefined, what: string): readonly [Json, Json] {
  const [first, second, ...rest] = toArray(json, what);
  if (first === undefined || second === undefined || rest.length > 0) throw refuse(`${what} is to be an array of two`);
  return [first, second];
}

export function toText(json: Json | undefined, what: string): string {
  if (typeof json === 'string') return json;
  throw refuse(`${what} is to be a string`);
}

/** A double, to the nearest if it was written as a long integer. */
export function toNumber(json: Json | undefined, what: string): number {
  if (typeof json === 'number') return json;
  if (typeof json === 'bigint') return Number(json);
  throw refuse(`${what} is to be a number`);
}

export function toBigInt(json: Json | undefined, what: string): bigint {
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  throw refuse(`${what} is to be an integer`);
}

export function toScore(json: Json): number {
  if (json === 'inf') return Infinity;
  if (json === '-inf') return -Infinity;
  return json === 'nan' ? NaN : toNumber(json, 'a score');
}

/** Bytes: a string, or `{"$base64":"…"}`. */
export function toBytes(json: Json | undefined, what: string): Uint8Array {
  if (typeof json === 'string') return new TextEncoder().encode(json);
  if (json instanceof JsonObject) {
    const text = json.get('$base64');
    if (typeof text === 'string') return new Uint8Array(Buffer.from(text, 'base64'));
  }
  throw refuse(`${what} is to be a string or {"$base64":"…"}`);
}

/** Names and what they stand for: an object, or `{"$pairs":[[name, …],…]}`. */
export function toNamed(json: Json | undefined, what: string): { name: Uint8Array; json: Json }[] {
  const object = toObject(json, what);
  const pairs = object.get('$pairs');
  if (pairs === undefined) return object.members.map(([name, value]) => ({ name: toBytes(name, what), json: value }));
  return toArray(pairs, what).map((item) => {
    const [name, value] = toPair(item, what);
    return { name: toBytes(name, what), json: value };
  });
}

/** `ms-seq` */
export function toStreamId(json: Json | undefined, what: string): StreamId {
  const match = /^(\d+)-(\d+)$/.exec(toText(json, what));
  if (match === null) throw refuse(`${what} is to be a stream id`);
  return { ms: BigInt(match[1] ?? 0), seq: BigInt(match[2] ?? 0) };
}

/** `{name: read(json)}`, or nothing where it is absent: for spreading into objects. */
export function optional<N extends string, T>(
  name: N,
  json: Json | undefined,
  read: (json: Json, what: string) => T,
): { [K in N]?: T } {
  const object: { [K in N]?: T } = {};
  if (json !== undefined) object[name] = read(json, name);
  return object;
}
