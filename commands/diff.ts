/** diff: whether two data sets are the same, and if not, how exactly they differ. */
import { UsageError } from '../src/errors.ts';
import { DIFF_FORMATS } from '../src/formatters/diff/registry.ts';
import type { Command } from './command.ts';
import type { CompareOptions } from './compare.ts';
import { flag, text, type Argv } from './shared/arguments.ts';
import { DIFF_FILTER_FLAGS, DIFF_FLAGS, parseDiffFlags } from './shared/diff-flags.ts';
import { CREDENTIAL_FLAGS } from './shared/connection-flags.ts';
import { parseInput, READING_FLAGS } from './shared/input-flags.ts';
import { OUTPUT_FLAGS, parseOutput } from './shared/output-flags.ts';
import { SCAN_FLAGS } from './shared/scan-flags.ts';
import { parseSides, SIDE_FLAGS } from './shared/side-flags.ts';
import { parseTargetFlags, TARGET_FLAGS } from './shared/target-flags.ts';
import { COLOR_FLAG, wantsColor } from './style.ts';

const { alias: _alias, ...PASS_FLAG } = CREDENTIAL_FLAGS.pass;

export const diff: Command<CompareOptions> = {
  name: 'diff',
  usage: 'diff [a] [b]',
  summary: 'Tell how two data sets differ',
  description:
    'Compares what two inputs hold, key by key and by value: encodings, the order of keys, sets and hashes, and the version of the ' +
    'file do not count; types, values, the order of lists, scores, streams with their groups and pending entries, and expiries of ' +
    'keys and fields do. Each side is an RDB, an append-only file or JSON, or several files. Filters choose the keys of either ' +
    'side before they are compared. Of both sides together only a small record a key is kept, and no more than --memory of them: ' +
    'the rest goes to temporary files, and nothing at all is kept of two dumps in the same order. The status is 0 if both are ' +
    'the same, 1 if they differ.',
  examples: [
    ['rdb-tool diff monday.rdb tuesday.rdb', 'what has been added (+), removed (-) and changed (~)'],
    ['rdb-tool diff -q dump.rdb appendonlydir && echo same', 'the status alone'],
    ['rdb-tool diff --format summary old.rdb new.rdb', 'how many keys differ, by type, database and prefix'],
    ['rdb-tool diff --format resp live.rdb wanted.rdb | redis-cli --pipe', 'make the first the second'],
    ['rdb-tool diff --a shard-1.rdb --a shard-2.rdb --b whole.rdb', 'a side of several files'],
    ['rdb-tool diff --ttl-tolerance 1s --expired drop a.rdb b.rdb', 'after a migration'],
  ],
  flags: {
    format: {
      type: 'string',
      choices: DIFF_FORMATS.map(({ name }) => name),
      group: 'Output',
      value: 'FORMAT',
      describe: DIFF_FORMATS.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
    },
    ...COLOR_FLAG,
    ...OUTPUT_FLAGS,
    quiet: {
      ...OUTPUT_FLAGS.quiet,
      describe: 'Tell nothing: the status is the answer, and the first difference is enough. Errors are said',
    },
    ...SIDE_FLAGS,
    ...DIFF_FLAGS,
    target: {
      ...TARGET_FLAGS.target,
      describe:
        'What is to run the commands of resp, as in redis-6.2 or valkey-9.0; else a server like the one that wrote a',
    },
    'allow-loss': {
      ...TARGET_FLAGS['allow-loss'],
      describe: 'Do not end with 3 because the target cannot be given all of it',
    },
    ...DIFF_FILTER_FLAGS,
    ...READING_FLAGS,
    ...CREDENTIAL_FLAGS,
    // Not -a as well, which here could be a side.
    pass: PASS_FLAG,
    ...SCAN_FLAGS,
  },
  parse(argv, outside) {
    const sides = parseSides(argv);
    const input = parseInput({ ...argv, files: [...sides.a, ...sides.b] }, outside);
    const output = parseOutput(argv);
    const flags = parseDiffFlags(argv, input.nowMs);
    const target = parseTargetFlags(argv);
    const format = text(argv, 'format') ?? 'text';
    checkFormat(argv, format);
    if (output.quiet && output.output !== undefined) {
      throw new UsageError('--quiet tells nothing that could go to --output');
    }
    const { stdout, env } = outside;
    const seen = output.output === undefined && stdout.isTTY === true;
    return {
      ...input,
      ...output,
      ...flags,
      ...target,
      sides,
      format,
      color: wantsColor(text(argv, 'color'), seen ? stdout : {}, env),
      columns: seen ? stdout.columns : undefined,
    };
  },
  async run(options, outside) {
    // No other command needs what compares.
    const { compare } = await import('./compare.ts');
    return compare(options, outside);
  },
};

/** What goes with some formats only. @throws UsageError */
function checkFormat(argv: Argv, format: string): void {
  const needless = text(argv, 'target') === undefined ? flag(argv, 'allow-loss') && 'allow-loss' : 'target';
  if (format !== 'resp' && needless) throw new UsageError(`--${needless} goes with --format resp, not ${format}`);
  if (format === 'resp' && flag(argv, 'keys-only')) {
    throw new UsageError('--format resp needs values: --keys-only cannot be given');
  }
  if (format === 'summary' && text(argv, 'limit') !== undefined) {
    throw new UsageError('--format summary counts all differences: --limit cannot be given');
  }
}
