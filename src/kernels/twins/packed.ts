/** The packed encodings, entry by entry. Source: rdb-format.md 4.1-4.4. */
import { NOTICE } from '../kernels.ts';
import { integerRow, row, type Answer, type FaultName, type Row, type StopName } from './answer.ts';
import { readDouble } from './double.ts';
import { Broken, Cut, Reader } from './reader.ts';

const END = 0xff;

/** `count` is what the header claims. */
export interface Opened {
  readonly stop: StopName;
  readonly pos: number;
  readonly count?: number;
  /** Ziplist: offset of the last entry. */
  readonly tail?: number;
  readonly fault?: FaultName;
}

function broken(fault: FaultName, pos: number): { stop: 'FAULT'; pos: number; fault: FaultName } {
  return { stop: 'FAULT', pos, fault };
}

/** Read units with `read` from `pos` to `end` until `rowRoom` is used up, `width` rows each. */
function readRows(reader: Reader, end: number, width: number, rowRoom: number, read: (rows: Row[]) => void): Answer {
  const rows: Row[] = [];
  while (reader.pos < end) {
    const at = reader.pos;
    if (rows.length + width > rowRoom) return { stop: 'ROWS', pos: at, rows };
    try {
      read(rows);
    } catch (error) {
      if (error instanceof Broken) return { ...broken(error.fault, error.pos), rows };
      throw error;
    }
  }
  return { stop: 'DONE', pos: reader.pos, rows };
}

/** What `read` gives; where the bytes end, `fault` at `at`. */
function within<T>(fault: FaultName, at: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Cut ? new Broken(fault, at) : error;
  }
}

/** The blob without its terminator: no entry may reach into that. */
function entriesOf(blob: Uint8Array, pos: number): Reader {
  return new Reader(blob.subarray(0, blob.length - 1), pos);
}

export function listpackOpen(blob: Uint8Array): Opened {
  if (blob.length < 7) return broken('LISTPACK_SIZE', 0);
  const reader = new Reader(blob);
  if (reader.u32le() !== blob.length) return broken('LISTPACK_SIZE', 0);
  if (blob.at(-1) !== END) return broken('LISTPACK_END', blob.length - 1);
  return { stop: 'DONE', count: Number(reader.unsignedLe(2)), pos: reader.pos };
}

export function listpackRows(blob: Uint8Array, pos: number, rowRoom = Infinity): Answer {
  const reader = entriesOf(blob, pos);
  let odd = false;
  const answer = readRows(reader, blob.length - 1, 1, rowRoom, (rows) => {
    const at = reader.pos;
    within('LISTPACK_ENTRY', at, () => {
      const entry = readListpackEntry(reader);
      const backlen = backlenOf(reader.pos - at);
      if (Buffer.compare(reader.take(backlen.length), backlen) !== 0) odd = true;
      rows.push(entry);
    });
  });
  return { ...answer, notice: odd ? NOTICE.BACKLEN : 0 };
}

/** Of every `period` entries the first `wanted`: the length of the longest. -1: it is no such listpack with `entries`. */
export function listpackLongest(blob: Uint8Array, entries: number, period: number, wanted: number): number {
  const opened = listpackOpen(blob);
  if (opened.stop !== 'DONE') return -1;
  const { stop, rows, notice } = listpackRows(blob, opened.pos);
  if (stop !== 'DONE' || notice !== 0 || rows.length !== entries) return -1;
  return longestOf(rows.filter((_, i) => i % period < wanted));
}

export function intsetLongest(blob: Uint8Array): number {
  const opened = intsetOpen(blob);
  if (opened.stop !== 'DONE') return -1;
  const { stop, rows } = intsetRows(blob, opened.pos, blob[0] ?? 0);
  return stop === 'DONE' ? longestOf(rows) : -1;
}

function longestOf(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(({ bytes }) => bytes.length));
}

