/** The outermost object of a budget file. */
import { quoteNode } from './budget-text.ts';
import { word, type Kind } from './kinds.ts';
import { BUDGET, IGNORE, readProperties, UNMATCHED_LIMITS, type Properties, type Read } from './properties.ts';
import { objectSchema } from './schema.ts';

/** An object and where it stands. */
export interface Placed<Table extends Properties> {
  readonly value: Read<Table>;
  readonly offset: number;
}

function objectsOf<Table extends Properties>(table: Table, what: string): Kind<readonly Placed<Table>[]> {
  return {
    schema: { type: 'array', items: objectSchema(table) },
    read(node, name, text) {
      if (node.type !== 'array') throw text.errorAt(node.offset, `${name} is a list, not ${quoteNode(node)}`);
      const children = node.children ?? [];
      return children.map((child) => ({ value: readProperties(child, table, what, text), offset: child.offset }));
    },
  };
}

const unmatched: Kind<Placed<typeof UNMATCHED_LIMITS> | 'error'> = {
  schema: { anyOf: [{ const: 'error' }, objectSchema(UNMATCHED_LIMITS)] },
  read(node, name, text) {
    if (node.type === 'string' && node.value === 'error') return 'error';
    if (node.type !== 'object') {
      throw text.errorAt(node.offset, `${name} is "error" or an object of limits, not ${quoteNode(node)}`);
    }
    return { value: readProperties(node, UNMATCHED_LIMITS, name, text), offset: node.offset };
  },
};

export const FILE = {
  $schema: { kind: word, describe: 'Where this schema is, for editors.' },
  budgets: {
    kind: objectsOf(BUDGET, 'a budget'),
    describe: 'Budgets, in the order of the reports. A key that several match counts in each.',
  },
  unmatched: {
    kind: unmatched,
    describe:
      'Limits of the keys that no budget matches; "error" forbids such keys. Budgets without match, notMatch, regex, ' +
      'type and db are for the totals and match no key in this sense.',
  },
  ignore: {
    kind: objectsOf(IGNORE, 'an ignore'),
    describe: 'Keys that no budget counts for a while. When the day is over they count again, and reports say so.',
  },
} as const satisfies Properties;
