/**
 * What KeyDB adds: members of sets, sorted sets and hashes that expire, jobs, and the renaming of fields. Rewritten logs hold
 * PEXPIREMEMBERAT and KEYDB.CRON. Source: keydb src/expire.cpp, expireMemberCore(); src/cron.cpp, cronCommand(); src/t_hash.cpp.
 */
import type { Args } from '../args.ts';
import { CommandError, syntaxError, wrongType } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { toMs } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';
import type { CronJob } from '../../model/sink.ts';
import { tryInteger } from '../number.ts';
import { copyOf, spanOf } from '../span.ts';
import { CronValue } from '../values/cron.ts';
import type { HashValue } from '../values/hash.ts';

export const KEYDB_COMMANDS: CommandTable = {
  expiremember: { arity: -4, run: (keyspace, args) => expireMember(keyspace, args, isSeconds(args), true) },
  expirememberat: { arity: 4, run: (keyspace, args) => expireMember(keyspace, args, true, false) },
  pexpirememberat: { arity: 4, run: (keyspace, args) => expireMember(keyspace, args, false, false) },
  'keydb.cron': { arity: -5, run: putJob },
  'keydb.hrename': { arity: 4, run: renameField },
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

/** KEYDB.CRON name SINGLE|REPEAT [start] interval script [n key … argument …]; all times in ms. */
function putJob(keyspace: Keyspace, args: Args): void {
  const kind = args.word(2);
  if (kind !== 'single' && kind !== 'repeat') throw syntaxError();
  const started = tryInteger(args.text(4)) !== undefined;
  const at = started ? 4 : 3;
  const intervalMs = args.integer(at);
  if (intervalMs <= 0n) throw new CommandError('an interval is not positive');
  const count = args.count > at + 2 ? args.number(at + 2) : 0;
  const first = Math.min(at + 3, args.count);
  if (count < 0 || args.count < first + count) throw new CommandError('too few keys');
  const job: CronJob = {
    script: copyOf(args.span(at + 1)),
    startMs: started ? args.integer(3) : BigInt(keyspace.nowMs),
    intervalMs,
    keys: copies(args, first, first + count),
    args: copies(args, first + count, args.count),
  };
  const value = new CronValue(job);
  value.expireMember(args.span(1), Number(job.startMs + intervalMs));
  keyspace.store(args.span(1), value);
}

function copies(args: Args, from: number, to: number): Uint8Array[] {
  const words: Uint8Array[] = [];
  for (let i = from; i < to; i++) words.push(copyOf(args.span(i)));
  return words;
}

/** KEYDB.HRENAME key field other: what stands under `other` is gone. */
function renameField(keyspace: Keyspace, args: Args): void {
  const hash = keyspace.read<HashValue>(args.span(1), 'hash');
  const value = hash?.fieldValue(args.span(2));
  if (hash === undefined || value === undefined) throw new CommandError('no such field');
  const kept = spanOf(copyOf(value));
  hash.remove(args.span(2));
  hash.set(args.span(3), kept);
}
