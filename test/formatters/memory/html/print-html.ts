import { reportHtml } from '../../../../src/formatters/memory/html/html-report.ts';
import type { MemoryReport } from '../../../../src/report/report.ts';
import { PLAIN_STYLE } from '../../../../src/formatters/style.ts';

/** The bytes of the HTML report. */
export function printHtml(report: MemoryReport): Buffer {
  return Buffer.from(reportHtml.print(report, { by: undefined, top: 20, style: PLAIN_STYLE, columns: undefined }));
}
