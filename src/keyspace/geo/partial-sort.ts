/**
 * Quicksort that sees to the first elements only. Which of equal ones comes first decides whom a COUNT cuts off, so it
 * compares and exchanges as the server's does. Source: redis src/pqsort.c; Bentley and McIlroy, Engineering a Sort Function.
 */

type Compare<T> = (a: T, b: T) => number;

/** Shorter parts are sorted by insertion. */
const SHORT = 7;
/** From longer ones the pivot is the middle of nine. */
const LONG = 40;

/** Bring the `count` smallest to the front, in order. */
export function partialSort<T>(items: T[], compare: Compare<T>, count: number): void {
  sortPart(items, compare, 0, items.length, count);
}

function sortPart<T>(items: T[], compare: Compare<T>, from: number, to: number, count: number): void {
  let start = from;
  while (to - start >= SHORT) {
    const [less, more] = partition(items, compare, start, to);
    if (less > start + 1 && start < count) sortPart(items, compare, start, less, count);
    if (to - more <= 1 || more >= count) return;
    start = more;
  }
  sortShort(items, compare, start, to);
}

function sortShort<T>(items: T[], compare: Compare<T>, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    for (let j = i; j > start && compareAt(items, compare, j - 1, j) > 0; j--) swap(items, j, j - 1);
  }
}

/** @returns the end of those less than the pivot, and the start of those that are more */
function partition<T>(items: T[], compare: Compare<T>, start: number, end: number): [less: number, more: number] {
  swap(items, start, pivotOf(items, compare, start, end));
  // Equal ones gather at both ends: start … a, d … end.
  let a = start + 1;
  let b = a;
  let c = end - 1;
  let d = c;
  for (;;) {
    for (let difference; b <= c && (difference = compareAt(items, compare, b, start)) <= 0; b++) {
      if (difference === 0) swap(items, a++, b);
    }
    for (let difference; b <= c && (difference = compareAt(items, compare, c, start)) >= 0; c--) {
      if (difference === 0) swap(items, c, d--);
    }
    if (b > c) break;
    swap(items, b++, c--);
  }
  const left = Math.min(a - start, b - a);
  for (let i = 0; i < left; i++) swap(items, start + i, b - left + i);
  const right = Math.min(d - c, end - d - 1);
  for (let i = 0; i < right; i++) swap(items, b + i, end - right + i);
  return [start + b - a, end - (d - c)];
}

function pivotOf<T>(items: T[], compare: Compare<T>, start: number, end: number): number {
  const size = end - start;
  const middle = start + (size >>> 1);
  if (size === SHORT) return middle;
  const last = end - 1;
  if (size <= LONG) return medianOf(items, compare, start, middle, last);
  const eighth = size >>> 3;
  return medianOf(
    items,
    compare,
    medianOf(items, compare, start, start + eighth, start + 2 * eighth),
    medianOf(items, compare, middle - eighth, middle, middle + eighth),
    medianOf(items, compare, last - 2 * eighth, last - eighth, last),
  );
}

function medianOf<T>(items: T[], compare: Compare<T>, a: number, b: number, c: number): number {
  if (compareAt(items, compare, a, b) < 0) {
    if (compareAt(items, compare, b, c) < 0) return b;
    return compareAt(items, compare, a, c) < 0 ? c : a;
  }
  if (compareAt(items, compare, b, c) > 0) return b;
  return compareAt(items, compare, a, c) < 0 ? a : c;
}

function compareAt<T>(items: T[], compare: Compare<T>, i: number, j: number): number {
  const a = items[i];
  const b = items[j];
  return a === undefined || b === undefined ? 0 : compare(a, b);
}

function swap(items: unknown[], i: number, j: number): void {
  const a = items[i];
  const b = items[j];
  if (a === undefined || b === undefined) return;
  items[i] = b;
  items[j] = a;
}
