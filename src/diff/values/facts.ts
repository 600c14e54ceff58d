/** Facts of a value as a whole: the counters of a stream, the script of a job. */
import { isSameBytes } from '../../bytes/same-bytes.ts';
import type { Fact, FactChange } from '../change.ts';
import { sidesOf } from '../sides-of.ts';

/** Tell of a fact that is not the same on both sides. Undefined: that side does not have it. */
export function diffFact(
  name: string,
  a: Fact | undefined,
  b: Fact | undefined,
  tell: (change: FactChange) => void,
): void {
  if (!isSame(a, b)) tell({ kind: 'fact', name, ...sidesOf(a, b) });
}

function isSame(a: Fact | undefined, b: Fact | undefined): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? isSameBytes(a, b) : a === b;
}
