/** The program: yargs put together from the commands. */
import yargs, { type ArgumentsCamelCase, type Argv, type Options } from 'yargs';
import { BROKEN_PIPE } from '../src/io/output-error.ts';
import type { Command, Flag } from './command.ts';
import { COMMANDS } from './commands.ts';
import { explainUsage, isUsage } from './complaint.ts';
import { describeError, EXIT, statusOf, type ExitStatus } from './exit.ts';
import { commandHelp, programHelp, shortHelp } from './help.ts';
import { openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { environmentSettings, fileSettings, variableName } from './settings.ts';
import { checkValues, checkWords } from './shared/arguments.ts';
import { allFlags } from './spelling.ts';

declare const RDB_TOOL_VERSION: string;

const WIDEST_HELP = 100;
const HELP = 'h';

export async function main(outside: Outside): Promise<ExitStatus> {
  const columns = Math.min(WIDEST_HELP, outside.stdout.columns ?? WIDEST_HELP);
  if (outside.argv.length === 0) {
    outside.stderr.write(`${shortHelp(COMMANDS, columns)}\n`);
    return EXIT.TROUBLE;
  }
  const argv = commandFirst(withHost(withNegatives(spelledOut(outside.argv))));
  // Before it runs a command of several, yargs lays out its help, which takes as long as all else it does; so it is shown the
  // one that is wanted. The command is run when yargs is done, so that it is not waited for with its words.
  const only = COMMANDS.find(({ name }) => name === argv[0]);
  const words = only === undefined ? argv : argv.slice(1);
  let chosen: (() => Promise<ExitStatus>) | undefined;
  const parser = yargs()
    .scriptName('rdb-tool')
    .usage(only === undefined ? programHelp(COMMANDS, columns) : commandHelp(only, columns))
    .parserConfiguration({
      'populate--': false,
      'strip-dashed': false,
      'camel-case-expansion': false,
      'parse-positional-numbers': false,
    })
    .detectLocale(false)
    .strictOptions(only !== undefined)
    .version(typeof RDB_TOOL_VERSION === 'string' ? RDB_TOOL_VERSION : 'development')
    .help()
    .alias('help', HELP)
    // Help is laid out by us: yargs shows the usage text and nothing beside it.
    .hide('help')
    .hide('version')
    .wrap(null)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? Object.assign(new Error(message), { name: 'YError' });
    });
  if (only !== undefined) {
    addCommand(parser, only, outside, (parsed) => {
      checkWords(words, only.flags);
      checkValues(parsed, only.flags);
      // Not as positionals of yargs, which would lose `-` and what comes after `--`.
      const options = only.parse({ ...parsed, files: parsed._ }, outside);
      chosen = () => only.run(options, outside);
    });
  }
  try {
    let text = '';
    // No handler is asynchronous, so neither is this.
    let operands: readonly (string | number)[] = [];
    void parser.parse([...words], (_error: unknown, parsed: { _?: (string | number)[] } | undefined, said: string) => {
      text = said;
      operands = parsed?._ ?? [];
    });
    if (text !== '') {
      openOutput(undefined, outside).write(Buffer.from(`${text}\n`));
      return EXIT.DONE;
    }
    if (chosen === undefined) throw noCommand(operands[0]);
    return await chosen();
  } catch (error) {
    if (error === BROKEN_PIPE) return EXIT.DONE;
    const usage = isUsage(error);
    const what = usage ? explainUsage(error, argv, only, COMMANDS) : describeError(error, false);
    const hint = usage ? `Try: rdb-tool ${only === undefined ? '' : `${only.name} `}--help\n` : '';
    outside.stderr.write(`rdb-tool: ${what}\n${hint}`);
    return usage ? EXIT.TROUBLE : statusOf(error);
  }
}

function noCommand(word: string | number | undefined): Error {
  const message = word === undefined ? 'a command is missing' : `Unknown command: ${word}`;
  return Object.assign(new Error(message), { name: 'YError' });
}

