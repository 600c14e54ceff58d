/** The last line of a difference. */
import type { DiffTotals } from '../../diff/change.ts';
import { printBytes } from '../printable.ts';
import { countOf, formatCount } from '../quantity.ts';

export interface SideNames {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** `2 keys only in a.rdb, 1 changed, 3 only in b.rdb; 1,204 the same`. */
export function totalsText(totals: DiffTotals, { a, b }: SideNames): string {
  const { removed, changed, added, functions, same, untold, complete } = totals;
  return [
    `${countOf(removed, 'key')} only in ${nameOf(a)}, ${formatCount(changed)} changed, ${formatCount(added)} only in ${nameOf(b)}`,
    ...(functions > 0 ? [`${countOf(functions, 'function library')} changed`] : []),
    `${formatCount(same)} the same`,
    ...(untold > 0 ? [`${countOf(untold, 'difference')} not shown`] : []),
    ...(complete ? [] : ['not every input could be read to its end']),
  ].join('; ');
}

/** `a.rdb and 2 more`. */
export function nameOf(names: readonly string[]): string {
  const [first = '', ...more] = names;
  const name = printBytes(Buffer.from(first));
  return more.length > 0 ? `${name} and ${formatCount(more.length)} more` : name;
}
