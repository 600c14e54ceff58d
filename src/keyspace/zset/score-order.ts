/**
 * The order of a sorted set, kept in chunks of records with their scores, so that a change moves few of them and a search
 * looks at members' bytes only where scores are equal.
 */
import type { ByteTable } from '../byte-table.ts';
import { compareSpans, type Span } from '../span.ts';
import { memberAt, rank } from './sort.ts';

/** A full chunk is halved. */
const CAPACITY = 512;
/** Chunks are made with room for more. */
const FILLED = 384;
const FIRST = 16;

interface Chunk {
  scores: Float64Array;
  records: Uint32Array;
  count: number;
}

interface Place {
  readonly chunk: number;
  readonly at: number;
}

/** True for the members before some point of the order, false for those behind it. */
export type Before = (score: number, record: number) => boolean;

export class ScoreOrder {
  private readonly table: ByteTable;
  private readonly chunks: Chunk[] = [];
  private generation: number;
  private count = 0;

  /** @param table - members; the data begins with the score */
  constructor(table: ByteTable) {
    this.table = table;
    this.generation = table.generation;
    const { scores, records } = rank(table);
    this.count = scores.length;
    for (let start = 0; start < scores.length; start += FILLED) {
      const end = Math.min(scores.length, start + FILLED);
      this.chunks.push(chunkOf(scores.subarray(start, end), records.subarray(start, end)));
    }
  }

  insert(record: number, score: number, member: Span): void {
    let { chunk: number, at } = this.find(this.beforeMember(score, member));
    this.count++;
    const last = this.chunks.length - 1;
    if (number > last) {
      // Behind all there are.
      number = Math.max(0, last);
      at = this.chunks[number]?.count ?? 0;
    }
    const chunk = this.chunks[number];
    if (chunk === undefined) this.chunks.push(chunkOf(Float64Array.of(score), Uint32Array.of(record)));
    else if (chunk.count < CAPACITY) insertInto(chunk, at, score, record);
    else if (number === last && at === CAPACITY) {
      // Scores that grow fill chunk after chunk.
      this.chunks.push(chunkOf(Float64Array.of(score), Uint32Array.of(record)));
    } else {
      const half = chunk.count >>> 1;
      const tail = chunkOf(chunk.scores.subarray(half, chunk.count), chunk.records.subarray(half, chunk.count));
      chunk.count = half;
      this.chunks.splice(number + 1, 0, tail);
      if (at <= half) insertInto(chunk, at, score, record);
      else insertInto(tail, at - half, score, record);
    }
  }

  /** Take out a member that is there. */
  remove(score: number, member: Span): void {
    const { chunk: number, at } = this.find(this.beforeMember(score, member));
    const chunk = this.chunks[number];
    if (chunk !== undefined) this.removeFrom(number, chunk, at, at + 1);
  }

  /** How many members stand before a point of the order. */
  countBefore(isBefore: Before): number {
    const { chunks } = this;
    const { chunk, at } = this.find(isBefore);
    if (2 * chunk < chunks.length) return at + countOf(chunks, 0, chunk);
    return this.count - countOf(chunks, chunk, chunks.length) + at;
  }

  /** Visit the members of ranks from `start` up to `end`, in order, until a visit answers false. The order may not change meanwhile. */
  walk(start: number, end: number, visit: (record: number, score: number) => boolean): void {
    const place = this.seek(start);
    let { at } = place;
    let left = end - start;
    for (let number = place.chunk; left > 0; number++, at = 0) {
      const chunk = this.chunks[number];
      if (chunk === undefined) return;
      for (; at < chunk.count && left > 0; at++, left--) {
        if (!visit(chunk.records[at] ?? 0, chunk.scores[at] ?? 0)) return;
      }
    }
  }

  /** Take the members of ranks from `start` up to `end` out of the order. @returns their records, in order */
  cut(start: number, end: number): Uint32Array {
    const records = new Uint32Array(Math.max(0, end - start));
    let { chunk: number, at } = this.seek(start);
    for (let taken = 0; taken < records.length;) {
      const chunk = this.chunks[number];
      if (chunk === undefined) break;
      const to = Math.min(chunk.count, at + records.length - taken);
      records.set(chunk.records.subarray(at, to), taken);
      taken += to - at;
      this.removeFrom(number, chunk, at, to);
      // A chunk that was emptied is gone, and the next one has its number.
      if (this.chunks[number] === chunk) number++;
      at = 0;
    }
    return records;
  }

