/** Stacks for flame graph tools: a prefix is a frame, its bytes are those that none of its frames has. Source: flamegraph.pl. */
import { fromJsonBytes } from '../../report/json-bytes.ts';
import type { PrefixNode } from '../../report/report.ts';
import { escapeBytes } from '../printable.ts';
import type { ReportFormat } from './report-format.ts';

export const reportFolded: ReportFormat = {
  print(report) {
    const lines: string[] = [];
    addStacks(report.prefixes.root, 'all', lines);
    return lines.join('');
  },
};

function addStacks({ prefix, bytes, children = [] }: PrefixNode, stack: string, lines: string[]): void {
  const own = bytes - children.reduce((sum, child) => sum + child.bytes, 0);
  if (own > 0) lines.push(`${stack} ${own}\n`);
  const { length } = fromJsonBytes(prefix);
  for (const child of children)
    addStacks(child, `${stack};${frame(fromJsonBytes(child.prefix).subarray(length))}`, lines);
}

/** Semicolons part frames: one in a name is escaped as other bytes are. */
function frame(bytes: Uint8Array): string {
  return escapeBytes(bytes).replaceAll(';', '\\x3b');
}
