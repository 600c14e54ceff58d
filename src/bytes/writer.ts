/** Output in large pieces: bytes are put into the arena's output region and handed on when it is full. */
import { BYTES, STRING_ROOM, type BytesMode } from '../kernels/kernels.ts';
import type { Arena, Region } from './arena.ts';

/** Takes the bytes before it returns; they are gone afterwards. */
export type Flush = (bytes: Uint8Array) => void;

/** Text that is written again and again, kept as bytes in the arena. */
export interface Fragment {
  readonly start: number;
  readonly length: number;
}

const COMMA = 0x2c;
/** Up to this length a loop is faster than a call out of JavaScript. */
const SHORT_TEXT = 16;
/** Pieces of a long string: six times as much is free in the output after a flush. */
const PIECE = 32 * 1024;

export class ByteWriter {
  /** Where the next byte goes. */
  at = 0;
  /** Where the record at hand begins, and whether part of it has left already. */
  begun = 0;
  left = false;
  /** What stands in the arena and has not been handed on begins at its start. */
  region: Region = { start: 0, end: 0 };
  private arena: Arena | undefined;
  private readonly sink: Flush;
  /** Bytes that were not in the arena, and the same of arenas before it. */
  private held: Region = { start: 0, end: 0 };
  private readonly regions = new WeakMap<Arena, { readonly output: Region; held: Region }>();

  constructor(sink: Flush) {
    this.sink = sink;
  }

  open(arena: Arena): void {
    if (this.arena === arena) return;
    // One writer may serve several sources, each with an arena of its own.
    this.flush();
    const before = this.arena && this.regions.get(this.arena);
    if (before !== undefined) before.held = this.held;
    const regions = this.regions.get(arena) ?? { output: arena.takeOutput(), held: { start: 0, end: 0 } };
    this.regions.set(arena, regions);
    this.arena = arena;
    this.region = regions.output;
    this.at = this.region.start;
    this.begin();
    this.held = regions.held;
  }

  get memory(): Arena {
    if (this.arena === undefined) throw new Error('the writer is not open');
    return this.arena;
  }

  /** Make room for `size` bytes from `at` on. */
  room(size: number): void {
    const { region } = this;
    if (this.at + size <= region.end) return;
    this.makeRoom();
    if (this.at + size <= region.end) return;
    this.makeRoom();
    if (this.at + size <= region.end) return;
    const kept = this.at - region.start;
    const begun = this.begun - region.start;
    this.memory.grow(region, kept + size, kept);
    this.at = region.start + kept;
    this.begun = region.start + begun;
  }

  /** A record begins: until part of it has left it can be dropped. */
  begin(): void {
    this.begun = this.at;
    this.left = false;
  }

  /** Hand on the records before the one at hand, or, if there are none, what there is of it. */
  makeRoom(): void {
    if (this.begun > this.region.start) this.flushTo(this.begun);
    // The last byte stays, so that a comma can be taken back.
    else this.flushTo(this.at - 1);
  }

  /** Hand on the records before the one at hand. */
  flushRecords(): void {
    if (this.begun > this.region.start) this.flushTo(this.begun);
  }

  /** Hand on everything. */
  flush(): void {
    if (this.arena !== undefined) this.flushTo(this.at);
  }

  /** Hand on what stands before `end`; the rest moves to the front. */
  private flushTo(end: number): void {
    const { region } = this;
    const { u8 } = this.memory;
    if (end <= region.start) return;
    this.sink(u8.subarray(region.start, end));
    u8.copyWithin(region.start, end, this.at);
    this.at -= end - region.start;
    if (end > this.begun) this.left = true;
    this.begun = Math.max(region.start, this.begun - (end - region.start));
  }

  byte(value: number): void {
    this.room(1);
    this.memory.u8[this.at++] = value;
  }

