/** RDB strings and the plain collections made of them, one at a time. Source: rdb-format.md 2.1, 2.2, 2.4, 3.2, 3.7, 3.8. */
import { NOTICE, SHAPE, type Shape } from '../kernels.ts';
import { integerRow, row, type Answer, type Row, type StopName } from './answer.ts';
import { readDouble } from './double.ts';
import { lzfInflate } from './lzf.ts';
import { Broken, Cut, Reader } from './reader.ts';

/** Field expiries take 48 bits. */
const LAST_FIELD_TIME = 2 ** 48 - 1;
/** The most that LZF can make of a byte. */
const LZF_RATIO = 88n;
/** No longer string is inflated at once. */
const LONGEST_STRING = 0x7fff0000n;

const LZF = 3n;

interface Length {
  readonly value: bigint;
  /** The first byte is 11xxxxxx: the value selects a special string encoding. */
  readonly encoded: boolean;
}

function readLength(reader: Reader): Length {
  const at = reader.pos;
  const first = reader.u8();
  const low = BigInt(first & 0x3f);
  switch (first >> 6) {
    case 0:
      return { value: low, encoded: false };
    case 1:
      return { value: (low << 8n) | reader.unsignedBe(1), encoded: false };
    case 3:
      return { value: low, encoded: true };
    default:
      if (first === 0x80) return { value: reader.unsignedBe(4), encoded: false };
      if (first === 0x81) return { value: reader.unsignedBe(8), encoded: false };
      throw new Broken('LENGTH', at);
  }
}

/** The two lengths of an LZF string, compressed and inflated, and whether they are possible. */
function readLzfLengths(reader: Reader, at: number): { packed: bigint; size: bigint } {
  const packed = readLength(reader);
  if (packed.encoded) throw new Broken('LZF', at);
  const size = readLength(reader);
  if (size.encoded || size.value > packed.value * LZF_RATIO) throw new Broken('LZF', at);
  return { packed: packed.value, size: size.value };
}

function readString(reader: Reader): Uint8Array {
  const at = reader.pos;
  const length = readLength(reader);
  if (!length.encoded) return reader.take(length.value);
  if (length.value < LZF) return integerRow(reader.signedLe(1 << Number(length.value))).bytes;
  if (length.value > LZF) throw new Broken('STRING_ENCODING', at);
  const { packed, size } = readLzfLengths(reader, at);
  if (packed > LONGEST_STRING || size > LONGEST_STRING) throw new Broken('LZF', at);
  const { stop, out } = lzfInflate(reader.take(packed), new Uint8Array(), Number(size), true);
  if (stop !== 'DONE' || BigInt(out.length) !== size) throw new Broken('LZF', at);
  return out;
}

function readScore(reader: Reader): number {
  const at = reader.pos;
  const score = reader.f64le();
  if (Number.isNaN(score)) throw new Broken('SCORE', at);
  return score;
}

/** A double as text with a length byte in front, of which three values stand for what has no digits; NaN is none. */
function readTextScore(reader: Reader): Pick<Row, 'number' | 'slow'> {
  const at = reader.pos;
  const size = reader.u8();
  if (size === 254) return { number: Infinity };
  if (size === 255) return { number: -Infinity };
  if (size === 0 || size === 253) throw new Broken('SCORE', at);
  const text = reader.take(size);
  const number = readDouble(Buffer.from(text).toString('latin1'));
  return Number.isNaN(number) ? { number, slow: text } : { number };
}

/** In front of the field: 0 is none, else what the smallest expiry less one has to be raised by. */
function readTtl(reader: Reader, base: number): number {
  const at = reader.pos;
  const { value, encoded } = readLength(reader);
  if (encoded) throw new Broken('LENGTH', at);
  if (value === 0n) return NaN;
  const time = base + Number(value);
  if (time > LAST_FIELD_TIME) throw new Broken('FIELD_TIME', at);
  return time;
}

/** Behind the value: -1 is none. */
function readTime(reader: Reader): number {
  const at = reader.pos;
  const time = reader.signedLe(8);
  if (time < -1n) throw new Broken('FIELD_TIME', at);
  return time === -1n ? NaN : Number(time);
}

