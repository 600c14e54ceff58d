/**
 * Commands that touch keys that are wanted and keys that are not: what to make of each. A command comes in a feed only if it
 * changed something at the source, so conditions (NX) held there. Source: aof-replication-resp.md 2.3; redis 8.6 and valkey 9.1
 * src/commands/*.json.
 */

/**
 * 'cut': without the keys that are not wanted. 'delete read', 'delete written': DEL of that key. 'pop', 'remove member',
 * 'add member': the half of a move that is about the wanted key.
 */
type Deed = 'cut' | 'drop' | 'delete read' | 'delete written' | 'pop' | 'remove member' | 'add member';

export interface MixedDeed {
  readonly deed: Deed;
  /** What is wrong at the target from then on, in the user's words; absent: nothing. */
  readonly lost?: string;
}

export interface MixedRule {
  /** Which key is written from what the others hold; 'each': all are, each by itself. */
  readonly written: 'each' | 'first' | 'last';
  /** The written key is wanted, and one that is read is not. Of 'each' too. */
  readonly into: MixedDeed;
  /** The written key is not wanted. */
  readonly outOf: MixedDeed;
}

const EXACT_DROP: MixedDeed = { deed: 'drop' };
const NOT_KNOWN: MixedDeed = {
  deed: 'delete written',
  lost: 'a wanted key got the value of keys that are filtered out; as that is not known here, the key is deleted',
};

const EACH: MixedRule = { written: 'each', into: { deed: 'cut' }, outOf: { deed: 'cut' } };
/** The destination is written anew of the others, which stay. */
const STORED_FIRST: MixedRule = { written: 'first', into: NOT_KNOWN, outOf: EXACT_DROP };
const STORED_LAST: MixedRule = { written: 'last', into: NOT_KNOWN, outOf: EXACT_DROP };
/** The others are added to the destination. */
const MERGED_FIRST: MixedRule = {
  written: 'first',
  into: { deed: 'drop', lost: 'keys that are filtered out were merged into a wanted key, which stays as it was' },
  outOf: EXACT_DROP,
};
const RENAMED: MixedRule = { written: 'last', into: NOT_KNOWN, outOf: { deed: 'delete read' } };
const ELEMENT_MOVED: MixedRule = {
  written: 'last',
  into: { deed: 'drop', lost: 'an element of a list that is filtered out went to a wanted list, which lacks it' },
  outOf: { deed: 'pop' },
};
const MEMBER_MOVED: MixedRule = { written: 'last', into: { deed: 'add member' }, outOf: { deed: 'remove member' } };

function dropped(lost: string): MixedRule {
  return { written: 'each', into: { deed: 'drop', lost }, outOf: { deed: 'drop', lost } };
}
/** Servers send which key it was: these are of logs that were made by hand. */
const POPPED = dropped('it is not known from which of its keys elements were taken, so none are');
const SCRIPT = dropped('what a script does to wanted keys is not known without those that are filtered out');
const RULE_OF_SERIES = dropped('a compaction rule between a wanted series and one that is filtered out is not kept');

const MIXED_RULES: ReadonlyMap<string, MixedRule> = new Map(
  Object.entries({
    DEL: EACH,
    UNLINK: EACH,
    MSET: EACH,
    MSETNX: EACH,
    MSETEX: EACH,
    'JSON.MSET': EACH,
    'TS.MADD': EACH,
    // Of several keys it changes none.
    PFCOUNT: { written: 'each', into: EXACT_DROP, outOf: EXACT_DROP },
    RENAME: RENAMED,
    RENAMENX: RENAMED,
    COPY: STORED_LAST,
    SORT: STORED_LAST,
    GEORADIUS: STORED_LAST,
    GEORADIUSBYMEMBER: STORED_LAST,
    GEOSEARCHSTORE: STORED_FIRST,
    ZRANGESTORE: STORED_FIRST,
    BITOP: STORED_FIRST,
    SINTERSTORE: STORED_FIRST,
    SUNIONSTORE: STORED_FIRST,
    SDIFFSTORE: STORED_FIRST,
    ZINTERSTORE: STORED_FIRST,
    ZUNIONSTORE: STORED_FIRST,
    ZDIFFSTORE: STORED_FIRST,
    PFMERGE: MERGED_FIRST,
    'CMS.MERGE': MERGED_FIRST,
    'TDIGEST.MERGE': MERGED_FIRST,
    SMOVE: MEMBER_MOVED,
    RPOPLPUSH: ELEMENT_MOVED,
    BRPOPLPUSH: ELEMENT_MOVED,
    LMOVE: ELEMENT_MOVED,
    BLMOVE: ELEMENT_MOVED,
    LMOVEM: ELEMENT_MOVED,
    BLMOVEM: ELEMENT_MOVED,
    BLPOP: POPPED,
    BRPOP: POPPED,
    BZPOPMIN: POPPED,
    BZPOPMAX: POPPED,
    LMPOP: POPPED,
    BLMPOP: POPPED,
    ZMPOP: POPPED,
    BZMPOP: POPPED,
    EVAL: SCRIPT,
    EVALSHA: SCRIPT,
    FCALL: SCRIPT,
    'TS.CREATERULE': RULE_OF_SERIES,
    'TS.DELETERULE': RULE_OF_SERIES,
  }),
);

const UNKNOWN = dropped('what it does to wanted keys is not known without those that are filtered out');

/** @param name - in upper case */
export function mixedRuleOf(name: string): MixedRule {
  return MIXED_RULES.get(name) ?? UNKNOWN;
}

/** Losses of commands that are about whole databases, or about more than the keys they name. */
export const LOSSES = {
  MOVE: 'a key of a database that is filtered out was moved to one that is wanted, which lacks it',
  SWAPDB: 'a wanted database got the keys of one that is filtered out; it stays as it was',
  FLUSH: 'what the source deleted stays at the targets, which hold keys of others too',
  SCRIPT: 'a script names no keys, and may have changed wanted ones',
  PATTERNS: 'keys that BY and GET name may be filtered out, and missing at the targets',
} as const;
