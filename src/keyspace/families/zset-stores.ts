/** Commands that store a sorted set made from others. Source: aof-replication-resp.md 2.3; redis src/t_zset.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError, wrongType } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { SetValue } from '../values/set.ts';
import { ZsetValue } from '../values/zset.ts';
import { lexRange, rankRange, scoreRange, type Ranks } from '../zset/range.ts';
import { putScore } from './zsets.ts';

export const ZSET_STORE_COMMANDS: CommandTable = {
  zunionstore: { arity: -4, run: (keyspace, args) => combine(keyspace, args, unite) },
  zinterstore: { arity: -4, run: (keyspace, args) => combine(keyspace, args, intersect) },
  zdiffstore: { arity: -4, run: storeDifference },
  zrangestore: { arity: -5, run: storeRange },
};

type Aggregate = (a: number, b: number) => number;

/** NaN comes of infinities that cancel out. Source: redis src/t_zset.c, zunionInterAggregate(). */
const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['sum', (a, b) => numberOr0(a + b)],
  ['min', (a, b) => (b < a ? b : a)],
  ['max', (a, b) => (b > a ? b : a)],
]);

interface Source {
  /** `undefined`: no such key. */
  readonly value: ZsetValue | SetValue | undefined;
  readonly weight: number;
}

interface Plan {
  /** From the smallest to the largest, as the server adds their scores. */
  readonly sources: readonly Source[];
  readonly aggregate: Aggregate;
  /** Every member counts as its source's weight. */
  readonly counts: boolean;
}

/** Z…STORE destination numkeys key … [WEIGHTS w …] [AGGREGATE SUM|MIN|MAX|COUNT]. */
function combine(keyspace: Keyspace, args: Args, operation: (plan: Plan) => ZsetValue): void {
  const result = operation(readPlan(keyspace, args));
  storeResult(keyspace, args.span(1), result);
}

function storeResult(keyspace: Keyspace, key: Span, result: ZsetValue): void {
  if (result.packed && keyspace.semantics.since(7, 0)) result.dropNegativeZeros();
  keyspace.store(key, result);
}

function readPlan(keyspace: Keyspace, args: Args): Plan {
  const values = readSources(keyspace, args);
  let weights = values.map(() => 1);
  let how = 'sum';
  for (let i = 3 + values.length; i < args.count;) {
    const word = args.word(i++);
    if (word === 'weights') {
      const first = i;
      weights = values.map((_, n) => args.score(first + n));
      i += values.length;
    } else if (word === 'aggregate') how = args.word(i++);
    else throw syntaxError();
  }
  const counts = how === 'count';
  const aggregate = AGGREGATES.get(counts ? 'sum' : how);
  if (aggregate === undefined) throw syntaxError();
  const sources = values.map((value, n) => ({ value, weight: weights[n] ?? 1 }));
  return { sources: sources.sort((a, b) => sizeOf(a) - sizeOf(b)), aggregate, counts };
}

/** @throws CommandError: no keys, or one that is neither a sorted set nor a set */
function readSources(keyspace: Keyspace, args: Args): (ZsetValue | SetValue | undefined)[] {
  const count = args.number(2);
  if (count < 1) throw new CommandError('at least one key is needed');
  if (count > args.count - 3) throw syntaxError();
  return Array.from({ length: count }, (_, i) => readSource(keyspace, args.span(3 + i)));
}

function readSource(keyspace: Keyspace, key: Span): ZsetValue | SetValue | undefined {
  const value = keyspace.db.collection(key);
  if (value instanceof ZsetValue || value instanceof SetValue) return value;
  if (value !== undefined || keyspace.db.has(key)) throw wrongType();
  return undefined;
}

function sizeOf({ value }: Source): number {
  return value?.size ?? 0;
}

/** Members of a set have the score 1. */
function eachMember(value: Source['value'], visit: (member: Span, score: number) => void): void {
  if (value instanceof ZsetValue) value.each(visit);
  else if (value !== undefined) for (const member of value) visit(member, 1);
}

function scoreIn(value: Source['value'], member: Span): number | undefined {
  if (value instanceof ZsetValue) return value.score(member);
  return value?.has(member) === true ? 1 : undefined;
}

