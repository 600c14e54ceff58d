/** SORT … STORE, the form of it that stands in logs. Source: aof-replication-resp.md 2.3; redis src/sort.c, sortCommandGeneric(). */
import type { Args } from '../args.ts';
import { CommandError, syntaxError, wrongType } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { parseScore } from '../number.ts';
import { compareSpans, copyOf, spanOf, type Span } from '../span.ts';
import { ListValue } from '../values/list.ts';
import { parsePattern, resolvePattern, type Pattern } from './sort-pattern.ts';

export const SORT_COMMANDS: CommandTable = {
  sort: { arity: -2, run: sort },
};

interface SortOptions {
  readonly by: Pattern | undefined;
  /** BY a pattern without an asterisk: elements stay in the order in which they are. */
  readonly unsorted: boolean;
  readonly get: readonly Pattern[];
  readonly offset: number;
  readonly count: number;
  readonly descending: boolean;
  readonly alpha: boolean;
  readonly store: Span | undefined;
}

/** An element, and what it is sorted by. */
interface Row {
  readonly element: Span;
  readonly weight: number;
  readonly text: Span | undefined;
}

function readOptions(args: Args): SortOptions {
  const options = { offset: 0, count: -1, descending: false, alpha: false };
  const get: Pattern[] = [];
  let by: Span | undefined;
  let store: Span | undefined;
  for (let i = 2; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'asc' || word === 'desc') options.descending = word === 'desc';
    else if (word === 'alpha') options.alpha = true;
    else if (word === 'limit') {
      options.offset = args.number(++i);
      options.count = args.number(++i);
    } else if (word === 'store') store = args.span(++i);
    else if (word === 'by') by = args.span(++i);
    else if (word === 'get') get.push(parsePattern(args.span(++i)));
    else throw syntaxError();
  }
  const pattern = by && parsePattern(by);
  return { ...options, by: pattern, unsorted: pattern !== undefined && pattern.kind !== 'key', get, store };
}

function sort(keyspace: Keyspace, args: Args): void {
  const options = readOptions(args);
  const key = args.span(1);
  const value = keyspace.db.collection(key);
  if (value?.elements === undefined && keyspace.db.has(key)) throw wrongType();
  // Without STORE it only answers.
  if (options.store === undefined) return;
  const elements = copies(value?.elements?.() ?? []);
  const sorted = arrange(keyspace, elements, value?.type, options);
  const list = new ListValue();
  for (const element of cut(sorted, options)) {
    if (options.get.length === 0) list.push('back', element);
    for (const pattern of options.get) list.push('back', resolvePattern(keyspace, pattern, element) ?? NOTHING);
  }
  keyspace.store(options.store, list);
}

const NOTHING = spanOf(new Uint8Array());

/** Spans of a collection hold until the next step only. */
function copies(elements: Iterable<Span>): Span[] {
  return Array.from(elements, (element) => spanOf(copyOf(element)));
}

function arrange(keyspace: Keyspace, elements: Span[], type: string | undefined, options: SortOptions): Span[] {
  const { unsorted, descending, alpha } = options;
  if (unsorted && keepsOrder(keyspace, type)) {
    const reversed = descending && (type === 'zset' || keyspace.semantics.since(3, 2));
    return reversed ? elements.reverse() : elements;
  }
  const by = unsorted ? undefined : options.by;
  const rows = elements.map((element) => makeRow(keyspace, element, by, alpha || unsorted));
  const sign = descending ? -1 : 1;
  const compare = alpha || unsorted ? compareTexts : compareWeights;
  rows.sort((a, b) => sign * compare(a, b));
  return rows.map(({ element }) => element);
}

/** A set has no order that could be kept, so it is sorted as by ALPHA; and so were lists by 2.6 alone. */
function keepsOrder(keyspace: Keyspace, type: string | undefined): boolean {
  const { semantics } = keyspace;
  return type === 'zset' || (type === 'list' && (semantics.since(2, 8) || !semantics.since(2, 6)));
}

function makeRow(keyspace: Keyspace, element: Span, by: Pattern | undefined, alpha: boolean): Row {
  const found = by === undefined ? element : resolvePattern(keyspace, by, element);
  if (alpha) return { element, weight: 0, text: found && (by === undefined ? found : spanOf(copyOf(found))) };
  return { element, weight: found === undefined ? 0 : parseWeight(found), text: undefined };
}

/** What strtod makes of a C string: blanks before it are passed over, and nothing is zero. @throws CommandError */
function parseWeight(span: Span): number {
  const [text = ''] = Buffer.from(copyOf(span)).toString('latin1').split('\0', 1);
  if (text === '') return 0;
  const weight = parseScore(text.replace(/^[ \t\n\v\f\r]+/, ''));
  if (!Number.isFinite(weight) && !/inf/i.test(text)) throw new CommandError('an element is no number that SORT takes');
  return weight;
}

function compareWeights(a: Row, b: Row): number {
  if (a.weight !== b.weight) return a.weight < b.weight ? -1 : 1;
  return compareSpans(a.element, b.element);
}

/** Elements whose pattern leads to nothing come first. */
function compareTexts(a: Row, b: Row): number {
  if (a.text === undefined || b.text === undefined) return Number(a.text !== undefined) - Number(b.text !== undefined);
  return compareSpans(a.text, b.text);
}

/** What LIMIT leaves; a negative count is no limit. */
function cut(elements: Span[], { offset, count }: SortOptions): Span[] {
  const start = Math.max(0, offset);
  return elements.slice(start, count < 0 ? undefined : start + count);
}
