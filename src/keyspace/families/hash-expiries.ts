/** Expiries of hash fields. Source: aof-replication-resp.md 2.3; redis 8.6 and valkey 9.1 src/t_hash.c. */
import type { Args } from '../args.ts';
import { syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { allowsExpiry, readExpiry, TIME_OPTIONS, toMs } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';
import { HashValue } from '../values/hash.ts';
import { readFields, readFieldsAmong } from './hash-fields.ts';

export const HASH_EXPIRY_COMMANDS: CommandTable = {
  hexpire: { arity: -6, run: (keyspace, args) => expire(keyspace, args, true, true) },
  hpexpire: { arity: -6, run: (keyspace, args) => expire(keyspace, args, false, true) },
  hexpireat: { arity: -6, run: (keyspace, args) => expire(keyspace, args, true, false) },
  hpexpireat: { arity: -6, run: (keyspace, args) => expire(keyspace, args, false, false) },
  hpersist: { arity: -5, run: persist },
  hsetex: { arity: -6, run: setUntil },
  hgetex: { arity: -5, run: getUntil },
};

type Time = number | bigint;

const CONDITIONS: ReadonlySet<string> = new Set(['nx', 'xx', 'gt', 'lt']);

/**
 * HPEXPIREAT key time [NX|XX|GT|LT] FIELDS numfields field …, in Valkey with several conditions. A time that has passed stays,
 * as it does while a server loads.
 */
function expire(keyspace: Keyspace, args: Args, seconds: boolean, relative: boolean): void {
  const when = toMs(args.integer(2), seconds, relative, keyspace.nowMs);
  const conditions: string[] = [];
  const { first, end } = readFieldsAmong(args, 3, 1, (word, at) => {
    if (!CONDITIONS.has(word)) throw syntaxError();
    conditions.push(word);
    return at + 1;
  });
  const hash = keyspace.read<HashValue>(args.span(1), 'hash');
  if (hash === undefined) return;
  for (let i = first; i < end; i++) {
    const field = args.span(i);
    const before = hash.expireAt(field);
    if (conditions.every((condition) => allowsExpiry(condition, before, when))) hash.setExpireAt(field, when);
  }
}

/** HPERSIST key FIELDS numfields field … */
function persist(keyspace: Keyspace, args: Args): void {
  const { first, end } = readFields(args, 2, 1);
  const hash = keyspace.read<HashValue>(args.span(1), 'hash');
  if (hash !== undefined) for (let i = first; i < end; i++) hash.setExpireAt(args.span(i), undefined);
}

/** HSETEX key [FNX|FXX] [EX|PX|EXAT|PXAT time|KEEPTTL] FIELDS numfields field value …: all of the fields or none. */
function setUntil(keyspace: Keyspace, args: Args): void {
  let condition: string | undefined;
  let keep = false;
  let when: Time | undefined;
  const { first, end } = readFieldsAmong(args, 2, 2, (word, at) => {
    if (TIME_OPTIONS.has(word)) {
      when = readExpiry(keyspace, args, at + 1, word);
      return at + 2;
    }
    if (word === 'fnx' || word === 'fxx') condition = word;
    else if (word === 'keepttl') keep = true;
    // Valkey's conditions on the key.
    else if (word === 'nx' || word === 'xx') condition = word;
    else throw syntaxError();
    return at + 1;
  });
  const key = args.span(1);
  const found = keyspace.read<HashValue>(key, 'hash');
  if (!holds(condition, found, args, first, end)) return;
  const hash = found ?? keyspace.write<HashValue>(key, 'hash', () => new HashValue());
  for (let i = first; i < end; i += 2) {
    const field = args.span(i);
    hash.set(field, args.span(i + 1), keep ? hash.expireAt(field) : when);
  }
}

function holds(
  condition: string | undefined,
  hash: HashValue | undefined,
  args: Args,
  first: number,
  end: number,
): boolean {
  if (condition === 'nx' || condition === 'xx') return (hash !== undefined) === (condition === 'xx');
  if (condition === undefined) return true;
  for (let i = first; i < end; i += 2) {
    if ((hash?.has(args.span(i)) === true) !== (condition === 'fxx')) return false;
  }
  return true;
}

/** HGETEX key [EX|PX|EXAT|PXAT time|PERSIST] FIELDS numfields field …: servers log what it does, not itself. */
function getUntil(keyspace: Keyspace, args: Args): void {
  let when: Time | undefined;
  let changes = false;
  const { first, end } = readFieldsAmong(args, 2, 1, (word, at) => {
    changes = true;
    if (word === 'persist') return at + 1;
    if (!TIME_OPTIONS.has(word)) throw syntaxError();
    when = readExpiry(keyspace, args, at + 1, word);
    return at + 2;
  });
  const hash = keyspace.read<HashValue>(args.span(1), 'hash');
  if (hash === undefined || !changes) return;
  for (let i = first; i < end; i++) hash.setExpireAt(args.span(i), when);
}