function unite({ sources, aggregate, counts }: Plan): ZsetValue {
  const result = new ZsetValue();
  for (const { value, weight } of sources) {
    eachMember(value, (member, score) => {
      const weighted = numberOr0(weight * (counts ? 1 : score));
      const before = result.score(member);
      result.put(member, before === undefined ? weighted : aggregate(before, weighted));
    });
  }
  return result;
}

function intersect({ sources, aggregate, counts }: Plan): ZsetValue {
  const result = new ZsetValue();
  const [first, ...others] = sources;
  if (first === undefined) return result;
  eachMember(first.value, (member, score) => {
    let sum = numberOr0(first.weight * (counts ? 1 : score));
    for (const { value, weight } of others) {
      // The same key may stand there twice; looking a member up does not disturb the walk over them.
      const other = scoreIn(value, member);
      if (other === undefined) return;
      sum = aggregate(sum, weight * (counts ? 1 : other));
    }
    result.put(member, sum);
  });
  return result;
}

function numberOr0(score: number): number {
  return Number.isNaN(score) ? 0 : score;
}

/** ZDIFFSTORE destination numkeys key …: what the first has and no other. */
function storeDifference(keyspace: Keyspace, args: Args): void {
  const [first, ...others] = readSources(keyspace, args);
  if (args.count !== 4 + others.length) throw syntaxError();
  const result = new ZsetValue();
  eachMember(first, (member, score) => {
    if (others.every((other) => scoreIn(other, member) === undefined)) result.put(member, score);
  });
  storeResult(keyspace, args.span(1), result);
}

interface RangeOptions {
  readonly by: 'rank' | 'score' | 'lex';
  readonly reverse: boolean;
  readonly offset: number;
  /** Negative: all. */
  readonly limit: number;
}

/** ZRANGESTORE destination source from to [BYSCORE|BYLEX] [REV] [LIMIT offset count]. */
function storeRange(keyspace: Keyspace, args: Args): void {
  const options = readRangeOptions(args);
  // Backwards, bounds of scores and members come the larger first.
  const swapped = options.reverse && options.by !== 'rank';
  const [from, to] = swapped ? [4, 3] : [3, 4];
  const rangeOf = { rank: rankRange, score: scoreRange, lex: lexRange }[options.by](args, from, to);
  const source = keyspace.read<ZsetValue>(args.span(2), 'zset');
  const result = new ZsetValue();
  if (source !== undefined) {
    const { start, end } = limited(inDirection(rangeOf(source), source.size, options), options);
    source.eachOf(start, end, (member, score) => putScore(keyspace, result, member, score));
  }
  keyspace.store(args.span(1), result);
}

function readRangeOptions(args: Args): RangeOptions {
  let by: RangeOptions['by'] = 'rank';
  let reverse = false;
  let offset = 0;
  let limit = -1;
  let isLimited = false;
  for (let i = 5; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'rev') reverse = true;
    else if (word === 'byscore') by = 'score';
    else if (word === 'bylex') by = 'lex';
    else if (word === 'limit') {
      offset = args.number(++i);
      limit = args.number(++i);
      isLimited = true;
    } else throw syntaxError();
  }
  if (isLimited && by === 'rank' && limit !== -1) throw new CommandError('LIMIT is for BYSCORE and BYLEX');
  return { by, reverse, offset, limit };
}

/** Ranks that count from the end become ranks from the start. */
function inDirection({ start, end }: Ranks, size: number, { by, reverse }: RangeOptions): Ranks {
  return reverse && by === 'rank' ? { start: size - end, end: size - start } : { start, end };
}

/** What LIMIT leaves, counted from the end if the range goes backwards. */
function limited({ start, end }: Ranks, { by, reverse, offset, limit }: RangeOptions): Ranks {
  if (by === 'rank') return { start, end };
  if (offset < 0) return { start, end: start };
  const length = Math.max(0, end - start - offset);
  const taken = limit < 0 ? length : Math.min(limit, length);
  return reverse
    ? { start: end - offset - taken, end: end - offset }
    : { start: start + offset, end: start + offset + taken };
}
