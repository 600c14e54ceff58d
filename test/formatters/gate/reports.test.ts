/** The gate's answer in each of its formats. */
import { expect, test } from 'vitest';
import { printGithub } from '../../../src/formatters/gate/github.ts';
import { printJunit } from '../../../src/formatters/gate/junit.ts';
import { printGateMarkdown } from '../../../src/formatters/gate/markdown.ts';
import { printGateText } from '../../../src/formatters/gate/text.ts';
import { breachText } from '../../../src/formatters/gate/wording.ts';
import { PLAIN_STYLE } from '../../../src/formatters/style.ts';
import type { Breach, GateOutcome } from '../../../src/report/budget/outcome.ts';
import { OUTCOME } from './sample-outcome.ts';
import { parseXml } from './well-formed.ts';

const INCOMPLETE: GateOutcome = { ...OUTCOME, verdict: 'incomplete' };
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

test.each<[Partial<Breach>, string]>([
  [{ rule: 'maxBytes', actual: 70 << 20, limit: 64 << 20 }, 'takes 70.0 MiB, at most 64.0 MiB'],
  [{ rule: 'maxBytes', actual: 1048577, limit: 1048576 }, 'takes 1,048,577 B, at most 1,048,576 B'],
  [{ rule: 'maxKeys', actual: 1, limit: 0 }, '1 key, at most 0'],
  [{ rule: 'maxGrowth', actual: 2048, limit: 1024 }, 'grew by 2.0 KiB, at most 1.0 KiB'],
  [
    { rule: 'maxBytesPerKey', actual: 2048, limit: 1024, keys: 2 },
    '2 keys of more than 1.0 KiB, the largest takes 2.0 KiB',
  ],
  [{ rule: 'maxElements', actual: 1000, limit: 1, keys: 1 }, '1 key of more than 1 element, the largest has 1,000'],
  [{ rule: 'requireTtl', actual: 4, limit: 0, keys: 4 }, '4 keys without expiry'],
  [{ rule: 'maxTtl', actual: 7_200_000, limit: 3_600_000, keys: 1 }, '1 key that lives longer than 1h, the longest 2h'],
  [{ rule: 'unmatched', actual: 3, limit: 0 }, '3 keys that no budget matches'],
])('%j', (breach, text) => {
  expect(breachText({ rule: 'maxKeys', unit: 'keys', actual: 0, limit: 0, worst: [], command: '', ...breach })).toBe(
    text,
  );
});

test('JUnit: a test a budget, failures of errors, output of warnings', () => {
  const suites = parseXml(printJunit(OUTCOME));
  expect(suites).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '1', errors: '0' } });
  const [suite] = suites.children;
  expect(suite).toMatchObject({
    name: 'testsuite',
    attributes: { name: 'dump.rdb', tests: '3', failures: '1', errors: '0', skipped: '0' },
  });
  const tests = suite?.children ?? [];
  expect(
    tests.map(({ name, attributes, children }) => [name, attributes['name'], children.map((one) => one.name)]),
  ).toEqual([
    ['testcase', 'users', []],
    ['testcase', 'carts & <baskets>', ['failure']],
    ['testcase', 'sessions', ['system-out']],
    ['system-out', undefined, []],
  ]);
  const failure = tests[1]?.children[0];
  expect(failure?.attributes).toEqual({
    type: 'maxBytes, maxElements',
    message: 'takes 70.0 MiB, at most 64.0 MiB; 1 key of more than 100 elements, the largest has 1,000',
  });
  expect(failure?.text.split('\n')).toEqual([
    'takes 70.0 MiB, at most 64.0 MiB',
    'worst: cart:1 (9.0 MiB), db3 "]]></failure><script>alert(\\"1\\")</script>\\x00\\x1b[31m\\n::error::x % | `a`" (4.0 MiB), "\\xffa" (512 B)',
    "rdb-tool dump --match 'cart:*' dump.rdb",
    '1 key of more than 100 elements, the largest has 1,000',
    'worst: cart:1 (1,000 elements)',
    "rdb-tool dump --match 'cart:*' --min-elements 101 dump.rdb",
  ]);
  expect(tests[2]?.children[0]?.text).toContain(
    'warning:\n2 keys that live longer than 30d, the longest 40d\nworst: s (40d)',
  );
});

test('JUnit: a damaged input is a test that could not be run', () => {
  const suites = parseXml(printJunit(INCOMPLETE));
  expect(suites.attributes).toMatchObject({ tests: '4', failures: '1', errors: '1' });
  expect(suites.children[0]?.children[0]?.children[0]).toMatchObject({
    name: 'error',
    attributes: { type: 'incomplete' },
  });
});

