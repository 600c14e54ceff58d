/** Runs of short strings: each a SET with its expiry, or, where that is wanted, those without one by the hundred in an MSET. */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { ARGUMENTS, ROW_BYTES, STOP } from '../../kernels/kernels.ts';
import type { StringKeys } from '../../model/sink.ts';

/** Pairs of an MSET: more save a server next to nothing. */
const MOST_PAIRS = 128;
const KEY_ROWS = 2;
const KEY_BYTES = KEY_ROWS * ROW_BYTES;
const KEY_WORDS = KEY_BYTES >>> 2;
const MSET_ROOM = '*257\r\n$4\r\nMSET\r\n'.length;

export class StringRuns {
  private readonly out: ByteWriter;
  private readonly together: boolean;
  private arena: Arena | undefined;
  /** A table of our own, and as much of it as the run at hand takes. */
  private room: Region = { start: 0, end: 0 };
  private parted: Region = { start: 0, end: 0 };

  /** @param together - by MSET where that is possible: a command for many keys, which a cluster does not take */
  constructor(out: ByteWriter, together: boolean) {
    this.out = out;
    this.together = together;
  }

  /**
   * @param pxat - the expiry is an option of SET, where it is none before 1970; else a command of its own
   * @returns how many commands these are
   */
  put({ rows, count }: StringKeys, pxat: boolean): number {
    if (!this.together) return this.putSets(rows, count, pxat);
    const lasting = this.part(rows, count);
    const { start, end } = this.parted;
    const timed = count - lasting;
    return this.putTogether(start, lasting) + this.putSets(end - timed * KEY_BYTES, timed, pxat);
  }

  /** Rows of those without an expiry to the front of a table of our own, those with one to its end. */
  private part(rows: number, count: number): number {
    const { memory } = this.out;
    if (this.arena !== memory) this.room = { start: 0, end: 0 };
    this.arena = memory;
    if (this.room.end - this.room.start < count * KEY_BYTES) memory.grow(this.room, count * KEY_BYTES);
    this.parted = { start: this.room.start, end: this.room.start + count * KEY_BYTES };
    const { u32, f64 } = memory;
    let front = this.parted.start >>> 2;
    let back = this.parted.end >>> 2;
    for (let from = rows >>> 2; from < (rows + count * KEY_BYTES) >>> 2; from += KEY_WORDS) {
      const isTimed = !Number.isNaN(f64[(from >>> 1) + 1] ?? NaN);
      const to = isTimed ? (back -= KEY_WORDS) : front;
      for (let i = 0; i < KEY_WORDS; i++) u32[to + i] = u32[from + i] ?? 0;
      if (!isTimed) front += KEY_WORDS;
    }
    return (front - (this.parted.start >>> 2)) / KEY_WORDS;
  }

  private putTogether(rows: number, count: number): number {
    let commands = 0;
    let most = MOST_PAIRS;
    for (let done = 0; done < count;) {
      const pairs = Math.min(most, count - done);
      if (this.putPairs(rows + KEY_BYTES * done, pairs)) {
        done += pairs;
        commands++;
      } else if (this.out.at === this.out.region.start) most = Math.max(1, pairs >>> 1);
      else this.out.makeRoom();
    }
    return commands;
  }

  /** False: there is not enough room for them. */
  private putPairs(rows: number, pairs: number): boolean {
    const { out } = this;
    const { memory } = out;
    out.begin();
    if (out.at + MSET_ROOM > out.region.end) return false;
    const begun = out.at;
    out.ascii(`*${2 * pairs + 1}\r\n$4\r\nMSET\r\n`);
    const stop = memory.kernels.respRows(rows, KEY_ROWS * pairs, ARGUMENTS.PAIRS, out.at, out.region.end);
    out.at = stop === STOP.DONE ? memory.freeAfter : begun;
    return stop === STOP.DONE;
  }

  private putSets(rows: number, count: number, pxat: boolean): number {
    const { out } = this;
    const { memory } = out;
    for (let done = 0; done < count;) {
      const from = rows + KEY_BYTES * done;
      out.begin();
      const stop = memory.kernels.respStringKeys(from, count - done, pxat ? 1 : 0, out.at, out.region.end);
      out.at = memory.freeAfter;
      out.begin();
      done += memory.rowsDone;
      if (stop !== STOP.DONE) out.makeRoom();
    }
    return count + this.countExpiries(rows, count, pxat);
  }

  /** Those that come by a command of their own. */
  private countExpiries(rows: number, count: number, pxat: boolean): number {
    const { f64 } = this.out.memory;
    const inside = pxat ? 0 : Infinity;
    let apart = 0;
    for (let i = 0, at = (rows >>> 3) + 1; i < count; i++, at += KEY_BYTES >>> 3) {
      if ((f64[at] ?? NaN) <= inside) apart++;
    }
    return apart;
  }
}
