/** dump: every record of a file, in its order. */
import { DUMP_FORMATS } from '../src/formatters/registry.ts';
import type { Command } from './command.ts';
import { render, type RenderOptions } from './render.ts';
import { flag, text } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseValueFlags, VALUE_FLAGS, type ValueOptions } from './shared/value-flags.ts';

interface DumpOptions extends RenderOptions, ValueOptions {
  readonly format: string;
  readonly keysOnly: boolean;
}

export const dump: Command<DumpOptions> = {
  name: 'dump',
  usage: 'dump [file…]',
  summary: 'Show every record of a file, in file order',
  description:
    'Shows what a file holds, record by record: header, AUX fields, databases, functions, keys, checksum. On a terminal ' +
    'it is a listing for people; elsewhere it is NDJSON, one object a line, each with its offset.',
  examples: [
    ['rdb-tool dump dump.rdb', 'look at a file'],
    ['rdb-tool dump --keys-only dump.rdb', 'the keys alone, as fast as the file can be read'],
    ['rdb-tool dump dump.rdb | jq "select(.record == \\"key\\")"', 'NDJSON, when it goes to a program'],
  ],
  flags: {
    format: {
      type: 'string',
      choices: DUMP_FORMATS.map(({ name }) => name),
      group: 'Output',
      value: 'FORMAT',
      describe: DUMP_FORMATS.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
    },
    'keys-only': { type: 'boolean', group: 'Output', describe: 'Leave out the values' },
    ...OUTPUT_FLAGS,
    ...VALUE_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    return {
      ...input,
      ...parseOutput(argv),
      ...parseValueFlags(argv),
      filters: parseFilters(argv, input.nowMs),
      format: text(argv, 'format') ?? 'ndjson',
      keysOnly: flag(argv, 'keys-only') ?? false,
    };
  },
  run(options, outside) {
    const format = DUMP_FORMATS.find(({ name }) => name === options.format) ?? DUMP_FORMATS[0];
    return render(options, (out) => format.create(out, options), outside);
  },
};
