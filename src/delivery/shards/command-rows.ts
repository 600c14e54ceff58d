/** Commands of bytes of their own as rows, for sinks. */
import type { Arena, Region } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';

export class CommandRows {
  private readonly arena: Arena;
  private readonly room: Region = { start: 0, end: 0 };

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** The address of the rows: valid until the next call. */
  put(args: readonly Uint8Array[]): number {
    const { arena, room } = this;
    const table = args.length * ROW_BYTES;
    const size = args.reduce((sum, arg) => sum + arg.length, table);
    if (size > room.end - room.start) arena.grow(room, 2 * size);
    let at = room.start + table;
    for (const [index, arg] of args.entries()) {
      const row = (room.start + index * ROW_BYTES) >>> 2;
      arena.u8.set(arg, at);
      arena.u32[row] = at;
      at += arg.length;
      arena.u32[row + 1] = at;
      arena.f64[(row + 2) >>> 1] = NaN;
    }
    return room.start;
  }
}

/** Copies of the arguments that rows have. */
export function argsOf({ u8, u32 }: Arena, rows: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_arg, index) => {
    const row = (rows + index * ROW_BYTES) >>> 2;
    return u8.slice(u32[row], u32[row + 1]);
  });
}
