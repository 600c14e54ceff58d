/** Entries of listpacks and ziplists byte by byte. Source: rdb-format.md 4.1, 4.2. */
import { backlenOf } from './packed.ts';
import { bigEndian, join, littleEndian, parseInteger } from './rdb-strings.ts';
import type { Row } from './answer.ts';

/** By first byte: how many bytes of integer follow. */
const LISTPACK_INTEGERS = [
  [0xf1, 2],
  [0xf2, 3],
  [0xf3, 4],
  [0xf4, 8],
] as const;
const ZIPLIST_INTEGERS = [
  [0xfe, 1],
  [0xc0, 2],
  [0xf0, 3],
  [0xd0, 4],
  [0xe0, 8],
] as const;
const LONGEST_ZIPLIST_INTEGER = 31;

export function listpackEntry(bytes: Uint8Array): Uint8Array {
  const integer = parseInteger(bytes);
  const encoded = integer === undefined ? listpackString(bytes) : listpackInteger(integer);
  return join(encoded, backlenOf(encoded.length));
}

export function listpackInteger(value: bigint): Uint8Array {
  if (value >= 0n && value < 128n) return littleEndian(value, 1);
  if (value >= -4096n && value < 4096n) return bigEndian(BigInt.asUintN(13, value) | 0xc000n, 2);
  return sized(value, LISTPACK_INTEGERS);
}

function listpackString(bytes: Uint8Array): Uint8Array {
  const size = BigInt(bytes.length);
  if (size < 64n) return join([0x80 | bytes.length], bytes);
  return join(size < 4096n ? bigEndian(size | 0xe000n, 2) : join([0xf0], littleEndian(size, 4)), bytes);
}

/** @param before - bytes of the entry in front, 0 if there is none */
export function ziplistEntry(bytes: Uint8Array, before: number): Uint8Array {
  const previous = before < 254 ? Uint8Array.of(before) : join([0xfe], littleEndian(BigInt(before), 4));
  const integer = bytes.length > LONGEST_ZIPLIST_INTEGER ? undefined : parseInteger(bytes);
  if (integer === undefined) return join(previous, ziplistString(bytes));
  if (integer >= 0n && integer <= 12n) return join(previous, [0xf1 + Number(integer)]);
  return join(previous, sized(integer, ZIPLIST_INTEGERS));
}

function ziplistString(bytes: Uint8Array): Uint8Array {
  const size = BigInt(bytes.length);
  if (size < 64n) return join([bytes.length], bytes);
  return join(size < 16384n ? bigEndian(size | 0x4000n, 2) : join([0x80], bigEndian(size, 4)), bytes);
}

function sized(value: bigint, forms: readonly (readonly [number, number])[]): Uint8Array {
  for (const [code, size] of forms) {
    if (value === BigInt.asIntN(8 * size, value)) return join([code], littleEndian(value, size));
  }
  throw new RangeError(`${value} does not fit in 64 bits`);
}

/** A score as it stands behind its member. */
export function scoreText(score: number): Uint8Array {
  if (!Number.isFinite(score)) return Buffer.from(score > 0 ? 'inf' : '-inf');
  return Buffer.from(Object.is(score, -0) ? '-0' : String(score));
}

/** All entries of `rows`; `scored`: behind each its score. */
export function packRows(
  rows: readonly Row[],
  form: 'listpack' | 'ziplist',
  scored: boolean,
  before: number,
): Uint8Array {
  const entries: Uint8Array[] = [];
  let previous = before;
  for (const { bytes, number } of rows) {
    for (const one of scored ? [bytes, scoreText(number)] : [bytes]) {
      const entry = form === 'listpack' ? listpackEntry(one) : ziplistEntry(one, previous);
      previous = entry.length;
      entries.push(entry);
    }
  }
  return join(...entries);
}

/** By score, then by bytes. */
export function sortRows(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) =>
    a.number === b.number ? Buffer.compare(a.bytes, b.bytes) : a.number < b.number ? -1 : 1,
  );
}
