/** Reading JSON of which the shape is known: ours by record-schema.md, the truth's by truth-format.md. */
import { JsonObject, type Json } from './json.ts';

/** A record that does not follow its schema. */
export class Fault extends Error {}

/** Bytes, as text of the characters with the same numbers: so they can be compared, sorted and be keys of a Map. */
export type Bytes = string;

export const ofHex = (text: Json | undefined): Bytes => Buffer.from(asText(text, 'hex'), 'hex').toString('latin1');
export const ofBase64 = (text: string): Bytes => Buffer.from(text, 'base64').toString('latin1');

/** S of the schema. */
export function asBytes(value: Json | undefined, what: string): Bytes {
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) throw new Fault(`${what} holds half a surrogate pair`);
    return Buffer.from(value, 'utf8').toString('latin1');
  }
  const text = value instanceof JsonObject && value.isOnly('$base64') ? value.get('$base64') : undefined;
  if (typeof text !== 'string') throw new Fault(`${what} is no byte string`);
  return ofBase64(text);
}

export function asText(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') throw new Fault(`${what} is no text`);
  return value;
}

export function asObject(value: Json | undefined, what: string): JsonObject {
  if (!(value instanceof JsonObject)) throw new Fault(`${what} is no object`);
  return value;
}

export function asList(value: Json | undefined, what: string): readonly Json[] {
  if (!Array.isArray(value)) throw new Fault(`${what} is no list`);
  return value;
}

/** Lists of `width` values each. */
export function asTuples(value: Json | undefined, width: number, what: string): (readonly Json[])[] {
  return asList(value, what).map((row) => {
    const tuple = asList(row, what);
    if (tuple.length !== width) throw new Fault(`${what} is no list of ${width}-tuples`);
    return tuple;
  });
}

/** An exact integer of ours, if it is there. */
export function asInteger(value: Json | undefined, what: string): bigint | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new Fault(`${what} is no integer`);
  return BigInt(value);
}

/** An integer of the truth: digits, if it is large; null, if the server cannot tell. */
export function ofTruth(value: Json | undefined): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  return BigInt(typeof value === 'string' ? value : (asInteger(value, 'integer of the truth') ?? 0n));
}

export function asDouble(value: Json | undefined, what: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (value === 'inf' || value === '-inf') return value === 'inf' ? Infinity : -Infinity;
  if (value !== 'nan') throw new Fault(`${what} is no number`);
  return NaN;
}

/** A hash, or the times of its fields: an object, or its `$pairs` form. */
export function asPairs(value: Json | undefined, what: string): [Bytes, Json | undefined][] {
  const object = asObject(value, what);
  if (object.twice !== undefined) throw new Fault(`${what}: ${object.twice} stands twice`);
  if (object.isOnly('$pairs')) {
    return asTuples(object.get('$pairs'), 2, what).map(([field, of]) => [asBytes(field, what), of]);
  }
  return [...object.fields].map(([field, of]) => [asBytes(field, what), of]);
}

/** @throws Fault, if one stands twice */
export function unique<Value>(pairs: Iterable<readonly [Bytes, Value]>, what: string): Map<Bytes, Value> {
  const map = new Map<Bytes, Value>();
  for (const [name, value] of pairs) {
    if (map.has(name)) throw new Fault(`${what}: ${quote(name)} stands twice`);
    map.set(name, value);
  }
  return map;
}

/** As redis-cli does, cut after 60 bytes. */
export function quote(bytes: Bytes): string {
  const shown = JSON.stringify(bytes.slice(0, 60)).replaceAll(/[\u007f-\u00ff]/g, (char) => {
    return `\\x${char.charCodeAt(0).toString(16)}`;
  });
  return bytes.length > 60 ? `${shown}… (${bytes.length} bytes)` : shown;
}

export const union = <Name>(a: ReadonlyMap<Name, unknown>, b: ReadonlyMap<Name, unknown>): Name[] => [
  ...new Set([...a.keys(), ...b.keys()]),
];
