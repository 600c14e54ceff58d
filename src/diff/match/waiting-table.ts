/** Key records that wait for the other side, in a table that grows twice. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { MATCH } from '../../kernels/match-kernels.ts';
import type { TwicePlace } from '../differences.ts';
import { KEY_RECORD_BYTES } from '../key-record.ts';
import { PARTITIONS, type MatchRooms } from './rooms.ts';

/** Looking for what is not there takes twice as long at nine tenths. */
const FULL = 0.75;
/** A table that is filled but once has room to spare. */
const ROOMY = 2;
/** A table has a free slot at least. */
const LEAST_SLOTS = 4;

export class WaitingTable {
  /** Records that wait. */
  waits = 0;
  /** The first that was there already, from its own side. */
  twice: TwicePlace | undefined;
  private readonly arena: Arena;
  private readonly tolerance: number;
  private readonly found: Region;
  /** Tables to come. Memory is taken when they do. */
  private readonly larger: (() => Region)[];
  private region: Region;
  private slots: number;
  private most: number;

  /** @param blocks - is the second table, until there is a third */
  constructor(arena: Arena, rooms: MatchRooms, blocks: () => Region, ttlToleranceMs: number) {
    this.arena = arena;
    this.tolerance = ttlToleranceMs;
    this.found = arena.allocate(MATCH.BYTES);
    this.larger = [() => arena.allocate(rooms.mostRecords * KEY_RECORD_BYTES)];
    // With very little memory the last is no larger than that.
    if (PARTITIONS * rooms.blockRecords < rooms.mostRecords) this.larger.unshift(blocks);
    this.region = arena.allocate(rooms.firstRecords * KEY_RECORD_BYTES);
    this.slots = slotsOf(this.region);
    this.most = this.slots;
  }

  get start(): number {
    return this.region.start;
  }
  /** Of the slots. */
  get end(): number {
    return this.region.start + this.slots * KEY_RECORD_BYTES;
  }
  /** Records that it can hold at most. */
  get capacity(): number {
    return Math.floor(this.most * FULL);
  }

  hasRoom(count: number): boolean {
    return this.waits + count <= this.slots * FULL;
  }

  /** Go to a larger table. Gives whether there was one. */
  grow(): boolean {
    const larger = this.larger.shift();
    if (larger === undefined) return false;
    const { start, end } = this;
    this.region = larger();
    this.slots = slotsOf(this.region);
    this.most = this.slots;
    this.arena.kernels.moveWaiting(start, end, this.region.start, this.slots);
    return true;
  }

  /** What waited has been taken. @param records - that will come at most: a small table stays in a cache */
  restart(records = this.most): void {
    this.waits = 0;
    this.slots = Math.min(this.most, Math.max(LEAST_SLOTS, records * ROOMY));
  }

  /**
   * Look for records, for which there is room.
   *
   * @param mark - RECORD_MARK, or 0 if they have it
   * @param pairs - gets the places of what has changed: see `matchRecords`
   */
  match(records: number, count: number, mark: number, pairs: number): { found: number; changed: number } {
    const { arena, region, slots, tolerance } = this;
    const at = this.found.start;
    arena.kernels.matchRecords(records, count, mark, region.start, slots, tolerance, pairs, at);
    const found = arena.u32[(at + MATCH.FOUND) >>> 2] ?? 0;
    const changed = arena.u32[(at + MATCH.CHANGED) >>> 2] ?? 0;
    const twice = arena.u32[(at + MATCH.TWICE) >>> 2] ?? 0;
    this.waits += count - 2 * found - twice;
    if (twice > 0) this.noteTwice(twice);
    return { found, changed };
  }

  private noteTwice(count: number): void {
    const at = (this.found.start + MATCH.FIRST) >>> 2;
    const high = this.arena.u32[at + 1] ?? 0;
    const place = (high & 0x7fffffff) * 2 ** 32 + (this.arena.u32[at] ?? 0);
    const first = this.twice ?? { side: high >>> 31 === 1 ? 'b' : 'a', place, count: 0 };
    this.twice = { ...first, count: first.count + count };
  }
}

function slotsOf({ start, end }: Region): number {
  return Math.floor((end - start) / KEY_RECORD_BYTES);
}
