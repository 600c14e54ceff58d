/** What stands on one line: lengths, and the values that are nothing but text. */
import { DecodeError } from '../errors.ts';
import type { RespValue } from './value.ts';

const CR = 0x0d;
/** Longer ones are no length. */
const LONGEST_LENGTH = 20;
const INTEGER = /^[+-]?\d{1,40}$/;
const BIG_NUMBER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const LEAST_INTEGER = -(2n ** 63n);
const MOST_INTEGER = 2n ** 63n - 1n;
/** Servers before 7.2 print NaN as their C library does. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
  ['-nan', NaN],
  ['NAN', NaN],
  ['-NAN', NaN],
]);

/** The text of a line behind its first byte, without CR. @throws DecodeError RESP: no CR, or one too many */
export function textOf(line: Uint8Array, offset: number): Uint8Array {
  const cr = line.indexOf(CR);
  if (cr < 0) throw new DecodeError('RESP', 'the line ends in LF, not in CR LF', offset + line.length);
  if (cr < line.length - 1) throw new DecodeError('RESP', 'a CR within a line', offset + cr);
  return line.subarray(1, cr);
}

export function asciiOf(text: Uint8Array): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1');
}

/** Digits as servers take them: no sign but a minus, no zero in front. Undefined: it is none. */
export function parseLength(text: Uint8Array): number | undefined {
  if (text.length > LONGEST_LENGTH) return undefined;
  const digits = asciiOf(text);
  return /^(0|-?[1-9]\d*)$/.test(digits) ? Number(digits) : undefined;
}

export type ScalarType = 'simple-string' | 'error' | 'integer' | 'null' | 'boolean' | 'double' | 'big-number';

/** @throws DecodeError RESP */
export function parseScalar(type: ScalarType, text: Uint8Array, offset: number): RespValue {
  switch (type) {
    case 'simple-string':
    case 'error':
      return { type, value: text.slice() };
    case 'integer':
      return { type, value: parseInteger(asciiOf(text), offset) };
    case 'big-number':
      return { type, value: parseBigNumber(asciiOf(text), offset) };
    case 'double':
      return { type, value: parseDouble(asciiOf(text), offset) };
    case 'boolean':
      return { type, value: parseBoolean(asciiOf(text), offset) };
    case 'null':
      if (text.length > 0) throw new DecodeError('RESP', 'a null with something behind it', offset);
      return { type };
  }
}

function parseInteger(text: string, offset: number): number | bigint {
  if (!INTEGER.test(text)) throw unlike('an integer', text, offset);
  const number = Number(text);
  // Of `-0` the sign is nothing.
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  const exact = toBigInt(text);
  if (exact < LEAST_INTEGER || exact > MOST_INTEGER) throw unlike('an integer of 64 bits', text, offset);
  return exact;
}

function parseBigNumber(text: string, offset: number): bigint {
  if (!BIG_NUMBER.test(text)) throw unlike('a big number', text, offset);
  return toBigInt(text);
}

function parseDouble(text: string, offset: number): number {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!DOUBLE.test(text)) throw unlike('a double', text, offset);
  return Number(text);
}

function parseBoolean(text: string, offset: number): boolean {
  if (text !== 't' && text !== 'f') throw unlike('t or f', text, offset);
  return text === 't';
}

/** BigInt takes no plus before digits. */
function toBigInt(text: string): bigint {
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

export function unlike(wanted: string, text: string, offset: number): DecodeError {
  return new DecodeError('RESP', `expected ${wanted}, got ${JSON.stringify(text.slice(0, 40))}`, offset);
}
