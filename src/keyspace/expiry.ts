/** Expiries in arguments. Source: redis src/t_string.c, getExpireMillisecondsOrReply(); src/expire.c. */
import type { Args } from './args.ts';
import { CommandError } from './command-error.ts';
import type { Keyspace } from './keyspace.ts';

const MOST = 2n ** 63n - 1n;

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
  if (ms > MOST || ms < -MOST) throw new CommandError('an expire time is out of range');
  const plain = Number(ms);
  return Number.isSafeInteger(plain) ? plain : ms;
}
