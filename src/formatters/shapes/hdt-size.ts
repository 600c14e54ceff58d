/**
 * The `size` of HDT3213/rdb: its estimate of the memory a key takes. A guess of its own, printed because scripts read it;
 * not this program's idea of memory. Source: HDT3213/rdb (April 2026) memprofiler/*.go.
 */
import type { Arena } from '../../bytes/arena.ts';
import { ROW_BYTES } from '../../kernels/kernels.ts';
import type { PendingEntries, StreamConsumer } from '../../model/stream.ts';
import { TYPES } from '../../rdb/types.ts';
import type { HashEntry } from './hdt-hash.ts';

const LAST_INT64 = 2n ** 63n - 1n;
const CLASSES_PER_DOUBLING = 4;

/** What jemalloc hands out for so many bytes. */
function allocated(bytes: number): number {
  if (bytes <= 64) return Math.max(8, Math.ceil(bytes / 8) * 8);
  const step = 2 ** Math.floor(Math.log2(bytes - 1)) / CLASSES_PER_DOUBLING;
  return Math.ceil(bytes / step) * step;
}

/** A string of text; the model's limits are its own (25536). */
function sizeOfText(length: number): number {
  if (length < 32) return allocated(length + 2);
  if (length < 256) return allocated(length + 3);
  if (length < 25536) return allocated(length + 6);
  return allocated(length + (length < 2 ** 32 ? 10 : 18));
}

/** The integer a string is to Go's ParseInt(), undefined if it is none. */
function parseInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const first = bytes[start] ?? 0;
  let at = first === 0x2b || first === 0x2d ? start + 1 : start;
  if (at >= end) return undefined;
  for (let i = at; i < end; i++) if (((bytes[i] ?? 0) - 0x30) >>> 0 > 9) return undefined;
  while (at < end - 1 && bytes[at] === 0x30) at++;
  if (end - at > 19) return undefined;
  const digits = Buffer.from(bytes.subarray(at, end)).toString('latin1');
  const negative = first === 0x2d;
  if (BigInt(digits) > (negative ? LAST_INT64 + 1n : LAST_INT64)) return undefined;
  return negative ? -Number(digits) : Number(digits);
}

/** Integers count nothing. */
function sizeOfString(bytes: Uint8Array, start: number, end: number): number {
  return parseInteger(bytes, start, end) === undefined ? sizeOfText(end - start) : 0;
}

function sizeOfZiplistEntry(bytes: Uint8Array, start: number, end: number): number {
  const integer = parseInteger(bytes, start, end);
  if (integer === undefined) {
    const length = end - start;
    return (length < 254 ? 5 : 1) + (length <= 63 ? 1 : 5) + length;
  }
  const limits = [12, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32];
  const size = limits.findIndex((limit) => integer < limit);
  return 6 + (size < 0 ? 8 : size);
}

const HASH_ENTRY = 24;
const SKIPLIST_ENTRY = 69 + 8;
const ZIPLIST_FRAME = 11;

function sizeOfTable(entries: number): number {
  let slots = 1;
  while (slots <= entries) slots *= 2;
  return 92 + 12 * slots;
}

function sizeOfRadixTree(elements: number): number {
  return 16 * elements + 244 * Math.floor(2.5 * elements);
}

/** Adds up one value as its parts come by. */
export class HdtSize {
  private typeByte = 0;
  private elements = 0;
  private parts = 0;
  private blobs = 0;
  private blobBytes = 0;
  /** The blob at hand is a list node that is one plain string. */
  private plain = false;

  begin(typeByte: number): void {
    this.typeByte = typeByte;
    this.elements = 0;
    this.parts = 0;
    this.blobs = 0;
    this.blobBytes = 0;
    this.plain = false;
  }

  /** A whole string. */
  string(arena: Arena, start: number, end: number): void {
    this.parts += sizeOfString(arena.u8, start, end);
  }

  /** A string that came in slices: it is too long to be an integer. */
  longString(length: number): void {
    this.parts += sizeOfText(length);
  }

