/** The largest keys of a source. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { STRING_ENCODINGS, type SizedStrings } from '../memory/sized-key.ts';
import { toJsonBytes } from './json-bytes.ts';
import type { LargeKey } from './report.ts';

interface Candidate {
  readonly db: number;
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly elements: number | undefined;
  readonly expireAtMs: number | undefined;
}

interface Held extends Omit<Candidate, 'start' | 'end'> {
  readonly key: Uint8Array;
}

const SHORT = 1024;
/** A run has two rows a key; in them are so many doubles. */
const RUN_STEP = (2 * ROW_BYTES) / 8;

export class LargestKeys {
  private readonly most: number;
  /** A heap: each comes before, or is smaller than, its children at 2i + 1 and 2i + 2; so the first is the next to go. */
  private readonly heap: Held[] = [];
  private arena: Arena | undefined;
  /** A key of fewer bytes cannot enter. */
  private least = -Infinity;
  /** Where kernels see the key that goes next, if it is short, so that they can tell which others of its size come before it. */
  private next = 0;
  private nextLength: number | undefined;

  /** @param most - how many are kept */
  constructor(most: number) {
    this.most = most;
    if (most === 0) this.least = Infinity;
  }

  open(arena: Arena): void {
    if (arena === this.arena) return;
    this.arena = arena;
    this.next = arena.allocate(SHORT).start;
    this.putNext();
  }

  add(candidate: Candidate): void {
    const { heap, most, arena } = this;
    if (arena === undefined || candidate.bytes < this.least) return;
    const [first] = heap;
    const isFull = heap.length === most;
    if (isFull && (first === undefined || !isBetter(candidate, first, arena.u8))) return;
    const { db, type, encoding, bytes, elements, expireAtMs } = candidate;
    const key = arena.u8.slice(candidate.start, candidate.end);
    const held = { db, key, type, encoding, bytes, elements, expireAtMs };
    if (isFull) this.sink(held);
    else this.rise(held);
    if (heap.length < most) return;
    this.least = heap[0]?.bytes ?? 0;
    this.putNext();
  }

  /** A run of string keys. */
  addRun({ db, rows, count }: SizedStrings): void {
    const { arena } = this;
    if (arena === undefined) return;
    const { kernels } = arena;
    for (let i = 0; ; i++) {
      const { least, next, nextLength } = this;
      const nextDb = this.heap[0]?.db ?? db;
      // Of keys as large, those of lower databases come before, whatever they are called. `add` has the last word.
      const anyTie = db < nextDb || (db === nextDb && nextLength === undefined);
      const nextEnd = db === nextDb ? next + (nextLength ?? 0) : next;
      i = kernels.nextLarge(rows, i, count, anyTie ? least - 1 : least, next, nextEnd);
      if (i === count) return;
      this.add(stringAt(arena, db, (rows >>> 3) + RUN_STEP * i));
    }
  }

  /** Those that are there, in order. */
  report(): LargeKey[] {
    return [...this.heap].sort((a, b) => -compare(a, b)).map(show);
  }

  private putNext(): void {
    const { arena, heap } = this;
    const key = heap.length < this.most ? undefined : heap[0]?.key;
    this.nextLength = key === undefined || key.length > SHORT ? undefined : key.length;
    if (key !== undefined && this.nextLength !== undefined) arena?.u8.set(key, this.next);
  }

  /** Put in the place of the first. */
  private sink(held: Held): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let lower = heap[child];
      const right = heap[child + 1];
      if (lower !== undefined && right !== undefined && compare(right, lower) < 0) {
        lower = right;
        child++;
      }
      if (lower === undefined || compare(held, lower) <= 0) break;
      heap[at] = lower;
      at = child;
    }
    heap[at] = held;
  }

  private rise(held: Held): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || compare(above, held) <= 0) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = held;
  }
}

/** @param row - of the key, as an index into `f64` */
function stringAt({ u32, f64 }: Arena, db: number, row: number): Candidate {
  const expireAt = f64[row + 1] ?? NaN;
  return {
    db,
    start: u32[2 * row] ?? 0,
    end: u32[2 * row + 1] ?? 0,
    type: 'string',
    encoding: STRING_ENCODINGS[u32[2 * row + 4] ?? 0] ?? 'raw',
    bytes: f64[row + 3] ?? 0,
    elements: undefined,
    expireAtMs: Number.isNaN(expireAt) ? undefined : expireAt,
  };
}

/** Below zero: `a` goes before `b` does. */
function compare(a: Held, b: Held): number {
  return a.bytes - b.bytes || b.db - a.db || Buffer.compare(b.key, a.key);
}

function isBetter(a: Candidate, b: Held, u8: Uint8Array): boolean {
  if (a.bytes !== b.bytes) return a.bytes > b.bytes;
  if (a.db !== b.db) return a.db < b.db;
  const size = Math.min(a.end - a.start, b.key.length);
  for (let i = 0; i < size; i++) {
    const difference = (u8[a.start + i] ?? 0) - (b.key[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return a.end - a.start < b.key.length;
}

function show({ db, key, type, encoding, bytes, elements, expireAtMs }: Held): LargeKey {
  return {
    db,
    key: toJsonBytes(key),
    type,
    encoding,
    bytes,
    ...(elements === undefined ? {} : { elements }),
    ...(expireAtMs === undefined ? {} : { expireAt: expireAtMs }),
  };
}
