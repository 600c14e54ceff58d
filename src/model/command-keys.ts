/**
 * Where the keys stand among the arguments of a write command. Source: redis 8.6 and valkey 9.1 src/commands/*.json, key_specs;
 * aof-replication-resp.md 2.3.
 */

/** Positions count arguments from 0, the name. A negative `last` counts from the end. */
export interface KeySpec {
  readonly first: number;
  /** Left out: `first` alone. */
  readonly last?: number;
  readonly step?: number;
  /** Where the number of keys from `first` on stands, instead of `last`. */
  readonly counted?: number;
  /** A key beside them. */
  readonly also?: number;
  /** Words with a key behind them, and where the first of them may stand. */
  readonly words?: readonly string[];
  readonly wordsFrom?: number;
}

const NONE: KeySpec = { first: 0 };
const SECOND: KeySpec = { first: 2 };
const TWO: KeySpec = { first: 1, last: 2 };
const ALL: KeySpec = { first: 1, last: -1 };
const PAIRS: KeySpec = { first: 1, last: -1, step: 2 };
const TRIPLES: KeySpec = { first: 1, last: -1, step: 3 };
/** All but a timeout at the end. */
const BLOCKING: KeySpec = { first: 1, last: -2 };
/** A destination, then a number and so many sources. */
const STORE: KeySpec = { first: 3, counted: 2, also: 1 };
const NUMBERED: KeySpec = { first: 2, counted: 1 };
/** A script or a function, or a timeout, before the number. */
const NUMBERED_SECOND: KeySpec = { first: 3, counted: 2 };
/** What is not named below: all with one key, and modules' commands. */
const FIRST: KeySpec = { first: 1 };

const SPECS: ReadonlyMap<string, KeySpec> = new Map(
  Object.entries({
    SELECT: NONE,
    MULTI: NONE,
    EXEC: NONE,
    PING: NONE,
    FLUSHDB: NONE,
    FLUSHALL: NONE,
    SWAPDB: NONE,
    FUNCTION: NONE,
    SCRIPT: NONE,
    PUBLISH: NONE,
    SPUBLISH: NONE,
    REPLCONF: NONE,
    SFLUSH: NONE,
    TRIMSLOTS: NONE,
    CLUSTER: NONE,
    DEL: ALL,
    UNLINK: ALL,
    PFCOUNT: ALL,
    PFMERGE: ALL,
    SINTERSTORE: ALL,
    SUNIONSTORE: ALL,
    SDIFFSTORE: ALL,
    RENAME: TWO,
    RENAMENX: TWO,
    COPY: TWO,
    RPOPLPUSH: TWO,
    BRPOPLPUSH: TWO,
    LMOVE: TWO,
    BLMOVE: TWO,
    LMOVEM: TWO,
    BLMOVEM: TWO,
    SMOVE: TWO,
    GEOSEARCHSTORE: TWO,
    ZRANGESTORE: TWO,
    MSET: PAIRS,
    MSETNX: PAIRS,
    'JSON.MSET': TRIPLES,
    'TS.MADD': TRIPLES,
    BLPOP: BLOCKING,
    BRPOP: BLOCKING,
    BZPOPMIN: BLOCKING,
    BZPOPMAX: BLOCKING,
    BITOP: { first: 2, last: -1 },
    ZUNIONSTORE: STORE,
    ZINTERSTORE: STORE,
    ZDIFFSTORE: STORE,
    MSETEX: { first: 2, counted: 1, step: 2 },
    LMPOP: NUMBERED,
    ZMPOP: NUMBERED,
    BLMPOP: NUMBERED_SECOND,
    BZMPOP: NUMBERED_SECOND,
    EVAL: NUMBERED_SECOND,
    EVALSHA: NUMBERED_SECOND,
    FCALL: NUMBERED_SECOND,
    SORT: { first: 1, words: ['STORE'], wordsFrom: 2 },
    GEORADIUS: { first: 1, words: ['STORE', 'STOREDIST'], wordsFrom: 6 },
    GEORADIUSBYMEMBER: { first: 1, words: ['STORE', 'STOREDIST'], wordsFrom: 5 },
    'CMS.MERGE': STORE,
    'TDIGEST.MERGE': STORE,
    'TS.CREATERULE': TWO,
    'TS.DELETERULE': TWO,
    XGROUP: SECOND,
    PFDEBUG: SECOND,
  }),
);

/** What RediSearch's commands are about is an index, or a dictionary: no key, but for suggestions. */
const OF_AN_INDEX = /^_?FT\.(?!SUG)/;

/** @param name - in upper case */
export function keySpecOf(name: string): KeySpec {
  return SPECS.get(name) ?? (OF_AN_INDEX.test(name) ? NONE : FIRST);
}

/** Whether a command has exactly one key, which is its first argument. */
export function hasFirstKeyAlone(spec: KeySpec): boolean {
  return spec === FIRST;
}

/**
 * The positions of a command's keys; none of one that is about no key.
 * @param name - in upper case
 * @param text - gives an argument, of which there are `count`, as text in upper case
 */
export function keyPositions(name: string, count: number, text: (index: number) => string): number[] {
  return positionsBy(keySpecOf(name), count, text);
}

export function positionsBy(spec: KeySpec, count: number, text: (index: number) => string): number[] {
  const positions: number[] = [];
  const add = (index: number): void => {
    if (index > 0 && index < count) positions.push(index);
  };
  const { first, last = first, step = 1, counted, also, words = [], wordsFrom = 0 } = spec;
  if (also !== undefined) add(also);
  const keys = counted === undefined ? Infinity : counted < count ? Number(text(counted)) || 0 : 0;
  const end = counted !== undefined ? count - 1 : last < 0 ? count + last : last;
  for (let index = first, left = keys; index <= end && left > 0; index += step, left--) add(index);
  if (words.length === 0) return positions;
  for (let index = wordsFrom; index < count - 1; index++) {
    if (words.includes(text(index))) add(index + 1);
  }
  return positions;
}

/**
 * The position of a command's first key, if it has any; 0: it is about no key. Enough to tell the slot of a command that a cluster has
 * executed, for all keys are of one slot there.
 *
 * @param name - in upper case
 */
export function firstKeyPosition(name: string): number {
  const { first, also } = keySpecOf(name);
  return also ?? first;
}
