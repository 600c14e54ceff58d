import { Arena } from '../../../../src/bytes/arena.ts';
import { ByteWriter } from '../../../../src/bytes/writer.ts';
import { putHtmlReport } from '../../../../src/formatters/memory/html/html-report.ts';
import type { MemoryReport } from '../../../../src/report/report.ts';

/** The bytes of the HTML report. */
export function printHtml(report: MemoryReport, title = 'dump.rdb'): Buffer {
  const pieces: Buffer[] = [];
  const out = new ByteWriter((bytes) => pieces.push(Buffer.from(bytes)));
  out.open(new Arena());
  putHtmlReport(report, title, out);
  out.flush();
  return Buffer.concat(pieces);
}
