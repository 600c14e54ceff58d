/** Hashes. Source: aof-replication-resp.md 2.3; redis and valkey src/t_hash.c. */
import type { Args } from '../args.ts';
import { CommandError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { addDecimals } from '../long-double.ts';
import { inRange, parseInteger } from '../number.ts';
import { spanOfText, textOf, type Span } from '../span.ts';
import { HashValue } from '../values/hash.ts';
import { readFields } from './hash-fields.ts';

export const HASH_COMMANDS: CommandTable = {
  hset: { arity: -4, run: set },
  hmset: { arity: -4, run: set },
  hsetnx: { arity: 4, run: setUnlessThere },
  hdel: { arity: -3, run: (keyspace, args) => remove(keyspace, args.span(1), args, 2, args.count) },
  hgetdel: { arity: -5, run: getAndRemove },
  hincrby: { arity: 4, run: add },
  hincrbyfloat: { arity: 4, run: addFloat },
};

function writeHash(keyspace: Keyspace, key: Span): HashValue {
  return keyspace.write<HashValue>(key, 'hash', () => new HashValue());
}

function set(keyspace: Keyspace, args: Args): void {
  if (args.count % 2 !== 0) throw new CommandError('a field without a value');
  const hash = writeHash(keyspace, args.span(1));
  for (let i = 2; i < args.count; i += 2) hash.set(args.span(i), args.span(i + 1));
}

function setUnlessThere(keyspace: Keyspace, args: Args): void {
  const hash = writeHash(keyspace, args.span(1));
  if (!hash.has(args.span(2))) hash.set(args.span(2), args.span(3));
}

function remove(keyspace: Keyspace, key: Span, args: Args, from: number, to: number): void {
  const hash = keyspace.read<HashValue>(key, 'hash');
  if (hash === undefined) return;
  for (let i = from; i < to; i++) hash.remove(args.span(i));
  keyspace.settle(key, hash);
}

/** HGETDEL key FIELDS numfields field … */
function getAndRemove(keyspace: Keyspace, args: Args): void {
  const { first, end } = readFields(args, 2, 1);
  if (end !== args.count) throw new CommandError('a wrong number of fields');
  remove(keyspace, args.span(1), args, first, end);
}

/** Counting leaves a field's expiry as it is. */
function add(keyspace: Keyspace, args: Args): void {
  const increment = args.integer(3);
  count(keyspace, args, '0', (before) => String(inRange(parseInteger(before) + increment)));
}

/** Servers log the result; the command itself stands in logs made by hand. */
function addFloat(keyspace: Keyspace, args: Args): void {
  const increment = args.text(3);
  count(keyspace, args, '0', (before) => addDecimals(before, increment));
}

function count(keyspace: Keyspace, args: Args, none: string, next: (before: string) => string): void {
  const key = args.span(1);
  const field = args.span(2);
  const before = keyspace.read<HashValue>(key, 'hash')?.fieldValue(field);
  const after = next(before === undefined ? none : textOf(before));
  const hash = writeHash(keyspace, key);
  hash.set(field, spanOfText(after), hash.expireAt(field));
}
