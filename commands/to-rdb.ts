/** to-rdb: an RDB file that a server of the user's choice loads. */
import { UsageError } from '../src/errors.ts';
import { RdbFormatter } from '../src/formatters/rdb/formatter.ts';
import { RdbFile } from '../src/formatters/rdb/rdb-file.ts';
import type { Command } from './command.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import { Losses } from './losses.ts';
import { Messages } from './messages.ts';
import { BROKEN_PIPE, openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { renderInput, type RenderOptions } from './render.ts';
import { flag, wholeNumber } from './shared/arguments.ts';
import { FILTER_FLAGS, parseFilters } from './shared/filter-flags.ts';
import { INPUT_FLAGS, parseInput } from './shared/input-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { parseTargetFlags, TARGET_FLAGS, type TargetOptions } from './shared/target-flags.ts';

interface ToRdbOptions extends RenderOptions, TargetOptions {
  readonly rdbVersion: number | undefined;
  readonly compress: boolean;
}

export const toRdb: Command<ToRdbOptions> = {
  name: 'to-rdb',
  usage: 'to-rdb [file…]',
  summary: 'Write an RDB file for any server version',
  description: 'Writes the keys of a data set as an RDB file.',
  examples: [['rdb-tool to-rdb --target redis-7.2 -o old.rdb new.rdb', 'for an older server']],
  flags: {
    ...TARGET_FLAGS,
    'rdb-version': { type: 'string', group: 'Target', value: 'N', describe: 'The version of the format' },
    compress: { type: 'boolean', default: true, group: 'Target', describe: 'Leave strings uncompressed' },
    ...OUTPUT_FLAGS,
    ...FILTER_FLAGS,
    ...INPUT_FLAGS,
  },
  parse(argv, outside) {
    const input = parseInput(argv, outside);
    const output = parseOutput(argv);
    if (output.output === undefined && outside.stdout.isTTY === true) {
      throw new UsageError('an RDB file is no text for a terminal: give --output FILE, or send it to a pipe');
    }
    return {
      ...input,
      ...output,
      ...parseTargetFlags(argv),
      filters: parseFilters(argv, input.nowMs),
      rdbVersion: wholeNumber(argv, 'rdb-version'),
      compress: flag(argv, 'compress') ?? true,
    };
  },
  async run(options, outside) {
    return write(options, outside);
  },
};

async function write(options: ToRdbOptions, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const losses = new Losses(outside, options);
  const output = openOutput(options.output, outside, options.inputs);
  try {
    const formatter = new RdbFormatter(new RdbFile((bytes) => output.write(bytes)), {
      target: options.target,
      rdbVersion: options.rdbVersion,
      compress: options.compress,
      whole: options.inputs.length === 1 && options.filters === undefined,
      onLoss: (loss) => losses.add(loss),
    });
    for (const input of options.inputs) {
      const status = await renderInput(input, formatter, options, messages, outside);
      if (status !== EXIT.DONE) {
        output.abandon();
        return status;
      }
    }
    formatter.finish();
    messages.close();
    losses.close();
    output.commit();
    return losses.any && !options.allowLoss ? EXIT.DAMAGED : EXIT.DONE;
  } catch (error) {
    output.abandon();
    if (error === BROKEN_PIPE) return EXIT.DONE;
    messages.error(error);
    return statusOf(error);
  }
}
