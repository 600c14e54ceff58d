/** A report in every format. What is expected stands in golden/; `vitest -u` rewrites it, and the diff is read like code. */
import { describe, expect, test } from 'vitest';
import { groupCsv } from '../../../src/formatters/memory/group-csv.ts';
import { reportPrometheus } from '../../../src/formatters/memory/prometheus.ts';
import { REPORT_FORMATS } from '../../../src/formatters/memory/registry.ts';
import type { ShowOptions } from '../../../src/formatters/memory/report-format.ts';
import { reportTable } from '../../../src/formatters/memory/table.ts';
import { PLAIN_STYLE, type Style } from '../../../src/formatters/style.ts';
import type { ReportGroup } from '../../../src/report/report.ts';
import { textWidth } from '../../../src/formatters/width.ts';
import { MERGED, SAMPLE } from './sample-report.ts';

const OPTIONS: ShowOptions = { by: undefined, top: 10, columns: 80, style: PLAIN_STYLE };
const REPORTS = { one: SAMPLE, merged: MERGED };
const golden = (name: string): string => `./golden/${name}.txt`;

describe.each(['one', 'merged'] as const)('%s', (name) => {
  const report = REPORTS[name];

  test.each(REPORT_FORMATS.filter((spec) => spec.name !== 'html').map((spec) => [spec.name, spec] as const))(
    '%s',
    async (format, spec) => {
      const text = (await spec.load()).print(report, OPTIONS);
      await expect(text).toMatchFileSnapshot(golden(`${name}.${format}`));
    },
  );

  test('csv of groups', async () => {
    const text = groupCsv.print(report, OPTIONS);
    await expect(text).toMatchFileSnapshot(golden(`${name}.csv`));
    // No field of the samples has a comma in it.
    const widths = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').length);
    expect(new Set(widths).size).toBe(1);
  });
});

describe('the page', () => {
  test('on a wide terminal', async () => {
    await expect(reportTable.print(MERGED, { ...OPTIONS, columns: 140 })).toMatchFileSnapshot(
      golden('merged.table-wide'),
    );
  });

  test.each([60, 72, 80, 100, 140, 200])('fits %i columns', (columns) => {
    for (const report of [SAMPLE, MERGED]) {
      for (const line of reportTable.print(report, { ...OPTIONS, columns }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('no terminal: no colour, and nothing a terminal would obey', () => {
    // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
    expect(reportTable.print(SAMPLE, OPTIONS)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('colour is what the style says', () => {
    const style: Style = { ...PLAIN_STYLE, heading: (text) => `[${text}]`, expired: (text) => `!${text}!` };
    const text = reportTable.print(MERGED, { ...OPTIONS, style });
    expect(text).toContain('!Incomplete: not every input could be read to its end.!\n');
    expect(text).toContain('\n[Largest keys]\n');
  });

  test.each([
    ['type', 'Types'],
    ['encoding', 'Encodings'],
    ['db', 'Databases'],
    ['prefix', 'Largest prefixes'],
    ['slot', 'Largest slots of 2'],
    ['ttl', 'Expiry'],
    ['source', 'Sources'],
  ] as const)('--by %s shows nothing else', (grouping, heading) => {
    const [head = '', ...sections] = reportTable.print(MERGED, { ...OPTIONS, by: [grouping] }).split('\n\n');
    expect(head).toContain('keys         1,234,567');
    expect(sections.map((section) => section.split('\n')[0])).toEqual([heading]);
  });

  test('--top', () => {
    const text = reportTable.print(SAMPLE, { ...OPTIONS, by: ['prefix'], top: 1 });
    expect(text).toContain('user:<n>: ');
    expect(text).not.toContain('user:<n>:cart');
  });

  test('the time is not known', () => {
    expect(reportTable.print({ ...SAMPLE, nowMs: 0 }, OPTIONS)).toContain(
      'when the file was written is not known: --now gives the time\n',
    );
  });
});

describe('prometheus', () => {
  test('no name twice, no sample twice, all of a metric together', async () => {
    const spec = REPORT_FORMATS.find(({ name }) => name === 'prometheus');
    for (const report of [SAMPLE, MERGED]) {
      const lines = (await spec?.load())?.print(report, OPTIONS).trimEnd().split('\n') ?? [];
      const names = lines.flatMap((line) => /^# TYPE (\w+) (?:gauge|summary)$/.exec(line)?.[1] ?? []);
      expect(new Set(names).size).toBe(names.length);
      const samples = lines.filter((line) => !line.startsWith('#'));
      const ids = samples.map((line) => line.slice(0, line.lastIndexOf(' ')));
      expect(new Set(ids).size).toBe(ids.length);
      let metric = '';
      for (const line of lines) {
        metric = /^# HELP (\w+) \S/.exec(line)?.[1] ?? metric;
        if (!line.startsWith('#')) {
          expect(line).toMatch(/^[a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? \d+(?:\.\d+)?$/);
          expect(line.replace(/[{ ].*$/, '').replace(/_(?:sum|count)$/, '')).toBe(metric);
        }
      }
    }
  });
});

test('of more databases than a server has by default the page shows the largest', () => {
  const [first] = SAMPLE.groups.db;
  const db = Array.from({ length: 300 }, (_, i) => ({ ...first, name: String(i), bytes: i }) as ReportGroup);
  const text = reportTable.print({ ...SAMPLE, groups: { ...SAMPLE.groups, db } }, { ...OPTIONS, by: ['db'], top: 3 });
  expect(text).toMatch(/^Largest databases of 300\n.*\n299 /m);
  expect(text).toMatch(/^284 .*\n$/m);
});

test('Prometheus takes no series twice: inputs of the same name are numbered', () => {
  const sources = [...SAMPLE.sources, ...SAMPLE.sources];
  const series = reportPrometheus
    .print({ ...MERGED, sources, largest: [...SAMPLE.largest, ...SAMPLE.largest] }, { ...OPTIONS, top: 100 })
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
  expect(series).toContainEqual(expect.stringMatching(/^rdb_tool_source_keys\{source=".*",copy="2"\}$/));
  expect(new Set(series).size).toBe(series.length);
});

describe('what a file says of itself is as hostile as its keys', () => {
  const [source] = SAMPLE.sources;
  const hostile = {
    ...source,
    name: 'a\x1b[2J\n.rdb',
    format: 'rdb',
    server: 'redis 7\x1b[31m',
    keys: 1,
    bytes: 1,
    complete: true,
  } as const;

  test.each([1, 2])('in a report of %i', async (count) => {
    const report = { ...MERGED, sources: Array.from({ length: count }, () => hostile) };
    for (const { name, load } of REPORT_FORMATS.filter((spec) => ['table', 'markdown'].includes(spec.name))) {
      const text = (await load()).print(report, OPTIONS);
      expect(text, name).not.toContain('\x1b');
      expect(text, name).toContain('a\\x1b[2J\\n.rdb');
    }
  });

  test('a time that no calendar has', () => {
    const report = { ...SAMPLE, sources: [{ ...hostile, createdMs: 1e18 }] };
    expect(reportTable.print(report, OPTIONS)).toContain('RDB');
  });
});
