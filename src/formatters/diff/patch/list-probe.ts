/** What has to be known of a list beside what differs: how long it is, and which texts can mark a place in it. */
import { ROW_BYTES } from '../../../kernels/kernels.ts';
import { NullSink } from '../../../model/null-sink.ts';
import type { Interest } from '../../../model/sink.ts';

/** What marks begin with; digits follow. */
const MARK = '\0rdb-tool:';
const LONGEST_MARK = MARK.length + 16;

export class ListProbe extends NullSink {
  readonly singlePass = true;
  length = 0;
  /** Items at the wanted places. */
  readonly found = new Map<number, Uint8Array>();
  private readonly wanted: (index: number) => boolean;
  private readonly marks: Set<string>;

  /** @param marks - is given the items that look like marks */
  constructor(marks: Set<string>, wanted: (index: number) => boolean) {
    super();
    this.marks = marks;
    this.wanted = wanted;
  }

  override key(): Interest {
    return 'elements';
  }

  override items(rows: number, count: number): void {
    const { arena } = this;
    for (let i = 0; i < count; i++) {
      const row = (rows + ROW_BYTES * i) >>> 2;
      this.item(arena.u32[row] ?? 0, arena.u32[row + 1] ?? 0);
    }
  }

  private item(start: number, end: number): void {
    const { arena, marks, wanted, found } = this;
    const index = this.length++;
    if (wanted(index)) found.set(index, arena.u8.slice(start, end));
    const size = end - start;
    if (size > LONGEST_MARK || size < MARK.length || arena.u8[start] !== MARK.charCodeAt(0)) return;
    marks.add(arena.latin1(start, end));
  }
}

/** A text that is none of `marks`, and becomes one. */
export function newMark(marks: Set<string>): string {
  let number = 0;
  while (marks.has(`${MARK}${number}`)) number++;
  marks.add(`${MARK}${number}`);
  return `${MARK}${number}`;
}

/** Bytes of all items before each place: what it costs to write a part of the list. */
export class ItemSizes extends NullSink {
  readonly singlePass = true;
  private readonly overhead: number;
  private sums = new Float64Array(256);
  length = 0;

  /** @param overhead - of an item */
  constructor(overhead: number) {
    super();
    this.overhead = overhead;
  }

  override key(): Interest {
    return 'elements';
  }

  override items(rows: number, count: number): void {
    if (this.length + count >= this.sums.length) this.grow(this.length + count + 1);
    const { u32 } = this.arena;
    for (let i = 0; i < count; i++) {
      const row = (rows + ROW_BYTES * i) >>> 2;
      const size = (u32[row + 1] ?? 0) - (u32[row] ?? 0) + this.overhead;
      this.sums[this.length + 1] = (this.sums[this.length] ?? 0) + size;
      this.length++;
    }
  }

  private grow(size: number): void {
    const larger = new Float64Array(Math.max(size, 2 * this.sums.length));
    larger.set(this.sums);
    this.sums = larger;
  }

  /** Of the items from `start` to before `end`. */
  between(start: number, end: number): number {
    return (this.sums[end] ?? 0) - (this.sums[start] ?? 0);
  }
}
