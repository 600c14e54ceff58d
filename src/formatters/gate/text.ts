/** The gate's answer for people, beside the report itself. */
import type { Breach, GateOutcome, GateResult } from '../../report/budget/outcome.ts';
import { layOut } from '../memory/grid.ts';
import { formatSize, countOf } from '../quantity.ts';
import type { Style, Tone } from '../style.ts';
import { growthSections } from './growth-sections.ts';
import { breachText, ignoreText, isFailed, printText, resultName, verdictText, worstText } from './wording.ts';

export interface GateTextOptions {
  readonly style: Style;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

/** Where no terminal tells. */
const COLUMNS = 100;

export function printGateText(outcome: GateOutcome, { style, columns = COLUMNS }: GateTextOptions): string {
  const { verdict, results, ignores, notes, growth } = outcome;
  const tone = verdict === 'pass' ? 'ttl' : 'expired';
  const lines = [
    `${style.heading('Gate')} ${style[tone](verdictText(outcome))}`,
    ...results.flatMap((result) => resultLines(result, style)),
    ...ignores.map((ignore) => (ignore.over ? style.count(ignoreText(ignore)) : style.dim(ignoreText(ignore)))),
    ...notes.map((note) => style.dim(printText(note))),
    ...(growth === undefined ? [] : growthSections(growth)).flatMap((section) => [
      '',
      ...layOut(section, columns, style),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function resultLines(result: GateResult, style: Style): readonly string[] {
  const { keys, bytes, breaches } = result;
  const name = style.heading(resultName(result));
  if (breaches.length === 0) {
    return [`${mark('ok', 'ttl', style)} ${name}  ${style.dim(`${countOf(keys, 'key')}, ${formatSize(bytes)}`)}`];
  }
  const [word, tone] = isFailed(result) ? (['over', 'expired'] as const) : (['warn', 'count'] as const);
  return breaches.flatMap((breach) => [
    `${mark(word, tone, style)} ${name}  ${breachText(breach)}`,
    ...detailLines(breach, style),
  ]);
}

function detailLines(breach: Breach, style: Style): readonly string[] {
  const worst = breach.worst.map((key) => worstText(key, breach)).join(', ');
  return [...(worst === '' ? [] : [`       worst: ${style.key(worst)}`]), `       ${style.dim(breach.command)}`];
}

function mark(word: string, tone: Tone, style: Style): string {
  return `  ${style[tone](word.padEnd(4))}`;
}
