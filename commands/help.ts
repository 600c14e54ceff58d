/**
 * The text of --help. yargs decides when it is shown; how is ours, because yargs knows no `--output FILE`, no
 * `--expires, --no-expires`, and puts examples last.
 */
import type { Command } from './command.ts';
import { GENERAL_FLAGS } from './shared/general-flags.ts';
import { allFlags, describeFlag, forms, grouped, valueName, type NamedFlag } from './spelling.ts';

/** Left column and right column. */
type Row = readonly [string, string];

const NARROWEST = 40;
const ABOUT =
  'Redis and Valkey RDB and append-only files: looked at, turned into JSON, commands and RDB, fast and to the byte.';
const USAGE = 'Usage: rdb-tool <command> [flag…] [file…]';

export function programHelp(commands: readonly Command<never>[], columns: number): string {
  return sections(columns, [
    [`${ABOUT}\n\n${USAGE}`, []],
    ['Examples:', commands.flatMap(({ examples }) => examples.slice(0, 1))],
    ['Commands:', commandRows(commands)],
    ['General:', Object.entries(GENERAL_FLAGS).map(flagRow)],
    ['rdb-tool <command> --help shows the flags of a command.', []],
  ]);
}

/** For whoever said nothing. */
export function shortHelp(commands: readonly Command<never>[], columns: number): string {
  return sections(columns, [
    [USAGE, commandRows(commands)],
    ['rdb-tool --help shows more.', []],
  ]);
}

export function commandHelp(command: Command<never>, columns: number): string {
  const groups = [...grouped(allFlags(command))].map(([group, flags]) => [`${group}:`, flags.map(flagRow)] as const);
  return sections(columns, [
    [`${command.summary}.\n\nUsage: rdb-tool ${command.usage.replace(' ', ' [flag…] ')}`, []],
    ['Examples:', command.examples],
    ...groups,
  ]);
}

function commandRows(commands: readonly Command<never>[]): readonly Row[] {
  return commands.map(({ usage, summary }) => [usage, summary]);
}

function flagRow([name, flag]: NamedFlag): Row {
  const indent = flag.alias === undefined ? '    ' : '';
  const value = valueName(flag);
  return [`${indent}${forms(name, flag).join(', ')}${value === undefined ? '' : ` ${value}`}`, describeFlag(flag)];
}

function sections(columns: number, parts: readonly (readonly [string, readonly Row[]])[]): string {
  const width = Math.max(NARROWEST, columns);
  return parts
    .filter(([heading, rows]) => rows.length > 0 || !heading.endsWith(':'))
    .map(([heading, rows]) => [heading, ...(rows.length > 0 ? layOut(rows, width) : [])].join('\n'))
    .join('\n\n');
}

function layOut(rows: readonly Row[], width: number): readonly string[] {
  // What is wider than half of it stands on a line of its own.
  const widths = rows.map(([left]) => left.length).filter((length) => length <= width / 2);
  const column = Math.max(0, ...widths) + 4;
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, width - column);
    const beside = left.length + 4 <= column ? lines.shift() : undefined;
    const first = beside === undefined ? `  ${left}` : `${`  ${left}`.padEnd(column)}${beside}`;
    return [first.trimEnd(), ...lines.map((line) => `${' '.repeat(column)}${line}`)];
  });
}

/** Lines of at most `width` characters, longer words aside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
