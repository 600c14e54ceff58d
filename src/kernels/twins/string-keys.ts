/** Runs of plain string keys, record by record. Source: rdb-format.md 1.1, 1.4, 2.1, 2.2. */
import type { BytesMode } from '../kernels.ts';
import { integerRow, row, type Row } from './answer.ts';
import { Broken, Cut, Reader } from './reader.ts';
import { putKeyFrame, putString } from './text.ts';

const EXPIRETIME_MS = 0xfc;
const TYPE_STRING = 0;
const LONGEST = 4096;
/** With fewer bytes left the decoder takes over. */
const LEAST = 10;

export interface Run {
  /** Behind the run. */
  readonly pos: number;
  /** Key with its expiry, value with the offset of its record, and so on. */
  readonly rows: readonly Row[];
}

/** The run of keys at the start whose values are all raw, or all integers (`integers`). */
export function scanStringKeys(bytes: Uint8Array, integers: boolean, rowRoom = Infinity): Run {
  const reader = new Reader(bytes);
  const rows: Row[] = [];
  let pos = 0;
  try {
    while (rows.length + 2 <= rowRoom && pos + LEAST <= bytes.length) {
      const [key, value] = readRecord(reader, integers);
      rows.push(key, row(value, pos));
      ({ pos } = reader);
    }
  } catch (error) {
    if (!(error instanceof Cut || error instanceof Broken)) throw error;
  }
  return { pos, rows };
}

/** What ends a run, though it is no fault. */
function otherRecord(reader: Reader): Broken {
  return new Broken('NONE', reader.pos);
}

function readRecord(reader: Reader, integers: boolean): [key: Row, value: Uint8Array] {
  let type = reader.u8();
  let expireAt = NaN;
  if (type === EXPIRETIME_MS) {
    expireAt = Number(reader.signedLe(8));
    if (expireAt < 0 || expireAt > Number.MAX_SAFE_INTEGER) throw otherRecord(reader);
    type = reader.u8();
  }
  if (type !== TYPE_STRING) throw otherRecord(reader);
  const key = row(reader.take(readShortLength(reader)), expireAt);
  return [key, integers ? readInteger(reader) : reader.take(readShortLength(reader))];
}

function readShortLength(reader: Reader): number {
  const first = reader.u8();
  if (first < 0x40) return first;
  const length = first < 0x80 ? ((first & 0x3f) << 8) | reader.u8() : Infinity;
  if (length > LONGEST) throw otherRecord(reader);
  return length;
}

function readInteger(reader: Reader): Uint8Array {
  const encoding = reader.u8();
  if (encoding < 0xc0 || encoding > 0xc2) throw otherRecord(reader);
  return integerRow(reader.signedLe(1 << (encoding & 3))).bytes;
}

/** How a run is printed: `head` and `tail` as putKeyFrame has them, `offset` what the records' offsets count from (NaN: none). */
export interface KeyText {
  readonly head: string;
  readonly tail: string;
  readonly valued: boolean;
  readonly offset: number;
  readonly mode: BytesMode;
}

/** A run as NDJSON key records. */
export function jsonStringKeys(rows: readonly Row[], { head, tail, valued, offset, mode }: KeyText): string {
  let text = '';
  for (let i = 0; i < rows.length; i += 2) {
    const [key, value] = rows.slice(i, i + 2);
    if (key === undefined || value === undefined) break;
    if (!Number.isNaN(offset)) text += `{"record":"key","offset":${offset + value.number},`;
    text += putKeyFrame(head, key.bytes, tail, key.number, valued, mode);
    text += `${valued ? putString(value.bytes, mode) : ''}}\n`;
  }
  return text;
}
