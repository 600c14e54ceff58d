/**
 * The fewest removals and additions that turn one sequence of numbers into another.
 * Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), 4b: linear space.
 *
 * Positions form a grid, x along the first sequence and y along the second. A step right removes, a step down adds, and
 * diagonal steps, where both have the same, cost nothing. Diagonal k holds the positions with x - y = k. Paths with more and
 * more steps are followed from both corners until two of them meet; what is before and behind that point is looked at likewise.
 */

/** 1: removed from the first sequence, or added in the second. */
export interface Edits {
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
}

/** Steps that a path takes at most before its half of the grid is given up, and all of it called removed and added. */
const MOST_STEPS = 4096;

export function findEdits(a: Uint32Array, b: Uint32Array): Edits {
  const search = new Search(a, b);
  search.run({ left: 0, right: a.length, top: 0, bottom: b.length });
  return search;
}

/** Beyond all positions. */
const BEYOND = 2 ** 31 - 1;

/** A part of the grid. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

class Search implements Edits {
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
  private readonly a: Uint32Array;
  private readonly b: Uint32Array;
  private readonly forward = new Frontier();
  private readonly backward = new Frontier();

  constructor(a: Uint32Array, b: Uint32Array) {
    this.a = a;
    this.b = b;
    this.removed = new Uint8Array(a.length);
    this.added = new Uint8Array(b.length);
  }

  run(whole: Box): void {
    const { left, right, top, bottom } = this.withoutCommonEnds(whole);
    const meeting = left === right || top === bottom ? undefined : this.meet({ left, right, top, bottom });
    if (meeting === undefined) {
      this.removed.fill(1, left, right);
      this.added.fill(1, top, bottom);
      return;
    }
    this.run({ left, right: meeting.x, top, bottom: meeting.y });
    this.run({ left: meeting.x, right, top: meeting.y, bottom });
  }

  private withoutCommonEnds({ left, right, top, bottom }: Box): Box {
    const { a, b } = this;
    let start = 0;
    const most = Math.min(right - left, bottom - top);
    while (start < most && a[left + start] === b[top + start]) start++;
    let end = 0;
    while (end < most - start && a[right - 1 - end] === b[bottom - 1 - end]) end++;
    return { left: left + start, right: right - end, top: top + start, bottom: bottom - end };
  }

  /** A point on a shortest path, about the middle of it; undefined: it is too long. */
  private meet(box: Box): { x: number; y: number } | undefined {
    const { forward, backward } = this;
    const { left, right, top, bottom } = box;
    forward.begin(left - top, left, -1);
    backward.begin(right - bottom, right, BEYOND);
    const lowest = left - bottom;
    const highest = right - top;
    // With an odd number of steps in all, the forward path takes the one that the other has not.
    const odd = ((forward.centre - backward.centre) & 1) !== 0;
    for (let steps = 1; steps <= MOST_STEPS; steps++) {
      forward.widen(lowest, highest);
      for (let k = forward.high; k >= forward.low; k -= 2) {
        const x = this.stepForward(k, box);
        if (odd && backward.holds(k) && backward.at(k) <= x) return { x, y: x - k };
      }
      backward.widen(lowest, highest);
      for (let k = backward.high; k >= backward.low; k -= 2) {
        const x = this.stepBackward(k, box);
        if (!odd && forward.holds(k) && x <= forward.at(k)) return { x, y: x - k };
      }
    }
    return undefined;
  }

  /** The farthest that a path gets on a diagonal with one more step. */
  private stepForward(k: number, { right, bottom }: Box): number {
    const { a, b, forward } = this;
    let x = Math.max(forward.at(k - 1) + 1, forward.at(k + 1));
    while (x < right && x - k < bottom && a[x] === b[x - k]) x++;
    forward.set(k, x);
    return x;
  }

  private stepBackward(k: number, { left, top }: Box): number {
    const { a, b, backward } = this;
    let x = Math.min(backward.at(k - 1), backward.at(k + 1) - 1);
    while (x > left && x - k > top && a[x - 1] === b[x - k - 1]) x--;
    backward.set(k, x);
    return x;
  }
}

/** How far paths from one corner have got: the x of the end of the farthest path, for every second diagonal. */
class Frontier {
  centre = 0;
  low = 0;
  high = 0;
  private outside = 0;
  private readonly ends = new Int32Array(2 * MOST_STEPS + 3);

  /** @param outside - stands where no path is: a step from there is never the better one */
  begin(centre: number, x: number, outside: number): void {
    this.centre = centre;
    this.low = centre;
    this.high = centre;
    this.outside = outside;
    this.set(centre, x);
  }

  /** Go on to the diagonals that one more step reaches, as far as they touch the box. */
  widen(lowest: number, highest: number): void {
    if (this.low > lowest) this.set(--this.low - 1, this.outside);
    else this.low++;
    if (this.high < highest) this.set(++this.high + 1, this.outside);
    else this.high--;
  }

  holds(k: number): boolean {
    return k >= this.low && k <= this.high;
  }

  at(k: number): number {
    return this.ends[k - this.centre + MOST_STEPS + 1] ?? this.outside;
  }

  set(k: number, x: number): void {
    this.ends[k - this.centre + MOST_STEPS + 1] = x;
  }
}
