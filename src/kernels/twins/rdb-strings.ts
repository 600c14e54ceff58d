/** RDB primitives byte by byte. Source: rdb-format.md 2.1, 2.2, 2.4. LZF is left out: its bytes are for inflating only. */
import { SHAPE, type Shape } from '../kernels.ts';
import type { Row } from './answer.ts';

export function putLength(value: bigint): Uint8Array {
  if (value < 64n) return littleEndian(value, 1);
  if (value < 16384n) return bigEndian(value | 0x4000n, 2);
  return value < 1n << 32n ? join([0x80], bigEndian(value, 4)) : join([0x81], bigEndian(value, 8));
}

/** The integer that the bytes are the text of, as a server would print it. */
export function parseInteger(bytes: Uint8Array): bigint | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

export function putRdbString(bytes: Uint8Array): Uint8Array {
  const integer = bytes.length > 11 ? undefined : parseInteger(bytes);
  for (const [code, size] of [
    [0xc0, 1],
    [0xc1, 2],
    [0xc2, 4],
  ] as const) {
    if (integer !== undefined && integer === BigInt.asIntN(8 * size, integer)) {
      return join([code], littleEndian(integer, size));
    }
  }
  return join(putLength(BigInt(bytes.length)), bytes);
}

/** @param rows - a pair has two, its expiry in the first @param base - what field times count from */
export function putElements(rows: readonly Row[], shape: Shape, base: number): Uint8Array {
  const paired = shape === SHAPE.PAIR || shape === SHAPE.TTL_PAIR || shape === SHAPE.PAIR_TIME;
  const parts: Uint8Array[] = [];
  for (let i = 0; i < rows.length; i += paired ? 2 : 1) {
    const { bytes = new Uint8Array(), number = NaN } = rows[i] ?? {};
    if (shape === SHAPE.TTL_PAIR) parts.push(putLength(Number.isNaN(number) ? 0n : BigInt(number - base)));
    parts.push(putRdbString(bytes));
    if (shape === SHAPE.SCORE) parts.push(double(number));
    if (shape === SHAPE.TEXT_SCORE) parts.push(textScore(number));
    if (paired) parts.push(putRdbString(rows[i + 1]?.bytes ?? new Uint8Array()));
    if (shape === SHAPE.PAIR_TIME) parts.push(littleEndian(Number.isNaN(number) ? -1n : BigInt(number), 8));
  }
  return join(...parts);
}

function textScore(score: number): Uint8Array {
  if (Number.isNaN(score)) return Uint8Array.of(253);
  if (!Number.isFinite(score)) return Uint8Array.of(score > 0 ? 254 : 255);
  const text = Buffer.from(Object.is(score, -0) ? '-0' : String(score));
  return join([text.length], text);
}

function double(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

export function littleEndian(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes.slice(0, size);
}

export function bigEndian(value: bigint, size: number): Uint8Array {
  return littleEndian(value, size).reverse();
}

export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
