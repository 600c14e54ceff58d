/** Lines for each function library that differs. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { FunctionChange } from '../../../diff/change.ts';
import { escapeControls } from '../../printable.ts';
import { formatSize } from '../../quantity.ts';
import { fateOf } from '../fate.ts';
import { addFact, DEPTH, type ChangeLines } from './change-lines.ts';
import { printValue } from './value-lines.ts';

const EMPTY = new Uint8Array();

/** @param detailed - what of it has changed is told below it */
export function printFunction(lines: ChangeLines, change: FunctionChange, detailed: boolean): void {
  const { a, b, name } = change;
  const fate = fateOf(change);
  const line = lines.begin(fate, 0);
  line.add('function library ', 'dim');
  lines.name(line, name, fate);
  const only = a === undefined ? b : b === undefined ? a : undefined;
  if (only !== undefined) line.add(`  ${escapeControls(only.engine)}, ${formatSize(only.code.length)}`, 'dim');
  lines.print(line);
  if (a === undefined || b === undefined || !detailed) return;
  if (a.engine !== b.engine) {
    const engine = lines.begin('changed', DEPTH);
    addFact(engine, 'engine', escapeControls(a.engine), escapeControls(b.engine), 'changed');
    lines.print(engine);
  }
  for (const part of ['code', 'description'] as const) {
    const [was = EMPTY, is = EMPTY] = [a[part], b[part]];
    if (isSameBytes(was, is)) continue;
    const of = lines.begin('changed', DEPTH);
    of.add(part, 'dim');
    printValue(lines, of, was, is);
  }
}
