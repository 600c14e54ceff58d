/** Sorted runs in a file, told as one. */
import type { Spooled } from './spooled.ts';

/** A part of the file, in bytes. */
export interface Run {
  readonly offset: number;
  readonly length: number;
}

/** What is read of all runs together at a time, and what is given at a time. */
const HELD = 2 << 20;
const GIVEN = 64 << 10;

export class RunFile {
  private readonly file: Spooled;
  private length = 0;

  constructor(file: Spooled) {
    this.file = file;
  }

  append(bytes: Uint8Array): Run {
    const run = { offset: this.length, length: bytes.length };
    this.file.write(bytes, run.offset);
    this.length += run.length;
    return run;
  }

  read(into: Uint8Array, offset: number): void {
    this.file.read(into, offset);
  }

  close(): void {
    this.file.close();
  }
}

/** The row that a run goes on with. */
class RunCursor {
  place = 0;
  private readonly file: RunFile;
  private readonly rowBytes: number;
  private readonly block: Uint8Array;
  private readonly words: Uint32Array;
  private offset: number;
  private left: number;
  /** The row's first word, and where the words of the block end. */
  private at = 0;
  private end = 0;

  constructor(file: RunFile, { offset, length }: Run, rowBytes: number, blockBytes: number) {
    this.file = file;
    this.rowBytes = rowBytes;
    this.block = new Uint8Array(Math.min(length, blockBytes));
    this.words = new Uint32Array(this.block.buffer);
    this.offset = offset;
    this.left = length;
    this.readBlock();
  }

  copyTo(rows: Uint32Array, at: number): void {
    for (let i = 0; i < this.rowBytes >>> 2; i++) rows[at + i] = this.words[this.at + i] ?? 0;
  }

  /** Gives whether there is one. */
  advance(): boolean {
    this.at += this.rowBytes >>> 2;
    if (this.at === this.end) return this.readBlock();
    this.look();
    return true;
  }

  private readBlock(): boolean {
    const size = Math.min(this.left, this.block.length);
    if (size === 0) return false;
    this.file.read(this.block.subarray(0, size), this.offset);
    this.offset += size;
    this.left -= size;
    this.at = 0;
    this.end = size >>> 2;
    this.look();
    return true;
  }

  private look(): void {
    this.place = placeOf(this.words, this.at);
  }
}

/** A u64 of at most 53 bits, from the word `at` on. */
export function placeOf(words: Uint32Array, at: number): number {
  return (words[at] ?? 0) + 2 ** 32 * (words[at + 1] ?? 0);
}

/** The rows of all runs, ascending by their first u64, many at a time. What is given is valid until more is asked for. */
export function* mergedRuns(file: RunFile, runs: readonly Run[], rowBytes: number): Generator<Uint32Array> {
  const blockBytes = rowBytes * Math.max(1, Math.floor(HELD / runs.length / rowBytes));
  // What is sorted is a heap.
  const heap = runs.map((run) => new RunCursor(file, run, rowBytes, blockBytes)).toSorted((x, y) => x.place - y.place);
  const rows = new Uint32Array(GIVEN >>> 2);
  let filled = 0;
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    first.copyTo(rows, filled);
    filled += rowBytes >>> 2;
    if (filled === rows.length) {
      yield rows;
      filled = 0;
    }
    if (first.advance()) sink(heap, first);
    else {
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(heap, last);
    }
  }
  yield rows.subarray(0, filled);
}

/** Let `cursor` go from the top of the heap to where it belongs. */
function sink(heap: RunCursor[], cursor: RunCursor): void {
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    let child = heap[below];
    const other = heap[below + 1];
    if (child !== undefined && other !== undefined && other.place < child.place) {
      child = other;
      below++;
    }
    if (child === undefined || cursor.place <= child.place) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = cursor;
}