function readListpackEntry(reader: Reader): Row {
  const at = reader.pos;
  const first = reader.u8();
  if (first < 0x80) return integerRow(BigInt(first));
  if (first < 0xc0) return row(reader.take(first & 0x3f));
  if (first < 0xe0) return integerRow(BigInt.asIntN(13, (BigInt(first) << 8n) | reader.unsignedBe(1)));
  if (first < 0xf0) return row(reader.take(((first & 0x0f) << 8) | reader.u8()));
  switch (first) {
    case 0xf0:
      return row(reader.take(reader.u32le()));
    case 0xf1:
      return integerRow(reader.signedLe(2));
    case 0xf2:
      return integerRow(reader.signedLe(3));
    case 0xf3:
      return integerRow(reader.signedLe(4));
    case 0xf4:
      return integerRow(reader.signedLe(8));
    default:
      throw new Broken(first === END ? 'LISTPACK_END' : 'LISTPACK_ENCODING', at);
  }
}

/** The size of an entry as it stands behind it: 7 bits each, the highest first, bit 7 set in all but the first. */
export function backlenOf(size: number): Uint8Array {
  const limits = [127, 16382, 2097150, 268435454];
  const width = 1 + limits.filter((limit) => size > limit).length;
  return Uint8Array.from({ length: width }, (_, i) => ((size >>> (7 * (width - 1 - i))) & 127) | (i === 0 ? 0 : 128));
}

export function ziplistOpen(blob: Uint8Array): Opened {
  if (blob.length < 11 || blob.at(-1) !== END) return broken('ZIPLIST_SIZE', 0);
  const reader = new Reader(blob);
  if (reader.u32le() !== blob.length) return broken('ZIPLIST_SIZE', 0);
  const tail = reader.u32le();
  if (tail >= blob.length) return broken('ZIPLIST_SIZE', 4);
  return { stop: 'DONE', tail, count: Number(reader.unsignedLe(2)), pos: reader.pos };
}

/** `previous` is the size of the entry before `pos`; the answer's that of the last one read. */
export function ziplistRows(
  blob: Uint8Array,
  pos: number,
  previous: number,
  rowRoom = Infinity,
): Answer & { readonly previous: number } {
  const reader = entriesOf(blob, pos);
  let before = previous;
  let odd = false;
  const answer = readRows(reader, blob.length - 1, 1, rowRoom, (rows) => {
    const at = reader.pos;
    within('ZIPLIST_ENTRY', at, () => {
      const first = reader.u8();
      if (first === END) throw new Broken('ZIPLIST_ENTRY', at);
      if ((first === 0xfe ? reader.u32le() : first) !== before) odd = true;
      rows.push(readZiplistEntry(reader));
    });
    before = reader.pos - at;
  });
  return { ...answer, notice: odd ? NOTICE.BACKLEN : 0, previous: before };
}

function readZiplistEntry(reader: Reader): Row {
  const at = reader.pos;
  const first = reader.u8();
  switch (first >> 6) {
    case 0:
      return row(reader.take(first));
    case 1:
      return row(reader.take(((first & 0x3f) << 8) | reader.u8()));
    case 2:
      return row(reader.take(reader.unsignedBe(4)));
  }
  if (first >= 0xf1 && first <= 0xfd) return integerRow(BigInt((first & 0x0f) - 1));
  switch (first) {
    case 0xfe:
      return integerRow(reader.signedLe(1));
    case 0xc0:
      return integerRow(reader.signedLe(2));
    case 0xf0:
      return integerRow(reader.signedLe(3));
    case 0xd0:
      return integerRow(reader.signedLe(4));
    case 0xe0:
      return integerRow(reader.signedLe(8));
    default:
      throw new Broken('ZIPLIST_ENCODING', at);
  }
}

export function zipmapOpen(blob: Uint8Array): Opened {
  if (blob.length < 2 || blob.at(-1) !== END) return broken('ZIPMAP_SIZE', 0);
  const reader = new Reader(blob);
  return { stop: 'DONE', count: reader.u8(), pos: reader.pos };
}

