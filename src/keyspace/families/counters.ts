/**
 * Counting in strings by more than whole numbers, and within bounds. Servers log INCRBYFLOAT as the SET of its result; itself
 * it stands in logs made by hand. Source: aof-replication-resp.md 2.3; redis src/t_string.c; redis.io and valkey.io, INCREX.
 */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { readExpiry } from '../expiry.ts';
import type { Keyspace } from '../keyspace.ts';
import { addDecimals, compareDecimals } from '../long-double.ts';
import { LEAST_INTEGER, MOST_INTEGER, parseInteger } from '../number.ts';
import { spanOfText, textOf } from '../span.ts';

export const COUNTER_COMMANDS: CommandTable = {
  incrbyfloat: { arity: 3, run: addFloat },
  increx: { arity: -2, run: addWithin },
};

function addFloat(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const before = keyspace.readString(key);
  const after = addDecimals(before === undefined ? '0' : textOf(before), args.text(2));
  keyspace.updateString(key, spanOfText(after));
}

/** How numbers of one kind, as text, are added and compared. */
interface Arithmetic {
  add(a: string, b: string): string;
  /** Positive if `a` is larger, negative if `b` is. */
  compare(a: string, b: string): number;
  /** What SATURATE stops at without a bound of its own. */
  readonly least?: string;
  readonly most?: string;
}

const INTEGERS: Arithmetic = {
  add: (a, b) => String(parseInteger(a) + parseInteger(b)),
  compare: (a, b) => Number(BigInt(a) - BigInt(b)),
  least: String(LEAST_INTEGER),
  most: String(MOST_INTEGER),
};

const FLOATS: Arithmetic = { add: addDecimals, compare: compareDecimals };

interface Options {
  increment: string;
  arithmetic: Arithmetic;
  lower: string | undefined;
  upper: string | undefined;
  saturates: boolean;
  expireAtMs: number | bigint | undefined;
  persists: boolean;
  /** ENX: a key that expires keeps its time. */
  unlessExpiring: boolean;
  condition: 'nx' | 'xx' | undefined;
}

/**
 * INCREX key [NX|XX] [BYINT n|BYFLOAT x] [LBOUND n] [UBOUND n] [SATURATE] [EX|PX|EXAT|PXAT time|PERSIST] [ENX]. A result out
 * of bounds changes nothing, unless it is to stop at the bound.
 */
function addWithin(keyspace: Keyspace, args: Args): void {
  const options = readOptions(keyspace, args);
  const key = args.span(1);
  const before = keyspace.readString(key);
  if (options.condition !== undefined && (before !== undefined) !== (options.condition === 'xx')) return;
  const after = countWithin(before === undefined ? '0' : textOf(before), options);
  if (after === undefined) return;
  keyspace.updateString(key, spanOfText(after));
  if (options.persists) keyspace.db.setExpireAt(key, undefined);
  const keeps = options.unlessExpiring && keyspace.db.expireAt(key) !== undefined;
  if (options.expireAtMs !== undefined && !keeps) keyspace.db.setExpireAt(key, options.expireAtMs);
}

function readOptions(keyspace: Keyspace, args: Args): Options {
  const options: Options = {
    increment: '1',
    arithmetic: INTEGERS,
    lower: undefined,
    upper: undefined,
    saturates: false,
    expireAtMs: undefined,
    persists: false,
    unlessExpiring: false,
    condition: undefined,
  };
  for (let i = 2; i < args.count; i++) {
    const word = args.word(i);
    switch (word) {
      case 'byint':
      case 'byfloat':
        options.arithmetic = word === 'byint' ? INTEGERS : FLOATS;
        options.increment = args.text(++i);
        break;
      case 'lbound':
        options.lower = args.text(++i);
        break;
      case 'ubound':
        options.upper = args.text(++i);
        break;
      case 'saturate':
        options.saturates = true;
        break;
      case 'persist':
        options.persists = true;
        break;
      case 'enx':
        options.unlessExpiring = true;
        break;
      case 'nx':
      case 'xx':
        options.condition = word;
        break;
      case 'ex':
      case 'px':
      case 'exat':
      case 'pxat':
        options.expireAtMs = readExpiry(keyspace, args, ++i, word);
        break;
      default:
        throw syntaxError();
    }
  }
  return options;
}

/** What SATURATE stops at is written as a result would be. @returns undefined: out of bounds */
function countWithin(before: string, options: Options): string | undefined {
  const { arithmetic, increment, saturates } = options;
  const lower = options.lower === undefined ? arithmetic.least : arithmetic.add(options.lower, '0');
  const upper = options.upper === undefined ? arithmetic.most : arithmetic.add(options.upper, '0');
  if (lower !== undefined && upper !== undefined && arithmetic.compare(lower, upper) > 0) {
    throw new CommandError('the lower bound is above the upper one');
  }
  const sum = arithmetic.add(before, increment);
  if (lower !== undefined && arithmetic.compare(sum, lower) < 0) return saturates ? lower : undefined;
  if (upper !== undefined && arithmetic.compare(sum, upper) > 0) return saturates ? upper : undefined;
  return sum;
}
