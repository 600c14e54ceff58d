/** Elements of arrays (Redis 8.8), by their indexes. */
import { equalSpans, viewOf } from '../../keyspace/span.ts';
import type { ArrayValue } from '../../keyspace/values/array.ts';
import type { ArrayItemChange, FactChange } from '../change.ts';

export function diffArrays(a: ArrayValue, b: ArrayValue, tell: (change: ArrayItemChange | FactChange) => void): void {
  a.each((index, text) => {
    const other = b.text(index);
    if (other !== undefined && equalSpans(text, other)) return;
    tell({ kind: 'array-item', index, a: viewOf(text), ...(other === undefined ? {} : { b: viewOf(other) }) });
  });
  b.each((index, text) => {
    if (!a.has(index)) tell({ kind: 'array-item', index, b: viewOf(text) });
  });
  const { insertIndex: before } = a;
  const { insertIndex: after } = b;
  if (before === after) return;
  tell({
    kind: 'fact',
    name: 'insertIndex',
    ...(before === undefined ? {} : { a: before }),
    ...(after === undefined ? {} : { b: after }),
  });
}
