/** The text of man/rdb-tool.1, in mdoc, from the tables that --help and the completions are made of. */
import type { Command } from '../../commands/command.ts';
import { COMMANDS } from '../../commands/commands.ts';
import { wrap } from '../../commands/help.ts';
import { describeFlag, forms, grouped, valueName, type NamedFlag } from '../../commands/spelling.ts';
import { GENERAL_FLAGS } from '../../commands/shared/general-flags.ts';

export interface Release {
  readonly version: string;
  /** 2030-01-31; undefined as long as nothing is released. */
  readonly date: string | undefined;
}

/** Of lines of the source, as mandoc's style wants them. */
const WIDTH = 76;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export function manPage(release: Release): string {
  return `${[
    '.\\" Made by `npm run man` from the flag tables of commands/.',
    `.Dd ${date(release.date)}`.trimEnd(),
    '.Dt RDB-TOOL 1',
    `.Os rdb-tool ${release.version}`,
    ...NAME,
    ...COMMANDS.flatMap(synopsis),
    ...DESCRIPTION,
    '.Sh COMMANDS',
    ...COMMANDS.flatMap(commandSection),
    '.Ss Flags of every command',
    ...flagList(Object.entries(GENERAL_FLAGS)),
    ...ENVIRONMENT,
    ...FILES,
    ...EXIT_STATUS,
    '.Sh EXAMPLES',
    ...COMMANDS.flatMap(examples),
    ...SEE_ALSO,
  ].join('\n')}\n`;
}

const NAME = `.Sh NAME
.Nm rdb-tool
.Nd look into Redis and Valkey RDB files, and convert them
.Sh SYNOPSIS`.split('\n');

const DESCRIPTION = String.raw`.Sh DESCRIPTION
.Nm
decodes RDB files, the snapshots that Redis, Valkey and their relatives write,
of every version and to the byte.
It reads them as a stream: a file of any size takes little memory.
.Pp
A
.Ar file
may be compressed by gzip, zstd or lz4;
.Sq \&-
is standard input, and so is no file at all.
Of several files the next one is read even if one fails.
.Pp
Data goes to standard output, and nothing else does:
messages and progress go to standard error.`.split('\n');

const ENVIRONMENT = String.raw`.Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev RDB_TOOL_*
Flags: the name in capitals, with
.Sq _
for
.Sq \&- .
.Ev RDB_TOOL_MIN_SIZE Ns = Ns Ar 1mb
is
.Fl \-min-size Ar 1mb ,
.Ev RDB_TOOL_CHECKSUM Ns = Ns Ar false
is
.Fl \-no-checksum .
A flag on the command line comes before the environment,
and the environment before the file of
.Fl \-config .
.It Ev NO_COLOR
If set and not empty, nothing is coloured.
.It Ev FORCE_COLOR
If 0 or false, nothing is coloured;
if set otherwise, colours are used even if the output is no terminal.
.It Ev CI
If set, no progress is shown.
.El`.split('\n');

const FILES = String.raw`.Sh FILES
.Bl -tag -width Ds
.It Pa rdb-tool.config.json
A usual name for the file of
.Fl \-config ,
a JSON object of flags without their dashes.
It is read only if
.Fl \-config
or
.Ev RDB_TOOL_CONFIG
names it.
Flags that only other commands have are passed over.
.El`.split('\n');

const EXIT_STATUS = String.raw`.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
Done; also if whoever read the output went away.
.It 1
The answer is no: two data sets differ, a budget is over, inputs to be merged have a key in common.
.It 2
A wrong flag, or trouble with reading or writing files.
.It 3
The input is damaged, or newer than this version knows.
What could be decoded was printed.
.It 4
A server cannot be reached, refuses, or says what none should; a target of
.Ic replicate
holds something, or a position cannot be gone on from.
.El
.Pp
Of several inputs the worst status counts.
Killed by a signal,
.Nm
dies of that signal.`.split('\n');

const SEE_ALSO = `.Sh SEE ALSO
.Xr jq 1 ,
.Xr redis-cli 1 ,
.Xr redis-server 1`.split('\n');

function synopsis({ name, usage }: Command<never>): readonly string[] {
  return ['.Nm', `.Cm ${name}`, '.Op Ar flag ...', ...operandMacro(usage)];
}

/** `[file…]` and `<bash|zsh|fish>`, the two kinds there are. */
function operandMacro(usage: string): readonly string[] {
  const [, ...operands] = usage.split(' ');
  return operands.map((operand) => {
    if (operand.startsWith('<')) return `.Cm ${operand.slice(1, -1).replaceAll('|', ' | ')}`;
    return `.Op Ar ${operand.slice(1, -1).replace('…', ' ...')}`;
  });
}

function commandSection(command: Command<never>): readonly string[] {
  return [
    `.Ss ${command.name}`,
    `${escape(command.summary)}.`,
    '.Pp',
    ...sentences(command.description),
    ...[...grouped(command.flags)].flatMap(([group, flags]) => ['.Pp', `${group}:`, ...flagList(flags)]),
  ];
}

function flagList(flags: readonly NamedFlag[]): readonly string[] {
  return ['.Bl -tag -width Ds', ...flags.flatMap(flagItem), '.El'];
}

function flagItem([name, flag]: NamedFlag): readonly string[] {
  const value = valueName(flag);
  const argument = value === undefined ? '' : ` Ar ${escape(value)}`;
  // Fl writes the first dash.
  const heading = forms(name, flag)
    .map((form) => `Fl ${form.slice(1).replace(/^-/, String.raw`\-`)}`)
    .join(' , ');
  return [`.It ${heading}${argument}`, ...sentences(`${describeFlag(flag)}.`)];
}

function examples(command: Command<never>): readonly string[] {
  return command.examples.flatMap(([line, what], index) => [
    ...(index === 0 && command === COMMANDS[0] ? [] : ['.Pp']),
    `${escape(what.charAt(0).toUpperCase() + what.slice(1))}:`,
    '.Bd -literal -offset indent',
    escape(line).replaceAll('-', String.raw`\-`),
    '.Ed',
  ]);
}

/** Each begins a line: mdoc puts the right space between them. */
function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=\.) (?=[A-Z])/)
    .flatMap((sentence) => wrap(sentence, WIDTH))
    .map(escape);
}

/** What roff would obey: backslashes, and a dot or quote that starts a line. Beyond ASCII, by number. */
function escape(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replace(/^[.']/, String.raw`\&$&`)
    .replaceAll(
      /[^ -~]/gu,
      (char) => String.raw`\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

function date(iso: string | undefined): string {
  if (iso === undefined) return '';
  const [year = '', month = '', day = ''] = iso.split('-');
  return `${MONTHS[Number(month) - 1] ?? ''} ${Number(day)}, ${year}`;
}
