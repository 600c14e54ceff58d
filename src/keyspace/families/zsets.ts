/** Sorted sets. Source: aof-replication-resp.md 2.3; redis src/t_zset.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { ZsetValue } from '../values/zset.ts';
import { lexRange, rankRange, scoreRange, type RangeOf } from '../zset/range.ts';

export const ZSET_COMMANDS: CommandTable = {
  zadd: { arity: -4, run: add },
  zincrby: { arity: 4, run: (keyspace, args) => addPairs(keyspace, args, 2, new Set(['incr'])) },
  zrem: { arity: -3, run: remove },
  zpopmin: { arity: -2, run: (keyspace, args) => popOne(keyspace, args, 'min') },
  zpopmax: { arity: -2, run: (keyspace, args) => popOne(keyspace, args, 'max') },
  bzpopmin: { arity: -3, run: (keyspace, args) => popFirst(keyspace, args, 1, args.count - 1, 'min', 1) },
  bzpopmax: { arity: -3, run: (keyspace, args) => popFirst(keyspace, args, 1, args.count - 1, 'max', 1) },
  zmpop: { arity: -4, run: (keyspace, args) => popMany(keyspace, args, 1) },
  bzmpop: { arity: -5, run: (keyspace, args) => popMany(keyspace, args, 2) },
  zremrangebyrank: { arity: 4, run: (keyspace, args) => removeRange(keyspace, args, rankRange(args, 2, 3)) },
  zremrangebyscore: { arity: 4, run: (keyspace, args) => removeRange(keyspace, args, scoreRange(args, 2, 3)) },
  zremrangebylex: { arity: 4, run: (keyspace, args) => removeRange(keyspace, args, lexRange(args, 2, 3)) },
};

const ADD_OPTIONS: ReadonlySet<string> = new Set(['nx', 'xx', 'gt', 'lt', 'ch', 'incr']);
const NO_OPTIONS: ReadonlySet<string> = new Set();
/** Longer words are no options. */
const LONGEST_OPTION = 4;

/** ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member … */
function add(keyspace: Keyspace, args: Args): void {
  let at = 2;
  let options = NO_OPTIONS;
  for (; args.end(at) - args.start(at) <= LONGEST_OPTION; at++) {
    // No score begins with a letter but inf and nan.
    if ((args.bytes[args.start(at)] ?? 0) < 0x41) break;
    const word = args.word(at);
    if (!ADD_OPTIONS.has(word)) break;
    options = new Set([...options, word]);
  }
  addPairs(keyspace, args, at, options);
}

/** Scores and members from `at` on. */
function addPairs(keyspace: Keyspace, args: Args, at: number, options: ReadonlySet<string>): void {
  const pairs = (args.count - at) / 2;
  if (pairs < 1 || !Number.isInteger(pairs) || (pairs > 1 && options.has('incr'))) throw syntaxError();
  const scores: number[] = [];
  const members: Span[] = [];
  for (let i = at; i < args.count; i += 2) {
    scores.push(args.score(i));
    members.push(args.span(i + 1));
  }
  addScored(keyspace, args.span(1), scores, members, options);
}

/** What ZADD does with members and their scores. Source: redis src/t_zset.c, zaddGenericCommand(). */
export function addScored(
  keyspace: Keyspace,
  key: Span,
  scores: readonly number[],
  members: readonly Span[],
  options: ReadonlySet<string>,
): void {
  checkOptions(options);
  const found = keyspace.read<ZsetValue>(key, 'zset');
  const [first] = members;
  if (first === undefined || (found === undefined && options.has('xx'))) return;
  const zset = found ?? makeZset(keyspace, key, members.length, first);
  for (const [i, member] of members.entries()) addOne(keyspace, zset, member, scores[i] ?? 0, options);
}

function checkOptions(options: ReadonlySet<string>): void {
  const conditions = ['nx', 'gt', 'lt'].filter((word) => options.has(word)).length;
  if (conditions > 1 || (options.has('nx') && options.has('xx'))) {
    throw new CommandError('options that exclude each other');
  }
}

/** Source: redis 8.0 src/t_zset.c, zsetTypeCreate(); before 7.2 it did not look at the number of pairs. */
function makeZset(keyspace: Keyspace, key: Span, pairs: number, first: Span): ZsetValue {
  const hint = keyspace.semantics.since(7, 2) ? pairs : 0;
  return keyspace.write(key, 'zset', () => new ZsetValue(!ZsetValue.packs(hint, first.end - first.start)));
}

function addOne(keyspace: Keyspace, zset: ZsetValue, member: Span, given: number, options: ReadonlySet<string>): void {
  let score = given;
  if (options.size > 0) {
    const before = zset.score(member);
    if (options.has(before === undefined ? 'xx' : 'nx')) return;
    if (before !== undefined) {
      if (options.has('incr')) score += before;
      if (Number.isNaN(score)) throw new CommandError('the resulting score is not a number');
      if ((options.has('gt') && score <= before) || (options.has('lt') && score >= before)) return;
    }
  }
  putScore(keyspace, zset, member, score);
}

/** Since 7.0 a listpack holds whole numbers as integers, so there zero has no sign. */
export function putScore(keyspace: Keyspace, zset: ZsetValue, member: Span, score: number): void {
  const unsigned = score === 0 && zset.packsWith(member) && keyspace.semantics.since(7, 0);
  zset.put(member, unsigned ? 0 : score);
}

function remove(keyspace: Keyspace, args: Args): void {
  const zset = keyspace.read<ZsetValue>(args.span(1), 'zset');
  if (zset === undefined) return;
  for (let i = 2; i < args.count; i++) zset.remove(args.span(i));
  keyspace.settle(args.span(1), zset);
}

function removeRange(keyspace: Keyspace, args: Args, rangeOf: RangeOf): void {
  const zset = keyspace.read<ZsetValue>(args.span(1), 'zset');
  if (zset === undefined) return;
  const { start, end } = rangeOf(zset);
  zset.removeRanks(start, end);
  keyspace.settle(args.span(1), zset);
}

type Side = 'min' | 'max';

function popOne(keyspace: Keyspace, args: Args, side: Side): void {
  if (args.count > 3) throw syntaxError();
  const count = args.count === 3 ? args.number(2) : 1;
  if (count < 0) throw new CommandError('a count is out of range');
  popFirst(keyspace, args, 1, 2, side, count);
}

/** ZMPOP numkeys key … MIN|MAX [COUNT n], with a timeout before it if it blocks. */
function popMany(keyspace: Keyspace, args: Args, at: number): void {
  const keys = args.number(at);
  const end = at + 1 + keys;
  if (keys < 1) throw syntaxError();
  const side = args.word(end);
  if (side !== 'min' && side !== 'max') throw syntaxError();
  const counted = args.count > end + 1;
  if (counted && (args.count !== end + 3 || args.word(end + 1) !== 'count')) throw syntaxError();
  const count = counted ? args.number(end + 2) : 1;
  if (count < 1) throw new CommandError('a count is out of range');
  popFirst(keyspace, args, at + 1, end, side, count);
}

/** Take members from the first of some keys that is there. */
function popFirst(keyspace: Keyspace, args: Args, from: number, to: number, side: Side, count: number): void {
  for (let i = from; i < to; i++) {
    const key = args.span(i);
    const zset = keyspace.read<ZsetValue>(key, 'zset');
    if (zset === undefined) continue;
    const { size } = zset;
    const taken = Math.min(count, size);
    if (side === 'min') zset.removeRanks(0, taken);
    else zset.removeRanks(size - taken, size);
    keyspace.settle(key, zset);
    return;
  }
}
