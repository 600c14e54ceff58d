/** Groups by what they have in common, not more of them than a report holds. */
import { MOST_GROUPS, OTHER, type ReportGroup } from './report.ts';
import { SizeGroup } from './size-group.ts';

export class GroupTable<Key extends string | number> {
  private readonly groups = new Map<Key, SizeGroup>();
  private readonly most: number;
  private readonly others = new SizeGroup();
  /** The one that was asked for last, which as a rule is asked for next. */
  private key: Key | undefined;
  private group = this.others;

  constructor(most = MOST_GROUPS) {
    this.most = most;
  }

  of(key: Key): SizeGroup {
    if (key !== this.key) {
      this.group = this.find(key);
      this.key = key;
    }
    return this.group;
  }

  private find(key: Key): SizeGroup {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (this.groups.size === this.most) return this.others;
    const group = new SizeGroup();
    this.groups.set(key, group);
    return group;
  }

  /** Those with keys. */
  report(compare: (a: ReportGroup, b: ReportGroup) => number): ReportGroup[] {
    const groups = [...this.groups].map(([key, group]) => group.report(String(key))).sort(compare);
    if (this.others.keys > 0) groups.push(this.others.report(OTHER));
    return groups.filter(({ keys }) => keys > 0);
  }
}

/** The largest first. */
export function byBytes(a: ReportGroup, b: ReportGroup): number {
  return (
    Number(a.name === OTHER) - Number(b.name === OTHER) ||
    b.bytes - a.bytes ||
    b.keys - a.keys ||
    (a.name < b.name ? -1 : 1)
  );
}

/** Those that are named by number, in order; OTHER is the last. */
export function byNumber(a: ReportGroup, b: ReportGroup): number {
  return numberOf(a) - numberOf(b);
}

function numberOf({ name }: ReportGroup): number {
  return name === OTHER ? Number.MAX_VALUE : Number(name);
}
