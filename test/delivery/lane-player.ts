/** A snapshot and commands into a lane, as whoever follows a source does it. */
import { Arena } from '../../src/bytes/arena.ts';
import { decode } from '../../src/decode.ts';
import type { Lane } from '../../src/delivery/target.ts';
import { MemorySource } from '../../src/io/memory.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import { encodeRequest } from '../../src/resp/encode.ts';
import type { Position } from '../../src/replication/position.ts';

export const REPLID = 'a'.repeat(40);

/** A command and the database it is of. */
export type Told = readonly [db: number, ...args: string[]];

export class LanePlayer {
  readonly lane: Lane;
  private readonly arena = new Arena();
  private offset: number;
  private db = 0;

  constructor(lane: Lane, offset = lane.at?.offset ?? 0) {
    this.lane = lane;
    this.offset = offset;
  }

  get at(): Position {
    return { replid: REPLID, offset: this.offset, db: this.db };
  }

  async snapshot(rdb: Uint8Array): Promise<void> {
    await this.beginSnapshot(rdb);
    await this.lane.endSnapshot(this.at);
  }

  /** All of it is told, and its end is not. */
  async beginSnapshot(rdb: Uint8Array): Promise<void> {
    const { lane } = this;
    await lane.beginSnapshot(this.at);
    for (let at = 0; at < rdb.length; at += 1000) lane.raw?.(rdb.subarray(at, at + 1000));
    await decode(new MemorySource(rdb), lane.sink, { onProgress: () => lane.reached(this.at) });
  }

  /** Commands that came at `timestampMs`, without an end being told. */
  tell(timestampMs: number, ...commands: readonly Told[]): void {
    const { arena, lane } = this;
    const start = this.offset;
    lane.sink.open(arena);
    for (const [db, ...args] of commands) {
      this.offset += encodeRequest(args).length;
      this.db = db;
      const rows = this.put(args);
      const place = { db, timestampMs, offset: this.offset - start, replOffset: this.offset };
      lane.sink.command?.(place, rows, args.length);
    }
  }

  /** Commands, and that they are whole. */
  async feed(timestampMs: number, ...commands: readonly Told[]): Promise<void> {
    this.tell(timestampMs, ...commands);
    await this.lane.reached(this.at);
  }

  private put(args: readonly string[]): number {
    const { arena } = this;
    const bytes = args.map((arg) => Buffer.from(arg, 'latin1'));
    const size = bytes.reduce((sum, { length }) => sum + length, 0);
    arena.restart(0);
    arena.slide(arena.pos, size);
    if (arena.rows.end - arena.rows.start < args.length * ROW_BYTES) arena.grow(arena.rows, args.length * ROW_BYTES);
    let at = arena.window.start;
    for (const [i, arg] of bytes.entries()) {
      arena.u8.set(arg, at);
      const row = (arena.rows.start + i * ROW_BYTES) >>> 2;
      arena.u32[row] = at;
      at += arg.length;
      arena.u32[row + 1] = at;
    }
    return arena.rows.start;
  }
}
