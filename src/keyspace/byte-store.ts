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
const NOTHING = new Uint8Array();
const NO_VIEW = new DataView(NOTHING.buffer);

export class ByteStore {
  /** The segment that `locate` found, and where in it the address is. */
  bytes: Uint8Array;
  view: DataView;
  at = 0;

  private readonly buffers: Uint8Array[] = [];
  private readonly views: DataView[] = [];
  /** Where the segment's buffer starts, in units. A large buffer stands for several segments. */
  private readonly bases: number[] = [];
  /** The next record begins here, if it fits before `limit`. */
  private next = 0;
  private limit: number;
  private released = 0;

  constructor() {
    this.bytes = new Uint8Array(FIRST);
    this.view = new DataView(this.bytes.buffer);
    this.buffers.push(this.bytes);
    this.views.push(this.view);
    this.bases.push(0);
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
    const segment = address >>> SHIFT;
    // All three have an entry for each address that was given.
    this.bytes = this.buffers[segment] ?? this.bytes;
    this.view = this.views[segment] ?? this.view;
    this.at = (address - (this.bases[segment] ?? 0)) * UNIT;
  }

  /** Give back the memory of segments before that of `address`: nothing in them is located again. */
  releaseBefore(address: number): void {
    for (const to = address >>> SHIFT; this.released < to; this.released++) {
      this.buffers[this.released] = NOTHING;
      this.views[this.released] = NO_VIEW;
    }
  }

  /** Where records go on behind `address`, in case a segment's end was left free there. */
  follow(address: number): number {
    return this.gaps?.get(address) ?? address;
  }

  /** Ends of segments that were too short for the next record: first free unit, and where the next record stands. */
  private gaps: Map<number, number> | undefined;

  private grow(units: number): void {
    if (this.buffers.length === 1 && this.next + units <= SEGMENT_UNITS && this.limit < SEGMENT_UNITS) {
      this.double(units);
      return;
    }
    const segments = Math.ceil(units / SEGMENT_UNITS);
    const start = this.buffers.length * SEGMENT_UNITS;
    if (start + segments * SEGMENT_UNITS > MOST_UNITS) throw new RangeError('a collection of more than 32 GiB');
    const buffer = new Uint8Array(segments * SEGMENT);
    const view = new DataView(buffer.buffer);
    for (let i = 0; i < segments; i++) {
      this.buffers.push(buffer);
      this.views.push(view);
      this.bases.push(start);
    }
    if (this.next !== start) {
      this.gaps ??= new Map();
      this.gaps.set(this.next, start);
    }
    this.next = start;
    this.limit = start + segments * SEGMENT_UNITS;
  }

  private double(units: number): void {
    const size = Math.min(SEGMENT_UNITS, Math.max(2 * this.limit, this.next + units)) * UNIT;
    const larger = new Uint8Array(size);
    larger.set(this.buffers[0] ?? this.bytes);
    this.buffers[0] = larger;
    this.views[0] = new DataView(larger.buffer);
    this.bytes = larger;
    this.view = this.views[0];
    this.limit = size / UNIT;
  }
}
