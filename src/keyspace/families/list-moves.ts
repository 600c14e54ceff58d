/** Elements that go from one list to another. Source: aof-replication-resp.md 2.3; redis src/t_list.c, lmoveGenericCommand(). */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { copyOf, spanOf, type Span } from '../span.ts';
import { ListValue, type Side } from '../values/list.ts';

const SIDES: ReadonlyMap<string, Side> = new Map<string, Side>([
  ['left', 'front'],
  ['right', 'back'],
]);

export const LIST_MOVES: CommandTable = {
  rpoplpush: { arity: 3, run: (keyspace, args) => move(keyspace, args, 'back', 'front') },
  // Up to 3.2 it stands in logs as it was typed, if it did not wait.
  brpoplpush: { arity: 4, run: (keyspace, args) => move(keyspace, args, 'back', 'front') },
  lmove: { arity: 5, run: (keyspace, args) => move(keyspace, args, readSide(args, 3), readSide(args, 4)) },
  blmove: { arity: 6, run: (keyspace, args) => move(keyspace, args, readSide(args, 3), readSide(args, 4)) },
  lmovem: { arity: -5, run: (keyspace, args) => moveMany(keyspace, args, 5) },
  blmovem: { arity: -6, run: (keyspace, args) => moveMany(keyspace, args, 6) },
};

/** LEFT or RIGHT. @throws CommandError */
export function readSide(args: Args, at: number): Side {
  const side = SIDES.get(args.word(at));
  if (side === undefined) throw syntaxError();
  return side;
}

function move(keyspace: Keyspace, args: Args, from: Side, to: Side): void {
  moveOneByOne(keyspace, args, from, to, 1);
}

/** LMOVEM source destination LEFT|RIGHT LEFT|RIGHT [COUNT|EXACTLY n OBO|BULK]; `at` is where the block begins. */
function moveMany(keyspace: Keyspace, args: Args, at: number): void {
  const from = readSide(args, 3);
  const to = readSide(args, 4);
  if (args.count === at) {
    move(keyspace, args, from, to);
    return;
  }
  if (args.count !== at + 3) throw syntaxError();
  const selector = args.word(at);
  const count = args.number(at + 1);
  const order = args.word(at + 2);
  if ((selector !== 'count' && selector !== 'exactly') || (order !== 'obo' && order !== 'bulk')) throw syntaxError();
  if (count < 1) throw new CommandError('a count is not positive');
  const size = keyspace.read<ListValue>(args.span(1), 'list')?.size ?? 0;
  if (selector === 'exactly' && size < count) return;
  // Elements keep their order if they are taken from one side and put to the other one by one.
  const moved = Math.min(size, count);
  if (order === 'bulk' && from === to) moveBlock(keyspace, args, from, moved);
  else moveOneByOne(keyspace, args, from, to, moved);
}

function moveOneByOne(keyspace: Keyspace, args: Args, from: Side, to: Side, count: number): void {
  const source = keyspace.read<ListValue>(args.span(1), 'list');
  if (source === undefined) return;
  const target = destination(keyspace, args.span(2));
  for (let i = 0; i < count; i++) {
    const element = source.peek(from);
    if (element === undefined) break;
    const moved = source === target ? spanOf(copyOf(element)) : element;
    source.pop(from);
    target.push(to, moved);
  }
  keyspace.settle(args.span(1), source);
}

/** From the same side to the same side, in the order in which they stand. */
function moveBlock(keyspace: Keyspace, args: Args, side: Side, count: number): void {
  const source = keyspace.read<ListValue>(args.span(1), 'list');
  if (source === undefined || count === 0) return;
  const target = destination(keyspace, args.span(2));
  // Of one list nothing changes: the block is put where it was taken.
  if (target === source) return;
  for (let i = count - 1; i >= 0; i--) {
    const element = source.at(side === 'front' ? i : source.size - 1 - i);
    if (element !== undefined) target.push(side, element);
  }
  source.drop(side, count);
  keyspace.settle(args.span(1), source);
}

function destination(keyspace: Keyspace, key: Span): ListValue {
  return keyspace.write<ListValue>(key, 'list', () => new ListValue());
}
