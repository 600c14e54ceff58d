/**
 * The formatters there are. A new one is a file, and a line here. What JSON does not need is loaded when it is asked for: the
 * tables of character widths alone take as long as reading a small file.
 */
import type { FormatterSpec } from './formatter.ts';
import { JsonFormatter } from './json/formatter.ts';
import type { JsonOptions } from './json/options.ts';
import type { KeysOptions } from './keys.ts';
import type { PrettyOptions } from './pretty.ts';

/** What formatters of `dump` are told. */
export type DumpOptions = Omit<JsonOptions, 'records' | 'array'> & PrettyOptions & KeysOptions;

export const DUMP_FORMATS: readonly FormatterSpec<DumpOptions>[] = [
  {
    name: 'ndjson',
    summary: 'every record as a JSON object, one a line, with its offset',
    create: (out, options) => new JsonFormatter(out, { ...options, records: true, array: false }),
  },
  {
    name: 'pretty',
    summary: 'a line a key, for people',
    create: async (out, options) => new (await import('./pretty.ts')).PrettyFormatter(out, options),
  },
  {
    name: 'keys',
    summary: 'the keys alone',
    create: async (out, options) => new (await import('./keys.ts')).KeysFormatter(out, options),
  },
  {
    name: 'table',
    summary: 'aligned columns',
    create: async (out, options) => new (await import('./table.ts')).TableFormatter(out, options),
  },
  { name: 'csv', summary: 'a row a key', create: async (out) => new (await import('./csv.ts')).CsvFormatter(out) },
];

/** What formatters of `to-json` are told. */
export type ToJsonOptions = Omit<JsonOptions, 'records' | 'array' | 'keysOnly'>;

export const JSON_FORMATS: readonly FormatterSpec<ToJsonOptions>[] = [
  {
    name: 'ndjson',
    summary: 'an object a line',
    create: (out, options) => new JsonFormatter(out, { ...options, records: false, array: false, keysOnly: false }),
  },
  {
    name: 'array',
    summary: 'one array of the same objects',
    create: (out, options) => new JsonFormatter(out, { ...options, records: false, array: true, keysOnly: false }),
  },
];

/** JSON as other tools print it, for scripts that expect it. */
export const JSON_SHAPES: readonly FormatterSpec<unknown>[] = [
  {
    name: 'librdb',
    summary: 'rdb-cli json',
    create: async (out) => new (await import('./shapes/librdb.ts')).LibrdbShape(out),
  },
  {
    name: 'rdbtools',
    summary: 'rdb --command json',
    create: async (out) => new (await import('./shapes/rdbtools.ts')).RdbtoolsShape(out),
  },
  { name: 'rct', summary: 'rct -f json', create: async (out) => new (await import('./shapes/rct.ts')).RctShape(out) },
  {
    name: 'hdt',
    summary: 'HDT3213/rdb -c json',
    create: async (out) => new (await import('./shapes/hdt.ts')).HdtShape(out),
  },
];