  /** ASCII text. */
  ascii(text: string): void {
    this.room(text.length);
    if (text.length > SHORT_TEXT) this.memory.putLatin1(text, this.at);
    else {
      const { u8 } = this.memory;
      for (let i = 0; i < text.length; i++) u8[this.at + i] = text.charCodeAt(i);
    }
    this.at += text.length;
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    this.room(3 * text.length);
    this.at = this.memory.putText(text, this.at);
  }

  fragment(text: string): Fragment {
    const bytes = Buffer.from(text);
    const { start } = this.memory.allocate(bytes.length);
    this.memory.u8.set(bytes, start);
    return { start, length: bytes.length };
  }

  put(fragment: Fragment): void {
    this.room(fragment.length);
    this.memory.u8.copyWithin(this.at, fragment.start, fragment.start + fragment.length);
    this.at += fragment.length;
  }

  /** A number as JavaScript prints it; infinities and NaN as JSON strings. */
  number(value: number): void {
    this.room(STRING_ROOM);
    this.at = this.memory.kernels.putDouble(value, this.at);
  }

  /** S of record-schema.md. */
  string(start: number, end: number, mode: BytesMode): void {
    if (end - start > PIECE) {
      this.longString(start, end, mode);
      return;
    }
    this.room(6 * (end - start) + STRING_ROOM);
    this.at = this.memory.kernels.putString(start, end, this.at, mode);
  }

  /** S of bytes that are not in the arena. */
  bytes(bytes: Uint8Array, mode: BytesMode): void {
    this.hold(bytes);
    this.string(this.held.start, this.held.start + bytes.length, mode);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.memory.u8.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Bytes of the arena as they are. Many of them are handed on without a copy. */
  span(start: number, end: number): void {
    if (end - start > PIECE) {
      this.flush();
      this.sink(this.memory.u8.subarray(start, end));
      this.left = true;
      return;
    }
    this.room(end - start);
    this.memory.u8.copyWithin(this.at, start, end);
    this.at += end - start;
  }

  /** Base64 text without quotes. All but the last piece must be of a length that three divides. */
  base64(start: number, end: number): void {
    for (let from = start; from < end; from += 3 * PIECE) {
      const to = Math.min(end, from + 3 * PIECE);
      this.room(4 * PIECE + 4);
      this.at = this.memory.kernels.base64(from, to, this.at);
    }
  }

  /** Text that is known to be UTF-8, escaped for JSON, without quotes. */
  escaped(start: number, end: number): void {
    for (let from = start; from < end; from += PIECE) {
      const to = Math.min(end, from + PIECE);
      this.room(6 * PIECE + STRING_ROOM);
      this.at = this.memory.kernels.escapeText(from, to, this.at, 0);
    }
  }

  /** Bytes as code points, escaped for JSON, without quotes. */
  latin1(start: number, end: number): void {
    for (let from = start; from < end; from += PIECE) {
      const to = Math.min(end, from + PIECE);
      this.room(6 * PIECE);
      this.at = this.memory.kernels.escapeLatin1(from, to, this.at);
    }
  }

  /** Take back a comma that turned out to be the last. */
  dropComma(): void {
    const { u8 } = this.memory;
    if (this.at > this.region.start && u8[this.at - 1] === COMMA) this.at--;
  }

  private longString(start: number, end: number, mode: BytesMode): void {
    if (mode === BYTES.LATIN1) {
      this.byte(34);
      this.latin1(start, end);
      this.byte(34);
    } else if (mode === BYTES.AUTO && this.memory.kernels.utf8End(start, end) === end) {
      this.byte(34);
      this.escaped(start, end);
      this.byte(34);
    } else {
      this.ascii('{"$base64":"');
      this.base64(start, end);
      this.ascii('"}');
    }
  }

  /** Copy bytes into the arena. */
  private hold(bytes: Uint8Array): void {
    if (this.held.end - this.held.start < bytes.length) this.held = this.memory.allocate(2 * bytes.length + 64);
    this.memory.u8.set(bytes, this.held.start);
  }
}