function readElement(reader: Reader, shape: Shape, base: number): Row[] {
  switch (shape) {
    case SHAPE.STRING:
      return [row(readString(reader))];
    case SHAPE.PAIR:
      return [row(readString(reader)), row(readString(reader))];
    case SHAPE.SCORE:
      return [row(readString(reader), readScore(reader))];
    case SHAPE.TEXT_SCORE:
      return [{ bytes: readString(reader), ...readTextScore(reader) }];
    case SHAPE.TTL_PAIR: {
      const time = readTtl(reader, base);
      return [row(readString(reader), time), row(readString(reader))];
    }
    case SHAPE.PAIR_TIME: {
      const field = readString(reader);
      const value = readString(reader);
      return [row(field, readTime(reader)), row(value)];
    }
    case SHAPE.TRIPLE:
      return [row(readString(reader)), row(readString(reader)), row(readString(reader))];
  }
}

/** Up to `count` elements of `shape`, and no more than `rowRoom` rows. `base` is what field times count from. */
export function scanElements(bytes: Uint8Array, count: number, shape: Shape, base: number, rowRoom = Infinity): Answer {
  const reader = new Reader(bytes);
  const rows: Row[] = [];
  const width = rowsOf(shape);
  let at = 0;
  try {
    for (let done = 0; done < count; done++) {
      at = reader.pos;
      if (rows.length + width > rowRoom) return { stop: 'ROWS', pos: at, rows, notice: noticeOf(rows) };
      rows.push(...readElement(reader, shape, base));
    }
  } catch (error) {
    return { ...stopped(error, at), rows, notice: noticeOf(rows) };
  }
  return { stop: 'DONE', pos: reader.pos, rows, notice: noticeOf(rows) };
}

export function rowsOf(shape: Shape): number {
  if (shape === SHAPE.TRIPLE) return 3;
  return shape === SHAPE.STRING || shape === SHAPE.SCORE || shape === SHAPE.TEXT_SCORE ? 1 : 2;
}

function noticeOf(rows: readonly Row[]): number {
  return rows.some((each) => each.slow) ? NOTICE.SLOW_NUMBER : 0;
}

function stopped(error: unknown, at: number): Pick<Answer, 'stop' | 'pos' | 'fault' | 'need'> {
  if (error instanceof Cut) return { stop: 'INPUT', pos: at, need: Number(error.until - BigInt(at)) };
  if (error instanceof Broken) return { stop: 'FAULT', pos: error.pos, fault: error.fault };
  throw error;
}

export interface Skipped {
  readonly stop: StopName;
  readonly pos: number;
  readonly done: number;
  readonly fault?: Answer['fault'];
}

/** Pass over up to `count` elements. Looks only at what tells where they end: not at scores, times and LZF data. */
export function skipElements(bytes: Uint8Array, count: number, shape: Shape): Skipped {
  const reader = new Reader(bytes);
  let done = 0;
  let at = 0;
  try {
    for (; done < count; done++) {
      at = reader.pos;
      if (shape === SHAPE.TTL_PAIR) readLength(reader);
      for (let i = 0; i < rowsOf(shape); i++) skipString(reader);
      if (shape === SHAPE.SCORE || shape === SHAPE.PAIR_TIME) reader.take(8);
      if (shape === SHAPE.TEXT_SCORE) {
        const size = reader.u8();
        if (size < 253) reader.take(size);
      }
    }
  } catch (error) {
    const { stop, pos, fault } = stopped(error, at);
    return { stop, pos, done, ...(fault && { fault }) };
  }
  return { stop: 'DONE', pos: reader.pos, done };
}

function skipString(reader: Reader): void {
  const at = reader.pos;
  const length = readLength(reader);
  if (!length.encoded) reader.take(length.value);
  else if (length.value < LZF) reader.take(1 << Number(length.value));
  else if (length.value === LZF) reader.take(readLzfLengths(reader, at).packed);
  else throw new Broken('STRING_ENCODING', at);
}

export interface ScannedLength {
  readonly stop: StopName;
  readonly pos: number;
  readonly value?: bigint;
  readonly encoded?: boolean;
  readonly need?: number;
}

/** One length. */
export function scanLength(bytes: Uint8Array): ScannedLength {
  const reader = new Reader(bytes);
  try {
    return { stop: 'DONE', ...readLength(reader), pos: reader.pos };
  } catch (error) {
    const { stop, pos, need } = stopped(error, 0);
    return { stop, pos, ...(need !== undefined && { need }) };
  }
}
