/**
 * gzip: any number of members, one after another. node:zlib's own gunzip drops what it has inflated when bytes follow that
 * are no member, so members are told apart here and it inflates what is in them. Source: RFC 1952, 2.3.
 */
import { crc32, createInflateRaw } from 'node:zlib';
import { DecodeError, UnsupportedError } from '../errors.ts';
import type { Input } from './input.ts';
import { ZlibPump } from './transform.ts';
import type { Warn } from './warn.ts';

const CHUNK = 256 * 1024;
const HEADER = 10;
const TRAILER = 8;
const DEFLATE = 8;
/** Bits of the header's flags. */
const FLAG = { HEADER_CRC: 0x02, EXTRA: 0x04, NAME: 0x08, COMMENT: 0x10, RESERVED: 0xe0 };

/** @throws DecodeError COMPRESSION, UnsupportedError */
export async function* gunzip(input: Input, warn: Warn): AsyncGenerator<Uint8Array> {
  do {
    await passHeader(input);
    yield* inflateMember(input);
  } while (await anotherMember(input, warn));
}

/** id 1f 8b | u8 method | u8 flags | 6 bytes | [u16le n, n bytes] | [name, 0] | [comment, 0] | [u16 crc] */
async function passHeader(input: Input): Promise<void> {
  const header = await need(input, HEADER);
  const flags = header[3] ?? 0;
  if (header[0] !== 0x1f || header[1] !== 0x8b)
    throw damage(input, 'the gzip data is damaged: a member does not begin with 1f 8b');
  if (header[2] !== DEFLATE || flags & FLAG.RESERVED)
    throw new UnsupportedError('gzip data of an unknown kind', input.offset);
  await input.pass(HEADER);
  if (flags & FLAG.EXTRA) {
    const size = await need(input, 2);
    if (!(await input.pass(2 + (size[0] ?? 0) + ((size[1] ?? 0) << 8)))) throw tooEarly(input);
  }
  if (flags & FLAG.NAME) await passText(input);
  if (flags & FLAG.COMMENT) await passText(input);
  if (flags & FLAG.HEADER_CRC && !(await input.pass(2))) throw tooEarly(input);
}

async function passText(input: Input): Promise<void> {
  for (;;) {
    const bytes = await need(input, 1);
    const end = bytes.indexOf(0);
    await input.pass(end < 0 ? bytes.length : end + 1);
    if (end >= 0) return;
  }
}

async function* inflateMember(input: Input): AsyncGenerator<Uint8Array> {
  const pump = new ZlibPump(createInflateRaw({ chunkSize: CHUNK }));
  let crc = 0;
  let size = 0;
  try {
    for (let over = false; !over;) {
      const before = pump.used;
      pump.feed(await need(input, 1));
      for (;;) {
        const plain = await inflated(pump, input);
        over = plain === 'over';
        if (typeof plain === 'string') break;
        crc = crc32(plain, crc);
        size = (size + plain.length) >>> 0;
        yield plain;
      }
      await input.pass(pump.used - before);
    }
  } finally {
    pump.close();
  }
  const trailer = await need(input, TRAILER);
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
  if (view.getUint32(0, true) !== crc) throw damage(input, 'the gzip data is damaged: its checksum is wrong');
  if (view.getUint32(4, true) !== size) throw damage(input, 'the gzip data is damaged: its length is wrong');
  await input.pass(TRAILER);
}

/** As gzip(1): zeros pad the end and mean nothing, anything but a member is told of and left out. */
async function anotherMember(input: Input, warn: Warn): Promise<boolean> {
  let bytes = await input.peek(2);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return true;
  while (bytes.length > 0) {
    const garbage = bytes.findIndex((byte) => byte !== 0);
    if (garbage >= 0) {
      warn('TRAILING', 'bytes after the gzip data are ignored', input.offset + garbage);
      break;
    }
    await input.pass(bytes.length);
    bytes = await input.peek(1);
  }
  return false;
}

async function inflated(pump: ZlibPump, input: Input): ReturnType<ZlibPump['next']> {
  try {
    return await pump.next();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw damage(input, `the gzip data is damaged: ${words}`);
  }
}

async function need(input: Input, size: number): Promise<Uint8Array> {
  const bytes = await input.peek(size);
  if (bytes.length < size) throw tooEarly(input, bytes.length);
  return bytes;
}

function tooEarly(input: Input, there = 0): DecodeError {
  return new DecodeError('COMPRESSION', 'the gzip data ends too early', input.offset + there);
}

function damage(input: Input, words: string): DecodeError {
  return new DecodeError('COMPRESSION', words, input.offset);
}
