/**
 * JUnit XML: a test suite, of which each budget is a test. There is one failure a test, for readers that know no more; warnings
 * stand in its system-out. Source: jenkinsci/xunit-plugin junit-10.xsd.
 */
import type { Breach, GateOutcome, GateResult } from '../../report/budget/outcome.ts';
import { breachText, ignoreText, isFailed, printText, resultName, worstText } from './wording.ts';

const CLASS = 'rdb-tool.memory-report';

export function printJunit(outcome: GateOutcome): string {
  const { results, verdict } = outcome;
  const isIncomplete = verdict === 'incomplete';
  const counts = attributes({
    tests: results.length + (isIncomplete ? 1 : 0),
    failures: results.filter(isFailed).length,
    errors: isIncomplete ? 1 : 0,
  });
  const name = attributes({ name: outcome.sources.map(printText).join(', ') });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'rdb-tool memory-report' })}${counts}>`,
    `  <testsuite${name}${counts}${attributes({ skipped: 0 })}>`,
    ...(isIncomplete ? incompleteTest() : []),
    ...results.flatMap(testOf),
    ...output(said(outcome), '    '),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** The input itself is a test that only a damaged one is told of. */
function incompleteTest(): readonly string[] {
  const message = 'an input is damaged: what could be read says nothing of the rest';
  return [
    `    <testcase${attributes({ name: 'the input can be read', classname: CLASS })}>`,
    `      <error${attributes({ type: 'incomplete', message })}/>`,
    '    </testcase>',
  ];
}

function testOf(result: GateResult): readonly string[] {
  const { breaches } = result;
  const names = attributes({ name: resultName(result), classname: CLASS });
  if (breaches.length === 0) return [`    <testcase${names}/>`];
  const lines = breaches.flatMap(breachLines);
  if (!isFailed(result)) {
    return [`    <testcase${names}>`, ...output(['warning:', ...lines], '      '), '    </testcase>'];
  }
  const message = breaches.map(breachText).join('; ');
  const type = breaches.map(({ rule }) => rule).join(', ');
  return [
    `    <testcase${names}>`,
    `      <failure${attributes({ type, message })}>${lines.map(escapeXml).join('\n')}</failure>`,
    '    </testcase>',
  ];
}

function breachLines(breach: Breach): readonly string[] {
  const worst = breach.worst.map((key) => worstText(key, breach)).join(', ');
  return [breachText(breach), ...(worst === '' ? [] : [`worst: ${worst}`]), breach.command];
}

function said({ ignores, notes }: GateOutcome): readonly string[] {
  return [...ignores.map(ignoreText), ...notes.map(printText)];
}

function output(lines: readonly string[], indent: string): readonly string[] {
  return lines.length === 0 ? [] : [`${indent}<system-out>${lines.map(escapeXml).join('\n')}</system-out>`];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML 1.0 has no place for, escaped or not; lone halves of surrogate pairs, too. Source: XML 1.0, 2.2. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
