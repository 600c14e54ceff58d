/** The completion script for zsh, to be sourced or to stand in a folder of fpath. */
import type { Command, Flag } from '../command.ts';
import { GENERAL_FLAGS } from '../shared/general-flags.ts';
import { allFlags, describeFlag, forms, longForms, valueName, type NamedFlag } from '../spelling.ts';

export function zshScript(commands: readonly Command<never>[]): string {
  return `#compdef rdb-tool
# zsh completion for rdb-tool, made by: rdb-tool completion zsh

_rdb_tool() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join('\n')}
  )
  _arguments -C \\
${specs(Object.entries(GENERAL_FLAGS), '    ')}
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}

if [[ $funcstack[1] == _rdb_tool ]]; then _rdb_tool "$@"
else compdef _rdb_tool rdb-tool
fi
`;
}

function commandCase(command: Command<never>): string {
  const operand = command.operands === undefined ? '*:file:_files' : `1:argument:(${command.operands.join(' ')})`;
  return `        ${command.name})
          _arguments -s \\
${specs(Object.entries(allFlags(command)), '            ')}
            ${quote(operand)} ;;`;
}

function specs(flags: readonly NamedFlag[], indent: string): string {
  return flags
    .flatMap(flagSpecs)
    .map((spec) => `${indent}${quote(spec)} \\`)
    .join('\n');
}

/** One for each form: those of one flag shut each other out, unless it can be given several times. */
function flagSpecs([name, flag]: NamedFlag): readonly string[] {
  const all = forms(name, flag);
  const others = flag.array ? '*' : `(${all.join(' ')})`;
  const text = describeFlag(flag).replaceAll(/[[\]\\:]/g, '\\$&');
  const value = valueSpec(flag);
  return all.map((form) => {
    const join = value === '' ? '' : longForms(name, flag).includes(form) ? '=' : '+';
    return `${others}${form}${join}[${text}]${value}`;
  });
}

function valueSpec(flag: Flag): string {
  const value = valueName(flag);
  if (value === undefined) return '';
  if (flag.choices !== undefined) return `:${value}:(${flag.choices.join(' ')})`;
  return value === 'FILE' ? `:${value}:_files` : `:${value}: `;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
