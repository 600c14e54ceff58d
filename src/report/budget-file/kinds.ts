/** Kinds of values in a budget file: how each is read, and how the JSON Schema says it. */
import { distance } from 'fastest-levenshtein';
import { UsageError } from '../../errors.ts';
import { parseRegex } from '../../filter/regex.ts';
import { parseSize, parseSpan } from '../../model/units.ts';
import { LEVELS, type Growth, type Level } from './budget.ts';
import { parseGrowth } from './growth.ts';
import { quoteNode, type BudgetText, type Node } from './budget-text.ts';

export interface Kind<T> {
  /** JSON Schema of the value. */
  readonly schema: object;
  /** @param what - the property's name, for messages. @throws BudgetError */
  read(node: Node, what: string, text: BudgetText): T;
}

const SIZE_PATTERN = '^\\d+(\\.\\d+)?\\s*([bB]|[kKmMgG]([iI]?[bB])?)?$';
const SPAN_PATTERN = '^\\d+(\\.\\d+)?(ms|s|m|h|d|w)?$';

/** A word this far from what was meant is no typing error any more. */
const FARTHEST = 3;

/** `: did you mean "maxBytes"?`, or nothing if no word is near. */
export function meant(word: string, words: readonly string[]): string {
  const far = (one: string): number => distance(word.toLowerCase(), one.toLowerCase());
  const nearest = words.toSorted((a, b) => far(a) - far(b))[0] ?? '';
  return far(nearest) <= Math.min(FARTHEST, word.length - 1) ? `: did you mean ${JSON.stringify(nearest)}?` : '';
}

/** One of the scalars that `read` takes for good; what it throws is said with the value's line. */
function scalar<T>(schema: object, takes: string, read: (value: unknown, what: string) => T | undefined): Kind<T> {
  return {
    schema,
    read(node, what, text) {
      const value = attempt(node, text, () => read(node.value, what));
      if (value === undefined) throw text.errorAt(node.offset, `${what} takes ${takes}, not ${quoteNode(node)}`);
      return value;
    },
  };
}

/** Parsers that know nothing of lines complain of a value: say in which line it stands. */
function attempt<T>(node: Node, text: BudgetText, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? text.errorAt(node.offset, error.message) : error;
  }
}

/** One, or a list of them that is not empty. */
function listOf<T>(kind: Kind<T>, takes: string): Kind<readonly T[]> {
  return {
    schema: { anyOf: [kind.schema, { type: 'array', items: kind.schema, minItems: 1 }] },
    read(node, what, text) {
      if (node.type !== 'array') return [kind.read(node, what, text)];
      const { children = [] } = node;
      if (children.length === 0) throw text.errorAt(node.offset, `${what} takes ${takes}, not an empty list`);
      return children.map((child) => kind.read(child, what, text));
    },
  };
}

export const word = scalar({ type: 'string', minLength: 1 }, 'a text', (value) =>
  typeof value === 'string' && value !== '' ? value : undefined,
);

export const yesOrNo = scalar({ type: 'boolean' }, 'true or false', (value) =>
  typeof value === 'boolean' ? value : undefined,
);

export const count = scalar({ type: 'integer', minimum: 0 }, 'a whole number', wholeNumber);

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

/** Bytes. */
export const size = scalar(
  {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: SIZE_PATTERN },
    ],
  },
  'a size like 500, "64kb" or "1gb"',
  (value, what) => (typeof value === 'string' ? parseSize(value, what) : wholeNumber(value)),
);

/** Milliseconds; a number without a unit is seconds. */
export const span = scalar(
  {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: SPAN_PATTERN },
    ],
  },
  'a time like "30s", "5m" or "7d"',
  (value, what) => {
    if (typeof value !== 'string') {
      const seconds = wholeNumber(value);
      return seconds === undefined ? undefined : seconds * 1000;
    }
    const ms = parseSpan(value, what);
    return ms >= 0 ? ms : undefined;
  },
);

const GROWTH_PATTERN = `${SIZE_PATTERN}|^\\d+(\\.\\d+)?%$`;

export const growth = scalar<Growth>(
  {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: GROWTH_PATTERN },
    ],
  },
  'a share like "10%" or a size like "64mb"',
  (value, what) => {
    if (typeof value === 'string') return parseGrowth(value, what);
    const bytes = wholeNumber(value);
    return bytes === undefined ? undefined : { bytes };
  },
);

export const level: Kind<Level> = scalar({ enum: LEVELS }, '"error" or "warn"', (value) =>
  LEVELS.find((one) => one === value),
);

/** A day in UTC, as text. */
export const day = scalar({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, 'a day like "2027-01-31"', (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const ms = Date.parse(value);
  // 31 February is taken for 3 March by some parsers of dates.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value) ? value : undefined;
});

export const globs = listOf(
  scalar({ type: 'string', minLength: 1 }, 'a glob like "user:*"', (value, what) =>
    typeof value === 'string' && value !== '' ? checkGlob(value, what) : undefined,
  ),
  'a glob or a list of globs',
);

/** Servers take a class that is not closed for one that ends with the glob; nobody means that. */
function checkGlob(glob: string, what: string): string {
  for (let i = 0; i < glob.length; i++) {
    if (glob[i] === '\\') i++;
    else if (glob[i] === '[') {
      while (i < glob.length && glob[i] !== ']') i += glob[i] === '\\' ? 2 : 1;
      if (i >= glob.length) throw new UsageError(`${what} ${JSON.stringify(glob)} lacks a closing ]`);
    }
    if (i === glob.length) {
      throw new UsageError(`${what} ${JSON.stringify(glob)} ends with a backslash that escapes nothing`);
    }
  }
  return glob;
}

export const regexes = listOf(
  scalar({ type: 'string', minLength: 1, format: 'regex' }, 'a regular expression', (value, what) => {
    if (typeof value !== 'string' || value === '') return undefined;
    parseRegex(value, what);
    return value;
  }),
  'a regular expression or a list of them',
);

/** What TYPE answers of the types that are no module's, and `module` for all of those. */
const TYPES = ['string', 'list', 'set', 'zset', 'hash', 'stream', 'array', 'module'];
/** Names of module types have exactly this length. Source: redis src/module.c, moduleTypeEncodeId(). */
const MODULE_NAME = /^[A-Za-z0-9_-]{9}$/;

export const types = listOf(
  scalar({ anyOf: [{ enum: TYPES }, { type: 'string', pattern: MODULE_NAME.source }] }, 'a type', (value, what) => {
    if (typeof value !== 'string') return undefined;
    if (TYPES.includes(value.toLowerCase()) || MODULE_NAME.test(value)) return value.toLowerCase();
    throw new UsageError(`no such ${what} ${JSON.stringify(value)}${meant(value, TYPES) || ` (${TYPES.join(', ')})`}`);
  }),
  'a type or a list of types',
);

export const dbs = listOf(count, 'a number or a list of numbers');