  /**
   * Follow records that the table has moved, which keeps the order in which they stand there. `others` are records of the
   * table, too, that are not, or no longer, part of the order.
   */
  follow(others: Uint32Array = new Uint32Array()): void {
    const { table, chunks } = this;
    if (this.generation === table.generation) return;
    this.generation = table.generation;
    const before = new Uint32Array(table.count);
    let size = 0;
    for (const { records, count } of chunks) {
      before.set(records.subarray(0, count), size);
      size += count;
    }
    before.set(others, size);
    before.sort();
    const now = new Uint32Array(table.count);
    for (let i = 0, from = 0; i < now.length; i++, from = table.after(now[i - 1] ?? 0)) now[i] = table.next(from);
    for (const { records, count } of chunks) renumber(records.subarray(0, count), before, now);
    renumber(others, before, now);
  }

  private beforeMember(score: number, member: Span): Before {
    const { table } = this;
    return (other, record) => other < score || (other === score && compareSpans(memberAt(table, record), member) < 0);
  }

  /** The first member that is not before the point. */
  private find(isBefore: Before): Place {
    const { chunks } = this;
    let low = 0;
    for (let high = chunks.length; low < high;) {
      const middle = (low + high) >>> 1;
      const chunk = chunks[middle];
      const last = (chunk?.count ?? 1) - 1;
      if (chunk !== undefined && isBefore(chunk.scores[last] ?? 0, chunk.records[last] ?? 0)) low = middle + 1;
      else high = middle;
    }
    const chunk = chunks[low];
    return { chunk: low, at: chunk === undefined ? 0 : findIn(chunk, isBefore) };
  }

  /** From the end that is nearer. */
  private seek(rank: number): Place {
    const { chunks } = this;
    if (2 * rank > this.count) {
      let chunk = chunks.length;
      let left = this.count - rank;
      while (left > 0 && chunk > 0) left -= chunks[--chunk]?.count ?? 0;
      return { chunk, at: -left };
    }
    let chunk = 0;
    let left = rank;
    for (let count = chunks[0]?.count ?? 0; left >= count && chunk < chunks.length; count = chunks[chunk]?.count ?? 0) {
      left -= count;
      chunk++;
    }
    return { chunk, at: left };
  }

  private removeFrom(number: number, chunk: Chunk, start: number, end: number): void {
    this.count -= end - start;
    if (end - start === chunk.count) {
      this.chunks.splice(number, 1);
      return;
    }
    chunk.scores.copyWithin(start, end, chunk.count);
    chunk.records.copyWithin(start, end, chunk.count);
    chunk.count -= end - start;
  }
}

function chunkOf(scores: Float64Array, records: Uint32Array): Chunk {
  const chunk = { scores: new Float64Array(0), records: new Uint32Array(0), count: 0 };
  resize(chunk, Math.max(FIRST, scores.length));
  chunk.scores.set(scores);
  chunk.records.set(records);
  chunk.count = scores.length;
  return chunk;
}

function countOf(chunks: readonly Chunk[], start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) count += chunks[i]?.count ?? 0;
  return count;
}

function resize(chunk: Chunk, size: number): void {
  const { scores, records } = chunk;
  chunk.scores = new Float64Array(size);
  chunk.records = new Uint32Array(size);
  chunk.scores.set(scores);
  chunk.records.set(records);
}

function insertInto(chunk: Chunk, at: number, score: number, record: number): void {
  if (chunk.count === chunk.scores.length) resize(chunk, Math.min(CAPACITY, 2 * chunk.count));
  chunk.scores.copyWithin(at + 1, at, chunk.count);
  chunk.records.copyWithin(at + 1, at, chunk.count);
  chunk.scores[at] = score;
  chunk.records[at] = record;
  chunk.count++;
}

function findIn({ scores, records, count }: Chunk, isBefore: Before): number {
  let low = 0;
  for (let high = count; low < high;) {
    const middle = (low + high) >>> 1;
    if (isBefore(scores[middle] ?? 0, records[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Replace each number by the one that stands in `now` where it stands in `before`, which is sorted. */
function renumber(records: Uint32Array, before: Uint32Array, now: Uint32Array): void {
  for (let i = 0; i < records.length; i++) {
    const record = records[i] ?? 0;
    let low = 0;
    for (let high = before.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((before[middle] ?? 0) < record) low = middle + 1;
      else high = middle;
    }
    records[i] = now[low] ?? 0;
  }
}
