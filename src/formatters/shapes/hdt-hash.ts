/**
 * A hash as HDT3213/rdb prints it: without repeated fields and in order of their bytes, as Go prints maps. Up to a limit;
 * a larger hash is printed as the file has it, field by field.
 */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { EscapedText } from './escaped-text.ts';

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
      const fieldStart = u32[row] ?? 0;
      const fieldEnd = u32[row + 1] ?? 0;
      const start = u32[second] ?? 0;
      const end = u32[second + 1] ?? 0;
      this.bytes += fieldEnd - fieldStart + end - start + ENTRY;
      if (this.bytes > MOST) break;
      this.entries.set(arena.latin1(fieldStart, fieldEnd), {
        field: u8.slice(fieldStart, fieldEnd),
        value: u8.slice(start, end),
        expireAtMs: f64[(row + 2) >>> 1] ?? NaN,
      });
    }
    if (this.bytes > MOST) this.entries.clear();
  }

  /** In order; undefined if there were too many. */
  sorted(): readonly HashEntry[] | undefined {
    if (this.bytes > MOST) return undefined;
    return [...this.entries.values()].sort((a, b) => Buffer.compare(a.field, b.field));
  }
}

/** The hash and, if its type has such, the expiries of its fields. */
export function printSorted(
  out: ByteWriter,
  text: EscapedText,
  entries: readonly HashEntry[],
  expiring: boolean,
): void {
  out.ascii('"hash":{');
  entries.forEach(({ field, value }, i) => {
    if (i > 0) out.ascii(',');
    text.printBytes(field);
    out.ascii(':');
    text.printBytes(value);
  });
  out.ascii('}');
  // Go takes an empty hash, too, for one whose fields all have an expiry.
  if (entries.length === 0) out.ascii(',"expire":null');
  else if (expiring) {
    out.ascii(',"expire":{');
    entries.forEach(({ field, expireAtMs }, i) => {
      if (i > 0) out.ascii(',');
      text.printBytes(field);
      out.ascii(`:${expiryNumber(expireAtMs)}`);
    });
    out.ascii('}');
  }
}

/** 0: none. */
export function expiryNumber(expireAtMs: number): number {
  return expireAtMs === expireAtMs ? expireAtMs : 0;
}
