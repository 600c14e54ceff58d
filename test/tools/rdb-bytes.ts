/**
 * RDB files written by hand: the format's layouts once more, from the writer's side, so that a test can say what a file
 * holds. Each function gives the bytes of one part; nothing is checked, so that wrong files can be written too.
 * Source: rdb-format.md 1, 2, 4.
 */

/** Text stands for its UTF-8 bytes, a number for one byte. */
export type Part = string | number | Uint8Array;

/** Parts one after the other. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'object' ? part : typeof part === 'number' ? Buffer.of(part) : Buffer.from(part),
    ),
  );
}

export const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

function fixed(size: number, put: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  put(view);
  return new Uint8Array(view.buffer);
}

export const u16le = (value: number): Uint8Array => fixed(2, (view) => view.setUint16(0, value, true));
export const u32le = (value: number): Uint8Array => fixed(4, (view) => view.setUint32(0, value, true));
export const u32be = (value: number): Uint8Array => fixed(4, (view) => view.setUint32(0, value));
export const u64le = (value: bigint): Uint8Array =>
  fixed(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, value), true));
export const u64be = (value: bigint): Uint8Array => fixed(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, value)));
export const f32le = (value: number): Uint8Array => fixed(4, (view) => view.setFloat32(0, value, true));
export const f64le = (value: number): Uint8Array => fixed(8, (view) => view.setFloat64(0, value, true));
/** Milliseconds since 1970. */
export const time = (ms: number | bigint): Uint8Array => u64le(BigInt(ms));

/**
 * A length, by its value (rdb-format.md 2.1).
 *
 *   00xxxxxx | 01xxxxxx xx | 80 u32be | 81 u64be
 */
export function length(value: number | bigint): Uint8Array {
  const n = BigInt.asUintN(64, BigInt(value));
  if (n < 64n) return bytes(Number(n));
  if (n < 16384n) return bytes(0x40 | Number(n >> 8n), Number(n & 255n));
  return n < 1n << 32n ? bytes(0x80, u32be(Number(n))) : bytes(0x81, u64be(n));
}

/** A string as it is, behind its length. */
export function string(value: string | Uint8Array): Uint8Array {
  const body = bytes(value);
  return bytes(length(body.length), body);
}

/** A string that is an integer, in its smallest form (rdb-format.md 2.2). */
export function integerString(value: number): Uint8Array {
  const body = u32le(value >>> 0);
  if (value >= -128 && value < 128) return bytes(0xc0, body.subarray(0, 1));
  return value >= -32768 && value < 32768 ? bytes(0xc1, body.subarray(0, 2)) : bytes(0xc2, body);
}

/** LZF of one byte, `count` times: a literal, then references one byte back (rdb-format.md 2.3). */
export function lzfRun(byte: number, count: number): Uint8Array {
  const parts: Part[] = [0, byte];
  let left = count - 1;
  for (; left >= 9; left -= Math.min(left, 264)) parts.push(0xe0, Math.min(left, 264) - 9, 0);
  if (left > 0) parts.push(left - 1, ...Array<number>(left).fill(byte));
  const packed = bytes(...parts);
  return bytes(0xc3, length(packed.length), length(count), packed);
}

/** A double as text behind its size, as type 3 has it (rdb-format.md 2.4). */
export const textScore = (text: string): Uint8Array => bytes(text.length, text);
export const SCORES = { NAN: bytes(253), PLUS_INF: bytes(254), MINUS_INF: bytes(255) } as const;

/** An entry of a listpack: text, or an integer in its smallest form, or the bytes of an encoding. */
export type Entry = string | number | bigint | Uint8Array;

/**
 * A listpack (rdb-format.md 4.2).
 *
 *   u32 total bytes | u16 count | ( encoding and data | its size, backwards )* | FF
 */
export function listpack(...entries: readonly Entry[]): Uint8Array {
  const body = bytes(
    ...entries.map((entry) => {
      const encoded = listpackEntry(entry);
      return bytes(encoded, backLength(encoded.length));
    }),
  );
  return bytes(u32le(body.length + 7), u16le(Math.min(entries.length, 65535)), body, 0xff);
}

