/** Ids of stream entries: their order, and how they stand in arguments. */
import { compareIds, type StreamId } from '../model/stream.ts';
import type { Args } from './args.ts';
import { CommandError } from './command-error.ts';
import { parseUnsigned } from './number.ts';

const LAST = 2n ** 64n - 1n;
const DASH = 0x2d;
const ZERO = 0x30;
/** Up to here a double holds all of them. */
const MOST_DIGITS = 15;

export function largerId(a: StreamId, b: StreamId): StreamId {
  return compareIds(a, b) < 0 ? b : a;
}

/** No id comes after it. */
export function isLastId({ ms, seq }: StreamId): boolean {
  return ms === LAST && seq === LAST;
}

/** The id that `*` gives: of now, or the one after the last. Source: redis src/t_stream.c, streamNextID(). */
export function nextId(last: StreamId, nowMs: number): StreamId {
  const now = BigInt(nowMs);
  if (now > last.ms) return { ms: now, seq: 0n };
  return last.seq === LAST ? { ms: last.ms + 1n, seq: 0n } : { ms: last.ms, seq: last.seq + 1n };
}

/** `ms-seq`, or `ms` alone. Source: redis src/t_stream.c, streamParseStrictIDOrReply(). @throws CommandError */
export function readId(args: Args, at: number): StreamId {
  const id = tryReadId(args, at);
  if (id === undefined) throw new CommandError('an argument is no id of a stream');
  return id;
}

export function tryReadId(args: Args, at: number): StreamId | undefined {
  const { bytes } = args;
  const start = args.start(at);
  const end = args.end(at);
  let dash = start;
  while (dash < end && bytes[dash] !== DASH) dash++;
  const ms = readDigits(bytes, start, dash);
  const seq = dash === end ? 0 : readDigits(bytes, dash + 1, end);
  // Most ids are such numbers; bigints of text cost more.
  return ms >= 0 && seq >= 0 ? { ms: BigInt(ms), seq: BigInt(seq) } : tryId(args.text(at));
}

/** A number of up to 15 digits, or -1. */
function readDigits(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > MOST_DIGITS) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export function tryId(text: string): StreamId | undefined {
  const dash = text.indexOf('-');
  const ms = parseUnsigned(dash < 0 ? text : text.slice(0, dash));
  const seq = dash < 0 ? 0n : parseUnsigned(text.slice(dash + 1));
  return ms === undefined || seq === undefined ? undefined : { ms, seq };
}

/** Those of `count` arguments. @throws CommandError: one is none */
export function readIds(args: Args, from: number, count = args.count - from): StreamId[] {
  return Array.from({ length: count }, (_, i) => readId(args, from + i));
}

/** Those of `n id …`, as they stand behind IDS; n is at `at`. @throws CommandError: there are fewer than it says, or one is none */
export function readNumberedIds(args: Args, at: number): StreamId[] {
  const count = args.number(at);
  if (count < 1 || at + 1 + count > args.count) throw new CommandError('a wrong number of ids');
  return readIds(args, at + 1, count);
}
