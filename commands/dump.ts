/** dump: every record of a file, in its order. */
import { UsageError } from '../src/errors.ts';
import { DUMP_FORMATS } from '../src/formatters/registry.ts';
import type { Command } from './command.ts';
import { render, type RenderOptions } from './render.ts';
import { flag, text } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseValueFlags, VALUE_FLAGS, type ValueOptions } from './shared/value-flags.ts';
import { COLOR_FLAG, makeStyle, wantsColor } from './style.ts';

interface DumpOptions extends RenderOptions, ValueOptions {
  readonly format: string;
  readonly keysOnly: boolean;
  readonly full: boolean;
  readonly nul: boolean;
  readonly color: boolean;
  readonly columns: number | undefined;
}

/** Formats that can do without values. */
const VALUELESS = ['ndjson', 'keys'];

export const dump: Command<DumpOptions> = {
  name: 'dump',
  usage: 'dump [file…]',
  summary: 'Show every record of a file, in file order',
  description:
    'Shows what a file holds, record by record: header, AUX fields, databases, functions, keys, checksum; of an append-only ' +
    'file its commands, or, with --replay, the keys that they leave. On a terminal ' +
    'it is a listing for people; elsewhere it is NDJSON, one object a line, each with its offset.',
  examples: [
    ['rdb-tool dump dump.rdb', 'look at a file'],
    ['rdb-tool dump --keys-only dump.rdb', 'the keys alone, as fast as the file can be read'],
    ['rdb-tool dump --until 2030-01-01T12:00:00Z appendonlydir', 'the commands up to a time'],
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
    'keys-only': {
      type: 'boolean',
      group: 'Output',
      describe: 'Leave out the values, and pass over them as fast as can be',
    },
    full: { type: 'boolean', group: 'Output', describe: 'Pretty, with every element, a line each' },
    replay: {
      type: 'boolean',
      group: 'Output',
      describe: 'Of an append-only file, the keys that its commands leave; csv, table and keys show those in any case',
    },
    null: { type: 'boolean', alias: '0', group: 'Output', describe: 'Keys as raw bytes, a NUL byte behind each' },
    ...COLOR_FLAG,
    ...OUTPUT_FLAGS,
    ...VALUE_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    const output = parseOutput(argv);
    const keysOnly = flag(argv, 'keys-only') ?? false;
    const { stdout, env } = outside;
    const seen = output.output === undefined && stdout.isTTY === true;
    const full = flag(argv, 'full') ?? false;
    const nul = flag(argv, 'null') ?? false;
    const asked = text(argv, 'format') ?? (nul ? 'keys' : full ? 'pretty' : undefined);
    const format = asked ?? (seen ? (keysOnly ? 'keys' : 'pretty') : 'ndjson');
    if (full && format !== 'pretty') throw new UsageError(`--full goes with --format pretty, not ${format}`);
    if (nul && format !== 'keys') throw new UsageError(`--null goes with --format keys, not ${format}`);
    if (keysOnly && !VALUELESS.includes(format)) {
      throw new UsageError(`--keys-only goes with --format ${VALUELESS.join(' or ')}, not ${format}`);
    }
    return {
      ...input,
      ...output,
      ...parseValueFlags(argv),
      filters: parseFilters(argv, input.nowMs),
      format,
      keysOnly,
      full,
      replay: flag(argv, 'replay') ?? false,
      nul,
      color: wantsColor(text(argv, 'color'), seen ? stdout : {}, env),
      columns: seen ? stdout.columns : undefined,
    };
  },
  async run(options, outside) {
    const format = DUMP_FORMATS.find(({ name }) => name === options.format);
    if (format === undefined) throw new UsageError(`there is no format ${options.format}`);
    const style = await makeStyle(options.color);
    return render(options, (out) => format.create(out, { ...options, style }), outside);
  },
};