/** Two rows a pair. */
export function zipmapRows(blob: Uint8Array, pos: number, rowRoom = Infinity): Answer {
  const reader = entriesOf(blob, pos);
  const answer = readRows(reader, blob.length - 1, 2, rowRoom, (rows) => {
    const at = reader.pos;
    within('ZIPMAP_ENTRY', at, () => {
      const key = reader.take(readZipmapLength(reader));
      const length = readZipmapLength(reader);
      const free = reader.u8();
      const value = reader.take(length);
      reader.take(free);
      rows.push(row(key), row(value));
    });
  });
  return { ...answer, notice: 0 };
}

/** Short strings must use the short form. */
function readZipmapLength(reader: Reader): number {
  const at = reader.pos;
  const first = within('ZIPMAP_LENGTH', at, () => reader.u8());
  if (first < 254) return first;
  const length = first === 254 ? within('ZIPMAP_LENGTH', at, () => reader.u32le()) : 0;
  if (length < 254) throw new Broken('ZIPMAP_LENGTH', at);
  return length;
}

export function intsetOpen(blob: Uint8Array): Opened {
  if (blob.length < 8) return broken('INTSET_SIZE', 0);
  const reader = new Reader(blob);
  const width = reader.u32le();
  const count = reader.u32le();
  const right = [2, 4, 8].includes(width) && count > 0 && 8 + width * count === blob.length;
  return right ? { stop: 'DONE', count, pos: reader.pos } : broken('INTSET_SIZE', 0);
}

/** Each integer must be larger than the one before in this call; the one that the row table has no room for is looked at too. */
export function intsetRows(blob: Uint8Array, pos: number, width: number, rowRoom = Infinity): Answer {
  const reader = new Reader(blob, pos);
  const rows: Row[] = [];
  let previous: bigint | undefined;
  while (!reader.atEnd) {
    const at = reader.pos;
    const value = reader.signedLe(width);
    if (previous !== undefined && value <= previous) return { ...broken('INTSET_ORDER', at), rows };
    if (rows.length === rowRoom) return { stop: 'ROWS', pos: at, rows, notice: 0 };
    rows.push(integerRow(value));
    previous = value;
  }
  return { stop: 'DONE', pos: reader.pos, rows, notice: 0 };
}

/** The most bytes of a score whose place a row can hold. */
const LONGEST_SCORE = 0xffff;

/** Rows of member, score, … become members with their scores. `pos` is, with FAULT, the number of the pair. */
export function pairScores(rows: readonly Row[]): Answer {
  const members: Row[] = [];
  for (const [i, { bytes, number }] of rows.entries()) {
    const member = rows[i - 1];
    if (i % 2 === 0 || member === undefined) continue;
    const score = Number.isNaN(number) ? readDouble(Buffer.from(bytes).toString('latin1')) : number;
    const length = bytes.length;
    if (!Number.isNaN(score)) members.push(row(member.bytes, score));
    else if (length === 0 || length > LONGEST_SCORE) return { ...broken('SCORE', i >> 1), rows: members };
    else members.push({ bytes: member.bytes, number: NaN, slow: bytes });
  }
  const notice = members.some(({ slow }) => slow) ? NOTICE.SLOW_NUMBER : 0;
  return { stop: 'DONE', pos: rows.length >> 1, rows: members, notice };
}

/** Fields have no expiry: what stands as their number are packed integers. */
export function clearTimes(rows: readonly Row[]): Row[] {
  return rows.map(({ bytes, number }, i) => row(bytes, i % 2 === 0 ? NaN : number));
}

/** Rows of field, value, expiry, … become fields with their expiry (0 is none) and values. Undefined: an expiry is none. */
export function tripleTimes(rows: readonly Row[]): Row[] | undefined {
  const pairs: Row[] = [];
  for (let i = 0; i < rows.length; i += 3) {
    const [field, value, expiry] = rows.slice(i, i + 3);
    if (field === undefined || value === undefined || expiry === undefined) return undefined;
    if (!(expiry.number >= 0)) return undefined;
    pairs.push(row(field.bytes, expiry.number === 0 ? NaN : expiry.number), row(value.bytes));
  }
  return pairs;
}
