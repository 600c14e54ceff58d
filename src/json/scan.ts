/** JSON looked at byte by byte: where a value ends, and whether it is JSON at all. Source: RFC 8259. */
import { DecodeError, LimitError } from '../errors.ts';
import type { Arena } from '../bytes/arena.ts';

/** Thrown where the bytes end before the value does. No error, so it has no stack. */
export const UNFINISHED = { unfinished: true } as const;

export const CHAR = {
  TAB: 0x09,
  LF: 0x0a,
  CR: 0x0d,
  SPACE: 0x20,
  QUOTE: 0x22,
  DOLLAR: 0x24,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  POINT: 0x2e,
  ZERO: 0x30,
  COLON: 0x3a,
  OPEN_ARRAY: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_ARRAY: 0x5d,
  LOWER_E: 0x65,
  LOWER_F: 0x66,
  LOWER_N: 0x6e,
  LOWER_T: 0x74,
  LOWER_U: 0x75,
  OPEN_OBJECT: 0x7b,
  CLOSE_OBJECT: 0x7d,
} as const;

const DEEPEST = 1000;
/** What may follow a backslash; \u has four digits behind it. */
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const WORDS: ReadonlyMap<number, string> = new Map([
  [CHAR.LOWER_T, 'true'],
  [CHAR.LOWER_F, 'false'],
  [CHAR.LOWER_N, 'null'],
]);
const HEX_DIGITS = 4;
/** How much of what is no JSON a message shows. */
const SHOWN = 10;

export class JsonScanner {
  private readonly arena: Arena;
  private u8: Uint8Array;
  private end = 0;

  constructor(arena: Arena) {
    this.arena = arena;
    this.u8 = arena.u8;
  }

  /** Look no further than `end`. To be called again after anything that may make the arena grow. */
  open(end: number): void {
    this.u8 = this.arena.u8;
    this.end = end;
  }

  /** The address of the next byte that is no white space. @throws UNFINISHED */
  space(from: number): number {
    const { u8, end } = this;
    let at = from;
    for (; at < end; at++) {
      const byte = u8[at] ?? 0;
      if (byte > CHAR.SPACE) return at;
      if (byte !== CHAR.SPACE && byte !== CHAR.LF && byte !== CHAR.CR && byte !== CHAR.TAB) return at;
    }
    throw UNFINISHED;
  }

  /** The address behind the value that begins at `at`. @throws UNFINISHED; DecodeError JSON; LimitError: nested too deep */
  value(at: number, depth = 0): number {
    const byte = this.u8[at] ?? 0;
    if (byte === CHAR.QUOTE) return this.string(at);
    if (byte === CHAR.OPEN_ARRAY) return this.array(at, depth + 1);
    if (byte === CHAR.OPEN_OBJECT) return this.object(at, depth + 1);
    const word = WORDS.get(byte);
    return word === undefined ? this.number(at) : this.word(at, word);
  }

  /** The address behind the string whose opening quote stands at `at`. */
  string(at: number): number {
    const { u8, end } = this;
    if (at >= end) throw UNFINISHED;
    if (u8[at] !== CHAR.QUOTE) throw this.unexpected(at);
    let next = at + 1;
    while (next < end) {
      const byte = u8[next] ?? 0;
      if (byte === CHAR.QUOTE) return next + 1;
      if (byte === CHAR.BACKSLASH) next = this.escape(next);
      else if (byte < CHAR.SPACE) throw this.unexpected(next);
      else next++;
    }
    throw UNFINISHED;
  }

  /** What stands at `at` is no JSON, or not what belongs there. */
  unexpected(at: number): DecodeError {
    const shown = Buffer.from(this.u8.subarray(at, Math.min(this.end, at + SHOWN))).toString();
    return new DecodeError('JSON', `not JSON: ${JSON.stringify(shown)} is not expected here`, this.arena.offsetOf(at));
  }

  private array(open: number, depth: number): number {
    this.checkDepth(open, depth);
    let at = this.space(open + 1);
    if (this.u8[at] === CHAR.CLOSE_ARRAY) return at + 1;
    for (;;) {
      at = this.space(this.value(at, depth));
      const byte = this.u8[at];
      if (byte === CHAR.CLOSE_ARRAY) return at + 1;
      if (byte !== CHAR.COMMA) throw this.unexpected(at);
      at = this.space(at + 1);
    }
  }

  private object(open: number, depth: number): number {
    this.checkDepth(open, depth);
    let at = this.space(open + 1);
    if (this.u8[at] === CHAR.CLOSE_OBJECT) return at + 1;
    for (;;) {
      at = this.space(this.value(this.name(at), depth));
      const byte = this.u8[at];
      if (byte === CHAR.CLOSE_OBJECT) return at + 1;
      if (byte !== CHAR.COMMA) throw this.unexpected(at);
      at = this.space(at + 1);
    }
  }

  /** Pass over a name and its colon; gives where its value begins. */
  name(at: number): number {
    const colon = this.space(this.string(at));
    if (this.u8[colon] !== CHAR.COLON) throw this.unexpected(colon);
    return this.space(colon + 1);
  }

  private escape(backslash: number): number {
    const { u8, end } = this;
    if (backslash + 1 >= end) throw UNFINISHED;
    const letter = u8[backslash + 1] ?? 0;
    if (ESCAPED.has(letter)) return backslash + 2;
    if (letter !== CHAR.LOWER_U) throw this.unexpected(backslash);
    const behind = backslash + 2 + HEX_DIGITS;
    if (behind > end) throw UNFINISHED;
    for (let at = backslash + 2; at < behind; at++) {
      if (!isHex(u8[at] ?? 0)) throw this.unexpected(backslash);
    }
    return behind;
  }

  private word(at: number, word: string): number {
    for (let i = 0; i < word.length; i++) {
      if (at + i >= this.end) throw UNFINISHED;
      if (this.u8[at + i] !== word.charCodeAt(i)) throw this.unexpected(at);
    }
    return at + word.length;
  }

  private number(start: number): number {
    const { u8 } = this;
    let at = start;
    if (u8[at] === CHAR.MINUS) at++;
    if (u8[at] === CHAR.ZERO && at < this.end) at++;
    else at = this.digits(at, start);
    if (u8[at] === CHAR.POINT && at < this.end) at = this.digits(at + 1, start);
    if (((u8[at] ?? 0) | CHAR.SPACE) === CHAR.LOWER_E && at < this.end) {
      at++;
      if (u8[at] === CHAR.PLUS || u8[at] === CHAR.MINUS) at++;
      at = this.digits(at, start);
    }
    // More digits may be to come.
    if (at >= this.end) throw UNFINISHED;
    return at;
  }

  /** At least one. */
  private digits(from: number, number: number): number {
    const { u8, end } = this;
    let at = from;
    while (at < end && isDigit(u8[at] ?? 0)) at++;
    if (at >= end) throw UNFINISHED;
    if (at === from) throw this.unexpected(number);
    return at;
  }

  private checkDepth(at: number, depth: number): void {
    if (depth > DEEPEST) throw new LimitError(`JSON nested more than ${DEEPEST} deep`, this.arena.offsetOf(at));
  }
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  const letter = byte | CHAR.SPACE;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
