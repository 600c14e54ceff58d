/**
 * Which family wrote a source. Decided once, by magic, version and the AUX fields at its head; then a table the decoder
 * looks bytes up in, because 22–37 and 241–243 mean different things to different servers. Source: rdb-format.md 1.3.
 */
import type { DialectName } from '../model/sink.ts';
import { OPCODES, type OpcodeName } from './opcodes.ts';
import { TYPES, type TypeSpec } from './types.ts';

/** The newest versions whose layouts we know. */
export const NEWEST_REDIS = 16;
export const NEWEST_VALKEY = 81;
/** Valkey writes its own magic from this version on. */
export const FIRST_VALKEY = 80;

export interface Dialect {
  readonly name: DialectName;
  readonly version: number;
  /** By first byte of a record. */
  readonly types: readonly (TypeSpec | undefined)[];
  readonly opcodes: readonly (OpcodeName | undefined)[];
  /** Whether the version is over those we know. */
  readonly newer: boolean;
  /**
   * What the servers of this file check of a packed value: 'deep' every entry, 'walk' only what reading needs. Valkey
   * from 9.1 on is deep; ziplists are since Redis 7.0, which converts them.
   */
  readonly listpack: 'walk' | 'deep';
  readonly ziplist: 'walk' | 'deep';
  /** An expiry of -1 ms means none; Redis 8.6 (RDB 13) takes it for a time in the past. */
  readonly minusOneIsNone: boolean;
  /** Expiries of members may follow a key as AUX fields (KeyDB). */
  readonly memberExpiries: boolean;
}

/** What the magic and the AUX fields at the head say. */
export function nameDialect(magic: 'REDIS' | 'VALKEY', version: number, aux: ReadonlyMap<string, string>): DialectName {
  if (magic === 'VALKEY' || aux.has('valkey-ver')) return 'valkey';
  if (aux.has('df-ver')) return 'dragonfly';
  const server = aux.get('redis-ver') ?? '';
  // Redis itself released no 6.3 and no 7.3: those numbers are KeyDB's and Redict's own.
  if (version <= 9 && (aux.has('mvcc-tstamp') || aux.has('repl-masters') || server.startsWith('6.3.'))) return 'keydb';
  if (server.startsWith('7.3.')) return 'redict';
  return 'redis';
}

export function makeDialect(name: DialectName, version: number, ownMagic: boolean): Dialect {
  // Up to RDB 11 all read the same bytes; from 12 on Redis' numbers are its own.
  const reads: DialectName = name === 'dragonfly' ? 'dragonfly' : ownMagic ? 'valkey' : 'redis';
  const types = new Array<TypeSpec | undefined>(256).fill(undefined);
  for (const spec of Object.values<TypeSpec>(TYPES)) {
    if (spec.only === undefined || spec.only.includes(reads)) types[spec.byte] = spec;
  }
  const opcodes = new Array<OpcodeName | undefined>(256).fill(undefined);
  for (const [opcode, spec] of Object.entries(OPCODES) as [OpcodeName, { byte: number; only?: readonly string[] }][]) {
    if (spec.only === undefined || spec.only.includes(reads)) opcodes[spec.byte] = opcode;
  }
  return {
    name,
    version,
    types,
    opcodes,
    newer: version > (ownMagic ? NEWEST_VALKEY : NEWEST_REDIS),
    listpack: ownMagic ? 'deep' : 'walk',
    ziplist: ownMagic || version >= 10 ? 'deep' : 'walk',
    minusOneIsNone: ownMagic || version < 13,
    memberExpiries: reads === 'redis' && version <= 9,
  };
}
