/** The command line that shows the keys a breach is about. */
import { fromJsonBytes } from '../json-bytes.ts';
import type { JsonBytes } from '../report.ts';
import type { Selection } from '../budget-file/budget.ts';
import type { WorstKey } from './outcome.ts';
import type { Rule } from './rules.ts';
import { keyGlob, quoteWord } from './shell.ts';

/** Flags and their values; of a flag that takes none, an empty list. */
export type FlagWords = Readonly<Record<string, readonly string[]>>;

export interface DumpContext {
  /** Paths, as they were given. */
  readonly inputs: readonly string[];
  /** An input is a log, of which dump shows commands unless told otherwise. */
  readonly isLog: boolean;
  /** Filters that the report was made with. */
  readonly filters: FlagWords;
  /** What remaining times were counted from, Unix ms. */
  readonly nowMs: number;
}

/** Flags that ask for opposite things of a key, so that they cannot be joined. */
const OPPOSITES: Readonly<Record<string, string>> = { 'no-expires': 'expires', ttl: 'no-expires' };

/** Flags that name the keys of a selection. */
export function selectionFlags({ match, notMatch, regex, type, db }: Selection): FlagWords {
  return {
    ...(match === undefined ? {} : { match }),
    ...(notMatch === undefined ? {} : { 'not-match': notMatch }),
    ...(regex === undefined ? {} : { regex }),
    ...(type === undefined ? {} : { type }),
    ...(db === undefined ? {} : { db: db.map(String) }),
  };
}

/** Flags that name the keys that none of the selections takes; undefined: no flags do. */
export function unmatchedFlags(selections: readonly Selection[]): FlagWords | undefined {
  const flags: Record<string, readonly string[]> = {};
  for (const selection of selections) {
    const words = Object.entries(selectionFlags(selection));
    const [[name, values] = ['', []]] = words;
    const isNegatable = name === 'match' || name === 'regex' || name === 'type';
    if (words.length !== 1 || !isNegatable) return undefined;
    flags[`not-${name}`] = [...(flags[`not-${name}`] ?? []), ...values];
  }
  return flags;
}

const FOLDED = '<(?:n|uuid|hex)>';

/** A glob for the keys of a prefix of a report, with what is folded there as `*`. */
export function prefixGlob(prefix: JsonBytes): string {
  const glob = keyGlob(fromJsonBytes(prefix)).replace(new RegExp(`${FOLDED}$`), '');
  return `${glob.replaceAll(new RegExp(FOLDED, 'g'), '*')}*`;
}

/** What tells keys over a limit from others; undefined: no flag of dump does. */
export function ruleFlags(rule: Rule, limit: number, nowMs: number): FlagWords | undefined {
  switch (rule) {
    case 'maxBytes':
    case 'maxKeys':
    case 'maxGrowth':
    case 'unmatched':
      return {};
    case 'requireTtl':
      return { 'no-expires': [] };
    case 'maxTtl':
      return { ttl: [`${Math.floor(limit) + 1}ms..`], now: [String(nowMs)] };
    case 'maxElements':
      return { 'min-elements': [String(limit + 1)] };
    // Its filters know sizes in the file, not in memory.
    case 'maxBytesPerKey':
      return undefined;
  }
}

/** @param flags - that select the keys; undefined, or not to be joined with the filters: the worst keys are named */
export function dumpLine(flags: FlagWords | undefined, worst: readonly WorstKey[], context: DumpContext): string {
  const { filters } = context;
  // A limit on how many keys are read would count others here.
  const { limit: _limit, ...given } = filters;
  const joined = flags && join(flags, given);
  if (joined !== undefined) return line(joined, context);
  if (worst.length === 0) return line(given, context);
  const { match: _match, 'not-match': _notMatch, regex: _regex, ...rest } = given;
  const dbs = [...new Set(worst.map(({ db }) => String(db)))];
  return line({ ...rest, db: dbs, match: worst.map(({ key }) => keyGlob(fromJsonBytes(key))) }, context);
}

/** Values of a flag are alternatives, so two lists of them do not make one, unless they say what is not wanted. */
function join(flags: FlagWords, given: FlagWords): FlagWords | undefined {
  const joined: Record<string, readonly string[]> = { ...given };
  for (const [name, values] of Object.entries(flags)) {
    const there = given[name];
    const opposite = OPPOSITES[name];
    if (opposite !== undefined && Object.hasOwn(given, opposite)) return undefined;
    if (there !== undefined && !name.startsWith('not-')) return undefined;
    joined[name] = [...(there ?? []), ...values];
  }
  return joined;
}

function line(flags: FlagWords, { inputs, isLog }: DumpContext): string {
  const words = Object.entries(flags).flatMap(([name, values]) => flagWords(name, values));
  const operands = inputs.map(quoteWord);
  const needsDashes = inputs.some((input) => input.startsWith('-') && input !== '-');
  return ['rdb-tool dump', ...(isLog ? ['--replay'] : []), ...words, ...(needsDashes ? ['--'] : []), ...operands].join(
    ' ',
  );
}

function flagWords(name: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [`--${name}`];
  // A value with a dash in front would be taken for a flag.
  return values.map((value) => `--${name}${value.startsWith('-') ? '=' : ' '}${quoteWord(value)}`);
}
