/** Which keys are wanted: the filters that every subcommand has, of cli-conventions.md. */
import { keySlot } from '../model/slot.ts';
import type { KeyHeader } from '../model/sink.ts';
import type { Glob } from './glob.ts';
import { keyText } from './regex.ts';

export interface FilterOptions {
  readonly dbs?: ReadonlySet<number>;
  /** TYPE's answers, in lower case; `module` stands for all module types. */
  readonly types?: ReadonlySet<string>;
  readonly notTypes?: ReadonlySet<string>;
  readonly match?: readonly Glob[];
  readonly notMatch?: readonly Glob[];
  /** Tried on the key as UTF-8, or as Latin-1 if it is none. */
  readonly regex?: readonly RegExp[];
  readonly notRegex?: readonly RegExp[];
  /** With (true) or without (false) an expiry. */
  readonly expires?: boolean;
  /** Expired at `nowMs` (true), or not (false). */
  readonly expired?: boolean;
  /** Remaining time at `nowMs`, both ends included. Keys without expiry are not wanted. */
  readonly ttlMs?: readonly [number, number];
  readonly slots?: readonly (readonly [number, number])[];
  /** The share of keys that is wanted, 0 to 1: always the same ones. */
  readonly sample?: number;
  /** Bytes the value takes in the source. */
  readonly minSize?: number;
  readonly maxSize?: number;
  /** Elements, fields, members, stream entries; a string has one. */
  readonly minElements?: number;
  /** Stop after so many keys. */
  readonly limit?: number;
  readonly nowMs: number;
}

/** Whether all filters that need no look at the value let a key pass. `key` gives its bytes. */
export function passesHeader(options: FilterOptions, header: KeyHeader, key: () => Uint8Array): boolean {
  const { dbs } = options;
  if (dbs !== undefined && !dbs.has(header.db)) return false;
  return passesType(options, header) && passesExpiry(options, header.expireAtMs) && passesKey(options, key);
}

/** Whether those filters let a key pass that look at nothing but the key. */
export function passesKey(options: FilterOptions, key: () => Uint8Array): boolean {
  const { slots, sample } = options;
  if (!passesName(options, key)) return false;
  if (slots !== undefined) {
    const slot = keySlot(key());
    if (!slots.some(([first, last]) => slot >= first && slot <= last)) return false;
  }
  return sample === undefined || shareOf(key()) < sample;
}

function passesType({ types, notTypes }: FilterOptions, { type, module }: KeyHeader): boolean {
  if (types === undefined && notTypes === undefined) return true;
  const names = module === undefined ? [type] : [module.name.toLowerCase(), 'module'];
  if (types !== undefined && !names.some((name) => types.has(name))) return false;
  return notTypes === undefined || !names.some((name) => notTypes.has(name));
}

function passesExpiry(options: FilterOptions, expireAtMs: number | bigint | undefined): boolean {
  const { expires, expired, ttlMs, nowMs } = options;
  if (expires !== undefined && expires !== (expireAtMs !== undefined)) return false;
  if (expired !== undefined && expired !== (expireAtMs !== undefined && expireAtMs < nowMs)) return false;
  if (ttlMs === undefined) return true;
  if (expireAtMs === undefined) return false;
  const left = Number(expireAtMs) - nowMs;
  return left >= ttlMs[0] && left <= ttlMs[1];
}

function passesName(options: FilterOptions, key: () => Uint8Array): boolean {
  const { match, notMatch, regex, notRegex } = options;
  if (match !== undefined && !match.some((glob) => glob.matches(key()))) return false;
  if (notMatch?.some((glob) => glob.matches(key()))) return false;
  if (regex === undefined && notRegex === undefined) return true;
  const text = keyText(key());
  if (regex !== undefined && !regex.some((expression) => expression.test(text))) return false;
  return !notRegex?.some((expression) => expression.test(text));
}

/** A number from 0 to 1 that depends on the key alone (FNV-1a, mixed). */
function shareOf(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
