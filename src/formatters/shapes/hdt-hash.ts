/**
 * A hash as HDT3213/rdb prints it: without repeated fields and in order of their bytes, as Go prints maps. Up to a limit;
 * a larger hash is printed as the file has it, field by field.
 */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';

/** Bytes of fields and values that are kept for sorting. */
const MOST = 16 << 20;
/** What an entry takes beside them. */
const ENTRY = 200;

export interface HashEntry {
  readonly field: Uint8Array;
  readonly value: Uint8Array;
  /** NaN: none. */
  readonly expireAtMs: number;
}

export class HdtHash {
  private entries = new Map<string, HashEntry>();
  private bytes = 0;

  clear(): void {
    if (this.entries.size > 0) this.entries = new Map();
    this.bytes = 0;
  }

  /** Keep fields, two rows each. */
  add(arena: Arena, rows: number, count: number): void {
    const { u8, u32, f64 } = arena;
    for (let i = 0; i < count && this.bytes <= MOST; i++) {
      const row = (rows + 2 * ROW_BYTES * i) >>> 2;
      const second = row + (ROW_BYTES >>> 2);
      const field = u8.slice(u32[row] ?? 0, u32[row + 1] ?? 0);
      const value = u8.slice(u32[second] ?? 0, u32[second + 1] ?? 0);
      this.bytes += field.length + value.length + ENTRY;
      this.entries.set(Buffer.from(field).toString('latin1'), { field, value, expireAtMs: f64[(row + 2) >>> 1] ?? NaN });
    }
    if (this.bytes > MOST) this.entries.clear();
  }

  /** In order; undefined if there were too many. */
  sorted(): readonly HashEntry[] | undefined {
    if (this.bytes > MOST) return undefined;
    return [...this.entries.values()].sort((a, b) => Buffer.compare(a.field, b.field));
  }
}
