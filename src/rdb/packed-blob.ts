/** The rows of one packed encoding, a table full at a time: the one place that drives the packed kernels. */
import { DecodeError } from '../errors.ts';
import { NOTICE, ROW_BYTES, STOP } from '../kernels/kernels.ts';
import { complain, type Context } from './context.ts';
import type { PackedKind } from './types.ts';

/** A count of this in a listpack or ziplist header means: walk to know. Source: redis src/listpack.c, LP_HDR_NUMELE_UNKNOWN. */
const UNKNOWN_COUNT = 65535;
/** From this one on, likewise in a zipmap. Source: redis src/zipmap.c, ZIPMAP_BIGLEN. */
const UNKNOWN_PAIRS = 254;
/** As much as any header takes. */
const HEADER_BYTES = 10;
/** An empty one takes this much. */
const LEAST_BYTES: Readonly<Record<PackedKind, number>> = { listpack: 7, ziplist: 11, intset: 8, zipmap: 2 };
/** Of a table that has grown, only as much is filled as holds whole pairs and triples. */
const WHOLE_BYTES = 6 * ROW_BYTES;

/** How entries make elements: of every `period` of them the first are elements; others are scores, or expiries. */
export interface EntryParts {
  readonly period: number;
  readonly elements: number;
}

export const SINGLE: EntryParts = { period: 1, elements: 1 };

export class PackedBlob {
  private readonly context: Context;
  private kind: PackedKind = 'listpack';
  private pos = 0;
  private end = 0;
  private start = 0;
  /** Elements the header claims, and those seen. */
  private claimed = 0;
  private seen = 0;
  private over = false;
  /** Ziplist: size of the entry before, offset of the last entry. */
  private previous = 0;
  private lastEntry = 0;
  private tail = 0;
  private width = 0;
  private complained = false;

  constructor(context: Context) {
    this.context = context;
  }

  /** Begin with the blob in the cursor's last string. @throws DecodeError LISTPACK_SIZE, ZIPLIST_SIZE, … */
  open(kind: PackedKind): void {
    const { cursor, arena } = this.context;
    const { kernels } = arena;
    this.kind = kind;
    this.start = cursor.start;
    this.end = cursor.stop;
    this.seen = 0;
    this.over = false;
    this.previous = 0;
    this.complained = false;
    const { start, end } = this;
    let stop: number;
    if (kind === 'listpack') stop = kernels.listpackOpen(start, end);
    else if (kind === 'ziplist') stop = kernels.ziplistOpen(start, end);
    else if (kind === 'zipmap') stop = kernels.zipmapOpen(start, end);
    else stop = kernels.intsetOpen(start, end);
    if (stop !== STOP.DONE) throw cursor.faulted();
    this.pos = arena.stoppedAt;
    this.lastEntry = this.pos;
    this.claimed = arena.rowsDone;
    if (kind === 'ziplist') this.tail = arena.need;
    if (kind === 'intset') this.width = arena.view.getUint32(start, true);
  }

  /**
   * Tell the sink of the size of the blob at the cursor, and pass over it if that is all that is wanted: no more than its header
   * is inflated. False, and the cursor where it was: its entries are wanted too, or the blob is not as it should be.
   *
   * @param parts - absent: its entries are no elements, as those of a stream's nodes
   */
  isSized(kind: PackedKind, parts?: EntryParts): boolean {
    const { cursor, sink } = this.context;
    const { at } = cursor;
    const sizeBytes = cursor.head(HEADER_BYTES);
    const { whole, entries } = this.readHeader(kind, sizeBytes);
    const wanted = sink.blob?.(sizeBytes, false, entries === UNKNOWN_COUNT ? undefined : entries);
    const passed = wanted === 'skip' || (wanted === 'longest' && parts === undefined);
    if (passed && whole && entries > 0) return true;
    cursor.at = at;
    if (wanted !== 'longest' || parts === undefined || entries === 0) return false;
    const longest = this.longest(kind, entries, parts);
    if (longest >= 0) sink.longest?.(longest);
    else cursor.at = at;
    return longest >= 0;
  }

  /** Read the blob at the cursor only for its longest element; -1: it has to be looked at entry by entry. */
  private longest(kind: PackedKind, entries: number, { period, elements }: EntryParts): number {
    const { cursor, arena } = this.context;
    if ((kind !== 'listpack' && kind !== 'intset') || entries % period !== 0) return -1;
    cursor.string();
    const { start, stop } = cursor;
    if (kind === 'intset') return arena.kernels.intsetLongest(start, stop);
    return arena.kernels.listpackLongest(start, stop, entries, period, elements);
  }

  /** What the header in the cursor's last string claims, and whether it fits the blob's size. */
  private readHeader(kind: PackedKind, size: number): { whole: boolean; entries: number } {
    const { start, stop } = this.context.cursor;
    const { view } = this.context.arena;
    if (stop - start < Math.min(HEADER_BYTES, LEAST_BYTES[kind])) return { whole: false, entries: UNKNOWN_COUNT };
    switch (kind) {
      case 'listpack':
        return { whole: view.getUint32(start, true) === size, entries: view.getUint16(start + 4, true) };
      case 'ziplist':
        return { whole: view.getUint32(start, true) === size, entries: view.getUint16(start + 8, true) };
      case 'intset': {
        const entries = view.getUint32(start + 4, true);
        return { whole: size === LEAST_BYTES.intset + entries * view.getUint32(start, true), entries };
      }
      case 'zipmap': {
        const pairs = view.getUint8(start);
        return { whole: true, entries: pairs < UNKNOWN_PAIRS ? 2 * pairs : UNKNOWN_COUNT };
      }
    }
  }

