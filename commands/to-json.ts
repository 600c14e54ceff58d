/** to-json: the keys of a data set as JSON, for jq and for coming back. */
import { UsageError } from '../src/errors.ts';
import { JSON_FORMATS, JSON_SHAPES } from '../src/formatters/registry.ts';
import type { Command } from './command.ts';
import { render, type RenderOptions } from './render.ts';
import { text } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseValueFlags, VALUE_FLAGS, type ValueOptions } from './shared/value-flags.ts';

interface ToJsonOptions extends RenderOptions, ValueOptions {
  readonly format: string;
  readonly shape: string | undefined;
}

export const toJson: Command<ToJsonOptions> = {
  name: 'to-json',
  usage: 'to-json [file…]',
  summary: 'Print keys and values as JSON',
  description:
    'Prints every key with its value, type, encoding and expiry, one JSON object a line. Nothing is lost: bytes that are no ' +
    'UTF-8 are base64, integers and doubles are exact, field expiries, stream groups and pending entries are there.',
  examples: [
    ['rdb-tool to-json dump.rdb | jq .key', 'the keys, by jq'],
    ['rdb-tool to-json --type hash --match "user:*" dump.rdb', 'some hashes'],
    ['zstdcat backup.zst | rdb-tool to-json -', 'from a pipe; compressed files work as they are, too'],
  ],
  flags: {
    format: {
      type: 'string',
      choices: JSON_FORMATS.map(({ name }) => name),
      group: 'Output',
      value: 'FORMAT',
      describe: JSON_FORMATS.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
    },
    shape: {
      type: 'string',
      choices: JSON_SHAPES.map(({ name }) => name),
      group: 'Output',
      value: 'TOOL',
      describe: `What another tool prints, for scripts that expect it: ${JSON_SHAPES.map(({ name, summary }) => `${name} (${summary})`).join(', ')}`,
    },
    ...OUTPUT_FLAGS,
    ...VALUE_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    const format = text(argv, 'format');
    const shape = text(argv, 'shape');
    if (shape !== undefined && format !== undefined) throw new UsageError('--shape and --format exclude each other');
    return {
      ...input,
      ...parseOutput(argv),
      ...parseValueFlags(argv),
      filters: parseFilters(argv, input.nowMs),
      format: format ?? 'ndjson',
      shape,
    };
  },
  run(options, outside) {
    const { format, shape } = options;
    const spec =
      shape === undefined
        ? JSON_FORMATS.find(({ name }) => name === format)
        : JSON_SHAPES.find(({ name }) => name === shape);
    if (spec === undefined) throw new UsageError(`there is no format ${shape ?? format}`);
    return render(options, (out) => spec.create(out, options), outside);
  },
};
