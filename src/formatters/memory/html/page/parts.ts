/** What a prefix consists of: the prefixes below it, and what is in none of them. */
import type { PagePrefix } from '../page-report.ts';
import type { Weighed } from './columns.ts';

export interface Part extends Weighed {
  readonly name: string;
  /** Undefined for what is in no prefix that is shown. */
  readonly prefix: PagePrefix | undefined;
}

const REST = 'all others';
const ALL = 'in no prefix';

export function partsOf(whole: PagePrefix): readonly Part[] {
  const { children = [] } = whole;
  const parts: Part[] = children.map((prefix) => ({ ...prefix, prefix }));
  const bytes = whole.bytes - sum(children, (child) => child.bytes);
  const keys = whole.keys - sum(children, (child) => child.keys);
  // Figures of prefixes may be off a little, and then add up to more than the whole.
  if (bytes <= 0 || keys <= 0) return parts;
  const bySource = whole.bySource?.map(
    (figure, index) => figure - sum(children, (child) => child.bySource?.[index] ?? 0),
  );
  const name = children.length === 0 ? ALL : REST;
  return [...parts, { name, bytes, keys, prefix: undefined, ...(bySource === undefined ? {} : { bySource }) }];
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0);
}
