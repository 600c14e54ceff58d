/** The completion script for bash 3.2 and later. */
import type { Command } from '../command.ts';
import { GENERAL_FLAGS } from '../shared/general-flags.ts';
import { allFlags, forms, longForms, valueName, type NamedFlag } from '../spelling.ts';

export function bashScript(commands: readonly Command<never>[]): string {
  const names = commands.map(({ name }) => name);
  const general = Object.entries(GENERAL_FLAGS).flatMap(([name, flag]) => longForms(name, flag));
  return `# bash completion for rdb-tool, made by: rdb-tool completion bash

_rdb_tool_files() {
  compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$1"))
}

_rdb_tool() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word flags operands
  COMPREPLY=()
  # bash takes --flag=value for three words
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  case $command in
${commands.map(commandCase).join('\n')}
    *) flags='${general.join(' ')}' operands='${names.join(' ')}' ;;
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ $operands ]]; then COMPREPLY=($(compgen -W "$operands" -- "$cur"))
  else _rdb_tool_files "$cur"
  fi
}

complete -F _rdb_tool rdb-tool
`;
}

function commandCase(command: Command<never>): string {
  const flags = Object.entries(allFlags(command));
  const words = flags.flatMap(([name, flag]) => longForms(name, flag));
  const valued = flags.filter(([, flag]) => valueName(flag) !== undefined);
  const known = valued.filter(([, flag]) => flag.choices !== undefined || valueName(flag) === 'FILE');
  const unknown = valued.filter((flag) => !known.includes(flag)).flatMap(([name, flag]) => forms(name, flag));
  return `    ${command.name})
      case $prev in
${[...known.map(valueCase), ...(unknown.length > 0 ? [`        ${unknown.join('|')}) return ;;`] : [])].join('\n')}
      esac
      flags='${words.join(' ')}' operands='${command.operands?.join(' ') ?? ''}' ;;`;
}

function valueCase([name, flag]: NamedFlag): string {
  const pattern = `        ${forms(name, flag).join('|')})`;
  if (flag.choices !== undefined) {
    return `${pattern} COMPREPLY=($(compgen -W '${flag.choices.join(' ')}' -- "$cur")); return ;;`;
  }
  return `${pattern} _rdb_tool_files "$cur"; return ;;`;
}
