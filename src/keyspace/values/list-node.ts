/**
 * A piece of a list: elements one behind another in a buffer that has room before and behind them.
 *
 *   element = length | bytes | length        so that it can be read from both sides
 *   length  = u8 up to 254 | u8 255 next to the border of the element, u32 next to the bytes
 */
import { copyInto, type Span } from '../span.ts';

export type Side = 'front' | 'back';

/** Bytes of elements in a node, but for one element that is longer. */
const FULL = 8192;
const FIRST = 64;
const LONG = 255;
const SHORT_LENGTH = 1;
const LONG_LENGTH = 5;

export class ListNode {
  previous: ListNode | undefined;
  next: ListNode | undefined;
  count = 0;
  private bytes: Uint8Array;
  private start: number;
  private end: number;

  /** @param growing - the side at which elements will come: the room is at that side, and all of it; none: there is little room */
  constructor(growing?: Side) {
    this.bytes = allocate(growing === undefined ? FIRST : FULL);
    this.start = growing === 'front' ? FULL : 0;
    this.end = this.start;
  }

  /** False: it is full, and nothing is changed. */
  push(side: Side, element: Span): boolean {
    const size = sizeOf(element.end - element.start);
    if (!this.provide(side, size)) return false;
    const at = side === 'front' ? this.start - size : this.end;
    this.put(at, element);
    if (side === 'front') this.start = at;
    else this.end += size;
    this.count++;
    return true;
  }

  /** Drop the element at an end, if there is one. */
  pop(side: Side): void {
    if (this.count === 0) return;
    const size = this.sizeAt(side);
    if (side === 'front') this.start += size;
    else this.end -= size;
    this.count--;
  }

  clear(): void {
    this.end = this.start;
    this.count = 0;
  }

  /** Where the element of an index is; the nearer end is where the search begins. */
  locate(index: number): number {
    if (index <= this.count >>> 1) {
      let at = this.start;
      for (let i = 0; i < index; i++) at = this.after(at);
      return at;
    }
    let at = this.end;
    for (let i = this.count; i > index; i--) at -= this.sizeBefore(at);
    return at;
  }

  /** Enter where each element stands, in order, from `index` of `places` on. */
  locateAll(places: Uint32Array, index: number): void {
    let i = index;
    for (let at = this.start; at < this.end; at = this.after(at)) places[i++] = at;
  }

  /** The element that stands at `at`, until the node changes. */
  read(at: number): Span {
    const { bytes } = this;
    const first = bytes[at] ?? 0;
    if (first < LONG) return { bytes, start: at + SHORT_LENGTH, end: at + SHORT_LENGTH + first };
    const start = at + LONG_LENGTH;
    return { bytes, start, end: start + readWord(this.bytes, at + 1) };
  }

  *[Symbol.iterator](): Generator<Span> {
    for (let at = this.start; at < this.end; at = this.after(at)) yield this.read(at);
  }

  /** Put an element before the one at `at`. False: there is no room, and nothing is changed. */
  insert(at: number, element: Span): boolean {
    const size = sizeOf(element.end - element.start);
    const before = at - this.start;
    if (!this.provide('back', size)) return false;
    const place = this.start + before;
    this.bytes.copyWithin(place + size, place, this.end);
    this.put(place, element);
    this.end += size;
    this.count++;
    return true;
  }

  remove(at: number): void {
    const next = this.after(at);
    this.bytes.copyWithin(at, next, this.end);
    this.end -= next - at;
    this.count--;
  }

  countOf(element: Span): number {
    let found = 0;
    for (let at = this.start; at < this.end; at = this.after(at)) if (this.isAt(at, element)) found++;
    return found;
  }

  /** The index of the first element that is equal to `element`, or -1. */
  indexOf(element: Span): number {
    let index = 0;
    for (let at = this.start; at < this.end; at = this.after(at), index++) if (this.isAt(at, element)) return index;
    return -1;
  }

  /** Remove elements that are equal to `element`, `most` of them, after `spared` that stay. @returns how many it removed */
  removeEqual(element: Span, spared: number, most: number): number {
    const { bytes } = this;
    let seen = 0;
    let removed = 0;
    let kept = this.start;
    let at = this.start;
    while (at < this.end && removed < most) {
      const next = this.after(at);
      if (this.isAt(at, element) && ++seen > spared) removed++;
      else {
        if (kept !== at) bytes.copyWithin(kept, at, next);
        kept += next - at;
      }
      at = next;
    }
    if (removed > 0) bytes.copyWithin(kept, at, this.end);
    this.end -= at - kept;
    this.count -= removed;
    return removed;
  }

