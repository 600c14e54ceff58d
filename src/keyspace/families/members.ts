/**
 * Members that expire, in KeyDB: of sets, sorted sets and hashes. Rewritten logs hold PEXPIREMEMBERAT.
 * Source: keydb src/expire.cpp, expireMemberCore().
 */
import type { Args } from '../args.ts';
import { CommandError, syntaxError, wrongType } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { toMs } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';

export const MEMBER_COMMANDS: CommandTable = {
  expiremember: { arity: -4, run: (keyspace, args) => expireMember(keyspace, args, isSeconds(args), true) },
  expirememberat: { arity: 4, run: (keyspace, args) => expireMember(keyspace, args, true, false) },
  pexpirememberat: { arity: 4, run: (keyspace, args) => expireMember(keyspace, args, false, false) },
};

/** EXPIREMEMBER key member delay [s|ms]. */
function isSeconds(args: Args): boolean {
  if (args.count === 4) return true;
  const unit = args.word(4);
  if (args.count > 5 || (unit !== 's' && unit !== 'ms')) throw syntaxError();
  return unit === 's';
}

function expireMember(keyspace: Keyspace, args: Args, seconds: boolean, relative: boolean): void {
  const when = toMs(args.integer(3), seconds, relative, keyspace.nowMs);
  const key = args.span(1);
  const value = keyspace.db.collection(key);
  if (value?.expireMember !== undefined) value.expireMember(args.span(2), when);
  else if (keyspace.db.has(key)) throw wrongType();
  else throw new CommandError('no such key');
}
