/**
 * One WebAssembly memory with the regions the core works in, so that a *span* is two addresses and kernels need no copy.
 *
 *   kernels' tables | window (input) | scratch (inflated strings, digits) | rows | output
 *
 * A region that has to grow moves to the end of the memory. Growing the memory detaches views: take `u8`, `view` anew
 * after anything that may grow.
 */
import { LimitError } from '../errors.ts';
import { loadKernels, ROW_BYTES, type Kernels } from '../kernels/kernels.ts';

const PAGE = 65536;
/** The window has room for so much from the start, and less where less comes. */
const WINDOW = 512 * 1024;
const LEAST_WINDOW = 64 * 1024;
const SCRATCH = 128 * 1024;
const OUTPUT = 256 * 1024;
/** Divides by 2 and 3, so that pairs and triples come out whole. */
const ROWS = 1536;
/** Addresses stay positive as 32-bit integers. */
const LARGEST = 2 ** 31 - PAGE;

export interface Region {
  start: number;
  end: number;
}

export class Arena {
  readonly kernels: Kernels;
  u8: Uint8Array;
  private buffer: Buffer;
  view: DataView;
  u32: Uint32Array;
  f64: Float64Array;

  /** The input: bytes from `pos` to `end` are there and not yet decoded. */
  readonly window: Region;
  pos: number;
  end: number;
  /** Offset in the source of the window's first byte. */
  base = 0;

  readonly scratch: Region;
  readonly rows: Region;
  private free: number;
  private readonly registers: number;

  /**
   * Memory counts with the garbage collector, which stops everything for each 64 MB: no more is taken than is needed soon.
   *
   * @param bytes - how many come through the window; 0 if none do but values that are put there whole
   */
  constructor(bytes = Infinity) {
    const { kernels, free } = loadKernels();
    this.kernels = kernels;
    this.registers = kernels.registers() >>> 2;
    this.free = align(free);
    this.u8 = new Uint8Array();
    this.buffer = Buffer.alloc(0);
    this.view = new DataView(new ArrayBuffer(0));
    this.u32 = new Uint32Array();
    this.f64 = new Float64Array();
    // Twice, so that all of it fits and as much is free to be read into.
    this.window = this.reserve(Math.min(LEAST_WINDOW + 2 * bytes, WINDOW));
    this.scratch = this.reserve(SCRATCH);
    this.rows = this.reserve(ROWS * ROW_BYTES);
    // Once for all of them: each growth makes a buffer and its views anew.
    this.provide();
    this.pos = this.window.start;
    this.end = this.window.start;
  }

  // What a kernel left in its registers; see assembly/status.ts.
  get stoppedAt(): number {
    return this.u32[this.registers] ?? 0;
  }
  get rowsDone(): number {
    return this.u32[this.registers + 1] ?? 0;
  }
  get freeAfter(): number {
    return this.u32[this.registers + 2] ?? 0;
  }
  get notice(): number {
    return this.u32[this.registers + 3] ?? 0;
  }
  /** For callers that go on over several calls of a kernel. */
  setNotice(bits: number): void {
    this.u32[this.registers + 3] = bits;
  }
  get fault(): number {
    return this.u32[this.registers + 4] ?? 0;
  }
  get need(): number {
    return this.f64[(this.registers + 6) >>> 1] ?? 0;
  }

  /** Offset in the source of an address in the window. */
  offsetOf(address: number): number {
    return this.base + address - this.window.start;
  }

  /** Bytes as text, each as the character of the same number. */
  latin1(start: number, end: number): string {
    return this.buffer.toString('latin1', start, end);
  }

  /** Such text as bytes. */
  putLatin1(text: string, at: number): void {
    this.buffer.write(text, at, 'latin1');
  }

  /** Text as UTF-8; gives the end. The caller has made room. */
  putText(text: string, at: number): number {
    return at + this.buffer.write(text, at, 'utf8');
  }

  /** A region of `size` bytes that stays where it is. */
  allocate(size: number): Region {
    const region = this.reserve(size);
    this.provide();
    return region;
  }

  /** The same, before there is memory for it. */
  private reserve(size: number): Region {
    const start = this.free;
    const end = start + size;
    if (end > LARGEST) throw new LimitError(`a single value needs more than ${LARGEST} bytes of memory`);
    this.free = align(end);
    return { start, end };
  }

  /**
   * Make `region` at least `size` bytes, keeping what stands in its first `keep` bytes. Its addresses change, unless it is
   * kept and the last in the memory. Of one that is not kept, what stood in it stays readable where it was.
   */
  grow(region: Region, size: number, keep = 0): void {
    const room = Math.max(size, Math.min(2 * (region.end - region.start), size + (64 << 20)));
    if (keep > 0 && align(region.end) === this.free && region.start + room <= LARGEST) {
      region.end = region.start + room;
      this.free = align(region.end);
      this.provide();
      return;
    }
    const larger = this.allocate(room);
    this.u8.copyWithin(larger.start, region.start, region.start + keep);
    region.start = larger.start;
    region.end = larger.end;
  }

  /** Drop the window's bytes before `from`, and make room for `size` bytes from there on. */
  slide(from: number, size: number): void {
    const kept = this.end - from;
    const moved = from - this.window.start;
    this.u8.copyWithin(this.window.start, from, this.end);
    this.base += moved;
    this.pos -= moved;
    this.end -= moved;
    if (size > this.window.end - this.window.start) {
      const before = this.window.start;
      this.grow(this.window, size, kept);
      this.pos += this.window.start - before;
      this.end += this.window.start - before;
    }
  }

  /** A region for output: each writer has its own. */
  takeOutput(): Region {
    return this.allocate(OUTPUT);
  }

  /** The free part of the window. */
  room(): Uint8Array {
    return this.u8.subarray(this.end, this.window.end);
  }

  /** Start anew with an empty window at `offset` of the source. */
  restart(offset: number): void {
    this.base = offset;
    this.pos = this.window.start;
    this.end = this.window.start;
  }

  /** See that the memory reaches up to `free`. */
  private provide(): void {
    const { memory } = this.kernels;
    const short = this.free - memory.buffer.byteLength;
    try {
      if (short > 0) memory.grow(Math.ceil(short / PAGE));
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new LimitError(`no memory for a single value: ${this.free} bytes are needed`);
    }
    if (this.u8.buffer !== memory.buffer) this.lookAgain();
  }

  private lookAgain(): void {
    const { buffer } = this.kernels.memory;
    this.u8 = new Uint8Array(buffer);
    this.buffer = Buffer.from(buffer);
    this.view = new DataView(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }
}

function align(address: number): number {
  return (address + 63) & ~63;
}