  private isAt(at: number, { bytes, start, end }: Span): boolean {
    const own = this.bytes;
    const first = own[at] ?? 0;
    const length = end - start;
    if (first < LONG ? first !== length : readWord(own, at + 1) !== length) return false;
    const shift = at + (first < LONG ? SHORT_LENGTH : LONG_LENGTH) - start;
    for (let i = start; i < end; i++) if (own[i + shift] !== bytes[i]) return false;
    return true;
  }

  /** Move the elements from `at` on, the first of which has this index, into a node of their own. */
  split(at: number, index: number): ListNode {
    const node = new ListNode();
    node.take(this.bytes, at, this.end, this.count - index);
    this.end = at;
    this.count = index;
    return node;
  }

  copy(): ListNode {
    const node = new ListNode();
    node.take(this.bytes, this.start, this.end, this.count);
    return node;
  }

  /** Take over a copy of elements. */
  private take(bytes: Uint8Array, start: number, end: number, count: number): void {
    this.bytes = allocate(end - start);
    this.bytes.set(bytes.subarray(start, end));
    this.start = 0;
    this.end = end - start;
    this.count = count;
  }

  private after(at: number): number {
    const length = this.bytes[at] ?? 0;
    return at + sizeOf(length < LONG ? length : readWord(this.bytes, at + 1));
  }

  private sizeBefore(end: number): number {
    const length = this.bytes[end - 1] ?? 0;
    return sizeOf(length < LONG ? length : readWord(this.bytes, end - LONG_LENGTH));
  }

  private sizeAt(side: Side): number {
    return side === 'front' ? this.after(this.start) - this.start : this.sizeBefore(this.end);
  }

  private put(at: number, { bytes, start, end }: Span): void {
    const length = end - start;
    const own = this.bytes;
    if (length < LONG) {
      own[at] = length;
      copyInto(bytes, start, end, own, at + SHORT_LENGTH);
      own[at + SHORT_LENGTH + length] = length;
      return;
    }
    own[at] = LONG;
    writeWord(own, at + 1, length);
    own.set(bytes.subarray(start, end), at + LONG_LENGTH);
    writeWord(own, at + LONG_LENGTH + length, length);
    own[at + 2 * LONG_LENGTH + length - 1] = LONG;
  }

  /** See that there is room for `size` bytes at a side. False: the node is full. */
  private provide(side: Side, size: number): boolean {
    const room = side === 'front' ? this.start : this.bytes.length - this.end;
    if (room >= size) return true;
    const whole = this.end - this.start + size;
    if (whole > FULL && this.count > 0) return false;
    // Moving within the buffer pays only if that makes room for many; a node of full size is left as it is.
    if (2 * whole <= this.bytes.length) this.move(this.bytes.length, side);
    else if (this.count === 0) this.move(Math.max(this.bytes.length, size), side);
    else if (this.bytes.length < FULL) this.move(Math.min(FULL, Math.max(2 * this.bytes.length, whole)), side);
    else return false;
    return true;
  }

  /** Give the elements a buffer of `capacity` bytes, all room of which is at `side`. */
  private move(capacity: number, side: Side): void {
    const used = this.end - this.start;
    const start = side === 'front' ? capacity - used : 0;
    if (capacity === this.bytes.length) this.bytes.copyWithin(start, this.start, this.end);
    else {
      const bytes = allocate(capacity);
      bytes.set(this.bytes.subarray(this.start, this.end), start);
      this.bytes = bytes;
    }
    this.start = start;
    this.end = start + used;
  }
}

function sizeOf(length: number): number {
  return length + 2 * (length < LONG ? SHORT_LENGTH : LONG_LENGTH);
}

/** A view of the buffer would cost more than the elements of a short list. */
function readWord(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return (low | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (8 * i);
}

/** Short ones are cut from Node's pool: a buffer of its own takes more memory than the elements of a short list. */
function allocate(size: number): Uint8Array {
  const { buffer, byteOffset } = Buffer.allocUnsafe(size);
  return new Uint8Array(buffer, byteOffset, size);
}
