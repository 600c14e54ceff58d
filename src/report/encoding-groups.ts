/** Groups by type and encoding. */
import { byBytes } from './group-table.ts';
import { MOST_GROUPS, OTHER, type ReportGroup } from './report.ts';
import { SizeGroup, sumGroups } from './size-group.ts';

export class EncodingGroups {
  /** By type, then by encoding: no name is put together for each key. */
  private readonly groups = new Map<string, Map<string, SizeGroup>>();
  private readonly others = new SizeGroup();
  private count = 0;

  of(type: string, encoding: string): SizeGroup {
    return this.groups.get(type)?.get(encoding) ?? this.make(type, encoding);
  }

  private make(type: string, encoding: string): SizeGroup {
    if (this.count === MOST_GROUPS) return this.others;
    this.count++;
    const group = new SizeGroup();
    const known = this.groups.get(type);
    if (known === undefined) this.groups.set(type, new Map([[encoding, group]]));
    else known.set(encoding, group);
    return group;
  }

  /** By type, and by type and encoding; the largest first. */
  report(): { type: ReportGroup[]; encoding: ReportGroup[] } {
    const type: ReportGroup[] = [];
    const encoding: ReportGroup[] = [];
    for (const [name, groups] of this.groups) {
      const parts = [...groups].filter(([, { keys }]) => keys > 0).map(([of, group]) => group.report(`${name}/${of}`));
      if (parts.length > 0) type.push(sumGroups(name, parts));
      encoding.push(...parts);
    }
    const others = this.others.keys > 0 ? [this.others.report(OTHER)] : [];
    return { type: [...type.sort(byBytes), ...others], encoding: [...encoding.sort(byBytes), ...others] };
  }
}
