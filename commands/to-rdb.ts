/** to-rdb: an RDB file that a server of the user's choice loads. */
import { UsageError } from '../src/errors.ts';
import type { RdbOptions, Router } from '../src/formatters/rdb/options.ts';
import { RdbFile } from '../src/formatters/rdb/rdb-file.ts';
import { routeByKeys, routeBySize, routeBySlots, type Split } from '../src/formatters/rdb/split.ts';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import { chooseFormat } from '../src/rdb/encode/choose-format.ts';
import type { Command } from './command.ts';
import { EXIT, statusOf, type ExitStatus } from './exit.ts';
import { Losses } from './losses.ts';
import { Merge } from './merge.ts';
import { Messages } from './messages.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { RdbParts } from './rdb-parts.ts';
import { renderInput } from './render.ts';
import { CARRY_FLAGS, parseCarryFlags, type CarryOptions } from './shared/carry-flags.ts';
import { parseRdbFlags, RDB_FLAGS, type RdbFlags } from './shared/rdb-flags.ts';

interface ToRdbOptions extends CarryOptions, RdbFlags {}

export const toRdb: Command<ToRdbOptions> = {
  name: 'to-rdb',
  usage: 'to-rdb [file…]',
  summary: 'Write an RDB file that a server of your choice loads',
  description:
    'Writes the keys of one or several inputs as an RDB file: for the server that the input is of, or for another by --target. ' +
    'Values are copied byte for byte where the target knows their type, and else encoded anew; what it cannot hold is named on ' +
    'stderr, and makes the exit status 3. Several inputs are merged; a key that stands in two of them, or that comes twice ' +
    'because names are changed, is an error, unless --on-conflict chooses. The first input that is read says what the file is of: of --on-conflict last, the last. A log of ' +
    'commands that does not say which server wrote it becomes RDB version 11, which all servers of today load.',
  examples: [
    ['rdb-tool to-rdb --target redis-7.2 -o old.rdb dump.rdb', 'for an older server'],
    ['rdb-tool to-rdb --match "user:*" -o users.rdb dump.rdb', 'some of the keys'],
    ['rdb-tool to-rdb --on-conflict last -o all.rdb base.rdb newer.rdb', 'two files in one'],
    ['rdb-tool to-rdb --split slots:3 -o shard.rdb dump.rdb', 'a file for each node of a cluster'],
  ],
  flags: {
    ...RDB_FLAGS,
    ...CARRY_FLAGS,
  },
  parse(argv, outside) {
    const carried = parseCarryFlags(argv, outside);
    const { output } = carried;
    const rdb = parseRdbFlags(argv);
    const toStdout = output === undefined || output === '-';
    if (rdb.split !== undefined && toStdout)
      throw new UsageError('--split writes several files: give --output NAME.rdb');
    if (toStdout && outside.stdout.isTTY === true) {
      throw new UsageError('an RDB file is no text for a terminal: give --output FILE, or send it to a program');
    }
    // What does not fit together is told before anything is read.
    chooseFormat({ ...carried, ...rdb }, undefined, new Map());
    return { ...carried, ...rdb };
  },
  run: write,
};

/** Where the files are: one, or the parts of a split. */
interface Files {
  readonly files: readonly [RdbFile, ...RdbFile[]];
  readonly router: Router | undefined;
  commit(): void;
  abandon(): void;
}

async function write(options: ToRdbOptions, outside: Outside): Promise<ExitStatus> {
  const messages = new Messages(outside, options);
  const losses = new Losses(outside, options, options.allowLoss);
  const files = openFiles(options, outside);
  const merge = new Merge(options);
  try {
    // Read when it is asked for.
    const { RdbFormatter } = await import('../src/formatters/rdb/formatter.ts');
    const formatter = new RdbFormatter(files.files, {
      ...rdbOptions(options, files.router),
      onLoss: (loss) => losses.add(loss),
    });
    for (const input of merge.inputs) {
      const status = await renderInput(input, formatter, { ...options, merge }, messages, outside);
      if (status !== EXIT.DONE) {
        files.abandon();
        return status;
      }
    }
    formatter.finish();
    messages.close();
    files.commit();
    return messages.settle(losses.close(EXIT.DONE));
  } catch (error) {
    files.abandon();
    if (error === BROKEN_PIPE) return EXIT.DONE;
    messages.error(error);
    return statusOf(error);
  }
}

function rdbOptions(options: ToRdbOptions, router: Router | undefined): Omit<RdbOptions, 'onLoss'> {
  const { target, rdbVersion, compress, inputs, filters, maps } = options;
  const merged = inputs.length > 1;
  return {
    target,
    rdbVersion,
    compress,
    whole: !merged && filters === undefined && maps === undefined && router === undefined,
    changed: maps !== undefined && maps.ttl !== 0,
    ...(router === undefined ? {} : { router }),
    merged,
  };
}

function openFiles({ output: path, split, inputs }: ToRdbOptions, outside: Outside): Files {
  if (split !== undefined && path !== undefined) return openParts(split, new RdbParts(path, outside, inputs));
  const output = openOutput(path, outside, inputs);
  return {
    files: [new RdbFile((bytes) => output.write(bytes))],
    router: undefined,
    commit: () => output.commit(),
    abandon: () => output.abandon(),
  };
}

function openParts(split: Split, parts: RdbParts): Files {
  const commit = (): void => parts.commit();
  const abandon = (): void => parts.abandon();
  try {
    const first = parts.open();
    const open = (): RdbFile => parts.open();
    if (split.by === 'slots') {
      const files: readonly [RdbFile, ...RdbFile[]] = [first, ...split.ranges.slice(1).map(open)];
      return { files, router: routeBySlots(split.ranges, files), commit, abandon };
    }
    const router = split.by === 'keys' ? routeByKeys(split.keys, open) : routeBySize(split.bytes, open);
    return { files: [first], router, commit, abandon };
  } catch (error) {
    parts.abandon();
    throw error;
  }
}