  /** Fill the row table from its start; gives the number of rows, 0 past the last. */
  next(): number {
    while (!this.over) {
      const stop = this.walk();
      const { arena, cursor } = this.context;
      if (stop === STOP.FAULT) throw cursor.faulted().within(`entry ${this.seen + this.units(arena.rowsDone)}`);
      if (arena.notice & NOTICE.BACKLEN) this.oddLength();
      // Pairs and triples must come out whole, so a table that scratch has cut short is made once more in larger scratch.
      if (stop === STOP.SCRATCH) {
        cursor.stopped(stop);
        continue;
      }
      const rows = arena.rowsDone;
      this.seen += this.units(rows);
      this.pos = arena.stoppedAt;
      this.over = stop === STOP.DONE;
      if (this.kind === 'ziplist') {
        this.previous = arena.need;
        if (rows > 0) this.lastEntry = this.pos - this.previous;
      }
      if (this.over) this.checkEnd();
      if (rows > 0) return rows;
    }
    return 0;
  }

  /** Entries, or for a zipmap pairs: what its header counts. */
  private units(rows: number): number {
    return this.kind === 'zipmap' ? rows / 2 : rows;
  }

  /** All rows at once, in a table that grows to hold them. */
  all(): number {
    const { arena, cursor } = this.context;
    const entries = (this.end - this.start) >>> 1;
    if ((arena.rows.end - arena.rows.start) / ROW_BYTES < entries)
      arena.grow(arena.rows, entries * ROW_BYTES + WHOLE_BYTES);
    if (arena.scratch.end - cursor.scratchFree < entries * 20) {
      // Half the bytes of a listpack can be one-digit integers, each of which asks for room of twenty.
      arena.grow(arena.scratch, entries * 20 + 64);
      cursor.scratchFree = arena.scratch.start;
    }
    return this.next();
  }

  private walk(): number {
    const { arena, cursor } = this.context;
    const { kernels, rows, scratch } = arena;
    const { pos, end } = this;
    const rowsEnd = rows.end - ((rows.end - rows.start) % WHOLE_BYTES);
    if (this.kind === 'listpack') {
      return kernels.listpackRows(pos, end, rows.start, rowsEnd, cursor.scratchFree, scratch.end);
    }
    if (this.kind === 'ziplist') {
      return kernels.ziplistRows(pos, end, this.previous, rows.start, rowsEnd, cursor.scratchFree, scratch.end);
    }
    if (this.kind === 'zipmap') return kernels.zipmapRows(pos, end, rows.start, rowsEnd);
    return kernels.intsetRows(pos, end, this.width, rows.start, rowsEnd, cursor.scratchFree, scratch.end);
  }

  /** A length kept for walking backwards is wrong: servers of some versions look at it, others do not. */
  private oddLength(): void {
    if (this.kind === 'ziplist')
      this.complain('ZIPLIST_PREVLEN', 'ziplist previous length does not match the entry before');
    else this.complain('LISTPACK_BACKLEN', 'listpack back length does not match its entry');
  }

  private checkEnd(): void {
    const { kind, claimed, seen } = this;
    if (kind === 'listpack' && claimed !== UNKNOWN_COUNT && claimed !== seen) {
      this.complain('LISTPACK_COUNT', `listpack header says ${claimed} entries, there are ${seen}`);
    }
    if (kind === 'ziplist') {
      if (claimed !== UNKNOWN_COUNT && claimed !== seen) {
        this.complain('ZIPLIST_COUNT', `ziplist header says ${claimed} entries, there are ${seen}`);
      }
      if (this.tail !== this.lastEntry - this.start) {
        this.complain(
          'ZIPLIST_TAIL',
          `ziplist tail offset is ${this.tail}, the last entry is at ${this.lastEntry - this.start}`,
        );
      }
    }
    if (kind === 'zipmap' && claimed < UNKNOWN_PAIRS && claimed !== seen) {
      throw new DecodeError('ZIPMAP_COUNT', `zipmap header says ${claimed} pairs, there are ${seen}`, this.offset);
    }
  }

  private complain(
    code: 'LISTPACK_BACKLEN' | 'LISTPACK_COUNT' | 'ZIPLIST_PREVLEN' | 'ZIPLIST_COUNT' | 'ZIPLIST_TAIL',
    what: string,
  ): void {
    const { context } = this;
    const { dialect } = context;
    const deep = (this.kind === 'ziplist' ? dialect.ziplist : dialect.listpack) === 'deep' || context.payload;
    if (deep) throw new DecodeError(code, what, this.offset);
    if (!this.complained) complain(context, code, what, this.offset);
    this.complained = true;
  }

  private get offset(): number {
    const { arena } = this.context;
    const inWindow = this.start >= arena.window.start && this.start <= arena.end;
    return arena.offsetOf(inWindow ? this.start : arena.pos);
  }
}
