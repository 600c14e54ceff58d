/** The JSON Schema of budget files, made of the tables that the parser reads them by. */
import type { Properties } from './properties.ts';

/** Of an object that has these properties and no others. */
export function objectSchema(table: Properties): object {
  const names = Object.keys(table);
  const required = names.filter((name) => table[name]?.required === true);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(table).map(([name, { kind, describe }]) => [name, { description: describe, ...kind.schema }]),
    ),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** Of the file. */
export function fileSchema(file: Properties): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Budgets of rdb-tool memory-report --budget',
    description:
      'Sizes are numbers of bytes or texts with the units of redis.conf (64mb is 64 * 1024 * 1024 bytes, 64m is 64,000,000). ' +
      'Times are numbers of seconds or texts like 30s, 5m, 12h, 7d. Comments and trailing commas are allowed.',
    ...objectSchema(file),
  };
}