function listpackEntry(entry: Entry): Uint8Array {
  if (typeof entry === 'object') return entry;
  if (typeof entry === 'string') {
    const { length: n } = Buffer.from(entry);
    if (n < 64) return bytes(0x80 | n, entry);
    return n < 4096 ? bytes(0xe0 | (n >> 8), n & 255, entry) : bytes(0xf0, u32le(n), entry);
  }
  const n = BigInt(entry);
  if (n >= 0n && n < 128n) return bytes(Number(n));
  const data = u64le(n);
  if (n >= -4096n && n < 4096n) {
    const low = Number(BigInt.asUintN(13, n));
    return bytes(0xc0 | (low >> 8), low & 255);
  }
  for (const [code, size] of [
    [0xf1, 2],
    [0xf2, 3],
    [0xf3, 4],
  ] as const) {
    if (n === BigInt.asIntN(8 * size, n)) return bytes(code, data.subarray(0, size));
  }
  return bytes(0xf4, data);
}

/** Seven bits a byte, the highest first; all bytes but the first have the top bit. Limits are "<" 2^n - 1 (rdb-format.md 4.2). */
function backLength(size: number): Uint8Array {
  const width = 1 + [128, 16383, 2097151, 268435455].filter((limit) => size >= limit).length;
  const groups = Array.from({ length: width }, (_, i) => (size >>> (7 * (width - 1 - i))) & 127);
  return bytes(...groups.map((bits, i) => (i === 0 ? bits : bits | 128)));
}

/**
 * A ziplist (rdb-format.md 4.1).
 *
 *   u32 bytes | u32 offset of the last entry | u16 count | ( size of the entry before | encoding | data )* | FF
 */
export function ziplist(...entries: readonly Entry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let before = 0;
  let size = 10;
  let tail = 10;
  for (const entry of entries) {
    const part = bytes(before < 254 ? bytes(before) : bytes(0xfe, u32le(before)), ziplistEntry(entry));
    parts.push(part);
    tail = size;
    size += part.length;
    before = part.length;
  }
  return bytes(u32le(size + 1), u32le(tail), u16le(Math.min(entries.length, 65535)), ...parts, 0xff);
}

function ziplistEntry(entry: Entry): Uint8Array {
  if (typeof entry === 'object') return entry;
  if (typeof entry === 'string') {
    const { length: n } = Buffer.from(entry);
    if (n < 64) return bytes(n, entry);
    return n < 16384 ? bytes(0x40 | (n >> 8), n & 255, entry) : bytes(0x80, u32be(n), entry);
  }
  const n = BigInt(entry);
  if (n >= 0n && n <= 12n) return bytes(0xf1 + Number(n));
  for (const [code, size] of [
    [0xfe, 1],
    [0xc0, 2],
    [0xf0, 3],
    [0xd0, 4],
  ] as const) {
    if (n === BigInt.asIntN(8 * size, n)) return bytes(code, u64le(n).subarray(0, size));
  }
  return bytes(0xe0, u64le(n));
}

/** An intset (rdb-format.md 4.3): width, count, ascending integers. */
export function intset(width: 2 | 4 | 8, ...integers: readonly (number | bigint)[]): Uint8Array {
  return bytes(u32le(width), u32le(integers.length), ...integers.map((n) => u64le(BigInt(n)).subarray(0, width)));
}

/** A zipmap (rdb-format.md 4.4): each value has a count of unused bytes behind its length. */
export function zipmap(...pairs: readonly (readonly [field: string, value: string, unused: number])[]): Uint8Array {
  const size = (text: string): Uint8Array => (text.length < 254 ? bytes(text.length) : bytes(0xfe, u32le(text.length)));
  const body = pairs.map(([field, value, unused]) =>
    bytes(size(field), field, size(value), unused, value, new Uint8Array(unused).fill(0x2d)),
  );
  return bytes(Math.min(pairs.length, 254), ...body, 0xff);
}

