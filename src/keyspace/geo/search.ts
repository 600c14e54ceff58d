/** The members of a sorted set within a shape. Source: redis src/geo.c, georadiusGeneric(). */
import type { Semantics } from '../semantics.ts';
import { copyOf, spanOf, type Span } from '../span.ts';
import type { ZsetValue } from '../values/zset.ts';
import { cellsOf } from './cells.ts';
import { metricOf } from './distance.ts';
import { pointOf, scoresIn, type Cell } from './geohash.ts';
import { partialSort } from './partial-sort.ts';
import type { Shape } from './shape.ts';

export type Order = 'asc' | 'desc';

export interface SearchOptions {
  readonly order: Order | undefined;
  readonly count: number | undefined;
  /** The first `count` that are found, not the nearest. */
  readonly any: boolean;
}

export interface Found {
  readonly member: Span;
  readonly score: number;
  /** Metres. */
  readonly distance: number;
}

export function search(source: ZsetValue, shape: Shape, semantics: Semantics, options: SearchOptions): Found[] {
  const { count = Infinity, any, order = any ? undefined : 'asc' } = options;
  const found: Found[] = [];
  for (const cell of cellsOf(shape, metricOf(semantics), semantics)) {
    if (any && found.length >= count) break;
    collect(source, cell, shape, any ? count : Infinity, found);
  }
  // All are stored, and a sorted set has an order of its own.
  if (found.length <= count) return found;
  const sign = order === 'desc' ? -1 : 1;
  if (order !== undefined) partialSort(found, (a, b) => sign * Math.sign(a.distance - b.distance), count);
  return found.slice(0, count);
}

function collect(source: ZsetValue, cell: Cell, shape: Shape, most: number, found: Found[]): void {
  const [from, to] = scoresIn(cell);
  const order = source.ordered();
  const start = order.countBefore((score) => score < from);
  const end = order.countBefore((score) => score < to);
  source.eachWhile(start, end, (member, score) => {
    const distance = shape.distanceTo(pointOf(score));
    if (distance !== undefined) found.push({ member: spanOf(copyOf(member)), score, distance });
    return found.length < most;
  });
}
