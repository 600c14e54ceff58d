/** Lists. Source: aof-replication-resp.md 2.3; redis src/t_list.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { ListValue, type Side } from '../values/list.ts';
import { LIST_MOVES, readSide } from './list-moves.ts';

export const LIST_COMMANDS: CommandTable = {
  lpush: { arity: -3, run: (keyspace, args) => push(keyspace, args, 'front') },
  rpush: { arity: -3, run: (keyspace, args) => push(keyspace, args, 'back') },
  lpushx: { arity: -3, run: (keyspace, args) => pushIfThere(keyspace, args, 'front') },
  rpushx: { arity: -3, run: (keyspace, args) => pushIfThere(keyspace, args, 'back') },
  lpop: { arity: -2, run: (keyspace, args) => pop(keyspace, args, 'front') },
  rpop: { arity: -2, run: (keyspace, args) => pop(keyspace, args, 'back') },
  blpop: { arity: -3, run: (keyspace, args) => popFirst(keyspace, args, 1, args.count - 1, 'front', 1) },
  brpop: { arity: -3, run: (keyspace, args) => popFirst(keyspace, args, 1, args.count - 1, 'back', 1) },
  lmpop: { arity: -4, run: (keyspace, args) => popMany(keyspace, args, 1) },
  blmpop: { arity: -5, run: (keyspace, args) => popMany(keyspace, args, 2) },
  linsert: { arity: 5, run: insert },
  lset: { arity: 4, run: set },
  lrem: { arity: 4, run: remove },
  ltrim: { arity: 4, run: trim },
  ...LIST_MOVES,
};

function read(keyspace: Keyspace, key: Span): ListValue | undefined {
  return keyspace.read<ListValue>(key, 'list');
}

function push(keyspace: Keyspace, args: Args, side: Side): void {
  const list = keyspace.write<ListValue>(args.span(1), 'list', () => new ListValue());
  for (let i = 2; i < args.count; i++) list.push(side, args.span(i));
}

function pushIfThere(keyspace: Keyspace, args: Args, side: Side): void {
  const list = read(keyspace, args.span(1));
  if (list === undefined) return;
  for (let i = 2; i < args.count; i++) list.push(side, args.span(i));
}

function pop(keyspace: Keyspace, args: Args, side: Side): void {
  if (args.count > 3) throw new CommandError('a wrong number of arguments');
  const count = args.count === 3 ? args.number(2) : 1;
  if (count < 0) throw new CommandError('a count is negative');
  popFirst(keyspace, args, 1, 2, side, count);
}

/** Pop from the first of the keys from `from` up to `to` that is there. */
function popFirst(keyspace: Keyspace, args: Args, from: number, to: number, side: Side, count: number): void {
  for (let i = from; i < to; i++) {
    const list = read(keyspace, args.span(i));
    if (list === undefined) continue;
    list.drop(side, count);
    keyspace.settle(args.span(i), list);
    return;
  }
}

/** LMPOP n key … LEFT|RIGHT [COUNT count]; `at` is where n stands. */
function popMany(keyspace: Keyspace, args: Args, at: number): void {
  const keys = args.number(at);
  const end = at + 1 + keys;
  if (keys < 1) throw new CommandError('a number of keys is not positive');
  const side = readSide(args, end);
  let count = 1;
  if (args.count > end + 1) {
    if (args.word(end + 1) !== 'count' || args.count > end + 3) throw syntaxError();
    count = args.number(end + 2);
    if (count < 1) throw new CommandError('a count is not positive');
  }
  popFirst(keyspace, args, at + 1, end, side, count);
}

function insert(keyspace: Keyspace, args: Args): void {
  const where = args.word(2);
  if (where !== 'before' && where !== 'after') throw syntaxError();
  read(keyspace, args.span(1))?.insert(where, args.span(3), args.span(4));
}

function set(keyspace: Keyspace, args: Args): void {
  const list = read(keyspace, args.span(1));
  if (list === undefined) throw new CommandError('no such key');
  const index = args.number(2);
  if (!list.set(index < 0 ? index + list.size : index, args.span(3)))
    throw new CommandError('an index is out of range');
}

/** LREM key count element: from the head, from the tail if negative, all if 0. */
function remove(keyspace: Keyspace, args: Args): void {
  const count = args.number(2);
  const list = read(keyspace, args.span(1));
  if (list === undefined) return;
  list.removeEqual(args.span(3), count < 0 ? 'back' : 'front', count === 0 ? Infinity : Math.abs(count));
  keyspace.settle(args.span(1), list);
}

/** LTRIM key start stop: both stay. */
function trim(keyspace: Keyspace, args: Args): void {
  const start = args.number(2);
  const stop = args.number(3);
  const list = read(keyspace, args.span(1));
  if (list === undefined) return;
  const { size } = list;
  const first = Math.max(0, start < 0 ? start + size : start);
  const last = Math.min(size - 1, stop < 0 ? stop + size : stop);
  list.drop('back', first > last ? size : size - 1 - last);
  list.drop('front', first);
  keyspace.settle(args.span(1), list);
}
