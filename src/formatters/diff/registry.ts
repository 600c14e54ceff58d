/** The formats of differences. A new one is a file, and a line here; it is loaded when it is asked for. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { ChangeSink } from '../../diff/change.ts';
import type { JsonDiffOptions } from './ndjson/json-changes.ts';
import type { PatchOptions } from './patch/options.ts';
import type { SummaryOptions } from './summary/summary-changes.ts';
import type { TextOptions } from './text/text-changes.ts';

/** What formats of differences are told. */
export type DiffFormatOptions = TextOptions & JsonDiffOptions & SummaryOptions & PatchOptions;

export interface DiffFormatSpec {
  readonly name: string;
  /** One line; --help and the man page print it. */
  readonly summary: string;
  create(out: ByteWriter, options: DiffFormatOptions): Promise<ChangeSink>;
}

export const DIFF_FORMATS: readonly DiffFormatSpec[] = [
  {
    name: 'text',
    summary: 'a line a key, and below it a line an element that differs',
    create: async (out, options) => new (await import('./text/text-changes.ts')).TextChanges(out, options),
  },
  {
    name: 'ndjson',
    summary: 'an object a difference, one a line',
    create: async (out, options) => new (await import('./ndjson/json-changes.ts')).JsonChanges(out, options),
  },
  {
    name: 'summary',
    summary: 'how many keys differ, by type, database and prefix',
    create: async (out, options) => new (await import('./summary/summary-changes.ts')).SummaryChanges(out, options),
  },
  {
    name: 'resp',
    summary: 'the commands that turn a into b, for redis-cli --pipe',
    create: async (out, options) => new (await import('./patch/formatter.ts')).PatchFormatter(out, options),
  },
];
