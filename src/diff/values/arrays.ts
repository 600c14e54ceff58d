/** Elements of arrays (Redis 8.8), by their indexes. */
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { ArrayValue } from '../../keyspace/values/array.ts';
import type { ArrayItemChange, FactChange } from '../change.ts';
import { sidesOf } from '../sides-of.ts';
import { diffFact } from './facts.ts';

export function diffArrays(a: ArrayValue, b: ArrayValue, tell: (change: ArrayItemChange | FactChange) => void): void {
  a.each((index, text) => {
    const other = b.text(index);
    if (other !== undefined && equalSpans(text, other)) return;
    tell({ kind: 'array-item', index, ...sidesOf(viewOf(text), other && viewOf(other)) });
  });
  b.each((index, text) => {
    if (!a.has(index)) tell({ kind: 'array-item', index, b: viewOf(text) });
  });
  diffFact('insertIndex', a.insertIndex, b.insertIndex, tell);
}
