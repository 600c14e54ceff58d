/**
 * Dicts that elements are added to one by one. A dict doubles when it is full, and moves what it holds a bucket with each
 * addition, so that it may have two tables when a file is loaded. Source: redis 7.2 src/dict.c, dictRehash(),
 * _dictExpandIfNeeded().
 */
import { dictBuckets, expectedCollisions } from './table-size.ts';

/** How many standard deviations off an outcome is taken for impossible. */
const CERTAIN = 5;

export class DictGrowth {
  /** The tables: the second is there while elements are moved to it. */
  private first = 0;
  private second = 0;
  private used = 0;
  /** Additions since moving began, and how many buckets of the first table are to be expected to have been in use. */
  private steps = 0;
  private filled = 0;
  private atMost = 0;
  private deviation = 0;
  /** False: whether moving has come to its end depends on the seed of the hash. */
  determined = true;

  /** @param presized - elements that it is made for; 0: it is empty */
  constructor(presized: number) {
    if (presized > 0) this.first = dictBuckets(presized);
  }

  /** Buckets of both tables. */
  get buckets(): number {
    return this.first + this.second;
  }

  /** Elements that are to be expected to have come into a bucket that holds one already. */
  get collisions(): number {
    const { first, second, used, steps, filled } = this;
    if (used === 0) return 0;
    if (second === 0) return expectedCollisions(used, first);
    // Each addition was a step: what has not been moved is in the last buckets of the first table.
    const rest = Math.max(0, 1 - steps / filled);
    const unmoved = (used - steps) * rest;
    const ofFirst = unmoved > 0 ? expectedCollisions(unmoved, first * rest) : 0;
    return ofFirst + expectedCollisions(used - unmoved, second);
  }

  add(count: number): void {
    let left = count;
    while (left > 0) {
      if (this.second > 0) left -= this.move(left);
      else if (this.used < this.first) {
        const room = Math.min(left, this.first - this.used);
        this.used += room;
        left -= room;
      } else {
        this.expand(this.used + 1);
        this.used++;
        left--;
      }
    }
    if (this.second > 0) this.doubt();
  }

  /** Make room for so many, unless elements are being moved, or it has them already. */
  expand(elements: number): void {
    const size = dictBuckets(elements);
    if (this.second > 0 || this.used > elements || size === this.first) return;
    if (this.used === 0) {
      this.first = size;
      return;
    }
    const { first, used } = this;
    const empty = (1 - 1 / first) ** used;
    const bothEmpty = first > 1 ? (1 - 2 / first) ** used : 0;
    this.second = size;
    this.steps = 0;
    this.filled = first * (1 - empty);
    this.atMost = Math.min(first, used);
    // Of the number of buckets that no element has come into.
    this.deviation = Math.sqrt(Math.max(0, first * empty + first * (first - 1) * bothEmpty - (first * empty) ** 2));
  }

  /** A step for each addition, until the end of moving or of additions. */
  private move(left: number): number {
    const steps = Math.min(left, Math.max(1, Math.ceil(this.filled) - this.steps));
    this.steps += steps;
    this.used += steps;
    if (this.steps >= this.filled && left >= steps) this.moved();
    return steps;
  }

  private moved(): void {
    this.doubt();
    this.first = this.second;
    this.second = 0;
  }

  private doubt(): void {
    const { steps, filled, deviation, atMost } = this;
    if (steps === 0 || steps >= atMost) return;
    if (Math.abs(steps - filled) <= CERTAIN * deviation) this.determined = false;
  }
}
