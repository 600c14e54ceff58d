/**
 * Workflow commands, which GitHub makes annotations of. Source: GitHub's documentation of workflow commands; actions/toolkit
 * packages/core/src/command.ts for what is escaped.
 */
import type { GateOutcome, GateResult } from '../../report/budget/outcome.ts';
import {
  breachText,
  ignoreText,
  isFailed,
  printText,
  resultName,
  shareChange,
  sizeChange,
  verdictText,
  worstText,
} from './wording.ts';

type Command = 'error' | 'warning' | 'notice';

export function printGithub(outcome: GateOutcome): string {
  const { verdict, results, ignores, notes, growth } = outcome;
  const grew = growth && `${sizeChange(growth.totals.bytes)} (${shareChange(growth.totals.bytes)}) since the baseline`;
  return [
    ...(verdict === 'incomplete' ? [command('error', 'memory gate', verdictText(outcome))] : []),
    ...results.flatMap(annotations),
    ...ignores.filter(({ over }) => over).map((ignore) => command('warning', 'ignore', ignoreText(ignore))),
    ...notes.map((note) => command('notice', 'memory gate', printText(note))),
    ...(grew === undefined ? [] : [command('notice', 'memory', grew)]),
  ].join('');
}

function annotations(result: GateResult): readonly string[] {
  return result.breaches.map((breach) => {
    const worst = breach.worst.map((key) => worstText(key, breach)).join(', ');
    const lines = [breachText(breach), ...(worst === '' ? [] : [`worst: ${worst}`]), breach.command];
    return command(isFailed(result) ? 'error' : 'warning', resultName(result), lines.join('\n'));
  });
}

function command(name: Command, title: string, message: string): string {
  return `::${name} title=${escapeProperty(`rdb-tool: ${title}`)}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
