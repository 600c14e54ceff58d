/** The formatters there are. A new one is a file, and a line here. */
import { CsvFormatter } from './csv.ts';
import type { FormatterSpec } from './formatter.ts';
import { JsonFormatter } from './json/formatter.ts';
import type { JsonOptions } from './json/options.ts';
import { KeysFormatter, type KeysOptions } from './keys.ts';
import { PrettyFormatter, type PrettyOptions } from './pretty.ts';
import { HdtShape } from './shapes/hdt.ts';
import { LibrdbShape } from './shapes/librdb.ts';
import { RctShape } from './shapes/rct.ts';
import { RdbtoolsShape } from './shapes/rdbtools.ts';
import { TableFormatter } from './table.ts';

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
    create: (out, options) => new PrettyFormatter(out, options),
  },
  { name: 'keys', summary: 'the keys alone', create: (out, options) => new KeysFormatter(out, options) },
  { name: 'table', summary: 'aligned columns', create: (out, options) => new TableFormatter(out, options) },
  { name: 'csv', summary: 'a row a key', create: (out) => new CsvFormatter(out) },
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
  { name: 'librdb', summary: 'rdb-cli json', create: (out) => new LibrdbShape(out) },
  { name: 'rdbtools', summary: 'rdb --command json', create: (out) => new RdbtoolsShape(out) },
  { name: 'rct', summary: 'rct -f json', create: (out) => new RctShape(out) },
  { name: 'hdt', summary: 'HDT3213/rdb -c json', create: (out) => new HdtShape(out) },
];
