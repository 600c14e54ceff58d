/** BITFIELD: integers of any width in a string. Source: redis 7.0 src/bitops.c, bitfieldGeneric(). */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { Keyspace } from '../keyspace.ts';
import { parseInteger, tryInteger } from '../number.ts';
import type { Span } from '../span.ts';
import { checkLength } from './strings.ts';

/** `wrap` as it overflows in C, `sat` stays at the border, `fail` leaves what is there. */
type Overflow = 'wrap' | 'sat' | 'fail';

interface Field {
  readonly signed: boolean;
  readonly bits: number;
  /** Of its highest bit. */
  readonly offset: number;
}

interface Change {
  readonly kind: 'set' | 'incrby';
  readonly field: Field;
  readonly operand: bigint;
  readonly overflow: Overflow;
}

/** BITFIELD key [GET type offset] [SET|INCRBY type offset value] [OVERFLOW WRAP|SAT|FAIL] … */
export function setBitfields(keyspace: Keyspace, args: Args): void {
  const changes = readChanges(args);
  keyspace.readString(args.span(1));
  if (changes.length === 0) return;
  // The string reaches as far as the last field, also if that is not written because it fails.
  const bits = changes.reduce((most, { field }) => Math.max(most, field.offset + field.bits), 0);
  const string = keyspace.growString(args.span(1), checkLength(Math.ceil(bits / 8)));
  for (const change of changes) write(string, change);
}

function readChanges(args: Args): Change[] {
  const changes: Change[] = [];
  let overflow: Overflow = 'wrap';
  for (let i = 2; i < args.count; i++) {
    const kind = args.word(i);
    if (kind === 'overflow') overflow = readOverflow(args.word(++i));
    else if (kind === 'get') {
      readField(args, i + 1);
      i += 2;
    } else if (kind === 'set' || kind === 'incrby') {
      changes.push({ kind, field: readField(args, i + 1), operand: args.integer(i + 3), overflow });
      i += 3;
    } else throw syntaxError();
  }
  return changes;
}

function readOverflow(word: string): Overflow {
  if (word !== 'wrap' && word !== 'sat' && word !== 'fail') throw new CommandError('no such type of overflow');
  return word;
}

/** A type as u8 or i16, and an offset in bits, or in fields of that width behind `#`. */
function readField(args: Args, at: number): Field {
  const [, sign, digits = ''] = /^([iu])(.*)$/s.exec(args.text(at)) ?? [];
  const bits = Number(tryInteger(digits) ?? 0n);
  if (sign === undefined || bits < 1 || bits > (sign === 'i' ? 64 : 63))
    throw new CommandError('no such bitfield type');
  const text = args.text(at + 1);
  const scaled = text.startsWith('#');
  const offset = Number(parseInteger(scaled ? text.slice(1) : text)) * (scaled ? bits : 1);
  if (offset < 0 || !Number.isSafeInteger(offset)) throw new CommandError('a bit offset is out of range');
  return { signed: sign === 'i', bits, offset };
}

function write(string: Span, { kind, field, operand, overflow }: Change): void {
  const { signed, bits } = field;
  const least = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const most = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  // An unsigned field takes a negative value for the large one that it is in C.
  const set = signed ? operand : BigInt.asUintN(64, operand);
  const wanted = kind === 'set' ? set : readInteger(string, field) + operand;
  if (wanted >= least && wanted <= most) writeBits(string, field, wanted);
  else if (overflow === 'wrap') writeBits(string, field, wanted);
  else if (overflow === 'sat') writeBits(string, field, wanted > most ? most : least);
}

function readInteger(string: Span, field: Field): bigint {
  const bits = readBits(string, field);
  return field.signed ? BigInt.asIntN(field.bits, bits) : bits;
}

/** Unsigned. */
function readBits({ bytes, start }: Span, { bits, offset }: Field): bigint {
  let value = 0n;
  for (let i = offset; i < offset + bits; i++) {
    value = (value << 1n) | BigInt(((bytes[start + Math.floor(i / 8)] ?? 0) >> (7 - (i % 8))) & 1);
  }
  return value;
}

/** The lowest bits of `value`. */
function writeBits({ bytes, start }: Span, { bits, offset }: Field, value: bigint): void {
  let rest = BigInt.asUintN(bits, value);
  for (let i = offset + bits - 1; i >= offset; i--) {
    const at = start + Math.floor(i / 8);
    const mask = 0x80 >> (i % 8);
    bytes[at] = (rest & 1n) === 1n ? (bytes[at] ?? 0) | mask : (bytes[at] ?? 0) & ~mask;
    rest >>= 1n;
  }
}
