/**
 * Slots of a cluster that are emptied. Source: aof-replication-resp.md 2.3: SFLUSH and TRIMSLOTS are Redis 8's, CLUSTER FLUSHSLOT
 * is Valkey 9's.
 */
import { keySlot, SLOTS } from '../../model/slot.ts';
import type { Args } from '../args.ts';
import { NONE } from '../byte-table.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Database } from '../database.ts';
import type { Keyspace } from '../keyspace.ts';
import { keysInSlot } from '../slot-order.ts';
import { copyOf, spanOf, viewOf, type Span } from '../span.ts';

export const SLOT_COMMANDS: CommandTable = {
  sflush: { arity: -3, run: flushRanges },
  trimslots: { arity: -5, run: trim },
  cluster: { arity: -2, run: runSubcommand },
};

const WORDS: ReadonlySet<string> = new Set(['sync', 'async']);
/** They tell where slots are, or go. */
const NO_EFFECT: ReadonlySet<string> = new Set(['setslot', 'syncslots']);

/** SFLUSH first last [first last …] [SYNC|ASYNC]. */
function flushRanges(keyspace: Keyspace, args: Args): void {
  const end = WORDS.has(args.word(args.count - 1)) ? args.count - 1 : args.count;
  if (end < 3 || end % 2 === 0) throw new CommandError('a range of slots without its end');
  flush(keyspace, readRanges(args, 1, end));
}

/** TRIMSLOTS RANGES n first last … */
function trim(keyspace: Keyspace, args: Args): void {
  if (args.word(1) !== 'ranges') throw syntaxError();
  const end = 3 + 2 * args.number(2);
  if (end !== args.count) throw new CommandError('a wrong number of ranges');
  flush(keyspace, readRanges(args, 3, end));
}

function runSubcommand(keyspace: Keyspace, args: Args): void {
  const name = args.word(1);
  if (NO_EFFECT.has(name)) return;
  // CLUSTER FLUSHSLOT slot [SYNC|ASYNC]
  if (name !== 'flushslot' || args.count < 3) throw syntaxError();
  const slot = readSlot(args, 2);
  flush(keyspace, (db) => keysInSlot(db, slot));
}

function readRanges(args: Args, from: number, end: number): KeysOf {
  const chosen = new Uint8Array(SLOTS);
  for (let i = from; i < end; i += 2) {
    const first = readSlot(args, i);
    const last = readSlot(args, i + 1);
    if (first > last) throw new CommandError('a range of slots ends before it begins');
    chosen.fill(1, first, last + 1);
  }
  return (db) => keysIn(db, (slot) => chosen[slot] === 1);
}

function readSlot(args: Args, at: number): number {
  const slot = args.number(at);
  if (slot < 0 || slot >= SLOTS) throw new CommandError('no such slot');
  return slot;
}

/** Which keys of a database go: copies, as records move when others are removed. */
type KeysOf = (db: Database) => readonly Span[];

/** In every database: only Valkey 9 has more than one in a cluster. */
function flush(keyspace: Keyspace, keysOf: KeysOf): void {
  for (const [, db] of keyspace.filled()) {
    for (const key of keysOf(db)) db.remove(key);
  }
}

function keysIn(db: Database, isChosen: (slot: number) => boolean): Span[] {
  const { table } = db;
  const keys: Span[] = [];
  for (let record = db.next(0); record !== NONE; record = db.next(table.after(record))) {
    if (isChosen(keySlot(viewOf(table.key)))) keys.push(spanOf(copyOf(table.key)));
  }
  return keys;
}
