/** The program: yargs put together from the commands. */
import yargs, { type ArgumentsCamelCase, type Argv, type Options } from 'yargs';
import type { Command, Flag } from './command.ts';
import { COMMANDS } from './commands.ts';
import { explainUsage, isUsage } from './complaint.ts';
import { describeError, EXIT, statusOf, type ExitStatus } from './exit.ts';
import { commandHelp, programHelp, shortHelp } from './help.ts';
import { BROKEN_PIPE, openOutput } from './output.ts';
import type { Outside } from './outside.ts';
import { environmentSettings, fileSettings, variableName } from './settings.ts';
import { checkValues } from './shared/arguments.ts';

declare const RDB_TOOL_VERSION: string;

const WIDEST_HELP = 100;

export async function main(outside: Outside): Promise<ExitStatus> {
  const columns = Math.min(WIDEST_HELP, outside.stdout.columns ?? WIDEST_HELP);
  if (outside.argv.length === 0) {
    outside.stderr.write(`${shortHelp(COMMANDS, columns)}\n`);
    return EXIT.TROUBLE;
  }
  const argv = spelledOut(outside.argv);
  // Before it runs a command of several, yargs lays out its help, which takes as long as all else it does; not so before the
  // only one. The command is run when yargs is done, so that it is not waited for with its words.
  const only = COMMANDS.find(({ name }) => name === argv[0]);
  const words = only === undefined ? argv : argv.slice(1);
  let chosen: (() => Promise<ExitStatus>) | undefined;
  const parser = yargs()
    .scriptName('rdb-tool')
    .usage(only === undefined ? programHelp(COMMANDS, columns) : commandHelp(only, columns))
    .parserConfiguration({ 'populate--': false, 'strip-dashed': false, 'camel-case-expansion': false })
    .detectLocale(false)
    .strict()
    .demandCommand(1, 'a command is missing')
    .version(typeof RDB_TOOL_VERSION === 'string' ? RDB_TOOL_VERSION : 'development')
    .help()
    .alias('help', 'h')
    // Help is laid out by us: yargs shows the usage text and nothing beside it.
    .hide('help')
    .hide('version')
    .wrap(null)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? Object.assign(new Error(message), { name: 'YError' });
    });
  for (const command of only === undefined ? COMMANDS : [only]) {
    addCommand(parser, command, only === undefined ? command.name : '$0', columns, outside, (parsed) => {
      checkValues(parsed, command.flags);
      const options = command.parse(parsed, outside);
      chosen = () => command.run(options, outside);
    });
  }
  try {
    let text = '';
    // No handler is asynchronous, so neither is this.
    void parser.parse([...words], (_error: unknown, _argv: unknown, said: string) => {
      text = said;
    });
    if (text !== '') openOutput(undefined, outside).write(Buffer.from(`${text}\n`));
    return (await chosen?.()) ?? EXIT.DONE;
  } catch (error) {
    if (error === BROKEN_PIPE) return EXIT.DONE;
    const command = COMMANDS.find(({ name }) => argv.includes(name));
    const usage = isUsage(error);
    const what = usage ? explainUsage(error, argv, command, COMMANDS) : describeError(error, false);
    const hint = usage ? `Try: rdb-tool ${command === undefined ? '' : `${command.name} `}--help\n` : '';
    outside.stderr.write(`rdb-tool: ${what}\n${hint}`);
    return usage ? EXIT.TROUBLE : statusOf(error);
  }
}

/** `help dump` is `dump --help`; of `help dmup` only the wrong word is left, for yargs to complain of. */
function spelledOut(argv: readonly string[]): readonly string[] {
  const [first, topic] = argv;
  if (first !== 'help') return argv;
  return topic === undefined || COMMANDS.some(({ name }) => name === topic) ? [...argv.slice(1), '--help'] : [topic];
}

function addCommand(
  parser: Argv,
  command: Command<never>,
  name: string,
  columns: number,
  outside: Outside,
  choose: (argv: ArgumentsCamelCase) => void,
): void {
  parser.command(
    `${name} [files..]`,
    false,
    (builder) => {
      builder.usage(commandHelp(command, columns)).positional('files', { type: 'string' }).hide('files');
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

/** Undefined rather than absent would be a value to yargs. */
function yargsOption({ type, alias, array, default: value }: Flag): Options {
  return {
    // yargs turns text that is no number into NaN: numbers are parsed by us.
    type: type === 'number' ? 'string' : type,
    hidden: true,
    ...(type === 'boolean' ? {} : { requiresArg: true }),
    ...(array ? { array: true, nargs: 1 } : {}),
    ...(alias === undefined ? {} : { alias }),
    ...(value === undefined ? {} : { default: value }),
  };
}
