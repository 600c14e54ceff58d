/**
 * Bytes as they come in, taken as lines and as pieces of a known length. Each byte is looked at once, however the stream is
 * cut; memory for a piece is taken as its bytes arrive, never because a length was announced.
 */
import { LimitError } from '../errors.ts';

const LF = 0x0a;
/** The least that is taken for a piece that is not whole. */
const LEAST = 1024;

export class Feed {
  /** Offset in the stream of the next byte to be taken. */
  offset = 0;
  private readonly chunks: Uint8Array[] = [];
  /** How many of the chunks are used up, and how far the one after them is. */
  private used = 0;
  private at = 0;
  /** What of a line or piece has come, while it is not whole. */
  private held = new Uint8Array();
  private heldBytes = 0;

  /** The bytes must stay as they are until they are taken. */
  push(bytes: Uint8Array): void {
    // A Buffer's `slice` is no copy.
    if (bytes.length > 0) this.chunks.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  /** Where the line or piece begins that is taken next. */
  get start(): number {
    return this.offset - this.heldBytes;
  }

  /** Whether nothing is there, and nothing is begun. */
  get isEmpty(): boolean {
    return this.heldBytes === 0 && this.chunk() === undefined;
  }

  /** The first byte of what is taken next. */
  peek(): number | undefined {
    return this.heldBytes > 0 ? this.held[0] : this.chunk()?.[this.at];
  }

  /**
   * A line without its LF, valid until the next call; undefined while it is not whole.
   * @param tooLong - what to throw of a line of more than `most` bytes
   */
  line(most: number, tooLong: (offset: number) => Error): Uint8Array | undefined {
    const { start } = this;
    for (let chunk = this.chunk(); chunk !== undefined; chunk = this.chunk()) {
      const lf = chunk.indexOf(LF, this.at);
      const end = lf < 0 ? chunk.length : lf;
      if (this.heldBytes + end - this.at > most) throw tooLong(start);
      if (lf >= 0) {
        const line = this.join(chunk, end, most);
        this.pass(end + 1);
        return line;
      }
      this.hold(chunk, end, most);
      this.pass(end);
    }
    return undefined;
  }

  /** A copy of the next `size` bytes; undefined while they are not there. */
  bytes(size: number): Uint8Array | undefined {
    for (let chunk = this.chunk(); chunk !== undefined; chunk = this.chunk()) {
      const end = Math.min(chunk.length, this.at + size - this.heldBytes);
      const whole = this.heldBytes + end - this.at === size;
      if (whole && this.heldBytes === 0) {
        const copy = chunk.slice(this.at, end);
        this.pass(end);
        return copy;
      }
      this.hold(chunk, end, size);
      this.pass(end);
      if (whole) return this.release();
    }
    return undefined;
  }

  private chunk(): Uint8Array | undefined {
    return this.chunks[this.used];
  }

  /** The current chunk is taken up to `end`. */
  private pass(end: number): void {
    const chunk = this.chunk();
    if (chunk === undefined) return;
    this.offset += end - this.at;
    this.at = end;
    if (end < chunk.length) return;
    this.at = 0;
    this.used++;
    // Dropping chunks one by one would move all the others each time.
    if (this.used === this.chunks.length || this.used === 1024) {
      this.chunks.splice(0, this.used);
      this.used = 0;
    }
  }

  private join(chunk: Uint8Array, end: number, most: number): Uint8Array {
    if (this.heldBytes === 0) return chunk.subarray(this.at, end);
    this.hold(chunk, end, most);
    const line = this.held.subarray(0, this.heldBytes);
    this.heldBytes = 0;
    return line;
  }

  /** Keep the current chunk up to `end`, of a piece of at most `most` bytes. */
  private hold(chunk: Uint8Array, end: number, most: number): void {
    const needed = this.heldBytes + end - this.at;
    if (needed > this.held.length) {
      const larger = allocate(Math.max(needed, Math.min(most, Math.max(LEAST, 2 * needed))), this.offset);
      larger.set(this.held.subarray(0, this.heldBytes));
      this.held = larger;
    }
    this.held.set(chunk.subarray(this.at, end), this.heldBytes);
    this.heldBytes = needed;
  }

  /** What is held, as bytes of their own. */
  private release(): Uint8Array {
    const { held, heldBytes } = this;
    this.heldBytes = 0;
    if (held.length !== heldBytes) return held.slice(0, heldBytes);
    this.held = new Uint8Array();
    return held;
  }
}

function allocate(size: number, offset: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LimitError(`no memory for a string of ${size} bytes`, offset);
  }
}
