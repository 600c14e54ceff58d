/** Bitmaps: SETBIT and BITOP. Source: aof-replication-resp.md 2.3; redis 8.2 src/bitops.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { copyOf, spanOf } from '../span.ts';
import { setBitfields } from './bitfield.ts';
import { checkLength } from './strings.ts';

export const BIT_COMMANDS: CommandTable = {
  setbit: { arity: 4, run: setBit },
  bitfield: { arity: -2, run: setBitfields },
  bitop: { arity: -4, run: combine },
};

/** SETBIT key offset 0|1: bit 0 is the highest of the first byte. A key is made even for 0. */
function setBit(keyspace: Keyspace, args: Args): void {
  const offset = args.number(2);
  const on = args.integer(3);
  if (offset < 0) throw new CommandError('a bit offset is out of range');
  if (on !== 0n && on !== 1n) throw new CommandError('a bit is neither 0 nor 1');
  const place = Math.floor(offset / 8);
  const { bytes, start } = keyspace.growString(args.span(1), checkLength(place + 1));
  const mask = 0x80 >> (offset % 8);
  const old = bytes[start + place] ?? 0;
  bytes[start + place] = on === 1n ? old | mask : old & ~mask;
}

interface Operation {
  /** Of source keys. */
  readonly least: number;
  readonly most?: number;
  /** What `byte` of the next key makes of the result so far; the first key's byte is where it begins. */
  readonly step: (result: number, byte: number) => number;
  /** `step` joins all keys but the first, from zero on, and this joins the first one with that. */
  readonly withFirst?: (first: number, others: number) => number;
}

const or = (a: number, b: number): number => a | b;

/** Those behind NOT are of Redis 8.2. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries({
    and: { least: 1, step: (a, b) => a & b },
    or: { least: 1, step: or },
    xor: { least: 1, step: (a, b) => a ^ b },
    not: { least: 1, most: 1, step: or, withFirst: (first) => ~first },
    diff: { least: 2, step: or, withFirst: (first, others) => first & ~others },
    diff1: { least: 2, step: or, withFirst: (first, others) => ~first & others },
    andor: { least: 2, step: or, withFirst: (first, others) => first & others },
  }),
);

/** BITOP operation destination key …: keys are zero behind their end, and the result is as long as the longest. */
function combine(keyspace: Keyspace, args: Args): void {
  const name = args.word(1);
  const operation = OPERATIONS.get(name);
  if (operation === undefined && name !== 'one') throw syntaxError();
  const { least, most = Infinity } = operation ?? { least: 1 };
  const count = args.count - 3;
  if (count < least || count > most) throw new CommandError('a wrong number of source keys');
  const sources = readSources(keyspace, args);
  const length = sources.reduce((longest, source) => Math.max(longest, source.length), 0);
  if (length === 0) {
    keyspace.db.remove(args.span(2));
    return;
  }
  const result = operation === undefined ? exactlyOne(sources, length) : apply(operation, sources, length);
  keyspace.setString(args.span(2), spanOf(result));
}

/** Copies, as the destination may be one of them. */
function readSources(keyspace: Keyspace, args: Args): Uint8Array[] {
  const sources: Uint8Array[] = [];
  for (let i = 3; i < args.count; i++) {
    const string = keyspace.readString(args.span(i));
    sources.push(string === undefined ? new Uint8Array() : copyOf(string));
  }
  return sources;
}

function apply({ step, withFirst }: Operation, sources: readonly Uint8Array[], length: number): Uint8Array {
  const [first = new Uint8Array(), ...others] = sources;
  const result = new Uint8Array(length);
  if (withFirst === undefined) result.set(first);
  for (const other of others) for (let i = 0; i < length; i++) result[i] = step(result[i] ?? 0, other[i] ?? 0);
  if (withFirst !== undefined) for (let i = 0; i < length; i++) result[i] = withFirst(first[i] ?? 0, result[i] ?? 0);
  return result;
}

/** Bits that are set in one key and no other. */
function exactlyOne(sources: readonly Uint8Array[], length: number): Uint8Array {
  const once = new Uint8Array(length);
  const more = new Uint8Array(length);
  for (const source of sources) {
    for (const [i, byte] of source.entries()) {
      more[i] = (more[i] ?? 0) | ((once[i] ?? 0) & byte);
      once[i] = (once[i] ?? 0) | byte;
    }
  }
  return once.map((byte, i) => byte & ~(more[i] ?? 0));
}
