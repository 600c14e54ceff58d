/**
 * How many bytes elements take in a listpack or ziplist that is made of them. Source: rdb-format.md 4.1; redis 6.2
 * src/ziplist.c, zipTryEncoding(), zipStoreEntryEncoding().
 */
import { LONGEST_INTEGER, readInteger } from '../bytes/canonical-integer.ts';
import { EMPTY_LISTPACK, listpackInteger, listpackText } from '../rdb/listpack-size.ts';

export type PackedKind = 'listpack' | 'ziplist';

/** Head and end mark. */
const EMPTY: Readonly<Record<PackedKind, number>> = { listpack: EMPTY_LISTPACK, ziplist: 11 };
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
    if (this.kind === 'listpack') this.push(listpackInteger(value));
    else this.pushZiplist(ziplistInteger(value));
  }

  /** A string that is no integer. */
  text(length: number): void {
    if (this.kind === 'listpack') this.push(listpackText(length));
    else this.pushZiplist(ziplistString(length));
  }

  private push(entry: number): void {
    this.count++;
    this.bytes += entry;
  }

  /** @param size - without the length of the entry before */
  private pushZiplist(size: number): void {
    const entry = size + (this.previous < LONG_ENTRY ? 1 : 5);
    this.push(entry);
    this.previous = entry;
  }
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
