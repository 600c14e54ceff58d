/** The program: yargs put together from the commands, and what happens when words are wrong. */
import { closest, distance } from 'fastest-levenshtein';
import yargs, { type ArgumentsCamelCase, type Options } from 'yargs';
import { UsageError } from '../src/errors.ts';
import type { Command, Flag } from './command.ts';
import { dump } from './dump.ts';
import { describeError, EXIT, statusOf, type ExitStatus } from './exit.ts';
import type { Outside } from './outside.ts';
import { toJson } from './to-json.ts';

declare const RDB_TOOL_VERSION: string;

export const COMMANDS: readonly Command<never>[] = [dump as Command<never>, toJson as Command<never>];

/** A word this far from what was meant is no typing error any more. */
const FARTHEST = 3;

export async function main(outside: Outside): Promise<ExitStatus> {
  let chosen: (() => Promise<ExitStatus>) | undefined;
  const parser = yargs([...outside.argv])
    .scriptName('rdb-tool')
    .usage('$0 <command> [file…]\n\nRedis and Valkey RDB files: looked at, turned into JSON, fast and to the byte.')
    .env('RDB_TOOL')
    .config('config', 'A JSON file of flags')
    .parserConfiguration({ 'populate--': false, 'strip-dashed': false, 'camel-case-expansion': false })
    .detectLocale(false)
    .strict()
    .demandCommand(1, 'a command is missing')
    .version(typeof RDB_TOOL_VERSION === 'string' ? RDB_TOOL_VERSION : 'development')
    .help()
    .alias('help', 'h')
    .wrap(Math.min(100, outside.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  for (const command of COMMANDS) {
    // Run afterwards: for a handler that returns a promise yargs lays out the help first, which takes 50 ms.
    addCommand(parser, command, (argv) => {
      const options = command.parse(argv, outside);
      chosen = () => command.run(options, outside);
    });
  }
  try {
    // No handler is asynchronous, so neither is this.
    void parser.parse();
    return (await chosen?.()) ?? EXIT.DONE;
  } catch (error) {
    outside.stderr.write(`rdb-tool: ${explain(error, outside.argv)}\n`);
    if (isUsage(error)) {
      outside.stderr.write(`Try: rdb-tool ${commandIn(outside.argv)?.name ?? ''} --help\n`.replace('  ', ' '));
      return EXIT.TROUBLE;
    }
    return statusOf(error);
  }
}

function addCommand(
  parser: ReturnType<typeof yargs>,
  command: Command<never>,
  choose: (argv: ArgumentsCamelCase) => void,
): void {
  parser.command(
    command.usage.replace('[file…]', '[files..]'),
    command.summary,
    (builder) => {
      builder.positional('files', { type: 'string', describe: 'Files; - is standard input' });
      for (const [name, flag] of Object.entries(command.flags)) builder.option(name, yargsOption(flag));
      for (const [line, what] of command.examples) builder.example(line, what);
    },
    choose,
  );
}

/** Undefined rather than absent would be a value to yargs. */
function yargsOption(flag: Flag): Options {
  const { type, describe, group, alias, array, choices, default: value } = flag;
  return {
    // yargs turns text that is no number into NaN: numbers are parsed by us.
    type: type === 'number' ? 'string' : type,
    describe,
    group: `${group}:`,
    ...(type === 'boolean' ? {} : { requiresArg: true }),
    ...(array ? { array: true, nargs: 1 } : {}),
    ...(alias === undefined ? {} : { alias }),
    ...(choices === undefined ? {} : { choices }),
    ...(value === undefined ? {} : { default: value }),
  };
}

/** yargs' own complaints are plain errors named YError. */
function isUsage(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && error.name === 'YError');
}

/** What is wrong, with the word that may have been meant. */
function explain(error: unknown, argv: readonly string[]): string {
  if (!isUsage(error)) return describeError(error, false);
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(error.message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return error.message.split('\n').filter(Boolean).join(' ');
  const command = commandIn(argv);
  if (command === undefined) {
    return `no such command ${unknown}${suggestion(unknown, COMMANDS.map(({ name }) => name), '')}`;
  }
  return `no such flag --${unknown}${suggestion(unknown, Object.keys(command.flags), '--')}`;
}

function suggestion(word: string, words: readonly string[], prefix: string): string {
  const nearest = closest(word, words);
  return distance(word, nearest) <= FARTHEST ? ` (did you mean ${prefix}${nearest}?)` : '';
}

function commandIn(argv: readonly string[]): Command<never> | undefined {
  return COMMANDS.find(({ name }) => argv.includes(name));
}
