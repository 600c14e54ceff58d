/** Budgets: what keys may take, as a budget file has it once it is read. */

export const LEVELS = ['error', 'warn'] as const;
export type Level = (typeof LEVELS)[number];

/** Which keys. All that is given must hold; of the words of a list, one. Nothing given: all keys. */
export interface Selection {
  /** Redis' globs, on bytes. */
  readonly match?: readonly string[];
  readonly notMatch?: readonly string[];
  /** Tried on the key as UTF-8, or as Latin-1 if it is none. */
  readonly regex?: readonly string[];
  /** TYPE's answers, in lower case; `module` stands for all module types. */
  readonly type?: readonly string[];
  readonly db?: readonly number[];
}

/** At most so many bytes, or so many hundredths of what there was, more than in the baseline. */
export type Growth = { readonly bytes: number } | { readonly percent: number };

export interface Limits {
  /** Of all keys of the budget together. */
  readonly maxBytes?: number;
  readonly maxKeys?: number;
  readonly maxGrowth?: Growth;
  /** Of each key. */
  readonly maxBytesPerKey?: number;
  readonly maxElements?: number;
  readonly requireTtl?: boolean;
  /** The longest a key may still have to live, in ms; keys that never expire are a matter of `requireTtl`. */
  readonly maxTtl?: number;
}

export interface Budget extends Selection {
  readonly name: string;
  readonly level: Level;
  readonly limits: Limits;
}

/** What applies to keys that no budget matches; `forbidden`: that there are none. */
export interface Unmatched {
  readonly level: Level;
  readonly limits: Limits;
  readonly forbidden: boolean;
}

/** Keys that no budget counts, up to and with a day. */
export interface Ignore extends Selection {
  /** 2027-01-01, in UTC. */
  readonly until: string;
  readonly reason?: string;
}

export interface BudgetFile {
  readonly budgets: readonly Budget[];
  readonly unmatched: Unmatched | undefined;
  readonly ignores: readonly Ignore[];
}

/** Names of results that no budget gives. */
export const UNMATCHED = 'unmatched';
export const TOTAL_GROWTH = 'growth';

/** A budget without a selection is for the totals: it is no reason to call a key matched. */
export function selectsAll({ match, notMatch, regex, type, db }: Selection): boolean {
  return [match, notMatch, regex, type, db].every((one) => one === undefined);
}
