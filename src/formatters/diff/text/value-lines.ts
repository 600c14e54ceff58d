/** A value that was another, in a line if both fit, else in lines below it. */
import { firstDifference } from '../../../bytes/first-difference.ts';
import { printBytes } from '../../printable.ts';
import { formatCount } from '../../quantity.ts';
import type { Line } from '../../line.ts';
import { textWidth } from '../../width.ts';
import { DEPTH, GAP, type ChangeLines } from './change-lines.ts';
import { excerptsOf } from './excerpt.ts';

const ARROW = ' → ';
export const EQUALS = ' = ';

/** Of an element: ` = value`, or what it was and is; `rest`: what else is to be said. */
export function printValue(
  lines: ChangeLines,
  line: Line,
  a: Uint8Array | undefined,
  b: Uint8Array | undefined,
  rest?: Line,
): void {
  if (a !== undefined && b !== undefined) {
    printValueChange(lines, line, a, b, { named: true, depth: DEPTH, ...(rest === undefined ? {} : { rest }) });
    return;
  }
  line.add(EQUALS, 'dim');
  line.add(lines.bytes(a ?? b ?? new Uint8Array()), a === undefined ? 'added' : 'removed');
  if (rest !== undefined) line.addAll(rest);
  lines.print(line);
}

/**
 * @param line - says whose value it is; `named`: by a name
 * @param rest - what else is to be said, or an empty line
 * @param depth - of the line
 */
export function printValueChange(
  lines: ChangeLines,
  line: Line,
  a: Uint8Array,
  b: Uint8Array,
  { named, rest, depth }: { readonly named: boolean; readonly rest?: Line; readonly depth: number },
): void {
  const whole = wholeChange(lines, a, b, lines.columns - line.width - (rest?.width ?? 0) - EQUALS.length);
  if (whole === undefined) {
    const first = firstDifference(a, b);
    const lengths = a.length === b.length ? [a.length] : [a.length, b.length];
    if (named) line.add(GAP, 'plain');
    line.add(`from byte ${formatCount(first)} on, ${lengths.map(formatCount).join(ARROW)} bytes`, 'dim');
    if (rest !== undefined) line.addAll(rest);
    lines.print(line);
    printExcerpts(lines, a, b, first, depth + 1);
    return;
  }
  if (named) line.add(EQUALS, 'dim');
  line.add(whole.a, 'removed');
  line.add(ARROW, 'dim');
  line.add(whole.b, 'added');
  if (rest !== undefined) line.addAll(rest);
  lines.print(line);
}

/** Both values, if there is room for them; undefined: there is not. */
function wholeChange(
  lines: ChangeLines,
  a: Uint8Array,
  b: Uint8Array,
  room: number,
): { a: string; b: string } | undefined {
  if (a.length > lines.most || b.length > lines.most) return undefined;
  const texts = { a: printBytes(a), b: printBytes(b) };
  return textWidth(texts.a) + ARROW.length + textWidth(texts.b) <= room ? texts : undefined;
}

function printExcerpts(lines: ChangeLines, a: Uint8Array, b: Uint8Array, first: number, depth: number): void {
  const removed = lines.begin('removed', depth);
  const added = lines.begin('added', depth);
  const [was, is] = excerptsOf(a, b, first, lines.columns - removed.width);
  removed.add(was.common, 'dim');
  removed.add(was.own, 'removed');
  added.add(is.common, 'dim');
  added.add(is.own, 'added');
  lines.print(removed);
  lines.print(added);
}