test('JUnit: what XML has no place for is left out', () => {
  const [budget] = OUTCOME.results;
  if (budget === undefined) throw new Error('no budget');
  const xml = printJunit({ ...OUTCOME, sources: ['a\u0000b\ufffec'], results: [{ ...budget, name: 'x\ud800y' }] });
  expect(() => parseXml(xml)).not.toThrow();
});

test('GitHub: a command a line, whatever keys are called', () => {
  const lines = printGithub(OUTCOME).trimEnd().split('\n');
  expect(lines.map((line) => line.slice(0, line.indexOf('::', 2)))).toEqual([
    '::error title=rdb-tool%3A carts & <baskets>',
    '::error title=rdb-tool%3A carts & <baskets>',
    '::warning title=rdb-tool%3A sessions',
    '::warning title=rdb-tool%3A ignore',
    '::notice title=rdb-tool%3A memory gate',
    '::notice title=rdb-tool%3A memory',
  ]);
  expect(lines[0]).toContain('takes 70.0 MiB, at most 64.0 MiB%0Aworst: cart:1 (9.0 MiB), ');
  expect(lines[0]).toContain('x %25 | ');
  expect(lines.at(-1)).toBe('::notice title=rdb-tool%3A memory::+10.0 MiB (+12.5%25) since the baseline');
  expect(lines.join('')).not.toMatch(CONTROL);
  expect(printGithub(INCOMPLETE)).toMatch(/^::error title=rdb-tool%3A memory gate::failed: an input is damaged/);
});

test('Markdown: a table, then what is over, then what grew', () => {
  const text = printGateMarkdown(OUTCOME);
  expect(text).not.toMatch(CONTROL);
  expect(text.split('\n').slice(0, 8)).toEqual([
    '## Memory gate: failed: 1 of 3 over, 1 warning',
    '',
    '|  | budget | keys | memory | over the limit |',
    '| --- | --- | --: | --: | --- |',
    '| ✅ | users | 1,000 | 10.0 MiB |  |',
    '| ❌ over | carts \\& \\<baskets\\> | 150 | 70.0 MiB | takes 70.0 MiB, at most 64.0 MiB; 1 key of more than 100 elements, the largest has 1,000 |',
    '| ⚠️ warning | sessions | 4 | 400 B | 2 keys that live longer than 30d, the longest 40d |',
    '',
  ]);
  expect(text).toContain("\n```sh\nrdb-tool dump --match 'cart:*' dump.rdb\n```\n");
  expect(text).toContain('- ``db3 "]]></failure><script>');
  expect(text).toContain('- the ignore of match b:\\* ended on 2025-01-01: 2 keys, 2.0 KiB count again\n');
  expect(text).toContain('### Prefixes that grew most');
});

test('for people', () => {
  const text = printGateText(OUTCOME, { style: PLAIN_STYLE, columns: 80 });
  expect(text).not.toMatch(CONTROL);
  expect(text.split('\n').slice(0, 16)).toEqual([
    'Gate failed: 1 of 3 over, 1 warning',
    '  ok   users  1,000 keys, 10.0 MiB',
    '  over carts & <baskets>  takes 70.0 MiB, at most 64.0 MiB',
    '       worst: cart:1 (9.0 MiB)',
    '              db3 "]]></failure><script>alert(\\"1\\")</script>\\x00\\x1b[31m\\n::error::x % | `a`" (4.0 MiB)',
    '              "\\xffa" (512 B)',
    "       rdb-tool dump --match 'cart:*' dump.rdb",
    '  over carts & <baskets>  1 key of more than 100 elements, the largest has 1,000',
    '       worst: cart:1 (1,000 elements)',
    "       rdb-tool dump --match 'cart:*' --min-elements 101 dump.rdb",
    '  warn sessions  2 keys that live longer than 30d, the longest 40d',
    '       worst: s (40d)',
    '       rdb-tool dump --ttl 2592000001ms.. --now 0 dump.rdb',
    'ignored until 2027-01-01: match a:* (load test): 1 key, 100 B',
    'the ignore of match b:* ended on 2025-01-01: 2 keys, 2.0 KiB count again',
    'sessions: maxGrowth is not checked, since there is no baseline: give --baseline or --against',
  ]);
  expect(text.split('\n').slice(17, 21)).toEqual([
    'Growth',
    'OF                BEFORE       NOW     GROWTH       %',
    'memory of keys  80.0 MiB  90.0 MiB  +10.0 MiB  +12.5%',
    'used_memory      100 MiB   100 MiB        0 B    0.0%',
  ]);
});
