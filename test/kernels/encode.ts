/** Small encoders, for bytes that decoders must take. Source: rdb-format.md 2, 4. */
import { backlenOf } from '../../src/kernels/twins/packed.ts';

export function le(value: number | bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const high = typeof value === 'bigint' ? Number(value >> 32n) : Math.floor(value / 2 ** 32);
  let low = typeof value === 'bigint' ? Number(value & 0xffffffffn) : value;
  for (let i = 0; i < size; i++) {
    if (i === 4) low = high;
    bytes[i] = low;
    low = Math.floor(low / 256);
  }
  return bytes;
}

export function be(value: number | bigint, size: number): Uint8Array {
  return le(value, size).toReversed();
}

export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part)))),
  );
}

export function f64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** A length in one of its four forms, the shortest that holds it unless `least` asks for a longer one. */
export function encodeLength(value: number | bigint, least: 1 | 2 | 5 | 9 = 1): Uint8Array {
  if (value < 64 && least === 1) return be(value, 1);
  if (value < 16384 && least <= 2) return be(0x4000 | Number(value), 2);
  return value < 2 ** 32 && least <= 5 ? join([0x80], be(value, 4)) : join([0x81], be(value, 8));
}

export function encodeRaw(bytes: Uint8Array, least: 1 | 2 | 5 | 9 = 1): Uint8Array {
  return join(encodeLength(bytes.length, least), bytes);
}

export function encodeInteger(value: number): Uint8Array {
  const size = value === (value << 24) >> 24 ? 1 : value === (value << 16) >> 16 ? 2 : 4;
  return join([0xc0 | (size >> 1)], le(value, size));
}

export function encodeLzf(bytes: Uint8Array): Uint8Array {
  const packed = compress(bytes);
  return join([0xc3], encodeLength(packed.length), encodeLength(bytes.length), packed);
}

/** LZF by the longest of a few matches: the last place of each three bytes. */
export function compress(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  const places = new Map<number, number>();
  let literals: number[] = [];
  const flush = (): void => {
    for (let i = 0; i < literals.length; i += 32) {
      const run = literals.slice(i, i + 32);
      out.push(run.length - 1, ...run);
    }
    literals = [];
  };
  const byte = (i: number): number => bytes[i] ?? 0;
  for (let i = 0; i < bytes.length;) {
    const three = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
    const place = i + 2 < bytes.length ? places.get(three) : undefined;
    places.set(three, i);
    if (place === undefined || i - place > 8192) {
      literals.push(byte(i++));
      continue;
    }
    flush();
    const distance = i - place - 1;
    let length = 3;
    while (length < 264 && i + length < bytes.length && byte(place + length) === byte(i + length)) length++;
    i += length;
    const code = length - 2;
    if (code < 7) out.push((code << 5) | (distance >> 8), distance & 255);
    else out.push((7 << 5) | (distance >> 8), code - 7, distance & 255);
  }
  flush();
  return Uint8Array.from(out);
}

export type PackedEntry = bigint | Uint8Array;

/** The bytes of the smallest of `sizes` (in bytes) that holds the integer, with the code that goes with the size. */
function fits(value: bigint, size: number): boolean {
  return BigInt.asIntN(8 * size, value) === value;
}

function listpackEntry(entry: PackedEntry): Uint8Array {
  if (typeof entry !== 'bigint') {
    const { length } = entry;
    if (length < 64) return join([0x80 | length], entry);
    return length < 4096 ? join(be(0xe000 | length, 2), entry) : join([0xf0], le(length, 4), entry);
  }
  if (entry >= 0n && entry < 128n) return le(entry, 1);
  if (BigInt.asIntN(13, entry) === entry) return be(0xc000n | BigInt.asUintN(13, entry), 2);
  if (fits(entry, 2)) return join([0xf1], le(entry, 2));
  if (fits(entry, 3)) return join([0xf2], le(entry, 3));
  return fits(entry, 4) ? join([0xf3], le(entry, 4)) : join([0xf4], le(entry, 8));
}

export function encodeListpack(entries: readonly PackedEntry[]): Uint8Array {
  const body = entries.map((entry) => {
    const bytes = listpackEntry(entry);
    return join(bytes, backlenOf(bytes.length));
  });
  const size = 7 + body.reduce((sum, { length }) => sum + length, 0);
  return join(le(size, 4), le(Math.min(entries.length, 65535), 2), ...body, [0xff]);
}

function ziplistEntry(entry: PackedEntry): Uint8Array {
  if (typeof entry !== 'bigint') {
    const { length } = entry;
    if (length < 64) return join([length], entry);
    return length < 16384 ? join(be(0x4000 | length, 2), entry) : join([0x80], be(length, 4), entry);
  }
  if (entry >= 0n && entry <= 12n) return le(0xf1n + entry, 1);
  if (fits(entry, 1)) return join([0xfe], le(entry, 1));
  if (fits(entry, 2)) return join([0xc0], le(entry, 2));
  if (fits(entry, 3)) return join([0xf0], le(entry, 3));
  return fits(entry, 4) ? join([0xd0], le(entry, 4)) : join([0xe0], le(entry, 8));
}

export function encodeZiplist(entries: readonly PackedEntry[]): Uint8Array {
  let previous = 0;
  let size = 10;
  let tail = 10;
  const body = entries.map((entry) => {
    const bytes = join(previous < 254 ? [previous] : join([0xfe], le(previous, 4)), ziplistEntry(entry));
    previous = bytes.length;
    tail = size;
    size += previous;
    return bytes;
  });
  return join(le(size + 1, 4), le(tail, 4), le(Math.min(entries.length, 65535), 2), ...body, [0xff]);
}

export interface ZipmapPair {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Unused bytes behind the value. */
  readonly free: number;
}

export function encodeZipmap(pairs: readonly ZipmapPair[]): Uint8Array {
  const length = (n: number): Uint8Array => (n < 254 ? le(n, 1) : join([0xfe], le(n, 4)));
  const body = pairs.map(({ key, value, free }) =>
    join(length(key.length), key, length(value.length), [free], value, new Uint8Array(free).fill(0xff)),
  );
  return join([Math.min(pairs.length, 254)], ...body, [0xff]);
}

export function encodeIntset(values: readonly bigint[], width: 2 | 4 | 8): Uint8Array {
  return join(le(width, 4), le(values.length, 4), ...values.map((value) => le(value, width)));
}
