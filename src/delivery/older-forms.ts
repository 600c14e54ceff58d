/**
 * Commands of feeds that older servers do not know, or not all words of, and what does the same there. A command comes in a feed only
 * if it changed something, so conditions held, and can go. Source: aof-replication-resp.md 2.1, 2.3, 6.4; redis 8.6 and valkey 9.1
 * src/commands/*.json.
 */
import type { Feature } from '../model/target.ts';

/** A word that goes, with so many arguments behind it, where the target does not have `needs`. */
export interface OlderWord {
  readonly needs: Feature;
  readonly after: number;
  /** What is lost with it, in the user's words; absent: nothing. */
  readonly lost?: string;
}

/** Options of a command, behind its first `from` arguments. `others`: words that stay, and how many arguments they have. */
export interface OlderWords {
  readonly from: number;
  readonly words: Readonly<Record<string, OlderWord>>;
  readonly others?: Readonly<Record<string, number>>;
}

const EXPIRY_KEPT = 'an expiry that was to be kept is lost: the target has no KEEPTTL';
const REFERENCES = 'references of consumer groups to entries that went stay: the target has no DELREF and ACKED';
const IDEMPOTENCE = 'what streams know of messages that came twice is lost: the target has no IDMP';

const CONDITION: OlderWord = { needs: 'expireConditions', after: 0 };
const EXPIRE: OlderWords = { from: 3, words: { NX: CONDITION, XX: CONDITION, GT: CONDITION, LT: CONDITION } };
const RESTORE: OlderWords = {
  from: 4,
  words: { IDLETIME: { needs: 'restoreAbsolute', after: 1 }, FREQ: { needs: 'restoreAbsolute', after: 1 } },
  others: { REPLACE: 0, ABSTTL: 0 },
};
const TRIMMED: OlderWords = {
  from: 2,
  words: {
    NOMKSTREAM: { needs: 'noMkStream', after: 0 },
    KEEPREF: { needs: 'streamReferences', after: 0 },
    DELREF: { needs: 'streamReferences', after: 0, lost: REFERENCES },
    ACKED: { needs: 'streamReferences', after: 0, lost: REFERENCES },
    IDMP: { needs: 'idmp', after: 2, lost: IDEMPOTENCE },
    IDMPAUTO: { needs: 'idmp', after: 1, lost: IDEMPOTENCE },
  },
  others: { MAXLEN: 1, MINID: 1, LIMIT: 1, '=': 0, '~': 0 },
};

export const OLDER_WORDS: Readonly<Record<string, OlderWords>> = {
  SET: {
    from: 3,
    words: {
      IFEQ: { needs: 'setIfEqual', after: 1 },
      IFNE: { needs: 'setIf', after: 1 },
      IFDEQ: { needs: 'setIf', after: 1 },
      IFDNE: { needs: 'setIf', after: 1 },
      KEEPTTL: { needs: 'keepTtl', after: 0, lost: EXPIRY_KEPT },
    },
    others: { NX: 0, XX: 0, GET: 0, EX: 1, PX: 1, EXAT: 1, PXAT: 1 },
  },
  EXPIRE,
  PEXPIRE: EXPIRE,
  EXPIREAT: EXPIRE,
  PEXPIREAT: EXPIRE,
  RESTORE,
  'RESTORE-ASKING': RESTORE,
  XADD: TRIMMED,
  XTRIM: TRIMMED,
  XGROUP: { from: 5, words: { ENTRIESREAD: { needs: 'streamCounters', after: 1 } }, others: { MKSTREAM: 0 } },
  XSETID: {
    from: 3,
    words: {
      ENTRIESADDED: { needs: 'streamCounters', after: 1 },
      MAXDELETEDID: { needs: 'streamCounters', after: 1 },
    },
  },
};

/** Commands that go as a whole. */
export interface OlderDrop {
  readonly needs: Feature;
  readonly lost: string;
}

const FIELD_EXPIRIES: OlderDrop = {
  needs: 'fieldTtl',
  lost: 'expiries of fields are lost: the target has none, and keeps the fields until the source deletes them',
};
const VECTOR_SETS: OlderDrop = { needs: 'vectorSets', lost: 'vector sets are lost: the target has none' };
const ARRAYS: OlderDrop = { needs: 'arrays', lost: 'arrays are lost: the target has none' };
const IDMP: OlderDrop = { needs: 'idmp', lost: IDEMPOTENCE };

export const OLDER_DROPS: Readonly<Record<string, OlderDrop>> = {
  HEXPIRE: FIELD_EXPIRIES,
  HPEXPIRE: FIELD_EXPIRIES,
  HEXPIREAT: FIELD_EXPIRIES,
  HPEXPIREAT: FIELD_EXPIRIES,
  HPERSIST: FIELD_EXPIRIES,
  FUNCTION: { needs: 'functions', lost: 'functions are lost: the target has none' },
  VADD: VECTOR_SETS,
  VREM: VECTOR_SETS,
  VSETATTR: VECTOR_SETS,
  ARSET: ARRAYS,
  ARMSET: ARRAYS,
  ARDEL: ARRAYS,
  ARDELRANGE: ARRAYS,
  ARINSERT: ARRAYS,
  ARRING: ARRAYS,
  ARSEEK: ARRAYS,
  XCFGSET: IDMP,
  XIDMPRECORD: IDMP,
  XNACK: { needs: 'nack', lost: 'entries that were given back stay with their consumers: the target has no XNACK' },
};

/** Commands that others stand for. See older-commands.ts. */
export const OLDER_COMMANDS = {
  UNLINK: { needs: 'unlink', as: 'del' },
  DELEX: { needs: 'setIf', as: 'del-one' },
  HGETDEL: { needs: 'hgetdel', as: 'hdel' },
  HSETEX: { needs: 'hsetex', as: 'hset' },
  MSETEX: { needs: 'msetex', as: 'set-each' },
  XDELEX: { needs: 'streamReferences', as: 'xdel' },
  XACKDEL: { needs: 'streamReferences', as: 'xack-xdel' },
} as const satisfies Readonly<Record<string, { readonly needs: Feature; readonly as: string }>>;

export type OlderCommand = (typeof OLDER_COMMANDS)[keyof typeof OLDER_COMMANDS]['as'];

const FIELD_EXPIRY_KEPT = 'an expiry of a field that was to be kept is lost: the target has no HSETEX';

export const OLDER_LOSSES = { REFERENCES, FIELD_EXPIRY_KEPT, FIELD_EXPIRIES: FIELD_EXPIRIES.lost } as const;
