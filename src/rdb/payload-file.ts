/**
 * An RDB put together from what DUMP and FUNCTION DUMP answer: values go into it as they are, so whatever reads RDB files reads
 * what a server tells key by key. Source: rdb-format.md 1 and 5; redis src/rdb.c, rdbSaveKeyValuePair().
 */
import { Arena } from '../bytes/arena.ts';
import { DecodeError } from '../errors.ts';
import { Cursor, OUT_OF_BYTES } from './cursor.ts';
import { FIRST_VALKEY } from './dialect.ts';
import { readKeyMeta } from './key-meta.ts';
import { OPCODES } from './opcodes.ts';

/** A key as DUMP and its like tell it. */
export interface DumpedKey {
  readonly key: Uint8Array;
  /** What DUMP answered. */
  readonly payload: Uint8Array;
  readonly expireAtMs?: number | bigint | undefined;
  readonly idleSeconds?: number | undefined;
  readonly freq?: number | undefined;
}

/** u16 version, u64 checksum. */
const FOOTER_BYTES = 10;
const CHECKSUM_BYTES = 8;
const VERSION_DIGITS = 4;
const VALKEY_DIGITS = 3;

/** Magic, version and AUX fields. */
export function putFileHead(version: number, aux: Iterable<readonly [string, string]>): Uint8Array {
  const digits = String(version);
  const magic =
    version >= FIRST_VALKEY
      ? `VALKEY${digits.padStart(VALKEY_DIGITS, '0')}`
      : `REDIS${digits.padStart(VERSION_DIGITS, '0')}`;
  const fields = [...aux].flatMap(([name, value]) => [
    byteOf(OPCODES.AUX.byte),
    ...stringOf(Buffer.from(name)),
    ...stringOf(Buffer.from(value)),
  ]);
  return Buffer.concat([Buffer.from(magic), ...fields]);
}

export function putSelectDb(db: number): Uint8Array {
  return Buffer.concat([byteOf(OPCODES.SELECTDB.byte), lengthOf(db)]);
}

/** A checksum of zero says that there is none. */
export function putFileEnd(): Uint8Array {
  return Buffer.concat([byteOf(OPCODES.EOF.byte), Buffer.alloc(CHECKSUM_BYTES)]);
}

/** The RDB version in a payload's footer. @throws DecodeError TRUNCATED */
export function payloadVersion(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint16(payload.length - footerOf(payload), true);
}

/** The libraries of FUNCTION DUMP, each a record of the file already. @throws DecodeError TRUNCATED */
export function putFunctions(payload: Uint8Array): Uint8Array {
  return payload.subarray(0, payload.length - footerOf(payload));
}

/**
 * The key's record, in pieces: large values are not copied. @throws DecodeError TRUNCATED; KEY_META, MODULE
 */
export function* putDumpedKey({ key, payload, expireAtMs, idleSeconds, freq }: DumpedKey): Generator<Uint8Array> {
  const end = payload.length - footerOf(payload);
  const type = typeAt(payload);
  if (type >= end) throw new DecodeError('TRUNCATED', 'a DUMP payload without a value', type);
  if (expireAtMs !== undefined) yield expiryOf(expireAtMs);
  if (idleSeconds !== undefined) yield Buffer.concat([byteOf(OPCODES.IDLE.byte), lengthOf(idleSeconds)]);
  if (freq !== undefined) yield Buffer.from([OPCODES.FREQ.byte, freq]);
  // Metadata stands in front of the type in payloads and files alike; the key goes behind the type.
  yield payload.subarray(0, type + 1);
  yield* stringOf(key);
  yield payload.subarray(type + 1, end);
}

function footerOf({ length }: Uint8Array): number {
  if (length >= FOOTER_BYTES) return FOOTER_BYTES;
  throw new DecodeError('TRUNCATED', `a DUMP payload of ${length} bytes: ${FOOTER_BYTES} are the least`, 0);
}

/** Where the type byte stands: first, but for the metadata that modules keep (Redis 8.6). */
function typeAt(payload: Uint8Array): number {
  const version = payloadVersion(payload);
  const hasMeta = payload[0] === OPCODES.KEY_META.byte && version >= OPCODES.KEY_META.since && version < FIRST_VALKEY;
  if (!hasMeta) return 0;
  const arena = new Arena(payload.length);
  if (arena.window.end - arena.window.start < payload.length) arena.grow(arena.window, payload.length);
  arena.restart(0);
  arena.u8.set(payload, arena.window.start);
  arena.end = arena.window.start + payload.length;
  const cursor = new Cursor(arena, false);
  try {
    cursor.u8();
    readKeyMeta(cursor);
    return cursor.at - arena.window.start;
  } catch (error) {
    if (error !== OUT_OF_BYTES) throw error;
    throw new DecodeError('TRUNCATED', 'the metadata of a DUMP payload reaches over its end', 0);
  }
}

function expiryOf(ms: number | bigint): Uint8Array {
  const bytes = Buffer.alloc(9, OPCODES.EXPIRETIME_MS.byte);
  bytes.writeBigInt64LE(BigInt(ms), 1);
  return bytes;
}

function byteOf(byte: number): Uint8Array {
  return Uint8Array.of(byte);
}

function stringOf(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  return [lengthOf(bytes.length), bytes];
}

/** Source: rdb-format.md 2; redis src/rdb.c, rdbSaveLen(). Big endian, the first two bits tell the form. */
function lengthOf(length: number): Uint8Array {
  if (length < 1 << 6) return Uint8Array.of(length);
  if (length < 1 << 14) return Uint8Array.of(0x40 | (length >>> 8), length & 0xff);
  if (length <= 0xffff_ffff) {
    const bytes = Buffer.alloc(5, 0x80);
    bytes.writeUInt32BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, 0x81);
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}
