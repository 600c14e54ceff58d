/** KEYDB.CRON. Source: KeyDB src/cron.cpp, cronCommand(). */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { tryInteger } from '../number.ts';
import { copyOf } from '../span.ts';
import { CronValue } from '../values/cron.ts';

export const CRON_COMMANDS: CommandTable = {
  'keydb.cron': { arity: -4, run: setJob },
};

/** KEYDB.CRON name SINGLE|REPEAT [start] interval script [numkeys key … arg …]; times in ms. */
function setJob(keyspace: Keyspace, args: Args): void {
  const word = args.word(2);
  if (word !== 'single' && word !== 'repeat') throw syntaxError();
  const first = args.integer(3);
  const second = tryInteger(args.text(4));
  const startMs = second === undefined ? BigInt(keyspace.nowMs) : first;
  const intervalMs = second ?? first;
  if (intervalMs <= 0n) throw new CommandError('an interval must be positive');
  const script = second === undefined ? 4 : 5;
  const keysFrom = script + 2;
  const count = script + 1 < args.count ? args.number(script + 1) : 0;
  if (count < 0 || keysFrom + count > Math.max(args.count, keysFrom)) {
    throw new CommandError('a wrong number of keys');
  }
  const copies = (from: number, to: number): Uint8Array[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => copyOf(args.span(from + i)));
  const keys = copies(keysFrom, keysFrom + count);
  const job = {
    script: copyOf(args.span(script)),
    startMs,
    intervalMs,
    keys,
    args: copies(keysFrom + count, args.count),
  };
  keyspace.db.putCollection(args.span(1), new CronValue(job));
}
