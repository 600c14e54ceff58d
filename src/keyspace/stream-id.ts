/** Ids of stream entries: their order, and how they stand in arguments. */
import type { StreamId } from '../model/stream.ts';
import type { Args } from './args.ts';
import { CommandError } from './command-error.ts';
import { parseUnsigned } from './number.ts';

export const ZERO_ID: StreamId = { ms: 0n, seq: 0n };
const LAST = 2n ** 64n - 1n;

export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  if (a.seq !== b.seq) return a.seq < b.seq ? -1 : 1;
  return 0;
}

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
  const id = tryId(args.text(at));
  if (id === undefined) throw new CommandError('an argument is no id of a stream');
  return id;
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
