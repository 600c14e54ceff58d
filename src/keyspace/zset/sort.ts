/** Members of a sorted set brought into order: by score, those of equal score by their bytes. */
import { NONE, type ByteTable } from '../byte-table.ts';
import { compareSpans, type Span } from '../span.ts';

/** Side by side: the record of a member in its table, and its score. */
export interface Ranked {
  readonly scores: Float64Array;
  readonly records: Uint32Array;
}

/** Runs of this length are sorted by insertion before they are merged. */
const RUN = 16;

export function memberAt(table: ByteTable, record: number): Span {
  table.locate(record);
  return table.key;
}

type Choice = (member: Span, score: number) => boolean;

/** Records of a table whose data begins with the score, in order: all, or those that are chosen. */
export function rank(table: ByteTable, chosen?: Choice): Ranked {
  const ranked = unranked(table, chosen);
  const { scores, records } = ranked;
  if (isSorted(table, ranked)) return ranked;
  scores.reverse();
  records.reverse();
  // RDB files have them from the highest score down.
  return isSorted(table, ranked) ? ranked : mergeSort(table, ranked);
}

function unranked(table: ByteTable, chosen: Choice | undefined): Ranked {
  const scores = new Float64Array(table.count);
  const records = new Uint32Array(table.count);
  let i = 0;
  for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
    table.locate(record);
    const score = table.view.getFloat64(table.dataStart, true);
    if (chosen !== undefined && !chosen(table.key, score)) continue;
    scores[i] = score;
    records[i++] = record;
  }
  return { scores: scores.subarray(0, i), records: records.subarray(0, i) };
}

function isSorted(table: ByteTable, { scores, records }: Ranked): boolean {
  for (let i = 1; i < scores.length; i++) {
    const difference = (scores[i - 1] ?? 0) - (scores[i] ?? 0);
    if (difference > 0) return false;
    if (!(difference < 0) && isAfter(table, scores, records, i - 1, scores, records, i)) return false;
  }
  return true;
}

function isAfter(
  table: ByteTable,
  scores: Float64Array,
  records: Uint32Array,
  i: number,
  otherScores: Float64Array,
  otherRecords: Uint32Array,
  j: number,
): boolean {
  const a = scores[i] ?? 0;
  const b = otherScores[j] ?? 0;
  if (a !== b) return a > b;
  const member = memberAt(table, records[i] ?? 0);
  return compareSpans(member, memberAt(table, otherRecords[j] ?? 0)) > 0;
}

/** Bottom up, without an object per element. */
function mergeSort(table: ByteTable, ranked: Ranked): Ranked {
  const size = ranked.scores.length;
  for (let start = 0; start < size; start += RUN) insertionSort(table, ranked, start, Math.min(size, start + RUN));
  let from = ranked;
  let to: Ranked = { scores: new Float64Array(size), records: new Uint32Array(size) };
  for (let width = RUN; width < size; width *= 2) {
    for (let start = 0; start < size; start += 2 * width) {
      merge(table, from, to, start, Math.min(size, start + width), Math.min(size, start + 2 * width));
    }
    [from, to] = [to, from];
  }
  return from;
}

function insertionSort(table: ByteTable, { scores, records }: Ranked, start: number, end: number): void {
  const score = new Float64Array(1);
  const record = new Uint32Array(1);
  for (let i = start + 1; i < end; i++) {
    score[0] = scores[i] ?? 0;
    record[0] = records[i] ?? 0;
    let at = i;
    for (; at > start && isAfter(table, scores, records, at - 1, score, record, 0); at--) {
      scores[at] = scores[at - 1] ?? 0;
      records[at] = records[at - 1] ?? 0;
    }
    scores[at] = score[0];
    records[at] = record[0];
  }
}

function merge(table: ByteTable, from: Ranked, to: Ranked, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeRight =
      right < end &&
      (left === middle || isAfter(table, from.scores, from.records, left, from.scores, from.records, right));
    const source = takeRight ? right++ : left++;
    to.scores[at] = from.scores[source] ?? 0;
    to.records[at] = from.records[source] ?? 0;
  }
}
