/** The completion script for fish. */
import type { Command } from '../command.ts';
import { GENERAL_FLAGS } from '../shared/general-flags.ts';
import { allFlags, describeFlag, longForms, valueName, type NamedFlag } from '../spelling.ts';

export function fishScript(commands: readonly Command<never>[]): string {
  const lines = [
    '# fish completion for rdb-tool, made by: rdb-tool completion fish',
    '',
    'complete -c rdb-tool -e',
    ...commands.map(({ name, summary }) => complete('__fish_use_subcommand', `-f -a ${name} -d ${quote(summary)}`)),
    ...Object.entries(GENERAL_FLAGS).flatMap((named) => flagLines(named, '__fish_use_subcommand')),
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: Command<never>): readonly string[] {
  const seen = `__fish_seen_subcommand_from ${command.name}`;
  return [
    '',
    ...(command.operands === undefined ? [] : [complete(seen, `-f -a ${quote(command.operands.join(' '))}`)]),
    ...Object.entries(allFlags(command)).flatMap((named) => flagLines(named, seen)),
  ];
}

function flagLines([name, flag]: NamedFlag, condition: string): readonly string[] {
  const short = flag.alias === undefined ? '' : `-s ${flag.alias} `;
  const value = valueName(flag);
  const files = value === 'FILE' ? '-r -F ' : '-x ';
  const choices = flag.choices === undefined ? '' : `-a ${quote(flag.choices.join(' '))} `;
  const taken = value === undefined ? '' : `${files}${choices}`;
  return longForms(name, flag).map((form) =>
    complete(condition, `${short}-l ${form.slice('--'.length)} ${taken}-d ${quote(describeFlag(flag))}`),
  );
}

function complete(condition: string, rest: string): string {
  return `complete -c rdb-tool -n ${quote(condition)} ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
