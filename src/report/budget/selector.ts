/** A selection, ready to be tried on many keys. */
import { Glob } from '../../filter/glob.ts';
import { parseRegex } from '../../filter/regex.ts';
import type { Selection } from '../budget-file/budget.ts';
import type { KeyAtHand } from './key-at-hand.ts';

/** TYPE's answers that are no names of module types. */
const PLAIN_TYPES = new Set(['string', 'list', 'set', 'zset', 'hash', 'stream', 'array']);

export class Selector {
  private readonly dbs: ReadonlySet<number> | undefined;
  private readonly types: ReadonlySet<string> | undefined;
  private readonly match: readonly Glob[] | undefined;
  private readonly notMatch: readonly Glob[];
  private readonly regex: readonly RegExp[] | undefined;

  constructor({ db, type, match, notMatch, regex }: Selection) {
    this.dbs = db && new Set(db);
    this.types = type && new Set(type);
    this.match = match?.map((glob) => new Glob(glob));
    this.notMatch = notMatch?.map((glob) => new Glob(glob)) ?? [];
    this.regex = regex?.map((expression) => parseRegex(expression, 'regex'));
  }

  /** Whether keys of this database and type can be selected at all. */
  admits(db: number, type: string): boolean {
    if (this.dbs !== undefined && !this.dbs.has(db)) return false;
    if (this.types === undefined) return true;
    return this.types.has(type.toLowerCase()) || (this.types.has('module') && !PLAIN_TYPES.has(type));
  }

  /** Whether the name of a key that is admitted is one of those that are meant. */
  selects(key: KeyAtHand): boolean {
    if (this.match !== undefined && !matchesAny(this.match, key)) return false;
    if (this.notMatch.length > 0 && matchesAny(this.notMatch, key)) return false;
    return this.regex === undefined || this.regex.some((expression) => expression.test(key.asText()));
  }
}

function matchesAny(globs: readonly Glob[], { u8, start, end }: KeyAtHand): boolean {
  for (const glob of globs) if (glob.matchesSpan(u8, start, end)) return true;
  return false;
}
