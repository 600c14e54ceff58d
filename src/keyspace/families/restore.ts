/** RESTORE: a value as DUMP gives it. Source: aof-replication-resp.md 1.7, 6.3; redis src/cluster.c, restoreCommand(). */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { fill, type KeyInfo } from '../database.ts';
import { toMs } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';
import { PayloadLoader } from '../payload-loader.ts';
import { viewOf } from '../span.ts';

export const RESTORE_COMMANDS: CommandTable = {
  restore: { arity: -4, run: restore },
  // Of MIGRATE to a slot that is being imported.
  'restore-asking': { arity: -4, run: restore },
};

const MOST_FREQ = 255;

/** Each keyspace has one: it holds memory to decode in. */
const LOADERS = new WeakMap<Keyspace, PayloadLoader>();

/** RESTORE key ttl payload [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ n]. An expiry that has passed is stored: nothing expires. */
function restore(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const { db } = keyspace;
  const { replace, absolute, idleSeconds, freq } = readRestoreOptions(args);
  if (!replace && db.has(key)) throw new CommandError('BUSYKEY: there is such a key');
  const ttl = args.integer(2);
  if (ttl < 0n) throw new CommandError('an expiry is negative');
  const expireAtMs = ttl === 0n ? undefined : toMs(ttl, false, !absolute, keyspace.nowMs);
  const { value, extras } = loaderOf(keyspace).load(viewOf(args.span(3)));
  const info: KeyInfo = { expireAtMs, idleSeconds, freq, extras };
  if ('play' in value) db.putCollection(key, value, info);
  else fill(db.putString(key, value.end - value.start, info), value);
}

interface RestoreOptions {
  readonly replace: boolean;
  readonly absolute: boolean;
  readonly idleSeconds: number | undefined;
  readonly freq: number | undefined;
}

function readRestoreOptions(args: Args): RestoreOptions {
  let replace = false;
  let absolute = false;
  let idleSeconds: number | undefined;
  let freq: number | undefined;
  for (let i = 4; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'replace') replace = true;
    else if (word === 'absttl') absolute = true;
    else if (word === 'idletime' && freq === undefined) idleSeconds = within(args.number(++i), 2 ** 32 - 1);
    else if (word === 'freq' && idleSeconds === undefined) freq = within(args.number(++i), MOST_FREQ);
    else throw syntaxError();
  }
  return { replace, absolute, idleSeconds, freq };
}

function within(value: number, most: number): number {
  if (value < 0 || value > most) throw new CommandError(`a number is out of range 0..${most}`);
  return value;
}

function loaderOf(keyspace: Keyspace): PayloadLoader {
  let loader = LOADERS.get(keyspace);
  if (loader === undefined) {
    loader = new PayloadLoader(keyspace.semantics, keyspace.nowMs);
    LOADERS.set(keyspace, loader);
  }
  return loader;
}