/** `help dump` is `dump --help`; of `help dmup` only the wrong word is left, for yargs to complain of. */
function spelledOut(argv: readonly string[]): readonly string[] {
  const [first, topic] = argv;
  if (first !== 'help') return argv;
  return topic === undefined || COMMANDS.some(({ name }) => name === topic) ? [...argv.slice(1), '--help'] : [topic];
}

/** `--ttl-shift -1h` is `--ttl-shift=-1h`: a dash and a digit begin no flag, and a dash alone is none. */
function withNegatives(argv: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const word of argv) {
    const before = words.at(-1) ?? '';
    const isLong = before.startsWith('--') && before !== '--' && !before.includes('=');
    if (/^-(?:\d|$)/.test(word) && isLong && takesValue(before)) words.splice(-1, 1, `${before}=${word}`);
    else words.push(word);
  }
  return words;
}

/** `-h NAME` is `--host NAME`, as redis-cli has it; `-h` as the last word, before a flag or before a command is help. */
function withHost(argv: readonly string[]): readonly string[] {
  const command = COMMANDS.find(({ name }) => argv.includes(name));
  if (command?.flags['host'] === undefined) return argv;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const isHost = (at: number): boolean => {
    const next = argv[at + 1];
    return at + 1 < end && next?.startsWith('-') === false && !COMMANDS.some(({ name }) => name === next);
  };
  return argv.map((word, at) => (word === '-h' && isHost(at) ? '--host' : word));
}

/** `-q dump x` is `dump -q x`. Values of flags are no commands. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word, i) => {
    const command = COMMANDS.find(({ name }) => name === word);
    return command !== undefined && isAllFlags(argv.slice(0, i), command);
  });
  const command = argv[at];
  return command === undefined ? argv : [command, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

/** The same flag may take a value with one command, and none with another. */
function isAllFlags(words: readonly string[], command: Command<never>): boolean {
  let at = 0;
  for (let word = words[0]; word?.startsWith('-') && word !== '--'; word = words[at]) {
    at += takesValue(word, [command]) ? 2 : 1;
  }
  return at === words.length;
}

function takesValue(word: string, commands = COMMANDS): boolean {
  const flags = commands.flatMap((command) => Object.entries(allFlags(command)));
  // Help, or it would be --host by now.
  if (word === `-${HELP}`) return false;
  const long = word.startsWith('--');
  const name = long ? word.slice(2) : word.slice(-1);
  return flags.some(([flag, { alias, type }]) => type !== 'boolean' && (long ? flag : alias) === name);
}

function addCommand(
  parser: Argv,
  command: Command<never>,
  outside: Outside,
  choose: (argv: ArgumentsCamelCase) => void,
): void {
  parser.command(
    '$0',
    false,
    (builder) => {
      for (const [name, flag] of Object.entries(command.flags)) builder.option(name, yargsOption(flag));
      addSettings(builder, command, outside);
    },
    choose,
  );
}

/** Flag, else environment, else file: yargs asks the file before the object, so the file's answer has both. */
function addSettings(builder: Argv, command: Command<never>, outside: Outside): void {
  const environment = environmentSettings(command.flags, outside.env);
  const file = outside.env[variableName('config')];
  builder
    .option('config', {
      type: 'string',
      requiresArg: true,
      hidden: true,
      ...(file === undefined ? {} : { default: file }),
    })
    .config('config', (path) => ({ ...fileSettings(path, command.flags, COMMANDS), ...environment }))
    .config(environment);
}

/** Undefined rather than absent would be a value to yargs. `-h` is help to it: the host has been told apart before. */
function yargsOption({ type, alias, array, default: value }: Flag): Options {
  return {
    // yargs turns text that is no number into NaN: numbers are parsed by us.
    type: type === 'number' ? 'string' : type,
    hidden: true,
    ...(type === 'boolean' ? {} : { requiresArg: true }),
    ...(array ? { array: true, nargs: 1 } : {}),
    ...(alias === undefined || alias === HELP ? {} : { alias }),
    ...(value === undefined ? {} : { default: value }),
  };
}
