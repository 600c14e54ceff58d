/** Strings. Source: aof-replication-resp.md 2.3; redis src/t_string.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { inRange, parseInteger } from '../number.ts';
import { copyInto, copyOf, equalSpans, spanOfText, type Span } from '../span.ts';
import { readExpiry, TIME_OPTIONS } from '../expiry.ts';

/** Source: redis src/t_string.c, checkStringLength(); proto-max-bulk-len. */
const LARGEST = 512 << 20;

export const STRING_COMMANDS: CommandTable = {
  set: { arity: -3, run: set },
  setnx: { arity: 3, run: (keyspace, args) => setUnlessThere(keyspace, args, 1) },
  setex: { arity: 4, run: (keyspace, args) => setUntil(keyspace, args, 'ex') },
  psetex: { arity: 4, run: (keyspace, args) => setUntil(keyspace, args, 'px') },
  getset: { arity: 3, run: getSet },
  mset: { arity: -3, run: mset },
  msetnx: { arity: -3, run: msetNx },
  msetex: { arity: -4, run: msetEx },
  append: { arity: 3, run: append },
  setrange: { arity: 4, run: setRange },
  incr: { arity: 2, run: (keyspace, args) => add(keyspace, args, 1n) },
  decr: { arity: 2, run: (keyspace, args) => add(keyspace, args, -1n) },
  incrby: { arity: 3, run: (keyspace, args) => add(keyspace, args, args.integer(2)) },
  decrby: { arity: 3, run: (keyspace, args) => add(keyspace, args, -args.integer(2)) },
};

interface SetOptions {
  readonly info: { expireAtMs: number | bigint } | undefined;
  readonly keepTtl: boolean;
  readonly condition: string | undefined;
  /** The value or digest that IF… compares with. */
  readonly against: Span | undefined;
}

const CONDITIONS: ReadonlySet<string> = new Set(['nx', 'xx', 'ifeq', 'ifne', 'ifdeq', 'ifdne']);

function readSetOptions(keyspace: Keyspace, args: Args, from: number): SetOptions {
  let info: { expireAtMs: number | bigint } | undefined;
  let keepTtl = false;
  let condition: string | undefined;
  let against: Span | undefined;
  for (let i = from; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'keepttl') keepTtl = true;
    else if (TIME_OPTIONS.has(word)) info = { expireAtMs: readExpiry(keyspace, args, ++i, word) };
    else if (CONDITIONS.has(word)) {
      condition = word;
      if (word.startsWith('if')) against = args.span(++i);
    } else if (word !== 'get') throw syntaxError();
  }
  return { info, keepTtl, condition, against };
}

function set(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  if (args.count === 3) {
    keyspace.setString(key, args.span(2));
    return;
  }
  const options = readSetOptions(keyspace, args, 3);
  if (!holds(keyspace, key, options)) return;
  if (options.keepTtl) keyspace.updateString(key, args.span(2));
  else keyspace.setString(key, args.span(2), options.info);
}

function holds(keyspace: Keyspace, key: Span, { condition, against }: SetOptions): boolean {
  if (condition === undefined) return true;
  if (condition === 'nx') return !keyspace.db.has(key);
  if (condition === 'xx') return keyspace.db.has(key);
  const value = keyspace.readString(key);
  // IFNE and IFDNE set a key that is not there, too.
  if (value === undefined || against === undefined) return condition === 'ifne' || condition === 'ifdne';
  if (condition === 'ifeq') return equalSpans(value, against);
  if (condition === 'ifne') return !equalSpans(value, against);
  // A condition on a digest: the server logged the command because it held, and the value here is the one that it saw.
  return true;
}

function setUnlessThere(keyspace: Keyspace, args: Args, at: number): void {
  if (!keyspace.db.has(args.span(at))) keyspace.setString(args.span(at), args.span(at + 1));
}

function setUntil(keyspace: Keyspace, args: Args, unit: 'ex' | 'px'): void {
  keyspace.setString(args.span(1), args.span(3), { expireAtMs: readExpiry(keyspace, args, 2, unit) });
}

function getSet(keyspace: Keyspace, args: Args): void {
  keyspace.readString(args.span(1));
  keyspace.setString(args.span(1), args.span(2));
}

function mset(keyspace: Keyspace, args: Args): void {
  if (args.count % 2 === 0) throw new CommandError('a key without a value');
  for (let i = 1; i < args.count; i += 2) keyspace.setString(args.span(i), args.span(i + 1));
}

function msetNx(keyspace: Keyspace, args: Args): void {
  for (let i = 1; i < args.count; i += 2) if (keyspace.db.has(args.span(i))) return;
  mset(keyspace, args);
}

/** MSETEX n key value … [NX|XX] [EX|PX|EXAT|PXAT time|KEEPTTL]. */
function msetEx(keyspace: Keyspace, args: Args): void {
  const count = args.number(1);
  const end = 2 + 2 * count;
  if (count < 1 || end > args.count) throw new CommandError('a wrong number of pairs');
  const options = readSetOptions(keyspace, args, end);
  for (let i = 2; i < end; i += 2) if (!holds(keyspace, args.span(i), options)) return;
  for (let i = 2; i < end; i += 2) {
    if (options.keepTtl) keyspace.updateString(args.span(i), args.span(i + 1));
    else keyspace.setString(args.span(i), args.span(i + 1), options.info);
  }
}

function append(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const value = args.span(2);
  const before = keyspace.readString(key);
  const size = before === undefined ? 0 : before.end - before.start;
  const whole = checkLength(size + value.end - value.start);
  const grown = before === undefined ? keyspace.db.putString(key, whole) : keyspace.db.resizeString(key, whole);
  copyInto(value.bytes, value.start, value.end, grown.bytes, grown.start + size);
}

function setRange(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const offset = args.number(2);
  const value = args.span(3);
  if (offset < 0) throw new CommandError('an offset is out of range');
  keyspace.readString(key);
  const length = value.end - value.start;
  if (length === 0) return;
  const string = keyspace.growString(key, checkLength(offset + length));
  copyInto(value.bytes, value.start, value.end, string.bytes, string.start + offset);
}

function add(keyspace: Keyspace, args: Args, increment: bigint): void {
  const key = args.span(1);
  const value = keyspace.readString(key);
  const number = value === undefined ? 0n : parseInteger(Buffer.from(copyOf(value)).toString('latin1'));
  keyspace.updateString(key, spanOfText(String(inRange(number + increment))));
}

/** @returns `size` @throws CommandError: no string is so long */
export function checkLength(size: number): number {
  if (size > LARGEST) throw new CommandError('a string of more than 512 MB');
  return size;
}
