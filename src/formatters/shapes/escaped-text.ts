/** Bytes as JSON strings, by a table of what each tool puts in place of which byte or character. */
import type { ByteWriter } from '../../bytes/writer.ts';
import { BROKEN, codePointAt, CUT, sequenceSize } from './utf8.ts';

export interface Escapes {
  /** What stands for a byte, undefined for the byte itself. From 0x80 on: for a byte that is no part of UTF-8. */
  readonly bytes: readonly (Uint8Array | undefined)[];
  /** What stands for a character beyond ASCII, undefined for its UTF-8. Absent: each byte stands for itself. */
  readonly character?: (codePoint: number) => string | undefined;
  /** How many bytes, none of them UTF-8, have one replacement. Absent: one. */
  readonly brokenSize?: (bytes: Uint8Array, at: number, end: number) => number;
}

/** Escapes of two characters that all tools use. */
export const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** `\u00ab`. */
export function unicodeEscape(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, '0')}`;
}

/** A table from a function that gives what stands for a byte. */
export function byteTable(escape: (byte: number) => string | undefined): readonly (Uint8Array | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const text = escape(byte);
    return text === undefined ? undefined : Buffer.from(text);
  });
}

const QUOTE = 0x22;
const PIECE = 16 * 1024;
/** No byte becomes more than `\u00xx`; a sequence may reach over the piece's end. */
const WIDEST = 6;
const LONGEST_SEQUENCE = 4;
const NOTHING = new Uint8Array();

export class EscapedText {
  private readonly out: ByteWriter;
  private readonly escapes: Escapes;
  /** Bytes of the last slice that may begin a sequence. */
  private carry: Uint8Array = NOTHING;

  constructor(out: ByteWriter, escapes: Escapes) {
    this.out = out;
    this.escapes = escapes;
  }

  /** A whole string in quotes. */
  print(start: number, end: number): void {
    this.out.byte(QUOTE);
    this.put(start, end, true);
    this.out.byte(QUOTE);
  }

  /** Bytes that are not in the arena, in quotes. */
  printBytes(bytes: Uint8Array): void {
    this.out.byte(QUOTE);
    this.printContent(bytes);
    this.out.byte(QUOTE);
  }

  /** Bytes that are not in the arena, without quotes. */
  printContent(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at = this.escape(bytes, at, this.piece(at, bytes.length), bytes.length, true);
  }

  /** A slice of a string, without quotes. */
  slice(start: number, end: number, last: boolean): void {
    this.put(this.carry.length > 0 ? this.resume(start, end, last) : start, end, last);
  }

  /** Forget a string that did not come to its end. */
  clear(): void {
    this.carry = NOTHING;
  }

  private put(start: number, end: number, last: boolean): void {
    for (let at = start; at < end;) {
      const stop = this.piece(at, end);
      const { u8 } = this.out.memory;
      const next = this.escape(u8, at, stop, end, last);
      if (next === at) {
        this.carry = u8.slice(at, end);
        return;
      }
      at = next;
    }
  }

  /** The sequence that was cut, with what the slice adds to it. Gives where the slice goes on. */
  private resume(start: number, end: number, last: boolean): number {
    const { carry } = this;
    const head = Buffer.concat([carry, this.out.memory.u8.subarray(start, Math.min(end, start + LONGEST_SEQUENCE))]);
    this.out.room(WIDEST * head.length);
    let at = 0;
    while (at < carry.length) {
      const next = this.escape(head, at, at + 1, head.length, last);
      if (next === at) {
        // The whole slice is not enough to decide.
        this.carry = new Uint8Array(head.subarray(at));
        return end;
      }
      at = next;
    }
    this.carry = NOTHING;
    return start + at - carry.length;
  }

  /** The end of a piece that begins at `at`, for which there is room. */
  private piece(at: number, end: number): number {
    const stop = Math.min(end, at + PIECE);
    this.out.room(WIDEST * (stop - at + LONGEST_SEQUENCE));
    return stop;
  }

  /**
   * Escape from `at` to `stop`, or as far beyond as a sequence reaches, of bytes that go on to `end`. Gives where it
   * stopped: before `stop` if a sequence is cut by `end` and more may come (not `last`). There is room.
   */
  private escape(bytes: Uint8Array, from: number, stop: number, end: number, last: boolean): number {
    const { out, escapes } = this;
    const { u8 } = out.memory;
    const { bytes: table, character } = escapes;
    let to = out.at;
    let at = from;
    while (at < stop) {
      const byte = bytes[at] ?? 0;
      let size = 1;
      let text = table[byte];
      if (byte >= 0x80 && character !== undefined) {
        size = sequenceSize(bytes, at, end);
        if (size === CUT && !last) break;
        if (size === BROKEN || size === CUT) size = escapes.brokenSize?.(bytes, at, end) ?? 1;
        else {
          const replaced = character(codePointAt(bytes, at, size));
          text = replaced === undefined ? bytes.subarray(at, at + size) : Buffer.from(replaced);
        }
      }
      if (text === undefined) u8[to++] = byte;
      else {
        u8.set(text, to);
        to += text.length;
      }
      at += size;
    }
    out.at = to;
    return at;
  }
}
