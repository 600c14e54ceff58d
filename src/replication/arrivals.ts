/** When the bytes of a feed came, from the oldest that is not asked for any more on. */

interface Mark {
  /** What came behind this replication offset came then. */
  readonly offset: number;
  readonly ms: number;
}

/** The more marks there are, the coarser new ones are: days of lag must not fill the memory. */
const STEPS: readonly (readonly [marks: number, ms: number])[] = [
  [65536, 1000],
  [32768, 100],
  [16384, 10],
  [0, 1],
];
/** Marks that are past leave the table many at once, because the others move then. */
const SWEEP = 4096;

export class Arrivals {
  private readonly marks: Mark[] = [];
  /** The last one that was asked for. */
  private first = 0;

  /** What comes behind `offset` comes at `ms`. Both only grow. */
  add(offset: number, ms: number): void {
    const last = this.marks.at(-1);
    const waiting = this.marks.length - this.first;
    const step = STEPS.find(([marks]) => waiting >= marks)?.[1] ?? 1;
    if (last === undefined || ms - last.ms >= step) this.marks.push({ offset, ms });
  }

  /** When the byte at `offset` came. Offsets are asked for in rising order. */
  at(offset: number): number {
    const { marks } = this;
    for (let next = marks[this.first + 1]; next !== undefined && next.offset < offset; next = marks[this.first + 1]) {
      this.first++;
    }
    if (this.first >= SWEEP) {
      marks.splice(0, this.first);
      this.first = 0;
    }
    return marks[this.first]?.ms ?? 0;
  }

  /** What came behind `offset` never did. */
  rollback(offset: number): void {
    for (let last = this.marks.at(-1); last !== undefined && last.offset >= offset; last = this.marks.at(-1)) {
      if (this.marks.length - 1 <= this.first) return;
      this.marks.pop();
    }
  }
}
