/**
 * The one reader of RDB primitives over the arena's window. A unit (a string, an element, a node) is read from the arena's
 * `pos` on; when its last byte is there, `commit` makes it past. If the window ends before, OutOfBytes is thrown and
 * everything since the last commit is read again when more has come.
 */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError, LimitError } from '../errors.ts';
import { FAULTS, NOTICE, SHAPE, STOP } from '../kernels/kernels.ts';

/** Thrown to unwind to the start of the unit; one object, without a stack, because it is no error. */
export const OUT_OF_BYTES = { outOfBytes: true } as const;

export class Cursor {
  readonly arena: Arena;
  /** Strict readers take what servers tolerate as damage. */
  readonly strict: boolean;
  /** Where the next byte of the unit is read. */
  at: number;
  /** The last string read. */
  start = 0;
  stop = 0;
  /** How the last string stood in the file. */
  encoding: 'raw' | 'int' | 'lzf' = 'raw';
  /** Where scratch is free; what lies before is used by spans of this unit. */
  scratchFree: number;
  /** How many bytes from the arena's `pos` on are known to be needed. */
  wanted = 0;

  constructor(arena: Arena, strict: boolean) {
    this.arena = arena;
    this.strict = strict;
    this.at = arena.pos;
    this.scratchFree = arena.scratch.start;
  }

  /** Offset in the source of the next byte. */
  get offset(): number {
    return this.arena.offsetOf(this.at);
  }

  /** The unit is whole; its spans stay valid until the next one is read. */
  commit(): void {
    this.arena.pos = this.at;
    this.scratchFree = this.arena.scratch.start;
  }

  /** Begin the unit again. */
  reset(): void {
    this.at = this.arena.pos;
    this.scratchFree = this.arena.scratch.start;
  }

  /** Make sure that `size` bytes from `at` on are in the window. */
  need(size: number): void {
    if (this.at + size > this.arena.end) this.outOfBytes(size);
  }

  /** Unwind, wanting `size` bytes from `at` on. */
  outOfBytes(size: number): never {
    this.wanted = this.at - this.arena.pos + size;
    throw OUT_OF_BYTES;
  }

  u8(): number {
    this.need(1);
    return this.arena.u8[this.at++] ?? 0;
  }

  u16le(): number {
    this.need(2);
    const value = this.arena.view.getUint16(this.at, true);
    this.at += 2;
    return value;
  }

