/** The gate's answer for a comment on a pull request, or a job's summary. */
import type { Breach, GateOutcome, GateResult } from '../../report/budget/outcome.ts';
import { codeSpan, escapeText, markdownTable } from '../memory/markdown-table.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { growthSections } from './growth-sections.ts';
import { breachText, ignoreText, isFailed, printText, resultName, verdictText, worstText } from './wording.ts';

export function printGateMarkdown(outcome: GateOutcome): string {
  const { results, ignores, notes, growth } = outcome;
  const broken = results.filter(({ breaches }) => breaches.length > 0);
  const asides = [...ignores.map(ignoreText), ...notes.map(printText)];
  const parts = [
    `## Memory gate: ${escapeText(verdictText(outcome))}`,
    ...(results.length > 0 ? [resultTable(results)] : []),
    ...broken.map(details),
    ...(asides.length > 0 ? [asides.map((text) => `- ${escapeText(text)}`).join('\n')] : []),
    ...(growth === undefined ? [] : growthSections(growth)).map((section) => markdownTable(section)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function resultTable(results: readonly GateResult[]): string {
  const lines = results.map((result) => {
    const { keys, bytes, breaches } = result;
    const state = isFailed(result) ? '❌ over' : breaches.length > 0 ? '⚠️ warning' : '✅';
    const found = escapeText(breaches.map(breachText).join('; '));
    return `| ${state} | ${escapeText(resultName(result))} | ${formatCount(keys)} | ${formatSize(bytes)} | ${found} |`;
  });
  return ['|  | budget | keys | memory | over the limit |', '| --- | --- | --: | --: | --- |', ...lines].join('\n');
}

function details(result: GateResult): string {
  return [`### ${escapeText(resultName(result))}`, ...result.breaches.map(breachPart)].join('\n\n');
}

function breachPart(breach: Breach): string {
  const worst = breach.worst.map((key) => `- ${codeSpan(worstText(key, breach))}`);
  return [
    `${escapeText(breachText(breach))}${worst.length > 0 ? '; worst:' : ''}`,
    ...(worst.length > 0 ? [worst.join('\n')] : []),
    fenced(breach.command),
  ].join('\n\n');
}

/** A block that no backticks in it end. Source: GFM 4.5. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}
