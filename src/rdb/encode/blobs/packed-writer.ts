/** Listpacks and ziplists, an entry after the other, in a region of their own. Source: rdb-format.md 4.1, 4.2. */
import type { Arena, Region } from '../../../bytes/arena.ts';
import { PACK, ROW_BYTES, type PackForm } from '../../../kernels/kernels.ts';

const FIRST_ROOM = 16 * 1024;
/** Listpack: u32 bytes, u16 count. Ziplist: u32 bytes, u32 offset of the last entry, u16 count. */
const HEAD_BYTES = { [PACK.LISTPACK]: 6, [PACK.ZIPLIST]: 10 } as const;
const TERMINATOR = 0xff;
/** A count of this says that there are that many or more. */
const UNKNOWN_COUNT = 0xffff;
/** Room for an entry beside its bytes. */
export const ENTRY_ROOM = 72;

export class PackedWriter {
  readonly form: PackForm;
  /** Entries so far. */
  count = 0;
  /** Where the next entry goes. */
  at = 0;
  private readonly arena: Arena;
  private readonly region: Region;
  /** Size of the last entry, and where it begins, from the blob's start. */
  private previous = 0;
  private last = 0;

  constructor(arena: Arena, form: PackForm) {
    this.arena = arena;
    this.form = form;
    this.region = arena.allocate(FIRST_ROOM);
    this.begin();
  }

  get start(): number {
    return this.region.start;
  }

  begin(): void {
    this.count = 0;
    this.previous = 0;
    this.last = HEAD_BYTES[this.form];
    this.at = this.region.start + HEAD_BYTES[this.form];
  }

  /** See that `size` bytes fit from `at` on. */
  room(size: number): void {
    const used = this.at - this.region.start;
    if (this.at + size <= this.region.end) return;
    this.arena.grow(this.region, used + size, used);
    this.at = this.region.start + used;
  }

  /**
   * Put as many of `count` rows as let the blob be of at most `most` bytes, `scored` with a score behind each.
   * @returns the number of rows
   */
  add(rows: number, count: number, scored: boolean, most: number): number {
    const { arena, form, region } = this;
    const end = Math.min(region.end, region.start + most) - 1;
    arena.kernels.packRows(rows, count, form, scored ? 1 : 0, this.previous, this.at, end);
    const done = arena.rowsDone;
    if (done === 0) return 0;
    this.at = arena.freeAfter;
    this.count += scored ? 2 * done : done;
    this.last = arena.stoppedAt - region.start;
    this.previous = arena.notice;
    return done;
  }

  /** Put all of `count` rows. */
  addAll(rows: number, count: number, scored: boolean): void {
    const { u32 } = this.arena;
    for (let done = 0; done < count;) {
      const row = (rows + done * ROW_BYTES) >>> 2;
      this.room((u32[row + 1] ?? 0) - (u32[row] ?? 0) + ENTRY_ROOM);
      done += this.add(rows + done * ROW_BYTES, count - done, scored, this.region.end - this.region.start);
    }
  }

  /** Head and terminator; gives the end of the blob. */
  close(): number {
    this.room(1);
    const { view } = this.arena;
    const { start } = this.region;
    view.setUint8(this.at++, TERMINATOR);
    const count = Math.min(this.count, UNKNOWN_COUNT);
    view.setUint32(start, this.at - start, true);
    if (this.form === PACK.LISTPACK) view.setUint16(start + 4, count, true);
    else {
      view.setUint32(start + 4, this.last, true);
      view.setUint16(start + 8, count, true);
    }
    return this.at;
  }
}