  u32le(): number {
    this.need(4);
    const value = this.arena.view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  i32le(): number {
    return this.u32le() | 0;
  }

  u64be(): bigint {
    this.need(8);
    const value = this.arena.view.getBigUint64(this.at, false);
    this.at += 8;
    return value;
  }

  u64le(): bigint {
    this.need(8);
    const value = this.arena.view.getBigUint64(this.at, true);
    this.at += 8;
    return value;
  }

  i64le(): bigint {
    this.need(8);
    const value = this.arena.view.getBigInt64(this.at, true);
    this.at += 8;
    return value;
  }

  /** A time in milliseconds: a number, or a bigint where a double does not hold it. */
  timeMs(): number | bigint {
    this.need(8);
    const high = this.arena.view.getInt32(this.at + 4, true);
    if (high >= 0x200000 || high < -0x200000) return this.i64le();
    const low = this.arena.view.getUint32(this.at, true);
    this.at += 8;
    return high * 2 ** 32 + low;
  }

  f32le(): number {
    this.need(4);
    const value = this.arena.view.getFloat32(this.at, true);
    this.at += 4;
    return value;
  }

  f64le(): number {
    this.need(8);
    const value = this.arena.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** A length that may be any 64-bit number. */
  length64(what: string): bigint {
    const value = BigInt.asUintN(64, this.arena.kernels.scanLength(this.at, this.arena.end));
    const { rowsDone, notice, stoppedAt } = this.arena;
    if (rowsDone === STOP.INPUT) this.outOfBytes(this.arena.need);
    if (rowsDone === STOP.FAULT) throw this.badLength(what);
    // Servers take the low six bits of a string encoding for a number; nothing they write has it.
    if (notice === NOTICE.ENCODED_COUNT) throw this.badLength(what);
    this.at = stoppedAt;
    return value;
  }

  /** A length that counts or addresses. */
  length(what: string): number {
    this.need(1);
    const { u8 } = this.arena;
    const first = u8[this.at] ?? 0;
    if (first < 0x40) {
      this.at++;
      return first;
    }
    if (first < 0x80) {
      this.need(2);
      this.at += 2;
      return ((first & 0x3f) << 8) | (u8[this.at - 1] ?? 0);
    }
    const offset = this.offset;
    const value = this.length64(what);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new DecodeError('COUNT', `${what} is ${value}`, offset);
    return Number(value);
  }

  private badLength(what: string): DecodeError {
    const byte = (this.arena.u8[this.at] ?? 0).toString(16).padStart(2, '0');
    return new DecodeError('LENGTH', `no such length encoding 0x${byte} where ${what} is expected`, this.offset);
  }

  /** A string: `start`..`stop` is its span. */
  string(): void {
    const { arena } = this;
    if (this.at >= arena.end) this.outOfBytes(1);
    const first = arena.u8[this.at] ?? 0;
    if (first < 0x40) {
      const start = this.at + 1;
      if (start + first > arena.end) this.outOfBytes(1 + first);
      this.encoding = 'raw';
      this.start = start;
      this.stop = this.at = start + first;
      return;
    }
    this.encoding = first < 0xc0 ? 'raw' : first < 0xc3 ? 'int' : 'lzf';
    for (;;) {
      const { kernels, rows, scratch } = arena;
      const stop = kernels.scanElements(
        this.at,
        arena.end,
        1,
        SHAPE.STRING,
        0,
        rows.start,
        rows.end,
        this.scratchFree,
        scratch.end,
        0,
      );
      if (stop === STOP.DONE) break;
      this.stopped(stop);
    }
    this.at = arena.stoppedAt;
    this.scratchFree = arena.freeAfter;
    this.start = arena.u32[arena.rows.start >>> 2] ?? 0;
    this.stop = arena.u32[(arena.rows.start >>> 2) + 1] ?? 0;
  }

  /** The string as bytes of its own. */
  stringBytes(): Uint8Array {
    this.string();
    return this.arena.u8.slice(this.start, this.stop);
  }

  /**
   * Pass over a string, but for its first `count` bytes: `start`..`stop` is their span, or that of all if there are fewer.
   * @returns the string's length
   */
  head(count: number): number {
    const { arena } = this;
    for (;;) {
      const { kernels, rows, scratch } = arena;
      const stop = kernels.scanHead(this.at, arena.end, count, rows.start, this.scratchFree, scratch.end);
      if (stop === STOP.DONE) break;
      this.stopped(stop);
    }
    this.at = arena.stoppedAt;
    const row = arena.rows.start >>> 2;
    this.start = arena.u32[row] ?? 0;
    this.stop = arena.u32[row + 1] ?? 0;
    return arena.f64[(row + 2) >>> 1] ?? 0;
  }

  /** Pass over `count` strings, all of them in the unit at hand. */
  skipString(count = 1): void {
    const { arena } = this;
    const stop = arena.kernels.skipElements(this.at, arena.end, count, SHAPE.STRING);
    if (stop === STOP.FAULT) throw this.faulted();
    const { stoppedAt } = arena;
    if (stop !== STOP.DONE) this.outOfBytes(stoppedAt - this.at + arena.need);
    this.at = stoppedAt;
  }

  /** Put text into scratch as if it were the last string. */
  digits(text: string): void {
    this.reserve(text.length);
    this.arena.putLatin1(text, this.scratchFree);
    this.claim(text.length);
  }

  /** Put bytes into scratch as if they were the last string. */
  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.arena.u8.set(bytes, this.scratchFree);
    this.claim(bytes.length);
  }

  /** The last string as a row of the table. */
  putRow(index: number): void {
    const { u32, f64, rows } = this.arena;
    const row = (rows.start >>> 2) + 4 * index;
    u32[row] = this.start;
    u32[row + 1] = this.stop;
    f64[(row + 2) >>> 1] = NaN;
  }

  private reserve(size: number): void {
    if (this.scratchFree + size > this.arena.scratch.end) this.growScratch(size);
  }

  private claim(size: number): void {
    this.start = this.scratchFree;
    this.scratchFree += size;
    this.stop = this.scratchFree;
  }

  /** Deal with a kernel that could not go on: unwind, grow scratch, or throw. */
  stopped(stop: number): void {
    const { arena } = this;
    if (stop === STOP.INPUT) this.outOfBytes(arena.need);
    if (stop === STOP.SCRATCH) {
      this.growScratch(arena.need);
      return;
    }
    throw this.faulted();
  }

  /** More scratch. Spans into it, of this unit, stay valid: what they point at moves along only for those read later. */
  private growScratch(need: number): void {
    const { arena } = this;
    const used = this.scratchFree - arena.scratch.start;
    if (used + need > 2 ** 31) throw new LimitError(`a single value inflates to ${need} bytes`, this.offset);
    // The old region stays where it is, so spans in it go on being valid.
    arena.grow(arena.scratch, used + need);
    this.scratchFree = arena.scratch.start;
  }

  /** The fault the last kernel left, at its place. Inside scratch the place is that of the unit. */
  faulted(): DecodeError {
    const { arena } = this;
    const [code, words] = FAULTS[arena.fault] ?? ['LENGTH', 'unknown fault'];
    const at = arena.stoppedAt;
    const inWindow = at >= arena.window.start && at <= arena.end;
    return new DecodeError(code, words, arena.offsetOf(inWindow ? at : this.at));
  }
}