/** 16 bytes, most significant first. */
export const rawStreamId = (ms: number | bigint, seq: number | bigint): Uint8Array =>
  bytes(u64be(BigInt(ms)), u64be(BigInt(seq)));

/** Two lengths. */
export const streamId = (ms: number | bigint, seq: number | bigint): Uint8Array => bytes(length(ms), length(seq));

/** A CRC64 as Redis computes it, bit by bit (rdb-format.md 1.6). */
export function crc64(data: Uint8Array): bigint {
  let crc = 0n;
  for (const byte of data) crc = (CRC_TABLE[Number((crc ^ BigInt(byte)) & 255n)] ?? 0n) ^ (crc >> 8n);
  return crc;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x95ac9329ac4bc9b5n : crc >> 1n;
  return crc;
});

export const OPCODE = {
  KEY_NOEVICT: 241,
  HASH_TEMPLATE: 242,
  KEY_META: 243,
  SLOT_IMPORT: 243,
  SLOT_INFO: 244,
  FUNCTION2: 245,
  FUNCTION_PRE_GA: 246,
  MODULE_AUX: 247,
  IDLE: 248,
  FREQ: 249,
  AUX: 250,
  RESIZEDB: 251,
  EXPIRETIME_MS: 252,
  EXPIRETIME: 253,
  SELECTDB: 254,
  EOF: 255,
} as const;

export const aux = (name: string, value: string | Uint8Array): Uint8Array =>
  bytes(OPCODE.AUX, string(name), typeof value === 'string' ? string(value) : value);
export const selectDb = (db: number): Uint8Array => bytes(OPCODE.SELECTDB, length(db));
export const resizeDb = (keys: number, expires: number): Uint8Array =>
  bytes(OPCODE.RESIZEDB, length(keys), length(expires));
export const expireAtMs = (ms: number): Uint8Array => bytes(OPCODE.EXPIRETIME_MS, time(ms));
export const expireAtSeconds = (seconds: number): Uint8Array => bytes(OPCODE.EXPIRETIME, u32le(seconds >>> 0));

/** Type, name, value. */
export const key = (type: number, name: string | Uint8Array, ...value: readonly Part[]): Uint8Array =>
  bytes(type, string(name), ...value);

/** How a file ends: EOF, and from RDB 5 on the checksum of all before it, or zero for none. */
export function close(head: Uint8Array, checksum: 'crc' | 'zero' | 'absent'): Uint8Array {
  const whole = bytes(head, OPCODE.EOF);
  if (checksum === 'absent') return whole;
  return bytes(whole, u64le(checksum === 'zero' ? 0n : crc64(whole)));
}

const MODULE_NAME = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CLASS_NAME = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Nine characters of six bits, ten bits of version: always nine bytes (rdb-format.md 4.7). */
export function moduleId(name: string, version: number): Uint8Array {
  return bytes(0x81, u64be((sixBits(name, MODULE_NAME) << 10n) | BigInt(version)));
}

/** Four characters of six bits, five bits of version, three of flags (rdb-format.md 1.5). */
export function classSpec(name: string, version: number, flags: number): Uint8Array {
  return u32le(Number((sixBits(name, CLASS_NAME) << 8n) | BigInt(version << 3) | BigInt(flags)));
}

function sixBits(name: string, alphabet: string): bigint {
  let bits = 0n;
  for (const char of name) bits = (bits << 6n) | BigInt(alphabet.indexOf(char));
  return bits;
}

/** The scalars of a module value (rdb-format.md 4.7). */
export const module = {
  sint: (value: bigint): Uint8Array => bytes(1, length(value)),
  uint: (value: number | bigint): Uint8Array => bytes(2, length(value)),
  float: (value: number): Uint8Array => bytes(3, f32le(value)),
  double: (value: number): Uint8Array => bytes(4, f64le(value)),
  string: (value: string): Uint8Array => bytes(5, string(value)),
  end: bytes(0),
} as const;
