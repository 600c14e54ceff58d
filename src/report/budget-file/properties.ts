/** What may stand in a budget file: the parser and the JSON Schema are both made of these tables. */
import type { BudgetText, Node } from './budget-text.ts';
import { quoteNode } from './budget-text.ts';
import {
  count,
  day,
  dbs,
  globs,
  growth,
  level,
  meant,
  regexes,
  size,
  span,
  types,
  word,
  yesOrNo,
  type Kind,
} from './kinds.ts';

export interface Property<T> {
  readonly kind: Kind<T>;
  readonly describe: string;
  readonly required?: boolean;
}

export type Properties = Readonly<Record<string, Property<unknown>>>;

/** What an object of such properties gives. */
export type Read<Table extends Properties> = {
  readonly [Name in keyof Table]?: Table[Name] extends Property<infer T> ? T : never;
};

export const SELECTION = {
  match: { kind: globs, describe: "Only keys that match Redis' glob, on bytes; of a list, any." },
  notMatch: { kind: globs, describe: 'No keys that match; of a list, any.' },
  regex: {
    kind: regexes,
    describe: 'Only keys that the regular expression finds something in; of a list, any.',
  },
  type: {
    kind: types,
    describe: 'Only keys of this type, as TYPE answers, or of one of a list; module stands for all types of modules.',
  },
  db: { kind: dbs, describe: 'Only keys of this database, or of one of a list.' },
} as const satisfies Properties;

export const LIMITS = {
  maxBytes: { kind: size, describe: 'The most memory that all keys of the budget may take together.' },
  maxKeys: { kind: count, describe: 'The most keys that the budget may have.' },
  maxGrowth: {
    kind: growth,
    describe:
      'How much more memory than in the baseline all keys of the budget may take: a share like 10%, or a size. ' +
      'Checked where a baseline is given that has a budget of the same name.',
  },
  maxBytesPerKey: { kind: size, describe: 'The most memory that a single key may take.' },
  maxElements: { kind: count, describe: 'The most elements, fields, members or stream entries of a single key.' },
  requireTtl: { kind: yesOrNo, describe: 'Every key must expire.' },
  maxTtl: {
    kind: span,
    describe:
      'The longest time that a key may still have to live, as 30d; keys that never expire are left to requireTtl.',
  },
} as const satisfies Properties;

const LEVEL = {
  level: {
    kind: level,
    describe: 'error, the default: a key or a sum over a limit fails the gate. warn: it is only said.',
  },
} as const satisfies Properties;

export const BUDGET = {
  name: { kind: word, required: true, describe: 'What reports call the budget; no two have the same.' },
  ...SELECTION,
  ...LIMITS,
  ...LEVEL,
} as const satisfies Properties;

export const UNMATCHED_LIMITS = { ...LIMITS, ...LEVEL } as const satisfies Properties;

export const IGNORE = {
  ...SELECTION,
  until: { kind: day, required: true, describe: 'The last day, in UTC, on which the keys are ignored.' },
  reason: { kind: word, describe: 'Why; reports say it.' },
} as const satisfies Properties;

/**
 * Read an object of such properties.
 *
 * @param what - what the object is, for messages
 * @throws BudgetError: no object, an unknown property, one that stands twice or is missing, a value of the wrong kind
 */
export function readProperties<Table extends Properties>(
  node: Node,
  table: Table,
  what: string,
  text: BudgetText,
): Read<Table> {
  if (node.type !== 'object') throw text.errorAt(node.offset, `${what} is an object, not ${quoteNode(node)}`);
  const values: Record<string, unknown> = {};
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    const property = Object.hasOwn(table, name) ? table[name] : undefined;
    if (property === undefined) {
      throw text.errorAt(key.offset, `no such property ${JSON.stringify(name)}${meant(name, Object.keys(table))}`);
    }
    if (Object.hasOwn(values, name)) throw text.errorAt(key.offset, `${JSON.stringify(name)} stands here twice`);
    values[name] = property.kind.read(value, name, text);
  }
  const missing = Object.keys(table).find((name) => table[name]?.required === true && !Object.hasOwn(values, name));
  if (missing !== undefined) throw text.errorAt(node.offset, `${what} has no ${JSON.stringify(missing)}`);
  // Each value is what its property's kind gives.
  return values as Read<Table>;
}
