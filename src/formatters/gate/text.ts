/** The gate's answer for people, beside the report itself. */
import type { Breach, GateOutcome, GateResult } from '../../report/budget/outcome.ts';
import { layOut } from '../memory/grid.ts';
import { formatSize, countOf } from '../quantity.ts';
import type { Style, Tone } from '../style.ts';
import { textWidth } from '../width.ts';
import { growthSections } from './growth-sections.ts';
import { breachText, ignoreText, isFailed, printText, resultName, verdictText, worstText } from './wording.ts';

export interface GateTextOptions {
  readonly style: Style;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

/** Where no terminal tells. */
const COLUMNS = 100;
const INDENT = 7;
const WORST = `${' '.repeat(INDENT)}worst: `;

export function printGateText(outcome: GateOutcome, { style, columns = COLUMNS }: GateTextOptions): string {
  const { verdict, results, ignores, notes, growth } = outcome;
  const tone = verdict === 'pass' ? 'ttl' : 'expired';
  const lines = [
    `${style.heading('Gate')} ${style[tone](verdictText(outcome))}`,
    ...results.flatMap((result) => resultLines(result, columns, style)),
    ...ignores.map((ignore) => (ignore.over ? style.count(ignoreText(ignore)) : style.dim(ignoreText(ignore)))),
    ...notes.map((note) => style.dim(printText(note))),
    ...(growth === undefined ? [] : growthSections(growth)).flatMap((section) => [
      '',
      ...layOut(section, columns, style),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function resultLines(result: GateResult, columns: number, style: Style): readonly string[] {
  const { keys, bytes, breaches } = result;
  const name = style.heading(resultName(result));
  if (breaches.length === 0) {
    return [`${mark('ok', 'ttl', style)} ${name}  ${style.dim(`${countOf(keys, 'key')}, ${formatSize(bytes)}`)}`];
  }
  const [word, tone] = isFailed(result) ? (['over', 'expired'] as const) : (['warn', 'count'] as const);
  return breaches.flatMap((breach) => [
    `${mark(word, tone, style)} ${name}  ${breachText(breach)}`,
    ...detailLines(breach, columns, style),
  ]);
}

function detailLines(breach: Breach, columns: number, style: Style): readonly string[] {
  const worst = pack(
    breach.worst.map((key) => worstText(key, breach)),
    columns - WORST.length,
  );
  return [
    ...worst.map((line, i) => `${i === 0 ? WORST : ' '.repeat(WORST.length)}${style.key(line)}`),
    `${' '.repeat(INDENT)}${style.dim(breach.command)}`,
  ];
}

/** As many on a line as there is room for. */
function pack(texts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = `${lines.at(-1) ?? ''}, ${text}`;
    if (lines.length > 0 && textWidth(longer) <= width) lines.splice(-1, 1, longer);
    else lines.push(text);
  }
  return lines;
}

function mark(word: string, tone: Tone, style: Style): string {
  return `  ${style[tone](word.padEnd(4))}`;
}
