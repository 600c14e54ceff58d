/**
 * How many bytes elements take in a listpack or ziplist that is made of them. Source: rdb-format.md 4.1, 4.2; redis
 * src/listpack.c, lpEncodeGetType(); redis 6.2 src/ziplist.c, zipTryEncoding(), zipStoreEntryEncoding().
 */
import { LONGEST_INTEGER, readInteger } from './integer.ts';

export type PackedKind = 'listpack' | 'ziplist';

/** Head and end mark. */
const EMPTY: Readonly<Record<PackedKind, number>> = { listpack: 7, ziplist: 11 };
/** An entry this long makes the next one's length of it longer. */
const LONG_ENTRY = 254;

export class PackedMeter {
  private readonly kind: PackedKind;
  bytes: number;
  count = 0;
  /** Of the last entry. */
  private previous = 0;

  constructor(kind: PackedKind) {
    this.kind = kind;
    this.bytes = EMPTY[kind];
  }

  clear(): void {
    this.bytes = EMPTY[this.kind];
    this.count = 0;
    this.previous = 0;
  }

  /** A string, which is packed as an integer where it is one. */
  string(u8: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const integer = length <= LONGEST_INTEGER ? readInteger(u8, start, end) : NaN;
    if (integer === integer) this.integer(integer);
    else this.text(length);
  }

  integer(value: number): void {
    this.push(this.kind === 'listpack' ? listpackInteger(value) : ziplistInteger(value));
  }

  /** A string that is no integer. */
  text(length: number): void {
    this.push(this.kind === 'listpack' ? listpackString(length) : ziplistString(length));
  }

  /** @param size - without the length of its neighbour */
  private push(size: number): void {
    this.count++;
    if (this.kind === 'listpack') {
      this.bytes += size + backLength(size);
      return;
    }
    const entry = size + (this.previous < LONG_ENTRY ? 1 : 5);
    this.bytes += entry;
    this.previous = entry;
  }
}

function listpackInteger(value: number): number {
  if (value >= 0 && value < 128) return 1;
  if (value >= -4096 && value < 4096) return 2;
  if (value >= -32768 && value < 32768) return 3;
  if (value >= -(2 ** 23) && value < 2 ** 23) return 4;
  return value >= -(2 ** 31) && value < 2 ** 31 ? 5 : 9;
}

function listpackString(length: number): number {
  if (length < 64) return 1 + length;
  return (length < 4096 ? 2 : 5) + length;
}

/** Seven bits a byte, each but the last of which is used only up to one less than it holds. */
function backLength(size: number): number {
  if (size < 128) return 1;
  if (size < 2 ** 14 - 1) return 2;
  if (size < 2 ** 21 - 1) return 3;
  return size < 2 ** 28 - 1 ? 4 : 5;
}

function ziplistInteger(value: number): number {
  if (value >= 0 && value <= 12) return 1;
  if (value >= -128 && value < 128) return 2;
  if (value >= -32768 && value < 32768) return 3;
  if (value >= -(2 ** 23) && value < 2 ** 23) return 4;
  return value >= -(2 ** 31) && value < 2 ** 31 ? 5 : 9;
}

function ziplistString(length: number): number {
  if (length < 64) return 1 + length;
  return (length < 16384 ? 2 : 5) + length;
}
