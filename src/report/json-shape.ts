/** Checks of parsed JSON. Each throws a DecodeError that says where what is wrong; fields nobody asks for are let through. */
import { DecodeError } from '../errors.ts';

/** @param path - of the value: `groups.type[0].keys` */
export type Check = (value: unknown, path: string) => void;

export function isCount(value: unknown, path: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) fail(path, 'a number that is not negative');
}

/** Unix ms; before 1970, too. */
export function isTime(value: unknown, path: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(path, 'a number');
}

export function isString(value: unknown, path: string): void {
  if (typeof value !== 'string') fail(path, 'a string');
}

export function isBoolean(value: unknown, path: string): void {
  if (typeof value !== 'boolean') fail(path, 'true or false');
}

/** S of record-schema.md. */
export function isBytes(value: unknown, path: string): void {
  if (typeof value === 'string') return;
  if (!isObject(value) || typeof value['$base64'] !== 'string') fail(path, 'a string or {"$base64":"…"}');
}

export function isOneOf(...words: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !words.includes(value)) fail(path, `one of ${words.join(', ')}`);
  };
}

/** @param size - how many elements there must be */
export function isArrayOf(check: Check, size?: number): Check {
  return (value, path) => {
    if (!Array.isArray(value)) fail(path, 'an array');
    if (size !== undefined && value.length !== size) fail(path, `an array of ${size}`);
    for (const [i, element] of value.entries()) check(element, `${path}[${i}]`);
  };
}

/** An object that has these fields, and may have those. */
export function hasFields(fields: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (!isObject(value)) fail(path, 'an object');
    for (const [name, check] of Object.entries(fields)) check(value[name], inside(path, name));
    for (const [name, check] of Object.entries(optional)) {
      if (value[name] !== undefined) check(value[name], inside(path, name));
    }
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function fail(path: string, what: string): never {
  throw new DecodeError('JSON', `this is no whole memory report: ${path === '' ? 'it' : path} is to be ${what}`);
}
