import { describe, expect, test } from 'vitest';
import type { PageReport } from '../../../../src/formatters/memory/html/page-report.ts';
import type { MemoryReport, PrefixNode } from '../../../../src/report/report.ts';
import { HOSTILE_KEY, realisticReport } from '../../../browser/realistic-report.ts';
import { printHtml } from './print-html.ts';

/** What a browser finds in the page's script of data. */
function embeddedIn(html: string): string {
  return /<script id="report" type="application\/json">([^<]*)<\/script>/.exec(html)?.[1] ?? '';
}

function reportIn(html: Buffer): PageReport {
  return JSON.parse(embeddedIn(html.toString('utf8'))) as PageReport;
}

function withRoot(root: PrefixNode): MemoryReport {
  const report = realisticReport();
  return { ...report, prefixes: { ...report.prefixes, root } };
}

describe('the file', () => {
  test('is the same for the same report', () => {
    expect(printHtml(realisticReport(3)).equals(printHtml(realisticReport(3)))).toBe(true);
  });

  test('has no markup but its own, whatever keys and names are', () => {
    const report = realisticReport();
    const sources = report.sources.map((source) => ({ ...source, name: HOSTILE_KEY }));
    const html = printHtml({ ...report, sources }).toString('utf8');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(html).toContain(
      `<title>&lt;/script>&lt;img src=x onerror=alert(1)>'"&amp;amp;\u2028: memory report</title>`,
    );
    expect(embeddedIn(html)).not.toMatch(/[<\u2028\u2029]/);
    expect(reportIn(Buffer.from(html)).title).toBe(HOSTILE_KEY);
  });

  test('names nothing that could be loaded, and no inline style or listener', () => {
    const html = printHtml(realisticReport()).toString('utf8');
    const markup = html.replace(/(<(style|script)[^>]*>)[^]*?<\/\2>/g, '$1');
    expect(markup.length).toBeLessThan(1000);
    expect(markup).not.toMatch(/\b(src|href|style|on[a-z]+)=/);
    expect(markup).toContain(`content="default-src 'none'; script-src 'sha256-`);
  });

  test('is below 1 MB even of a report that has more than any page can show', () => {
    const report = realisticReport(3);
    const name = '\u0001'.repeat(400);
    const sources = Array.from({ length: 1000 }, (_, index) =>
      report.sources.map((source) => ({ ...source, name: `${index}` })),
    ).flat();
    const groups = report.groups.db.flatMap((group) =>
      Array.from({ length: 6000 }, (_, index) => ({ ...group, name: `${index}` })),
    );
    const prefixes = Array.from({ length: 1500 }, (_, index) => ({ prefix: `${index}${name}`, keys: 1, bytes: 1 }));
    const html = printHtml({
      ...report,
      sources,
      groups: { ...report.groups, type: groups, encoding: groups, db: groups, slot: groups },
      largest: report.largest.flatMap((key) => Array.from({ length: 500 }, () => ({ ...key, key: name }))),
      prefixes: { ...report.prefixes, root: { prefix: '', keys: 1500, bytes: 1500, children: prefixes } },
    });
    expect(html.length).toBeLessThan(1_000_000);
    const { leftOut, split } = reportIn(html);
    expect(split).toEqual([]);
    expect(Math.min(...Object.values(leftOut))).toBeGreaterThan(1000);
  });
});

describe('prefixes', () => {
  test('have the part that is theirs, as text', () => {
    const { prefixes, leftOut } = reportIn(
      printHtml(
        withRoot({
          prefix: '',
          keys: 4,
          bytes: 400,
          children: [
            {
              prefix: 'a:',
              keys: 2,
              bytes: 300,
              children: [
                { prefix: 'a:\u001b[2J', keys: 1, bytes: 200 },
                { prefix: { $base64: 'YTr/' }, keys: 1, bytes: 100 },
              ],
            },
            { prefix: 'é'.repeat(100), keys: 1, bytes: 50 },
          ],
        }),
      ),
    );
    expect(leftOut.prefixes).toBe(0);
    expect(prefixes.root).toEqual({
      name: '',
      keys: 4,
      bytes: 400,
      children: [
        {
          name: 'a:',
          keys: 2,
          bytes: 300,
          children: [
            { name: String.raw`\x1b[2J`, keys: 1, bytes: 200 },
            { name: String.raw`\xff`, keys: 1, bytes: 100 },
          ],
        },
        { name: `${'é'.repeat(60)}…`, keys: 1, bytes: 50 },
      ],
    });
  });

  test('that are left out are the smallest, and what is kept hangs together', () => {
    const areas = Array.from({ length: 30 }, (_, area) => ({
      prefix: `${area}:`,
      keys: 1,
      bytes: 100_000 - area,
      children: Array.from({ length: 100 }, (_, index) => ({
        prefix: `${area}:${index}`,
        keys: 1,
        bytes: 1000 - index,
      })),
    }));
    const { prefixes, leftOut } = reportIn(
      printHtml(withRoot({ prefix: '', keys: 1, bytes: 3_000_000, children: areas })),
    );
    const kept = prefixes.root.children?.map(({ children }) => children?.length) ?? [];
    expect(leftOut.prefixes).toBe(3030 - 2000);
    expect(Math.min(...kept.map(Number))).toBe(65);
    expect(Math.max(...kept.map(Number))).toBe(66);
  });

  test('however deep, are no harm', () => {
    let root: PrefixNode = { prefix: 'a'.repeat(3000), keys: 1, bytes: 1 };
    for (let length = 2999; length >= 0; length--)
      root = { prefix: 'a'.repeat(length), keys: 1, bytes: 1, children: [root] };
    expect(reportIn(printHtml(withRoot(root))).leftOut.prefixes).toBe(2900);
  });
});

describe('sizes of keys', () => {
  test.each([
    ['at most 1 byte', [[1, 3]], [[0, 3]]],
    ['a power of two is the end of its bar', [[64, 3]], [[6, 3]]],
    ['what is between two belongs to the upper', [[65, 1], [120, 2], [128, 4]], [[7, 7]]], // prettier-ignore
    ['bars without keys are not told', [[16, 1], [1024, 1]], [[4, 1], [10, 1]]], // prettier-ignore
  ] as const)('%s', (_name, sizes, told) => {
    const report = realisticReport();
    const type = report.groups.type.slice(0, 1).map((group) => ({ ...group, sizes }));
    expect(reportIn(printHtml({ ...report, groups: { ...report.groups, type } })).sizes).toEqual(told);
  });

  test('of all types are added up', () => {
    const report = realisticReport();
    const type = report.groups.type.slice(0, 2).map((group) => ({ ...group, sizes: [[64, 5]] as const }));
    expect(reportIn(printHtml({ ...report, groups: { ...report.groups, type } })).sizes).toEqual([[6, 10]]);
  });
});
