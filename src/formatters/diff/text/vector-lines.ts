/** What differs of a vector set: vectors, and the attributes of their elements. */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { VectorChange } from '../../../diff/change.ts';
import { formatScore } from '../../score-text.ts';
import { fateOf } from '../fate.ts';
import { addFact, beginElement, type ChangeLines } from './change-lines.ts';
import { printValue } from './value-lines.ts';

const EMPTY = new Uint8Array();

/** The numbers as a list without spaces, so that what differs in it is shown as of any value. */
export function printVector(lines: ChangeLines, change: VectorChange): void {
  const { a, b, element } = change;
  const [was, is] = [vectorText(a?.vector), vectorText(b?.vector)];
  if (was !== is) {
    const line = beginElement(lines, change);
    lines.name(line, element, 'field');
    printValue(lines, line, bytesOf(was), bytesOf(is));
  }
  const attributes = { a: a?.attributes, b: b?.attributes };
  if (isSameBytes(attributes.a ?? EMPTY, attributes.b ?? EMPTY)) return;
  const line = beginElement(lines, change);
  lines.name(line, element, 'field');
  line.add(' attributes', 'dim');
  if (attributes.a !== undefined && attributes.b !== undefined) {
    printValue(lines, line, attributes.a, attributes.b);
    return;
  }
  line.add(' ', 'plain');
  addFact(line, '', shown(lines, attributes.a), shown(lines, attributes.b), fateOf(change));
  lines.print(line);
}

function vectorText(vector: readonly number[] | undefined): string | undefined {
  return vector === undefined ? undefined : `[${vector.map(formatScore).join(',')}]`;
}

function bytesOf(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}

function shown(lines: ChangeLines, bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : lines.bytes(bytes);
}
