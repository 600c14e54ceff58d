/**
 * One HTML file that opens from disk with the network off. Keys are hostile: they reach the page as JSON that is no markup, and the
 * page shows them as text; its policy lets nothing run but its own script, and nothing be loaded.
 */
import type { MemoryReport } from '../../../report/report.ts';
import type { ReportFormat } from '../report-format.ts';
import { makePageReport } from './make-page-report.ts';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './page.generated.ts';

const POLICY = `default-src 'none'; script-src '${SCRIPT_HASH}'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
/** More names than these no title has. */
const MOST_NAMES = 3;

/** The page shows all groupings that the report has, and as much of each as it has room for. */
export const reportHtml: ReportFormat = {
  print(report) {
    const title = titleOf(report);
    const json = embed(JSON.stringify(makePageReport(report, title)));
    return `${head(title)}${json}</script>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`;
  },
};

function titleOf({ sources }: MemoryReport): string {
  const names = sources.slice(0, MOST_NAMES).map(({ name }) => name);
  if (sources.length > MOST_NAMES) names.push(`${sources.length - MOST_NAMES} more`);
  return names.join(', ');
}

function head(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)}: memory report</title>
<style>${STYLE}</style>
</head>
<body>
<noscript>This report needs JavaScript, which is part of this file.</noscript>
<script id="report" type="application/json">`;
}

/** JSON that a script element can hold: within it, only `<` begins markup. Source: HTML, 4.12.1.3. */
function embed(json: string): string {
  return json.replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
