/** Arrays (Redis 8.8). Source: aof-replication-resp.md 2.3; redis 8.8 src/t_array.c. */
import type { Args } from '../args.ts';
import { CommandError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { parseUnsigned } from '../number.ts';
import type { Span } from '../span.ts';
import { ArrayValue } from '../values/array.ts';

export const ARRAY_COMMANDS: CommandTable = {
  arset: { arity: -4, run: set },
  armset: { arity: -4, run: setMany },
  ardel: { arity: -3, run: remove },
  ardelrange: { arity: -4, run: removeRanges },
  arinsert: { arity: -3, run: insert },
  arring: { arity: -4, run: ring },
  arseek: { arity: 3, run: seek },
};

/** No element stands there. */
const NO_INDEX = 2n ** 64n - 1n;

/** @throws CommandError */
function readIndex(args: Args, at: number, most = NO_INDEX - 1n): bigint {
  const index = parseUnsigned(args.text(at));
  if (index === undefined || index > most) throw new CommandError('an argument is no index of an array');
  return index;
}

function write(keyspace: Keyspace, key: Span): ArrayValue {
  return keyspace.write<ArrayValue>(key, 'array', () => new ArrayValue());
}

/** ARSET key index value …: one after another. */
function set(keyspace: Keyspace, args: Args): void {
  const first = readIndex(args, 2);
  if (first + BigInt(args.count - 4) >= NO_INDEX) throw new CommandError('an index of the array would be out of range');
  const array = write(keyspace, args.span(1));
  for (let i = 3; i < args.count; i++) array.set(first + BigInt(i - 3), args.span(i));
}

function setMany(keyspace: Keyspace, args: Args): void {
  if (args.count % 2 !== 0) throw new CommandError('an index without a value');
  for (let i = 2; i < args.count; i += 2) readIndex(args, i);
  const array = write(keyspace, args.span(1));
  for (let i = 2; i < args.count; i += 2) array.set(readIndex(args, i), args.span(i + 1));
}

function remove(keyspace: Keyspace, args: Args): void {
  for (let i = 2; i < args.count; i++) readIndex(args, i);
  const array = keyspace.read<ArrayValue>(args.span(1), 'array');
  if (array === undefined) return;
  for (let i = 2; i < args.count; i++) array.remove(readIndex(args, i));
  keyspace.settle(args.span(1), array);
}

/** ARDELRANGE key start end …: either may be the lower. */
function removeRanges(keyspace: Keyspace, args: Args): void {
  if (args.count % 2 !== 0) throw new CommandError('a range without an end');
  for (let i = 2; i < args.count; i++) readIndex(args, i);
  const array = keyspace.read<ArrayValue>(args.span(1), 'array');
  if (array === undefined) return;
  for (let i = 2; i < args.count; i += 2) {
    const start = readIndex(args, i);
    const end = readIndex(args, i + 1);
    if (start <= end) array.removeRange(start, end);
    else array.removeRange(end, start);
  }
  keyspace.settle(args.span(1), array);
}

function insert(keyspace: Keyspace, args: Args): void {
  const found = keyspace.read<ArrayValue>(args.span(1), 'array');
  const first = (found?.insertIndex ?? -1n) + 1n;
  const last = first + BigInt(args.count - 3);
  if (last >= NO_INDEX) throw new CommandError('an index of the array would be out of range');
  const array = found ?? write(keyspace, args.span(1));
  for (let i = 2; i < args.count; i++) array.set(first + BigInt(i - 2), args.span(i));
  array.insertIndex = last;
}

function ring(keyspace: Keyspace, args: Args): void {
  const size = args.integer(2);
  if (size <= 0n) throw new CommandError('the size of a ring is not positive');
  const array = write(keyspace, args.span(1));
  const kept = keptOfRing(array, size);
  if (kept !== undefined) array.layOut(kept);
  for (let i = 3; i < args.count; i++) {
    const index = ((array.insertIndex ?? -1n) + 1n) % size;
    array.set(index, args.span(i));
    array.insertIndex = index;
  }
}

/**
 * A ring that becomes smaller, or larger after it has begun anew at 0, is laid out again: the indexes of the elements to keep
 * are the last ones up to a hole, the oldest first. Undefined: it stays as it is.
 * Source: redis 8.8 src/t_array.c, arRingNeedsRework(), arRingRework().
 */
function keptOfRing(array: ArrayValue, size: bigint): bigint[] | undefined {
  const { length, insertIndex } = array;
  const wrapped = insertIndex !== undefined && insertIndex + 1n < length;
  if (length === 0n || size === length || (size > length && !wrapped)) return undefined;
  const most = size < length ? size : length;
  const kept: bigint[] = [];
  let index = insertIndex === undefined ? length - 1n : insertIndex % length;
  while (BigInt(kept.length) < most && array.has(index)) {
    kept.push(index);
    index = index === 0n ? length - 1n : index - 1n;
  }
  return kept.reverse();
}

/** ARSEEK key index: the next insert is there. */
function seek(keyspace: Keyspace, args: Args): void {
  const index = readIndex(args, 2, NO_INDEX);
  const array = keyspace.read<ArrayValue>(args.span(1), 'array');
  if (array !== undefined) array.insertIndex = index === 0n ? undefined : index - 1n;
}
