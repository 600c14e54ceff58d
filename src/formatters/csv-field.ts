/**
 * A field of bytes: text as it is, in quotes where RFC 4180 wants them; what is not UTF-8 as `base64:…`, and so is what begins
 * with these very letters, so that a reader always knows.
 */
import { isUtf8 } from 'node:buffer';
import type { ByteWriter } from '../bytes/writer.ts';

const BASE64 = 'base64:';
const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;
/** Three divides it: base64 of the pieces is that of the whole. */
const PIECE = 48 * 1024;

export class CsvField {
  private readonly out: ByteWriter;
  private text = true;
  private first = true;
  private decoder = new TextDecoder('utf-8', { fatal: true });
  /** Bytes that wait for a third one. */
  private carry: Uint8Array = new Uint8Array();

  constructor(out: ByteWriter) {
    this.out = out;
  }

  /** Bytes of the arena. */
  span(start: number, end: number): void {
    const { out } = this;
    if (end - start <= PIECE && this.word(out.memory.u8, start, end)) return;
    // The output may have to grow, and the memory with it: the view would be lost.
    this.bytes(out.memory.u8.slice(start, end));
  }

  /** Bytes that are not in the arena. */
  bytes(bytes: Uint8Array): void {
    if (bytes.length <= PIECE && this.word(bytes, 0, bytes.length)) return;
    if (!isText(bytes)) {
      this.out.ascii(BASE64);
      this.base64(bytes);
    } else if (needsQuotes(bytes)) {
      this.out.byte(QUOTE);
      this.doubled(bytes);
      this.out.byte(QUOTE);
    } else this.pieces(bytes);
  }

  /** A long string is looked at slice by slice first, to know what it is. */
  begin(): void {
    this.text = true;
    this.first = true;
    this.decoder = new TextDecoder('utf-8', { fatal: true });
  }

  look(start: number, end: number, last: boolean): void {
    if (!this.text) return;
    const slice = this.out.memory.u8.slice(start, end);
    try {
      this.decoder.decode(slice, { stream: !last });
      if (this.first) this.text = !startsBase64(slice);
      this.first = false;
    } catch {
      this.text = false;
    }
  }

  /** All slices have been looked at, and come once more. */
  open(): void {
    this.carry = new Uint8Array();
    if (this.text) this.out.byte(QUOTE);
    else this.out.ascii(BASE64);
  }

  slice(start: number, end: number, last: boolean): void {
    const bytes = this.out.memory.u8.slice(start, end);
    if (this.text) this.doubled(bytes);
    else {
      const joined = Buffer.concat([this.carry, bytes]);
      const to = last ? joined.length : joined.length - (joined.length % 3);
      this.base64(joined.subarray(0, to));
      this.carry = joined.subarray(to);
    }
    if (last) this.close();
  }

  close(): void {
    if (this.text) this.out.byte(QUOTE);
  }

  /** Copy printable ASCII that needs no quotes; false, and nothing printed, for anything else. */
  private word(bytes: Uint8Array, start: number, end: number): boolean {
    const { out } = this;
    out.room(end - start);
    // A piece always fits the output, so that the memory does not grow and no view of it is lost.
    const { u8 } = out.memory;
    let { at } = out;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte >= 0x7f || byte === COMMA || byte === QUOTE || byte === CR || byte === LF) return false;
      u8[at++] = byte;
    }
    if (startsBase64(bytes, start, end)) return false;
    out.at = at;
    return true;
  }

  private doubled(bytes: Uint8Array): void {
    const { out } = this;
    for (let from = 0; from < bytes.length; from += PIECE) {
      const to = Math.min(bytes.length, from + PIECE);
      out.room(2 * PIECE);
      const { u8 } = out.memory;
      let { at } = out;
      for (let i = from; i < to; i++) {
        const byte = bytes[i] ?? 0;
        u8[at++] = byte;
        if (byte === QUOTE) u8[at++] = QUOTE;
      }
      out.at = at;
    }
  }

  private base64(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let from = 0; from < bytes.length; from += PIECE)
      this.out.ascii(buffer.toString('base64', from, from + PIECE));
  }

  private pieces(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += PIECE) this.out.raw(bytes.subarray(from, from + PIECE));
  }
}

function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !startsBase64(bytes);
}

function startsBase64(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  if (end - start < BASE64.length) return false;
  for (let i = 0; i < BASE64.length; i++) if (bytes[start + i] !== BASE64.charCodeAt(i)) return false;
  return true;
}

function needsQuotes(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte === COMMA || byte === QUOTE || byte === CR || byte === LF) return true;
  return false;
}
