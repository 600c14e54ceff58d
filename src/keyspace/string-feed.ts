/** Short strings with their keys, handed on many at a time. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { StringKeys } from '../model/sink.ts';
import type { KeyInfo } from './database.ts';
import { copyInto, type Span } from './span.ts';

/** Bytes of a key and its value at most. */
const SHORT = 4096;
const ROW_WORDS = ROW_BYTES / 4;

export class StringFeed {
  private readonly db: number;
  private readonly arena: Arena;
  private readonly deliver: (keys: StringKeys) => void;
  private count = 0;
  private free: number;

  constructor(db: number, arena: Arena, deliver: (keys: StringKeys) => void) {
    this.db = db;
    this.arena = arena;
    this.deliver = deliver;
    this.free = arena.scratch.start;
  }

  takes(key: Span, value: Span, { expireAtMs, idleSeconds, freq, extras }: KeyInfo): boolean {
    const plain = idleSeconds === undefined && freq === undefined && extras === undefined;
    return plain && typeof expireAtMs !== 'bigint' && key.end - key.start + value.end - value.start <= SHORT;
  }

  /** One key; `takes` has said yes. @param expireAtMs - NaN: none */
  put(key: Span, value: Span, expireAtMs: number): void {
    const { arena } = this;
    const { rows, scratch } = arena;
    const full = rows.start + (this.count + 1) * 2 * ROW_BYTES > rows.end || this.free + SHORT > scratch.end;
    if (full) this.flush();
    const row = (arena.rows.start >>> 2) + this.count * 2 * ROW_WORDS;
    this.row(row, key, expireAtMs);
    // There is no record in a file.
    this.row(row + ROW_WORDS, value, 0);
    this.count++;
  }

  /** Hand on what is there. */
  flush(): void {
    const { arena, db, count } = this;
    if (count > 0) this.deliver({ db, encoding: 'raw', count, rows: arena.rows.start, offset: 0 });
    this.count = 0;
    this.free = this.arena.scratch.start;
  }

  private row(row: number, { bytes, start, end }: Span, number: number): void {
    const { arena, free } = this;
    copyInto(bytes, start, end, arena.u8, free);
    this.free = free + end - start;
    arena.u32[row] = free;
    arena.u32[row + 1] = this.free;
    arena.f64[(row + 2) >>> 1] = number;
  }
}
