/** Tables of spans as objects. A row is u32 start, u32 end, f64 number; see model/sink.ts. */
import type { Arena } from '../bytes/arena.ts';
import type { ByteKeeper } from '../bytes/keeper.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { HashField, StreamField, ZsetMember } from '../model/value.ts';

/** Called with the bytes of each element. */
type Count = (bytes: number) => void;

export class Rows {
  private readonly arena: Arena;
  private readonly keeper: ByteKeeper;
  private readonly count: Count;

  constructor(arena: Arena, keeper: ByteKeeper, count: Count) {
    this.arena = arena;
    this.keeper = keeper;
    this.count = count;
  }

  addItems(items: Uint8Array[], rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const item = this.bytes(rows + ROW_BYTES * i);
      items.push(item);
      this.count(item.length);
    }
  }

  addMembers(members: ZsetMember[], rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + ROW_BYTES * i;
      const member = this.bytes(row);
      members.push({ member, score: this.number(row) });
      this.count(member.length);
    }
  }

  /** Two rows a field, the first with its expiry. */
  addFields(fields: HashField[], rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * ROW_BYTES * i;
      const field = this.bytes(row);
      const value = this.bytes(row + ROW_BYTES);
      const expireAtMs = this.number(row);
      fields.push(Number.isNaN(expireAtMs) ? { field, value } : { field, value, expireAtMs });
      this.count(field.length + value.length);
    }
  }

  /** Two rows a field. */
  addPairs(fields: StreamField[], rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows + 2 * ROW_BYTES * i;
      const field = this.bytes(row);
      const value = this.bytes(row + ROW_BYTES);
      fields.push({ field, value });
      this.count(field.length + value.length);
    }
  }

  bytes(row: number): Uint8Array {
    const { u8, u32 } = this.arena;
    return this.keeper.keep(u8, u32[row >>> 2] ?? 0, u32[(row >>> 2) + 1] ?? 0);
  }

  number(row: number): number {
    return this.arena.f64[(row + 8) >>> 3] ?? NaN;
  }
}
