/** The formatters there are. A new one is a file, and a line here. */
import { JsonFormatter } from './json/formatter.ts';
import type { JsonOptions } from './json/options.ts';
import type { FormatterSpec } from './formatter.ts';

/** What formatters of `dump` are told. */
export type DumpOptions = Omit<JsonOptions, 'records' | 'array'>;

export const DUMP_FORMATS = [
  {
    name: 'ndjson',
    summary: 'one JSON object a line: every record, with its offset',
    create: (out, options) => new JsonFormatter(out, { ...options, records: true, array: false }),
  },
] as const satisfies readonly FormatterSpec<DumpOptions>[];

/** What formatters of `to-json` are told. */
export type ToJsonOptions = Omit<JsonOptions, 'records' | 'array' | 'keysOnly'>;

export const JSON_FORMATS = [
  {
    name: 'ndjson',
    summary: 'one JSON object a line',
    create: (out, options) => new JsonFormatter(out, { ...options, records: false, array: false, keysOnly: false }),
  },
  {
    name: 'array',
    summary: 'one JSON array of the same objects',
    create: (out, options) => new JsonFormatter(out, { ...options, records: false, array: true, keysOnly: false }),
  },
] as const satisfies readonly FormatterSpec<ToJsonOptions>[];
