/** How many keys are gone, changed and new, by what they have in common: no more groups than a page is made of. */
import { MOST_GROUPS, OTHER } from '../../../report/report.ts';
import type { Fate } from '../fate.ts';

export type Counts = Record<Fate, number>;

export interface CountedGroup extends Readonly<Counts> {
  readonly name: string;
}

export class CountTable<Key extends string | number> {
  private readonly groups = new Map<Key, Counts>();
  private readonly others = noCounts();

  count(key: Key, fate: Fate): void {
    let counts = this.groups.get(key);
    if (counts === undefined) {
      if (this.groups.size === MOST_GROUPS) counts = this.others;
      else this.groups.set(key, (counts = noCounts()));
    }
    counts[fate]++;
  }

  /** Those with the most keys first; of equal ones by name, numbers as numbers. */
  largest(): CountedGroup[] {
    const groups = [...this.groups].sort(([a, x], [b, y]) => totalOf(y) - totalOf(x) || (a < b ? -1 : 1));
    const named = groups.map(([key, counts]) => ({ name: String(key), ...counts }));
    return totalOf(this.others) > 0 ? [...named, { name: OTHER, ...this.others }] : named;
  }
}

export function totalOf({ removed, changed, added }: Readonly<Counts>): number {
  return removed + changed + added;
}

function noCounts(): Counts {
  return { removed: 0, changed: 0, added: 0 };
}