  blob(sizeBytes: number, plain: boolean): void {
    this.blobs++;
    this.plain = plain;
    if (!plain) this.blobBytes += sizeBytes;
  }

  /** Strings of a list or set, members of a sorted set, or with `each` 2 the fields and values of a hash: one a row. */
  rows(arena: Arena, rows: number, count: number, each: 1 | 2): void {
    const { u8, u32 } = arena;
    this.elements += count;
    const ziplist = this.typeByte === TYPES.LIST_ZIPLIST.byte || this.typeByte === TYPES.LIST_QUICKLIST.byte;
    for (let i = 0; i < each * count; i++) {
      const row = (rows + ROW_BYTES * i) >>> 2;
      const start = u32[row] ?? 0;
      const end = u32[row + 1] ?? 0;
      const size = ziplist ? sizeOfZiplistEntry(u8, start, end) : sizeOfString(u8, start, end);
      if (this.plain) this.blobBytes += size;
      else this.parts += size;
    }
  }

  /** Count these in place of the fields seen, among which one may stand twice. */
  recount(entries: readonly HashEntry[]): void {
    this.elements = entries.length;
    this.parts = 0;
    for (const { field, value } of entries) {
      this.parts += sizeOfString(field, 0, field.length) + sizeOfString(value, 0, value.length);
    }
  }

  streamNode(): void {
    this.blobs++;
  }

  group(version: number, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.parts += 32 + (version >= 2 ? 8 : 0) + sizeOfRadixTree(pending.count) + 24 * pending.count;
    const owned = new Array<number>(consumers.length).fill(0);
    for (const owner of pending.consumer) if (owned[owner] !== undefined) owned[owner]++;
    consumers.forEach(({ name }, i) => {
      this.parts += 24 + sizeOfString(name, 0, name.length) + sizeOfRadixTree(owned[i] ?? 0);
    });
  }

  /** The whole key. */
  total(key: Uint8Array, expires: boolean): number {
    return HASH_ENTRY + 16 + sizeOfString(key, 0, key.length) + (expires ? HASH_ENTRY + 8 : 0) + this.value();
  }

  private value(): number {
    const { elements, parts, blobs, blobBytes } = this;
    switch (this.typeByte) {
      case TYPES.STRING.byte:
        return parts;
      case TYPES.LIST.byte:
        return 48 + 24 * elements + parts;
      case TYPES.LIST_ZIPLIST.byte:
        return ZIPLIST_FRAME + parts;
      case TYPES.LIST_QUICKLIST.byte:
        return 32 + blobs * (48 + ZIPLIST_FRAME) + parts;
      case TYPES.LIST_QUICKLIST_2.byte:
        return 40 + 36 * blobs + blobBytes;
      case TYPES.ZSET.byte:
      case TYPES.ZSET_2.byte:
        return 48 + sizeOfTable(elements) + SKIPLIST_ENTRY * elements + parts;
      case TYPES.SET.byte:
      case TYPES.HASH.byte:
      case TYPES.HASH_ZIPMAP.byte:
      case TYPES.HASH_METADATA_PRE_GA.byte:
      case TYPES.HASH_LISTPACK_EX_PRE_GA.byte:
      case TYPES.HASH_METADATA.byte:
      case TYPES.HASH_LISTPACK_EX.byte:
        return sizeOfTable(elements) + HASH_ENTRY * elements + parts;
      case TYPES.STREAM_LISTPACKS.byte:
        return 64 + sizeOfRadixTree(blobs) + parts;
      case TYPES.STREAM_LISTPACKS_2.byte:
      case TYPES.STREAM_LISTPACKS_3.byte:
      case TYPES.STREAM_LISTPACKS_4.byte:
      case TYPES.STREAM_LISTPACKS_5.byte:
        return 104 + sizeOfRadixTree(blobs) + parts;
      default:
        // Packed sets, sorted sets and hashes are their blob; modules are not known.
        return blobBytes;
    }
  }
}
