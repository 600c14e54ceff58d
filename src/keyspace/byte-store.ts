/**
 * Memory for records of bytes that only grows at its end. Addresses count units of eight bytes, so 32 bits reach over 32 GiB;
 * a record never crosses a segment. A small store is one buffer that doubles; a large one takes segments of 1 MiB, and of
 * more for records that need it, so that growing never copies much.
 */

export const UNIT = 8;
const SEGMENT = 1 << 20;
const SEGMENT_UNITS = SEGMENT / UNIT;
/** An address shifted by this is the number of its segment. */
const SHIFT = 17;
const FIRST = 64;
/** What 32 bits can address. */
const MOST_UNITS = 2 ** 32 - SEGMENT_UNITS;
/** Longer ones are never in the pool. */
const POOLED = 4096;
const NOTHING = new Uint8Array();
const NO_VIEW = new DataView(NOTHING.buffer);

export class ByteStore {
  /** The segment that `locate` found, and where in it the address is. */
  bytes: Uint8Array;
  view: DataView;
  at = 0;

  /** Undefined while there is one: most collections are small, and there may be millions. */
  private segments: Segments | undefined;
  /** The next record begins here, if it fits before `limit`. */
  private next = 0;
  private limit: number;
  private released = 0;

  constructor() {
    this.bytes = zeros(FIRST);
    this.view = viewOn(this.bytes);
    this.limit = FIRST / UNIT;
  }

  /** One past the last address that was given. */
  get end(): number {
    return this.next;
  }

  /** Room for `size` bytes, set to nothing in particular. Records located before may have moved to another buffer. */
  allocate(size: number): number {
    const units = Math.ceil(size / UNIT);
    if (this.next + units > this.limit) this.grow(units);
    const address = this.next;
    this.next += units;
    return address;
  }

  locate(address: number): void {
    const { segments } = this;
    if (segments === undefined) {
      this.at = address * UNIT;
      return;
    }
    const segment = address >>> SHIFT;
    // All three have an entry for each address that was given.
    this.bytes = segments.buffers[segment] ?? this.bytes;
    this.view = segments.views[segment] ?? this.view;
    this.at = (address - (segments.bases[segment] ?? 0)) * UNIT;
  }

  /** Give back the memory of segments before that of `address`: nothing in them is located again. */
  releaseBefore(address: number): void {
    const { segments } = this;
    if (segments === undefined) return;
    for (const to = address >>> SHIFT; this.released < to; this.released++) {
      segments.buffers[this.released] = NOTHING;
      segments.views[this.released] = NO_VIEW;
    }
  }

  /** Where records go on behind `address`, in case a segment's end was left free there. */
  follow(address: number): number {
    return this.gaps?.get(address) ?? address;
  }

  /** Ends of segments that were too short for the next record: first free unit, and where the next record stands. */
  private gaps: Map<number, number> | undefined;

  private grow(units: number): void {
    if (this.segments === undefined && this.next + units <= SEGMENT_UNITS && this.limit < SEGMENT_UNITS) {
      this.double(units);
      return;
    }
    this.segments ??= { buffers: [this.bytes], views: [this.view], bases: [0] };
    const { buffers, views, bases } = this.segments;
    const count = Math.ceil(units / SEGMENT_UNITS);
    const start = buffers.length * SEGMENT_UNITS;
    if (start + count * SEGMENT_UNITS > MOST_UNITS) throw new RangeError('a collection of more than 32 GiB');
    const buffer = new Uint8Array(count * SEGMENT);
    const view = new DataView(buffer.buffer);
    for (let i = 0; i < count; i++) {
      buffers.push(buffer);
      views.push(view);
      bases.push(start);
    }
    if (this.next !== start) {
      this.gaps ??= new Map();
      this.gaps.set(this.next, start);
    }
    this.next = start;
    this.limit = start + count * SEGMENT_UNITS;
  }

  private double(units: number): void {
    const size = Math.min(SEGMENT_UNITS, Math.max(2 * this.limit, this.next + units)) * UNIT;
    const larger = zeros(size);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = viewOn(larger);
    this.limit = size / UNIT;
  }
}

interface Segments {
  readonly buffers: Uint8Array[];
  readonly views: DataView[];
  /** Where the segment's buffer starts, in units. A large buffer stands for several segments. */
  readonly bases: number[];
}

/** Short ones are cut from Node's pool, as a buffer of its own takes hundreds of bytes beside its contents. */
function zeros(size: number): Uint8Array {
  if (size > POOLED) return new Uint8Array(size);
  const { buffer, byteOffset } = Buffer.allocUnsafe(size);
  return new Uint8Array(buffer, byteOffset, size).fill(0);
}

function viewOn({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
