/** Type 0: a string, handed on whole, or in slices if it is long. Source: rdb-format.md 2.2, 3.1. */
import { LONGEST_INTEGER } from '../../bytes/canonical-integer.ts';
import { DecodeError } from '../../errors.ts';
import { STOP } from '../../kernels/kernels.ts';
import type { Context, ValueDecoder, Looked } from '../context.ts';

/** Strings up to this length are handed on whole. */
const WHOLE = 4 << 20;
/** What a slice of a longer one is. */
const SLICE = 256 * 1024;
/** LZF looks back at most this far; see assembly/lzf.ts. */
const HISTORY = 8192;
const LONGEST_MATCH = 264;
const LZF_RATIO = 88;

export class StringDecoder implements ValueDecoder {
  private readonly context: Context;
  private interest: Looked = 'elements';
  private mode: 'head' | 'slices' | 'skip' | 'inflate' = 'head';
  /** Bytes of the file that are left of a long string. */
  private left = 0;
  /** Bytes that are still to come out of LZF. */
  private inflated = 0;
  /** How much of the last output, at the front of scratch, back references may touch. */
  private history = 0;
  private offset = 0;

  constructor(context: Context) {
    this.context = context;
  }

  begin(interest: Looked): void {
    this.interest = interest;
    this.mode = 'head';
  }

  step(): boolean {
    if (this.mode === 'head') return this.head();
    if (this.mode === 'skip') return this.skip();
    return this.mode === 'slices' ? this.slice() : this.inflate();
  }

  private head(): boolean {
    const { cursor, sink } = this.context;
    if (this.long()) return false;
    cursor.string();
    if (this.interest !== 'skip') sink.string(cursor.start, cursor.stop, true);
    cursor.commit();
    return true;
  }

  /** Read the head of a string too long to be held; of any, where its bytes are not wanted. False: it is to be read whole. */
  private long(): boolean {
    const { cursor } = this.context;
    cursor.need(1);
    const first = this.context.arena.u8[cursor.at] ?? 0;
    if (first < 0x40 || (first >= 0xc0 && first !== 0xc3)) return false;
    const { at, offset } = cursor;
    const passed = this.interest !== 'elements';
    const whole = passed ? 0 : WHOLE;
    if (first !== 0xc3) {
      const length = cursor.length('a string length');
      if (length > whole) {
        this.declare(length, offset);
        this.left = length;
        this.mode = passed ? 'skip' : 'slices';
        if (this.interest === 'sizes') this.context.sink.string(0, length, true);
        cursor.commit();
        return true;
      }
    } else {
      cursor.u8();
      const packed = cursor.length('a compressed length');
      const length = cursor.length('an uncompressed length');
      if (length > packed * LZF_RATIO) {
        throw new DecodeError('LZF', `${packed} bytes cannot inflate to ${length}`, offset);
      }
      // What may be an integer is read whole, to know.
      if (this.interest === 'sizes' && length <= LONGEST_INTEGER) {
        cursor.at = at;
        return false;
      }
      if (length > whole || packed > whole) {
        this.declare(packed, offset);
        this.left = packed;
        this.inflated = length;
        this.history = 0;
        this.offset = offset;
        this.mode = passed ? 'skip' : 'inflate';
        if (this.interest === 'sizes') this.context.sink.string(0, length, true);
        cursor.commit();
        return true;
      }
    }
    cursor.at = at;
    return false;
  }

  /** A declared length must be there, where the source's size is known. */
  private declare(length: number, offset: number): void {
    const left = this.context.left();
    if (left !== undefined && length > left) {
      throw new DecodeError('TRUNCATED', `a string of ${length} bytes where only ${left} are left`, offset);
    }
  }

  private slice(): boolean {
    const { cursor, sink } = this.context;
    const there = Math.min(this.left, this.context.arena.end - cursor.at, SLICE);
    if (there === 0 && this.left > 0) cursor.outOfBytes(1);
    this.left -= there;
    sink.string(cursor.at, cursor.at + there, this.left === 0);
    cursor.at += there;
    cursor.commit();
    return this.left === 0;
  }

  private inflate(): boolean {
    const { arena, cursor, sink } = this.context;
    const room = HISTORY + SLICE + LONGEST_MATCH;
    if (arena.scratch.end - arena.scratch.start < room) arena.grow(arena.scratch, room, this.history);
    const { kernels, scratch } = arena;
    const from = scratch.start + this.history;
    const there = Math.min(this.left, arena.end - cursor.at);
    const last = there === this.left;
    const stop = kernels.lzfInflate(
      cursor.at,
      cursor.at + there,
      arena.end,
      scratch.start,
      from,
      scratch.end,
      scratch.end,
      0,
    );
    if (stop === STOP.FAULT) throw cursor.faulted();
    const used = arena.stoppedAt - cursor.at;
    const to = arena.freeAfter;
    const over = used === this.left;
    if (to - from > this.inflated || (over && to - from !== this.inflated) || (stop === STOP.INPUT && last)) {
      throw new DecodeError('LZF', 'LZF data does not inflate to the declared length', this.offset);
    }
    if (stop === STOP.INPUT && used === 0) cursor.outOfBytes(there + 1);
    if (there === 0 && !over) cursor.outOfBytes(1);
    this.left -= used;
    this.inflated -= to - from;
    if (to > from || over) sink.string(from, to, over);
    this.history = Math.min(HISTORY, to - scratch.start);
    arena.u8.copyWithin(scratch.start, to - this.history, to);
    cursor.at += used;
    cursor.commit();
    return over;
  }

  private skip(): boolean {
    const { arena, cursor } = this.context;
    const there = Math.min(this.left, arena.end - cursor.at);
    if (there === 0 && this.left > 0) cursor.outOfBytes(1);
    this.left -= there;
    cursor.at += there;
    cursor.commit();
    return this.left === 0;
  }
}
