/** Lines of a log that begin with `#`. Source: aof-replication-resp.md 1.5; redis src/aof.c, AOF_ANNOTATION_LINE_MAX_LEN. */
import type { Arena } from '../bytes/arena.ts';

/** What servers read of a line, its end included. */
export const LONGEST_LINE = 1023;

const LF = 0x0a;
const CR = 0x0d;

export interface Annotation {
  /** The text behind `#`. */
  readonly start: number;
  readonly end: number;
  /** Behind the line. */
  readonly next: number;
  /** Unix ms, of `#TS:seconds`. */
  readonly timestampMs: number | undefined;
}

/** The line at the arena's `pos`; 'cut' if it does not end in the window, 'long' if servers do not read it to its end. */
export function readAnnotation(arena: Arena): Annotation | 'cut' | 'long' {
  const { u8, pos, end } = arena;
  const length = u8.subarray(pos, Math.min(end, pos + LONGEST_LINE)).indexOf(LF);
  if (length < 0) return end - pos < LONGEST_LINE ? 'cut' : 'long';
  const textEnd = u8[pos + length - 1] === CR ? pos + length - 1 : pos + length;
  const seconds = /^TS:(\d{1,12})$/.exec(arena.latin1(pos + 1, textEnd))?.[1];
  return {
    start: pos + 1,
    end: textEnd,
    next: pos + length + 1,
    timestampMs: seconds === undefined ? undefined : 1000 * Number(seconds),
  };
}
