/** Ranges of a sorted set as commands give them, turned into ranks: from `start` up to, and without, `end`. */
import type { Args } from '../args.ts';
import { CommandError } from '../command-error.ts';
import { parseScore } from '../number.ts';
import { compareSpans, type Span } from '../span.ts';
import type { ZsetValue } from '../values/zset.ts';

export interface Ranks {
  readonly start: number;
  readonly end: number;
}

export type RangeOf = (zset: ZsetValue) => Ranks;

const OPEN = 0x28;
const CLOSED = 0x5b;
const LEAST = 0x2d;
const MOST = 0x2b;

/** Ranks that may count from the end. Source: redis src/t_zset.c, zremrangeGenericCommand(). @throws CommandError */
export function rankRange(args: Args, fromAt: number, toAt: number): RangeOf {
  const from = args.number(fromAt);
  const to = args.number(toAt);
  return ({ size }) => {
    const start = Math.max(0, from < 0 ? from + size : from);
    const end = Math.min(size, (to < 0 ? to + size : to) + 1);
    return start < end ? { start, end } : { start: 0, end: 0 };
  };
}

interface ScoreBound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** Scores between two bounds: 5, (5, inf. Source: redis src/t_zset.c, zslParseRange(). @throws CommandError */
export function scoreRange(args: Args, minAt: number, maxAt: number): RangeOf {
  const min = readScoreBound(args, minAt);
  const max = readScoreBound(args, maxAt);
  return (zset) => {
    const order = zset.ordered();
    return {
      start: order.countBefore((score) => score < min.value || (min.exclusive && score === min.value)),
      end: order.countBefore((score) => score < max.value || (!max.exclusive && score === max.value)),
    };
  };
}

function readScoreBound(args: Args, at: number): ScoreBound {
  const text = args.text(at);
  const exclusive = text.startsWith('(');
  const number = (exclusive ? text.slice(1) : text).trimStart();
  // What strtod makes of nothing; servers from 8.0 on refuse it, and log no such command.
  return { value: number === '' ? 0 : parseScore(number), exclusive };
}

interface LexBound {
  /** Of `-` below, and of `+` above every member. */
  readonly infinite: -1 | 0 | 1;
  readonly inclusive: boolean;
  readonly member: Span;
}

/**
 * Members of equal score between two bounds: [m, (m, -, +. Where scores differ, servers find what their search comes upon:
 * in a listpack the first member from the start that is in range, and those behind it.
 * Source: redis src/t_zset.c, zslParseLexRangeItem(), zzlFirstInLexRange(). @throws CommandError
 */
export function lexRange(args: Args, minAt: number, maxAt: number): RangeOf {
  const min = readLexBound(args, minAt);
  const max = readLexBound(args, maxAt);
  const reachesMin = (member: Span): boolean => {
    const difference = compareToBound(member, min);
    return difference > 0 || (difference === 0 && min.inclusive);
  };
  const keepsMax = (member: Span): boolean => {
    const difference = compareToBound(member, max);
    return difference < 0 || (difference === 0 && max.inclusive);
  };
  return (zset) => (zset.packed ? scan(zset, reachesMin, keepsMax) : search(zset, reachesMin, keepsMax));
}

function readLexBound(args: Args, at: number): LexBound {
  const { bytes, start, end } = args.span(at);
  const first = bytes[start];
  const member = { bytes, start: start + 1, end };
  if (end - start === 1 && first === LEAST) return { infinite: -1, inclusive: false, member };
  if (end - start === 1 && first === MOST) return { infinite: 1, inclusive: false, member };
  if (end === start || (first !== OPEN && first !== CLOSED)) {
    throw new CommandError('a bound is no valid string range item');
  }
  return { infinite: 0, inclusive: first === CLOSED, member };
}

function compareToBound(member: Span, bound: LexBound): number {
  return bound.infinite === 0 ? compareSpans(member, bound.member) : -bound.infinite;
}

type Test = (member: Span) => boolean;

function scan(zset: ZsetValue, reachesMin: Test, keepsMax: Test): Ranks {
  let rank = 0;
  let start = zset.size;
  let end = zset.size;
  let firstKeepsMax = false;
  let lastReachesMin = false;
  zset.eachOf(0, zset.size, (member) => {
    if (rank === 0) firstKeepsMax = keepsMax(member);
    lastReachesMin = reachesMin(member);
    if (start === zset.size && lastReachesMin) start = rank;
    if (rank >= start && end === zset.size && !keepsMax(member)) end = rank;
    rank++;
  });
  return firstKeepsMax && lastReachesMin ? { start, end } : { start: 0, end: 0 };
}

/** The end is found from the start, step by step, as whoever takes the members has to go there anyhow. */
function search(zset: ZsetValue, reachesMin: Test, keepsMax: Test): Ranks {
  const start = zset.ordered().countBefore((_score, record) => !reachesMin(zset.member(record)));
  let end = start;
  zset.eachWhile(start, zset.size, (member) => {
    if (!keepsMax(member)) return false;
    end++;
    return true;
  });
  return { start, end };
}
