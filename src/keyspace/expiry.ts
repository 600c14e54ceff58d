/** Expiries in arguments. Source: redis src/t_string.c, getExpireMillisecondsOrReply(); src/expire.c. */
import type { Args } from './args.ts';
import { CommandError, syntaxError } from './command-error.ts';
import type { Keyspace } from './keyspace.ts';
import { MOST_INTEGER } from './number.ts';

/** Options with a time behind them. */
export const TIME_OPTIONS: ReadonlySet<string> = new Set(['ex', 'px', 'exat', 'pxat']);

/**
 * An absolute time in ms from an argument in the unit that an option's name tells: `ex`, `px`, `exat`, `pxat`. Relative
 * times count from the time of loading, as on the server.
 * @throws CommandError: no integer, or out of range
 */
export function readExpiry(keyspace: Keyspace, args: Args, at: number, unit: string): number | bigint {
  return toMs(args.integer(at), unit.startsWith('e'), !unit.endsWith('at'), keyspace.nowMs);
}

export function toMs(value: bigint, seconds: boolean, relative: boolean, nowMs: number): number | bigint {
  const ms = (seconds ? value * 1000n : value) + (relative ? BigInt(nowMs) : 0n);
  if (ms > MOST_INTEGER || ms < -MOST_INTEGER) throw new CommandError('an expire time is out of range');
  const plain = Number(ms);
  return Number.isSafeInteger(plain) ? plain : ms;
}

/**
 * Whether NX, XX, GT or LT, in lower case, lets an expiry be set where there is another one, or none, which counts as one that
 * never comes. Source: redis 7.0 src/expire.c, expireGenericCommand(). @throws CommandError: it is none of them
 */
export function allowsExpiry(condition: string, before: number | bigint | undefined, when: number | bigint): boolean {
  switch (condition) {
    case 'nx':
      return before === undefined;
    case 'xx':
      return before !== undefined;
    case 'gt':
      return before !== undefined && when > before;
    case 'lt':
      return before === undefined || when < before;
    default:
      throw syntaxError();
  }
}
