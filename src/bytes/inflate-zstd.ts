/**
 * zstd in plain JavaScript (fzstd). It looks at no checksum of zstd's own: damage that leaves the structure whole is for the
 * RDB checksum to find.
 */
import { Decompress } from 'fzstd';
import { LimitError } from '../errors.ts';
import { ZstdFrames, type ZstdUnit } from './zstd-frame.ts';

/** The longest header of a frame. */
const SHORT = 18;

/** Where these bytes stand in a frame. Source: RFC 8878, 3.1.1.1. */
const DESCRIPTOR = 4;
const WINDOW = 5;
const SINGLE_SEGMENT = 0x20;
const WINDOW_128K = 7 << 3;

/** Inflates the units that ZstdFrames measures, one after another. */
export class ZstdInflater {
  private readonly plain: Uint8Array[] = [];
  private frame = this.open();

  /**
   * @param bytes - exactly the unit
   * @returns what there is of plaintext: at most 128 KiB, and what fzstd held back of the unit before
   * @throws DecodeError COMPRESSION
   */
  inflate(unit: ZstdUnit, bytes: Uint8Array, frames: ZstdFrames): Uint8Array {
    // One for each frame: fzstd calls itself at the end of a frame, and many small ones would exhaust the stack.
    if (unit.first) this.frame = this.open();
    this.plain.length = 0;
    try {
      this.frame.push(this.piece(unit, bytes), unit.last);
    } catch (cause) {
      throw frames.damage(`the zstd data is damaged: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    return this.plain.length === 1 ? (this.plain[0] ?? bytes) : Buffer.concat(this.plain);
  }

  private piece(unit: ZstdUnit, bytes: Uint8Array): Uint8Array {
    // What is too short to be a frame it keeps until more has come, so that must be its own. Longer pieces must not be copies:
    // it holds on to each until the frame ends.
    const own = bytes.length < SHORT ? bytes.slice() : bytes;
    const single = ((own[DESCRIPTOR] ?? 0) & SINGLE_SEGMENT) !== 0;
    if (!unit.first || !unit.last || single || (own[WINDOW] ?? 0) <= WINDOW_128K) return own;
    // Nothing looks back past a frame of one block: of many small ones, each would fill a window of megabytes with zeros.
    const small = own.slice();
    small[WINDOW] = WINDOW_128K;
    return small;
  }

  private open(): Decompress {
    return new Decompress((piece) => this.plain.push(piece));
  }
}

/**
 * Inflate zstd data that is whole and in memory: any number of frames.
 *
 * @param most - bytes that it may inflate to
 * @param offset - where it stands in the source, for errors
 * @throws DecodeError COMPRESSION, LimitError, UnsupportedError
 */
export function inflateZstd(bytes: Uint8Array, most: number, offset = 0): Uint8Array {
  const frames = new ZstdFrames(offset);
  const inflater = new ZstdInflater();
  const plain: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  while (at < bytes.length || !frames.between) {
    const there = bytes.subarray(at);
    if (there.length < frames.wanted) throw frames.truncated(there.length);
    const unit = frames.measure(there);
    if (unit === undefined) continue;
    if (unit.size > there.length) throw frames.truncated(there.length);
    const piece = unit.kind === 'block' ? inflater.inflate(unit, there.subarray(0, unit.size), frames) : undefined;
    frames.pass(unit, piece?.length ?? 0);
    at += unit.size;
    length += piece?.length ?? 0;
    if (length > most) throw new LimitError(`the zstd data inflates to more than ${most} bytes`, offset);
    if (piece !== undefined) plain.push(piece);
  }
  return Buffer.concat(plain, length);
}
