/** Keys that have something in common: how many, how large. */
import type { ReportGroup } from './report.ts';
import { boundOf, bucketOf, BUCKETS } from './size-buckets.ts';

const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

export interface SizeTally {
  readonly keys: number;
  readonly bytes: number;
  readonly max: number;
  /** The first bucket that has keys, and how many it and those behind it have. */
  readonly first: number;
  readonly buckets: Uint32Array;
}

export class SizeGroup {
  keys = 0;
  bytes = 0;
  elements = 0;
  max = 0;
  /** Keys in each bucket. Most groups use few of them, so those side by side are made when one of them is needed. */
  private readonly pages: (Uint32Array | undefined)[] = new Array<undefined>(Math.ceil(BUCKETS / PAGE)).fill(undefined);

  add(bytes: number, elements: number): void {
    this.keys++;
    this.bytes += bytes;
    this.elements += elements;
    this.max = Math.max(this.max, bytes);
    this.count(bucketOf(bytes), 1);
  }

  /** Many keys without elements. */
  addTally({ keys, bytes, max, first, buckets }: SizeTally): void {
    this.keys += keys;
    this.bytes += bytes;
    this.max = Math.max(this.max, max);
    for (const [i, count] of buckets.entries()) {
      if (count > 0) this.count(first + i, count);
    }
  }

  private count(bucket: number, keys: number): void {
    const page = (this.pages[bucket >> PAGE_BITS] ??= new Uint32Array(PAGE));
    page[bucket & (PAGE - 1)] = (page[bucket & (PAGE - 1)] ?? 0) + keys;
  }

  report(name: string): ReportGroup {
    const { keys, bytes, elements, max } = this;
    return describe({ name, keys, bytes, elements, max, sizes: this.sizes() });
  }

  private sizes(): [number, number][] {
    const sizes: [number, number][] = [];
    for (const [i, page] of this.pages.entries()) {
      for (const [j, keys] of page?.entries() ?? []) {
        if (keys > 0) sizes.push([boundOf(i * PAGE + j), keys]);
      }
    }
    return sizes;
  }
}

type Sum = Pick<ReportGroup, 'name' | 'keys' | 'bytes' | 'elements' | 'max' | 'sizes'>;

function describe(sum: Sum): ReportGroup {
  const { name, keys, bytes, elements, max, sizes } = sum;
  const p50 = quantile(sum, 0.5);
  return { name, keys, bytes, elements, p50, p90: quantile(sum, 0.9), p99: quantile(sum, 0.99), max, sizes };
}

/** The size that at least this share of the keys does not exceed. */
function quantile({ keys, max, sizes }: Sum, share: number): number {
  let left = Math.ceil(keys * share);
  for (const [bound, count] of sizes) {
    left -= count;
    if (left <= 0) return Math.min(bound, max);
  }
  return max;
}

/** One group of several. */
export function sumGroups(name: string, groups: readonly ReportGroup[]): ReportGroup {
  const sizes = new Map<number, number>();
  const sum = { name, keys: 0, bytes: 0, elements: 0, max: 0 };
  for (const group of groups) {
    sum.keys += group.keys;
    sum.bytes += group.bytes;
    sum.elements += group.elements;
    sum.max = Math.max(sum.max, group.max);
    for (const [bound, keys] of group.sizes) sizes.set(bound, (sizes.get(bound) ?? 0) + keys);
  }
  return describe({ ...sum, sizes: [...sizes].sort(([a], [b]) => a - b) });
}
