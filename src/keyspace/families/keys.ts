/** Keys of any type, and databases: DEL, EXPIRE, RENAME, COPY, MOVE, FLUSHALL … Source: redis src/db.c, src/expire.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { fill, type Database } from '../database.ts';
import { allowsExpiry, toMs } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';
import { copyOf, equalSpans, spanOf, type Span } from '../span.ts';

export const KEY_COMMANDS: CommandTable = {
  select: { arity: 2, run: (keyspace, args) => keyspace.select(databaseNumber(args, 1)) },
  del: { arity: -2, run: remove },
  unlink: { arity: -2, run: remove },
  // With a condition DELEX is logged as DEL.
  delex: { arity: -2, run: (keyspace, args) => void keyspace.db.remove(args.span(1)) },
  delifeq: { arity: 3, run: removeIfEqual },
  expire: { arity: -3, run: (keyspace, args) => expire(keyspace, args, true, true) },
  pexpire: { arity: -3, run: (keyspace, args) => expire(keyspace, args, false, true) },
  expireat: { arity: -3, run: (keyspace, args) => expire(keyspace, args, true, false) },
  pexpireat: { arity: -3, run: (keyspace, args) => expire(keyspace, args, false, false) },
  persist: { arity: -2, run: persist },
  rename: { arity: 3, run: (keyspace, args) => rename(keyspace, args, true) },
  renamenx: { arity: 3, run: (keyspace, args) => rename(keyspace, args, false) },
  copy: { arity: -3, run: copy },
  move: { arity: 3, run: move },
  swapdb: { arity: 3, run: (keyspace, args) => keyspace.swap(databaseNumber(args, 1), databaseNumber(args, 2)) },
  flushdb: { arity: -1, run: (keyspace) => keyspace.flush(keyspace.selected) },
  flushall: { arity: -1, run: (keyspace) => keyspace.flush() },
};

/** Servers read an int. */
const MOST_DATABASE = 2 ** 31 - 1;

function databaseNumber(args: Args, at: number): number {
  const number = args.number(at);
  if (number < 0 || number > MOST_DATABASE) throw new CommandError('a database number is out of range');
  return number;
}

function remove(keyspace: Keyspace, args: Args): void {
  for (let i = 1; i < args.count; i++) keyspace.db.remove(args.span(i));
}

function removeIfEqual(keyspace: Keyspace, args: Args): void {
  const value = keyspace.readString(args.span(1));
  if (value !== undefined && equalSpans(value, args.span(2))) keyspace.db.remove(args.span(1));
}

function expire(keyspace: Keyspace, args: Args, seconds: boolean, relative: boolean): void {
  const { db } = keyspace;
  const key = args.span(1);
  const when = toMs(args.integer(2), seconds, relative, keyspace.nowMs);
  const words = Array.from({ length: args.count - 3 }, (_, i) => args.word(3 + i));
  if (!db.has(key) || !words.every((word) => allowsExpiry(word, db.expireAt(key), when))) return;
  db.setExpireAt(key, when);
}

/** PERSIST key, and in KeyDB PERSIST key member. */
function persist({ db }: Keyspace, args: Args): void {
  if (args.count === 2) db.setExpireAt(args.span(1), undefined);
  else db.collection(args.span(1))?.expireMember?.(args.span(2), undefined);
}

function rename(keyspace: Keyspace, args: Args, replace: boolean): void {
  const { db } = keyspace;
  const from = args.span(1);
  const to = args.span(2);
  if (!db.has(from)) throw new CommandError('no such key');
  if (equalSpans(from, to) || (!replace && db.has(to))) return;
  transfer(db, from, db, to, false);
  db.remove(from);
}

/** COPY source destination [DB number] [REPLACE]. */
function copy(keyspace: Keyspace, args: Args): void {
  const from = args.span(1);
  const to = args.span(2);
  let target = keyspace.db;
  let replace = false;
  for (let i = 3; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'replace') replace = true;
    else if (word === 'db') target = keyspace.database(databaseNumber(args, ++i));
    else throw syntaxError();
  }
  if (target === keyspace.db && equalSpans(from, to)) throw new CommandError('source and destination are the same');
  if (!keyspace.db.has(from) || (target.has(to) && !replace)) return;
  transfer(keyspace.db, from, target, to, true);
}

function move(keyspace: Keyspace, args: Args): void {
  const { db } = keyspace;
  const key = args.span(1);
  const target = keyspace.database(databaseNumber(args, 2));
  if (target === db) throw new CommandError('source and destination are the same');
  if (!db.has(key) || target.has(key)) return;
  transfer(db, key, target, key, false);
  db.remove(key);
}

/** Give `to` the value of `from` and what stands beside it; what it had is gone. A collection is shared unless it is to be copied. */
function transfer(source: Database, from: Span, target: Database, to: Span, copied: boolean): void {
  const info = source.lasting(from);
  const value = source.collection(from);
  if (value !== undefined) {
    target.putCollection(to, copied ? value.copy() : value, info);
    return;
  }
  const string = source.string(from);
  if (string === undefined) return;
  // It stands in a table that is about to change.
  const kept = spanOf(copyOf(string));
  fill(target.putString(to, kept.end, info), kept);
}
