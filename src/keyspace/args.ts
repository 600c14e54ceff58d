/** The arguments of one command, the name first, wherever its bytes stand. Filled anew for each command. */
import { CommandError } from './command-error.ts';
import { parseInteger, parseScore } from './number.ts';
import type { Span } from './span.ts';

export class Args {
  bytes: Uint8Array = new Uint8Array();
  private buffer: Buffer = Buffer.alloc(0);
  /** With the name. */
  count = 0;
  private words: Uint32Array = new Uint32Array();
  private first = 0;

  /** @param rows - address of a row for each argument, in `words`' buffer: u32 start, u32 end, eight bytes of no use here */
  set(bytes: Uint8Array, words: Uint32Array, rows: number, count: number): void {
    if (bytes !== this.bytes) this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.words = words;
    this.first = rows >>> 2;
    this.count = count;
  }

  start(index: number): number {
    return this.words[this.first + 4 * this.within(index)] ?? 0;
  }

  end(index: number): number {
    return this.words[this.first + 4 * this.within(index) + 1] ?? 0;
  }

  /** @throws CommandError: there is no such argument */
  span(index: number): Span {
    return { bytes: this.bytes, start: this.start(index), end: this.end(index) };
  }

  /** Each byte as the character of the same number. */
  text(index: number): string {
    return this.buffer.toString('latin1', this.start(index), this.end(index));
  }

  /** As `text`, in lower case: option words, and names of commands. */
  word(index: number): string {
    return this.text(index).toLowerCase();
  }

  /** A 64-bit integer as string2ll takes it. @throws CommandError */
  integer(index: number): bigint {
    return parseInteger(this.text(index));
  }

  /** An integer that counts or indexes: one beyond 2^53 is as good as that, as there is nothing so far. @throws CommandError */
  number(index: number): number {
    const value = Number(this.integer(index));
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER));
  }

  /** A double as strtod takes it, but NaN. @throws CommandError */
  score(index: number): number {
    return parseScore(this.text(index));
  }

  private within(index: number): number {
    if (index >= this.count) throw new CommandError('an argument is missing');
    return index;
  }
}
