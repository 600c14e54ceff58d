/** Lengths in as few bytes as they need: seven bits a byte, the lowest first, the top bit says that more follow. */
import { equalSpans, type Span } from './span.ts';

const MORE = 0x80;

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= MORE; rest = Math.floor(rest / MORE)) size++;
  return size;
}

/** @returns where it ends */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let to = at;
  let rest = value;
  for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes[to++] = (rest % MORE) | MORE;
  bytes[to++] = rest;
  return to;
}

/** Walks over varints, and strings that have their length before them. */
export class VarintReader implements Span {
  readonly bytes: Uint8Array;
  /** The string that `string` found. */
  start = 0;
  end = 0;
  private at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= MORE) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & (MORE - 1)) * scale;
      if (byte < MORE) return value;
    }
  }

  string(): void {
    const length = this.next();
    this.start = this.at;
    this.end = this.at + length;
    this.at = this.end;
  }

  /** Pass a string; gives its length. */
  skip(): number {
    const length = this.next();
    this.at += length;
    return length;
  }

  /** Pass a string, and tell whether it is this one. */
  nextIs(bytes: Uint8Array, start: number, end: number): boolean {
    this.string();
    return equalSpans(this, { bytes, start, end });
  }
}
