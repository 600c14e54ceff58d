/** The report as JSON that people can read, too: what fits a line stands on one. */
import type { ReportFormat } from './report-format.ts';

const WIDTH = 120;
/** Of an item that may have others beside it: a size and how many keys have it. */
const SHORT = 40;
const STEP = '  ';

export const reportJson: ReportFormat = {
  print: (report) => `${layOut(report, '')}\n`,
};

function layOut(value: unknown, indent: string): string {
  const line = onOneLine(value);
  if (line.length + indent.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const inner = indent + STEP;
  if (Array.isArray(value)) {
    return `[\n${fill(value, inner).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(
    ([name, field]) => `${inner}${JSON.stringify(name)}: ${layOut(field, inner)}`,
  );
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

/** Items a line each; short ones share a line. */
function fill(items: readonly unknown[], indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const text = layOut(item, indent);
    const isShort = text.length <= SHORT;
    if (line !== '' && isShort && indent.length + line.length + text.length + 2 < WIDTH) line += `, ${text}`;
    else {
      if (line !== '') lines.push(indent + line);
      line = text;
    }
    if (!isShort) {
      lines.push(indent + line);
      line = '';
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${onOneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
